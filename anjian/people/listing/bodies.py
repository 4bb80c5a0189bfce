"""Checking a list of bodies (机构名册)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import words
from anjian.people.listing import cells, ids
from anjian.people.listing.cells import CellWrong
from anjian.people.listing.fields import BODIES
from anjian.people.listing.plans import BodiesPlan, NewBody
from anjian.people.models import Body
from anjian.places import queries as places
from anjian.scope.queries import told
from anjian.sheets.events import Fault, Row, row_said

T = TypeVar("T")
_LABELS = {field.name: field.label for field in BODIES}


def check_bodies(
    viewer: Viewer,
    rows: Iterable[Row],
    *,
    inside: str,
    today: dt.date,
    since: dt.date,
    months: bool = False,
) -> BodiesPlan:
    """Check a list of bodies; nothing is written.

    inside     division in which places are looked up by name
    since      from when bodies without a day exist
    The words of classes and functions are read by `words`.
    Refuses a viewer who may not change bodies there.
    """
    if not (viewer.is_system or viewer.has("office") or viewer.has("administrator")):
        raise Refusal("您不能导入机构", "机构由本级安委办或系统管理员维护", "请联系他们", code="people.not_allowed")
    standing = {(row.name, row.place): row.body for row in told(Body.objects.seen_by(viewer), today)}
    by_name: dict[str, str] = {name: body for (name, _), body in standing.items()}
    where: dict[str, list[str]] = {}
    for found in places.subtree(inside, as_of=today):
        where.setdefault(found.name, []).append(found.code)
    taken = set(Body.objects.for_change().values_list("body", flat=True).distinct())
    made: list[NewBody] = []
    faults: list[Fault] = []
    same: list[int] = []
    lines: dict[tuple[str, str], int] = {}
    listed = list(rows)
    for row in listed:
        wrong: list[tuple[str, CellWrong]] = []
        read = _Reader(row, wrong)
        name = read("name", _name)
        place = read("place", lambda text: _place(viewer, text, where, today))
        kinds = read("cls", lambda text: _words(text, "body", must=True))
        jobs = read("functions", lambda text: _words(text, "function"))
        began = read("since", lambda text: cells.day(text, today=today, months=months) if text else since)
        above = read("superior", lambda text: _superior(text, by_name))
        if not wrong:
            assert name is not None
            assert place is not None
            assert began is not None
            if (name, place) in standing:
                same.append(row.number)
            elif (name, place) in lines:
                wrong.append(("name", CellWrong(f"与{row_said(lines[name, place])}重复", "请删去一行")))
            else:
                lines[name, place] = row.number
                body = ids.fresh(f"body:{divisions.short(place)}-{ids.initials(name)}", taken)
                taken.add(body)
                by_name.setdefault(name, body)
                made.append(
                    NewBody(
                        row.number,
                        body,
                        name,
                        place,
                        divisions.level(place),
                        kinds or (),
                        jobs or (),
                        above or "",
                        began,
                    )
                )
        faults += [
            Fault(row.number, row.ref(field), _LABELS[field], row.text(field), no.why, no.next, field)
            for field, no in wrong  # each by its cell
        ]
    return BodiesPlan(len(listed), tuple(made), tuple(faults), tuple(same))


class _Reader:
    """Reads the cells of a row; what is wrong is kept instead of raised, so that all faults of a row are said."""

    def __init__(self, row: Row, wrong: list[tuple[str, CellWrong]]) -> None:
        self._row, self._wrong = row, wrong

    def __call__(self, field: str, how: Callable[[str], T]) -> T | None:
        try:
            return how(self._row.text(field))
        except CellWrong as no:
            self._wrong.append((field, no))
            return None


def _name(text: str) -> str:
    name = "".join(text.split())
    if not 2 <= len(name) <= 60:
        raise CellWrong("没有名称，或者名称太长" if len(name) != 1 else "名称不全", "请写全称")
    return name


def _place(viewer: Viewer, text: str, where: Mapping[str, list[str]], today: dt.date) -> str:
    if not text:
        raise CellWrong("没有写所在地", "请填区划代码或名称")
    if divisions.is_code(text):
        found = places.place(text, as_of=today)
        codes = [found.code] if found else []
    else:
        codes = where.get(text, [])
    if not codes:
        raise CellWrong("没有这个地方", cells.near(text, where) or "请核对区划名称或代码")
    if len(codes) > 1:
        raise CellWrong(f"有{len(codes)}个同名的地方", "请改填区划代码")
    if not viewer.is_system and not viewer.sees(codes[0]):
        raise CellWrong("这个地方不归您管", "请由当地登记")
    return codes[0]


def _words(text: str, kind: words.Kind, *, must: bool = False) -> tuple[str, ...]:
    written = cells.several(text)
    if must and not written:
        what = words.KINDS[kind]
        raise CellWrong(f"没有写{what}", f"规则按{what}找责任单位，请至少写一个")
    return tuple(sorted({cells.code(kind, word) for word in written}))


def _superior(text: str, by_name: Mapping[str, str]) -> str:
    if text and text not in by_name:
        raise CellWrong("没有登记这个上级单位", cells.near(text, by_name) or "请先登记上级，或写在它的前面")
    return by_name[text] if text else ""
