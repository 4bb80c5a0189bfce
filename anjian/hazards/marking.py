"""What is not in order with a fact about a hazard (标记): said and kept with the row, never a ground to refuse."""

from __future__ import annotations

from anjian.evidence import queries as evidence
from anjian.hazards.models import Arrival, Hazard
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.viewer import SYSTEM
from anjian.offline import queries as offline
from anjian.registry import queries as registry
from anjian.registry.queries import Card

_OF_PHOTO = {"ahead": "photo_future", "far": "place_differs"}


def at_first(fact: Fact, firm: Card) -> list[str]:
    """What is odd about the fact that begins a hazard, held against the file of its enterprise."""
    marks = []
    if firm.until is not None and firm.until < fact.day:
        marks.append("enterprise_closed")
    if fact.place is not None and divisions.county(fact.place) != divisions.county(firm.place):
        marks.append("place_differs")
    arrival = Arrival.objects.for_change().filter(id=fact.id).first()
    return [*marks, *(arrival.marks if arrival else ())]


def put(row: Hazard, fact: Fact) -> None:
    """Add what is odd about how and when a fact came: the device's clock, and what the cameras of its photos state."""
    found = ["clock_off"] if offline.clock_was_off(SYSTEM, fact.id) else []
    if digests := fact.attributes.get("files"):
        near = registry.position(SYSTEM, row.enterprise, as_of=fact.day)
        for photo in evidence.stated(digests):
            found += [_OF_PHOTO[mark.kind] for mark in evidence.marks(photo, near=near)]
    row.marks = list(dict.fromkeys([*row.marks, *found]))
