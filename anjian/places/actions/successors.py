"""What became of divisions (区划变更): read from ``changes/*.csv`` beside the divisions, loaded with them."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.places.events import CHANGES
from anjian.places.models import Division, Successor

COLUMNS = ["code", "successor", "on", "kind", "source"]


@dataclass(frozen=True, slots=True)
class Change:
    """One line: a place, what it became, from which day, how, and by which approval (批复). Codes have 12 digits."""

    place: str
    successor: str
    on: dt.date
    kind: str
    source: str


def read_successors(folder: Path) -> list[Change]:
    """All changes of ``folder``/changes/*.csv. Refuses with file and line what is wrong; nothing is written."""
    found: list[Change] = []
    for path in sorted((folder / "changes").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = [(n, text) for n, text in enumerate(file, 1) if text.strip() and not text.startswith("#")]
        if not lines or next(csv.reader([lines[0][1]])) != COLUMNS:
            raise _wrong(f"{path.name}:1", f"表头应为{','.join(COLUMNS)}")
        for number, text in lines[1:]:
            found.append(_line(f"{path.name}:{number}", next(csv.reader([text]))))
    return found


@transaction.atomic
def load_successors(viewer: Viewer, folder: Path) -> int:
    """Put the changes into the database, after the divisions. Returns how many are new. Refuses unknown codes."""
    if not (viewer.is_system or viewer.has("administrator")):
        raise Refusal(
            "您不能更新行政区划", "区划决定每个人能看到哪些地方", "请联系系统管理员", code="places.not_allowed"
        )
    changes = read_successors(folder)
    known = set(Division.objects.for_change().values_list("place", flat=True))
    for change in changes:
        for code in (change.place, change.successor):
            if code not in known:
                raise _wrong(divisions.short(code), "不在任何区划文件中")
    new = 0
    for change in changes:
        _row, made = Successor.objects.for_change().update_or_create(
            place=change.place,
            successor=change.successor,
            on=change.on,
            defaults={"kind": change.kind, "source": change.source},
        )
        new += made
    return new


def _line(where: str, cells: list[str]) -> Change:
    if len(cells) != len(COLUMNS):
        raise _wrong(where, f"应有{len(COLUMNS)}列，现为{len(cells)}列")
    code, successor, on, kind, source = (cell.strip() for cell in cells)
    if kind not in CHANGES:
        raise _wrong(where, f"变更方式“{kind}”应为{'、'.join(CHANGES)}之一")
    if not source:
        raise _wrong(where, "没有写出处（批复文号或公布表）")
    try:
        return Change(divisions.normal(code), divisions.normal(successor), dt.date.fromisoformat(on), kind, source)
    except Refusal as refusal:
        raise _wrong(where, refusal.what) from refusal
    except ValueError as error:
        raise _wrong(where, f"日期“{on}”应写成2018-01-22的样子") from error


def _wrong(where: str, detail: str) -> Refusal:
    return Refusal(
        f"{where} {detail}",
        "区划数据有错时整批不装入，以免一部分地方归属不明",
        "请改正这一行后重新装入",
        code="places.file",
    )
