"""Hearing facts: the projection follows inside the recording transaction."""

from __future__ import annotations

from anjian.duties import refreshing
from anjian.ledger import handlers
from anjian.ledger.events import Fact
from anjian.lib.viewer import Viewer


def register() -> None:
    """Listen to every fact. Called once, after the modules below have registered theirs."""
    handlers.within("*", many=lambda facts, viewer: refreshing.heard_many(facts))(heard)


def heard(fact: Fact, viewer: Viewer) -> None:
    """Refresh the duties that this fact touches, or mark the projection stale."""
    refreshing.heard(fact)
