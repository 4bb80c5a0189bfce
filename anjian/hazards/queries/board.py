"""The live board of hazards (实时监控): one row a place, numbers that each open their list; and the three lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Substr

from anjian.hazards.models import Hazard
from anjian.hazards.states import OPEN_STATES
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.places import queries as places

SOON = dt.timedelta(days=7)
NUMBERS = 7
"""Columns of a line of the board."""


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the board: hazards in which something is still to be done.

    noticed  not yet looked into; late  not rectified in time; soon  due within a week; waiting  rectified, not closed
    """

    place: str
    name: str
    running: int
    major: int
    noticed: int
    late: int
    soon: int
    waiting: int
    listed: int


def board(viewer: Viewer, *, as_of: dt.date, inside: str) -> list[Line]:
    """The places directly below one, and what is told for it alone, in the order of their codes."""
    span = divisions.of(inside)
    below = places.children(inside, as_of=as_of)
    digits = divisions.part_digits(span.lo)
    undone = Q(state__in=("open", "rectifying", "suspended"))
    rows = (
        Hazard.objects.seen_by(viewer)
        .filter(place__gte=span.lo, place__lte=span.hi, merged_into="", state__in=OPEN_STATES)
        .annotate(part=Substr("place", 1, digits))
        .values_list("part")
        .annotate(
            n=Count("pk"),
            n_major=Count("pk", filter=Q(grade="重大")),
            n_noticed=Count("pk", filter=Q(state="noticed")),
            n_late=Count("pk", filter=undone & Q(due__lt=as_of)),
            n_soon=Count("pk", filter=undone & Q(due__gte=as_of, due__lte=as_of + SOON)),
            n_waiting=Count("pk", filter=Q(state__in=("rectified", "accepted", "verified"))),
            n_listed=Count("pk", filter=Q(listed_by__gt="")),
        )
        .order_by()
    )
    told: dict[str, tuple[int, ...]] = {part: tuple(numbers) for part, *numbers in rows}
    named = {place.code[:digits]: place for place in below}
    lines = [Line(place.code, place.name, *told.pop(part, (0,) * NUMBERS)) for part, place in named.items()]
    own = places.name(span.lo, as_of=as_of)
    return lines + [Line(span.lo, own, *numbers) for numbers in told.values()]
