"""What places do when a fact is voided: the cells it told follow in the same transaction."""

from __future__ import annotations

from uuid import UUID

from anjian.ledger import handlers
from anjian.ledger.events import VOIDED, Fact
from anjian.lib.viewer import Viewer
from anjian.places import actions


@handlers.within(VOIDED)
def voided(fact: Fact, viewer: Viewer) -> None:
    """Take back what the voided fact said."""
    if str(fact.attributes["name"]).startswith("places."):
        actions.take_back(UUID(str(fact.attributes["fact"])), by=fact.id)
