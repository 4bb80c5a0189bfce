"""Saved views (视图): a person's own lists with their filters, under names. Folded from facts, without a table."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anjian.desk import events
from anjian.ledger import queries as ledger
from anjian.lib.viewer import Viewer

MOST = 30
"""Views of one person."""


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: its name and its address."""

    id: UUID
    name: str
    url: str


def views(viewer: Viewer) -> list[View]:
    """The viewer's own, by name. A link opens under the rights of who opens it, so nothing is kept but the address."""
    if not viewer.account:
        return []
    found = ledger.facts(viewer, names=[events.VIEW_SAVED], limit=ledger.LARGEST)
    own = [fact for fact in found if fact.stands and not fact.erased and fact.recorded_by == viewer.account]
    return sorted((View(fact.id, fact.private["name"], fact.private["url"]) for fact in own), key=lambda one: one.name)


def view(viewer: Viewer, id: UUID) -> View | None:
    """One of the viewer's own; None when there is none."""
    return next((one for one in views(viewer) if one.id == id), None)
