"""Hazards as rows of a list: with the names of who is named in them, and the columns of the three lists (三张清单)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anjian.hazards.events import Card
from anjian.hazards.queries.listing import MOST, Chosen, find
from anjian.hazards.states import STATES
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.registry import queries as registry
from anjian.sheets import queries as sheets


@dataclass(frozen=True, slots=True)
class Row:
    """One hazard with the names of its enterprise, regulator, place and of who listed it; ``state`` is a word."""

    card: Card
    firm: str
    regulator: str
    listed_by: str
    place: str
    state: str
    late: bool


LISTS: Mapping[str, str] = {
    "problem": gettext_noop("问题清单"),
    "duty": gettext_noop("责任清单"),
    "plan": gettext_noop("整改清单"),
}
COLUMNS: Mapping[str, Sequence[tuple[str, Callable[[Row], object]]]] = {
    "problem": (
        (gettext_noop("问题"), lambda row: row.card.found),
        (gettext_noop("等级"), lambda row: row.card.grade),
        (gettext_noop("来源"), lambda row: row.card.source),
        (gettext_noop("发现日期"), lambda row: row.card.found_on),
    ),
    "duty": (
        (gettext_noop("所在地"), lambda row: row.place),
        (gettext_noop("监管部门"), lambda row: row.regulator),
        (gettext_noop("挂牌单位"), lambda row: row.listed_by),
    ),
    "plan": (
        (gettext_noop("治理方案"), lambda row: _("有") if row.card.planned else ""),
        (gettext_noop("期限"), lambda row: row.card.due),
        (gettext_noop("整改完成"), lambda row: row.card.rectified_on),
        (gettext_noop("销号"), lambda row: row.card.closed_on),
    ),
}
"""The columns of each list between number and enterprise on the left and the state on the right."""


def names(ids: Iterable[str], *, as_of: dt.date) -> dict[str, str]:
    """What enterprises, bodies and posts are called that day. For those named in what the viewer already sees."""
    asked = {one for one in ids if one}
    told = people.names(SYSTEM, asked, as_of=as_of)
    told.update((id, card.name) for id, card in registry.cards(SYSTEM, asked, as_of=as_of).items())
    return told


def rows_of(cards: Sequence[Card], *, as_of: dt.date) -> list[Row]:
    """Hazards as rows."""
    called = names([one for card in cards for one in (card.enterprise, card.regulator, card.listed_by)], as_of=as_of)
    where = places.names([card.place for card in cards], as_of=as_of)
    return [
        Row(
            card=card,
            firm=called.get(card.enterprise, card.enterprise),
            regulator=called.get(card.regulator, ""),
            listed_by=called.get(card.listed_by, ""),
            place=where.get(card.place, ""),
            state=STATES[card.state],
            late=card.late(as_of),
        )
        for card in cards
    ]


def cells(row: Row, kind: str) -> list[tuple[str, str]]:
    """The columns of a list with what they say of a hazard; "" where there is nothing."""
    return [(word, str(value) if (value := told(row)) else "") for word, told in COLUMNS[kind]]


def exported(
    viewer: Viewer, *, kind: str, first: str, as_of: dt.date, **chosen: Unpack[Chosen]
) -> tuple[str, Iterator[bytes]]:
    """One of the three lists as a workbook in pieces (导出清单), with the name of its file; any length, little memory.

    ``first``: what the list is, for its first row.
    """
    late, states = _("逾期未改"), {code: _(word) for code, word in STATES.items()}
    heads = [_("编号"), _("企业"), *(_(word) for word, _told in COLUMNS[kind]), _("状态")]
    body = (
        [
            row.card.number,
            row.firm,
            *(text for _word, text in cells(row, kind)),
            late if row.late else states[row.card.state],
        ]
        for page in _pages(viewer, as_of, chosen)
        for row in rows_of(page, as_of=as_of)
    )
    return f"hazards-{kind}-{as_of.isoformat()}.xlsx", sheets.streamed(first, heads, body, title=_(LISTS[kind]))


def _pages(viewer: Viewer, as_of: dt.date, chosen: Chosen) -> Iterator[list[Card]]:
    after = None
    while found := find(viewer, as_of=as_of, after=after, limit=MOST, **chosen):
        yield found
        after = (found[-1].found_on, found[-1].id)
