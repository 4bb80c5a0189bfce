"""The setting sheet in words (设定表)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from anjian.desk.queries.naming import names
from anjian.desk.queries.shapes import ClauseLine, Hole
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.policy import queries as policy
from anjian.policy.queries import SheetRow
from anjian.registry import queries as registry

_MOST = 80
"""More bodies or firms than this are typed by id instead of chosen."""


def _labels() -> dict[str, str]:
    return {
        "per": _("周期"),
        "within": _("期限"),
        "after_period": _("期后期限"),
        "cure": _("补办期限"),
        "renewed_within": _("更新期限"),
        "valid_for": _("有效期"),
        "by": _("完成日期"),
        "since": _("起算日"),
        "in_force": _("施行日"),
        "at_least": _("次数"),
        "target": _("目标"),
        "counted": _("怎么计"),
        "lead": _("牵头单位"),
        "who": _("责任单位"),
    }


def _hints() -> dict[str, str]:
    return {
        "term": _("例如：20个工作日、1年"),
        "day": _("例如：2026-12-31"),
        "count": _("只填数字"),
        "number": _("只填数字"),
        "target": _("例如：100%"),
        "bodies": _("机构编号，用逗号隔开"),
    }


def holes(
    viewer: Viewer,
    document_id: str,
    *,
    place: str,
    as_of: dt.date,
    known: int | None = None,
    typed: Mapping[str, str] | None = None,
) -> list[Hole]:
    """Every hole of the document in the place, those that nobody has decided first, else in the document's order.

    ``typed``: what was sent and refused (rule, field, value, since, ground), so that it stands there again.
    """
    card = policy.document(viewer, document_id, known=known)
    if card is None:
        return []
    lines = {each.id: each for each in card.clauses}
    rows = policy.sheet(viewer, document_id, place=place, as_of=as_of, known=known)
    rows.sort(key=lambda row: (row.set, row.assumed))
    called = names(viewer, [text for row in rows for text in _texts(row.current.value)], as_of=as_of)
    made = []
    for row in rows:
        again = typed if typed and (typed.get("rule"), typed.get("field")) == (row.rule, row.field) else {}
        options = row.choices or tuple(_offered(viewer, row, place, as_of))
        made.append(
            Hole(
                row=row,
                label=label(row),
                clauses=tuple(
                    ClauseLine(id, each.clause.cite, each.clause.gist, f"/documents/{document_id}/#{_anchor(id)}")
                    for id in row.clauses
                    if (each := lines.get(id))
                ),
                value=_words(row, called),
                proposed="" if row.proposed is None else row.shown(row.proposed),
                hint="" if options else _hints().get(row.kind, ""),
                options=options,
                typed={
                    "value": again.get("value", ""),
                    "since": again.get("since", as_of.isoformat()),
                    "ground": again.get("ground", ""),
                },
            )
        )
    return made


def open_holes(viewer: Viewer, document_id: str, *, place: str, as_of: dt.date, known: int | None = None) -> int:
    """How many of them nobody has decided, where the text itself leaves it open."""
    rows = policy.sheet(viewer, document_id, place=place, as_of=as_of, known=known)
    return sum(1 for row in rows if not row.set and not row.assumed)


def label(row: SheetRow) -> str:
    """What is asked for, in words: the field's, else what kind of thing is to be filled in."""
    by_kind = {"enterprise": _("是哪家企业"), "number": _("数额"), "text": _("填什么"), "choice": _("选哪个")}
    return _labels().get(row.field) or by_kind.get(row.kind) or row.field


def _offered(viewer: Viewer, row: SheetRow, place: str, as_of: dt.date) -> list[tuple[str, str]]:
    if row.kind == "body":
        found = [(body.id, body.name) for body in people.bodies(viewer, as_of=as_of, inside=place)]
    elif row.kind == "enterprise":
        firms = registry.find(viewer, as_of=as_of, inside=place, limit=_MOST + 1)
        found = [(firm.id, f"{firm.name}（{firm.credit_code[-6:]}）") for firm in firms]
    else:
        return []
    return found if len(found) <= _MOST else []


def _words(row: SheetRow, called: Mapping[str, str]) -> str:
    value = row.current.value
    if value is None:
        return ""
    shown = [name if (name := called.get(text, text)) != text else row.shown(text) for text in _texts(value)]
    return "、".join(shown) if shown else row.shown(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [] if value is None else [str(value)]


def _anchor(clause_id: str) -> str:
    return "c-" + clause_id.split("/", 1)[1].replace(".", "-")
