"""What the facts of listing come to, inside the transaction that records them; the hazard has judged them before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from uuid import UUID

from anjian.hazards import queries as hazards
from anjian.ledger.events import Fact
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.supervision.events import ABOUT, DELISTED, LISTED, RELEASED, number
from anjian.supervision.models import Listing


def listed(fact: Fact, viewer: Viewer) -> None:
    """A hazard was put on the board. One that has no row (a fact of the years before) is left to the duties."""
    for hazard in fact.party("hazard"):
        card = hazards.hazard(SYSTEM, hazard)
        if card is None:
            continue
        body = fact.party("by")[0]
        year, n = fact.day.year, following(body, fact.day.year)
        Listing.objects.for_change().create(
            hazard=hazard,
            enterprise=card.enterprise,
            place=card.place,
            body=body,
            level=str(fact.attributes["level"]),
            year=year,
            n=n,
            number=str(fact.attributes.get("number") or number(year, n)),
            supervisor=next(iter(fact.party("supervisor")), ""),
            listed_on=fact.day,
            listed=fact.id,
            due=dt.date.fromisoformat(str(fact.attributes["due"])),
        )


def delisted(fact: Fact, viewer: Viewer) -> None:
    """A hazard was struck off."""
    for hazard in fact.party("hazard"):
        rows = Listing.objects.for_change().filter(hazard=hazard, delisted_on__isnull=True)
        rows.update(delisted_on=fact.day, delisted=fact.id)


def released(fact: Fact, viewer: Viewer) -> None:
    """Something about a listed hazard was released: first that it is listed, later that it is struck off."""
    if fact.attributes.get("about") != ABOUT:
        return
    for hazard in fact.party("hazard"):
        row = Listing.objects.for_change().filter(hazard=hazard).order_by("-listed_on", "-id").first()
        if row is None:
            continue
        if row.published_on is None:
            row.published_on, row.published = fact.day, fact.id
        if row.delisted_on is not None:
            row.end_published_on = row.end_published_on or fact.day
        row.save()


def voided(fact: Fact, viewer: Viewer) -> None:
    """What a voided fact had said about listings is taken back; the hazard has judged whether it may be."""
    target = UUID(str(fact.attributes["fact"]))
    rows = Listing.objects.for_change()
    rows.filter(listed=target).delete()
    rows.filter(delisted=target).update(delisted_on=None, delisted=None, end_published_on=None)
    rows.filter(published=target).update(published_on=None, published=None)


def following(body: str, year: int) -> int:
    """The next number of a body in a year. The fact holds the body's turn, so nobody else takes it meanwhile."""
    last = Listing.objects.for_change().filter(body=body, year=year).order_by("-n").values_list("n", flat=True).first()
    return (last or 0) + 1


TAKEN: Mapping[str, Callable[[Fact, Viewer], None]] = {LISTED: listed, DELISTED: delisted, RELEASED: released}
"""By which fact a listing comes to be and changes."""
