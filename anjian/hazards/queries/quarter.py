"""Hazards of a period, place by place (季度情况): what was found in it and what became of it by a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from django.db.models import Count, Q
from django.db.models.functions import Substr

from anjian.hazards.events import MAJOR
from anjian.hazards.models import Hazard
from anjian.hazards.undone import UNDONE
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.places import queries as places


@dataclass(frozen=True, slots=True)
class Found:
    """One place: hazards found in the period, and of these how many are rectified, major, major and rectified, on the
    board or were, and late, by what is known today."""

    name: str
    found: int
    rectified: int
    major: int
    major_rectified: int
    listed: int
    late: int


def found_in(viewer: Viewer, *, inside: str, since: dt.date, until: dt.date, as_of: dt.date) -> list[Found]:
    """The places directly below one that had any, in the order of their codes; noticed and dismissed ones left out."""
    span = divisions.of(inside)
    below = places.children(inside, as_of=as_of)
    digits = divisions.part_digits(span.lo)
    done = Q(rectified_on__lte=as_of)
    rows = (
        Hazard.objects.seen_by(viewer)
        .filter(place__gte=span.lo, place__lte=span.hi, merged_into="", found_on__gte=since, found_on__lte=until)
        .exclude(state__in=("noticed", "dismissed"))
        .annotate(part=Substr("place", 1, digits))
        .values_list("part")
        .annotate(
            n=Count("pk"),
            n_done=Count("pk", filter=done),
            n_major=Count("pk", filter=Q(grade=MAJOR)),
            n_major_done=Count("pk", filter=done & Q(grade=MAJOR)),
            n_listed=Count("pk", filter=Q(listing__gt="")),
            n_late=Count("pk", filter=Q(state__in=UNDONE, due__lt=as_of)),
        )
        .order_by("part")
    )
    named = {place.code[:digits]: place.name for place in below}
    own = places.name(span.lo, as_of=as_of)
    return [Found(named.get(part, own), *numbers) for part, *numbers in rows]


def total(rows: Iterable[Found]) -> Found:
    """All places together; its name is empty."""
    numbers = [astuple(row)[1:] for row in rows]
    return Found("", *map(sum, zip(*numbers, strict=True))) if numbers else Found("", 0, 0, 0, 0, 0, 0)
