"""What policy does when a fact is voided or superseded: adoption and settings follow in the same transaction."""

from __future__ import annotations

from uuid import UUID

from anjian.ledger import handlers
from anjian.ledger.events import SUPERSEDED, VOIDED, Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import actions


@handlers.within(VOIDED)
def voided(fact: Fact, viewer: Viewer) -> None:
    """Take back what the voided fact said."""
    actions.take_back(UUID(str(fact.attributes["fact"])), by=fact.id)


@handlers.within(SUPERSEDED)
def superseded(fact: Fact, viewer: Viewer) -> None:
    """Refuse: a setting is corrected by another setting, which cuts the days itself."""
    if actions.said_anything(UUID(str(fact.attributes["fact"]))):
        raise Refusal(
            "采用和设定不能用另一条记录更替",
            "更替不说明各天分别按哪个值",
            "请直接重新设定（可以写过去的日期），或作废这一条",
            code="policy.no_supersede",
        )
