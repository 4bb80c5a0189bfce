"""Lists of hazards: by what one asks for, page by page; and those that may be the same one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from anjian.hazards.events import Card, Noticed
from anjian.hazards.likeness import ALIKE, likeness
from anjian.hazards.models import Hazard
from anjian.hazards.queries.one import card
from anjian.hazards.states import OPEN_STATES
from anjian.hazards.undone import UNDONE
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.places import queries as places
from anjian.registry import queries as registry

PAGE = 50
MOST = 200
"""Rows of a page at most, whatever is asked for."""
COUNTED = 10_000
"""Beyond it nothing is counted: the page says "more than"."""
COMPARED = 200
"""The latest hazards of an enterprise that a new one is compared with."""
SOON = dt.timedelta(days=7)
"""Whose day comes within so long is due soon."""

After = tuple[dt.date, str]


class Chosen(TypedDict, total=False):
    """What narrows a list of hazards.

    inside     a division with everything below it; ``alone``: only what is told for no place below it
    state      one of `states.STATES`, or ``running`` (something is still to be done), ``late`` (not rectified in time),
               ``soon`` (due within a week), ``untold`` (running, the department was not told of it)
    grade, source, enterprise, regulator   exactly this
    listed     under listed supervision now
    firm       words of the enterprise's name, see `registry.queries.find`
    found_by   found on this day or before
    """

    inside: str
    alone: bool
    state: str
    grade: str
    source: str
    enterprise: str
    regulator: str
    listed: bool
    firm: str
    found_by: dt.date


def find(
    viewer: Viewer, *, as_of: dt.date, after: After | None = None, limit: int = PAGE, **chosen: Unpack[Chosen]
) -> list[Card]:
    """Hazards, the newest first; the next page begins ``after`` the (found_on, id) of the last row.

    At most `MOST` whatever is asked. Those merged into another are left out.
    """
    rows = _chosen(viewer, as_of, chosen)
    if after is not None:
        rows = rows.filter(Q(found_on__lt=after[0]) | Q(found_on=after[0], hazard__lt=after[1]))
    return [card(row) for row in rows.order_by("-found_on", "-hazard")[: max(1, min(limit, MOST))]]


def count(viewer: Viewer, *, as_of: dt.date, **chosen: Unpack[Chosen]) -> int:
    """How many there are, up to `COUNTED`."""
    return _chosen(viewer, as_of, chosen).values("hazard")[:COUNTED].count()


def open_at(viewer: Viewer, enterprises: Collection[str]) -> Counter[str]:
    """How many hazards are not at their end, by enterprise."""
    rows = Hazard.objects.seen_by(viewer).filter(merged_into="", enterprise__in=enterprises, state__in=OPEN_STATES)
    return Counter(dict(rows.values_list("enterprise").annotate(n=Count("hazard"))))


def alike(viewer: Viewer, *, enterprise: str, found: str, spot: str = "", limit: int = 5) -> list[Noticed]:
    """Hazards of the enterprise that may be the same, or the same again after it was closed, the likeliest first."""
    rows = Hazard.objects.seen_by(viewer).filter(enterprise=enterprise, merged_into="").order_by("-found_on")
    told = []
    for row in rows[:COMPARED]:
        how = likeness(f"{found}{spot}", f"{row.found}{row.spot}")
        if how >= ALIKE:
            told.append(Noticed(card(row), round(how, 2), row.state == "closed"))
    return sorted(told, key=lambda one: -one.likeness)[:limit]


def in_place(viewer: Viewer, span: divisions.DivisionRange) -> QuerySet[Hazard]:
    """The hazards of a place. Where all of it is theirs to see nothing else is asked: an index alone may answer."""
    whole = viewer.is_system or any(held.contains(span) for held in viewer.places)
    rows = Hazard.objects.for_change() if whole else Hazard.objects.seen_by(viewer)
    return rows.filter(place__gte=span.lo, place__lte=span.hi)


def _alone(rows: QuerySet[Hazard], inside: str, as_of: dt.date) -> QuerySet[Hazard]:
    """Those told for a place itself, not for one below it."""
    digits = divisions.part_digits(divisions.of(inside).lo)
    below = [place.code[:digits] for place in places.children(inside, as_of=as_of)]
    return rows.annotate(part=Substr("place", 1, digits)).exclude(part__in=below)


def _chosen(viewer: Viewer, as_of: dt.date, chosen: Chosen) -> QuerySet[Hazard]:
    inside = chosen.get("inside", "")
    rows = in_place(viewer, divisions.of(inside)) if inside else Hazard.objects.seen_by(viewer)
    rows = rows.filter(merged_into="")
    if inside and chosen.get("alone"):
        rows = _alone(rows, inside, as_of)
    state = chosen.get("state", "")
    if state == "running":
        rows = rows.filter(state__in=OPEN_STATES)
    elif state == "late":
        rows = rows.filter(state__in=UNDONE, due__lt=as_of)
    elif state == "soon":
        rows = rows.filter(state__in=UNDONE, due__gte=as_of, due__lte=as_of + SOON)
    elif state == "untold":
        rows = rows.filter(state__in=OPEN_STATES, told_on__isnull=True)
    elif state:
        rows = rows.filter(state=state)
    exact = {name: chosen[name] for name in ("grade", "source", "enterprise", "regulator") if chosen.get(name)}
    rows = rows.filter(**exact)
    if found_by := chosen.get("found_by"):
        rows = rows.filter(found_on__lte=found_by)
    if chosen.get("listed"):
        rows = rows.filter(listed_by__gt="")
    if firm := chosen.get("firm", "").strip():
        rows = rows.filter(enterprise__in=registry.ids(viewer, as_of=as_of, words=firm))
    return rows
