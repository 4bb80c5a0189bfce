"""Adoption inside adoption (层层采用): a county takes over what its city took over already, to set values of its own.

Each duty stays one. In the county the county's settings go before the city's, from the day on that each of them holds;
what the county leaves open stays as the city has set it. Before the county adopted, and after it left, the city's
alone hold there. The same goes for provinces, cities and counties one in the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from anjian.lib import divisions
from anjian.policy.events import Setting
from anjian.policy.queries.cards import AdoptionCard

Span = tuple[date, date | None]
"""Days, both inclusive, None open."""


def over(place: str, adopted: Iterable[AdoptionCard]) -> list[AdoptionCard]:
    """The adoptions of one document that bind a place: its own and those of the places around it, outermost first."""
    found = [one for one in adopted if divisions.contains(one.place, place)]
    return sorted(found, key=lambda one: (len(divisions.path(one.place)), one.since))


def spans(adopted: Iterable[AdoptionCard]) -> list[Span]:
    """The days on which one of these adoptions holds, in order, without overlap."""
    found: list[Span] = []
    for since, until in sorted(((one.since, one.until) for one in adopted), key=lambda span: span[0]):
        last = found[-1][1] if found else date.min
        if found and (last is None or since <= last + timedelta(days=1)):
            found[-1] = (found[-1][0], None if last is None or until is None else max(last, until))
        else:
            found.append((since, until))
    return found


def heard(place: str, told: Iterable[tuple[str, Setting]], adopted: Sequence[AdoptionCard]) -> list[Setting]:
    """The settings that hold in a place: its own and those of the places around it, each while that place had adopted.

    ``told`` are pairs of place and setting, ``adopted`` adoptions of all documents. The nearer the place of a setting,
    the higher its rank; the highest one speaks.
    """
    found = []
    for where, setting in told:
        if not divisions.contains(where, place):
            continue
        document = setting.rule.split("/", 1)[0]
        for since, until in spans(one for one in adopted if (one.document, one.place) == (document, where)):
            first = max(setting.since, since)
            last = min((day for day in (setting.until, until) if day), default=None)
            if last is None or first <= last:
                found.append(replace(setting, since=first, until=last, rank=len(divisions.path(where))))
    return found
