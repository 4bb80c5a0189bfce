"""What platforms and sensors sent, and what became of it."""

from __future__ import annotations

from anjian.hazards.events import Arrival as Told
from anjian.hazards.judging import ACTS
from anjian.hazards.models import Arrival
from anjian.lib.viewer import Viewer

SHOWN = 50


def arrivals(viewer: Viewer, *, held: bool, number: str = "", limit: int = SHOWN) -> list[Told]:
    """Those that wait for a decision of an office of their place, the oldest first; or what the viewer's own account
    sent, the latest first, narrowed to one ``number``."""
    rows = Arrival.objects.seen_by(viewer)
    if held:
        return [arrival(row) for row in rows.filter(fate="held").order_by("received_at", "id")[:limit]]
    rows = rows.filter(account=viewer.account)
    if number:
        rows = rows.filter(number=number)
    return [arrival(row) for row in rows.order_by("-received_at", "-id")[:limit]]


def acts(viewer: Viewer) -> bool:
    """Whether the viewer does anything about hazards, and does not only look."""
    return any(viewer.has(role) for role in ACTS)


def arrival(row: Arrival, *, again: bool = False) -> Told:
    """The frozen value of a row."""
    said = row.content
    return Told(
        id=row.id,
        number=row.number,
        source=said["source"],
        found=said["found"],
        spot=said["spot"],
        told="、".join(value for value in said["firm"].values() if value),
        day=row.day,
        received_at=row.received_at,
        fate=row.fate,
        hazard=row.hazard,
        marks=tuple(row.marks),
        what=row.what,
        why=row.why,
        next=row.next,
        again=again,
    )
