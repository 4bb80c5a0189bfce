"""The live board of hazards (实时监控): one row a place, numbers that each open their list; and the three lists."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.db.models import Case, Count, Q, Value, When
from django.db.models.functions import Substr

from anjian.hazards.events import MAJOR
from anjian.hazards.queries.listing import SOON, in_place
from anjian.hazards.states import OPEN_STATES
from anjian.hazards.undone import UNDONE
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.places import queries as places


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the board: hazards in which something is still to be done.

    noticed  not yet looked into; late  not rectified in time; soon  due within a week
    rectified, accepted, verified  waiting to be accepted, verified, closed
    """

    place: str
    name: str
    running: int
    major: int
    noticed: int
    late: int
    soon: int
    rectified: int
    accepted: int
    verified: int
    listed: int


def board(viewer: Viewer, *, as_of: dt.date, inside: str, found_by: dt.date | None = None) -> list[Line]:
    """The places directly below one, and what is told for it alone, in the order of their codes.

    Hazards as they stand now; ``found_by``: those found on this day or before.
    """
    span = divisions.of(inside)
    below = places.children(inside, as_of=as_of)
    digits = divisions.part_digits(span.lo)
    rows = (
        in_place(viewer, span)
        .filter(*([Q(found_on__lte=found_by)] if found_by else []), merged_into="", state__in=OPEN_STATES)
        .annotate(
            part=Substr("place", 1, digits),
            when=Case(When(due__lt=as_of, then=_LATE), When(due__lte=as_of + SOON, then=_SOON), default=None),
            on_board=Q(listed_by__gt=""),
        )
        .values_list("part", "grade", "state", "when", "on_board")
        .annotate(n=Count("*"))
        .order_by()
    )
    named = {place.code[:digits]: place for place in below}
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for part, grade, state, when, on_board, n in rows:
        for column in _columns(grade, state, when, on_board=on_board):
            told[part if part in named else ""][column] += n
    lines = [_line(place.code, place.name, told[part]) for part, place in named.items()]
    return lines + ([_line(span.lo, places.name(span.lo, as_of=as_of), told[""])] if told[""] else [])


def _columns(grade: str, state: str, when: int | None, *, on_board: bool) -> Iterator[str]:
    """The columns of the board in which such a hazard counts."""
    yield "running"
    if grade == MAJOR:
        yield "major"
    if on_board:
        yield "listed"
    if state in UNDONE and when is not None:
        yield {_LATE.value: "late", _SOON.value: "soon"}[when]
    elif state in _COLUMN_OF_STATE:
        yield state


def _line(place: str, name: str, told: Counter[str]) -> Line:
    return Line(place, name, **{field.name: told[field.name] for field in fields(Line)[2:]})


_LATE, _SOON = Value(1), Value(2)
_COLUMN_OF_STATE = frozenset({"noticed", "rectified", "accepted", "verified"})
