"""What the registry does when a fact is voided or superseded: the rows it told follow in the same transaction."""

from __future__ import annotations

from uuid import UUID

from anjian.ledger import handlers
from anjian.ledger.events import SUPERSEDED, VOIDED, Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import actions


@handlers.within(VOIDED)
def voided(fact: Fact, viewer: Viewer) -> None:
    """Take back what the voided fact said."""
    actions.take_back(UUID(str(fact.attributes["fact"])), by=fact.id)


@handlers.within(SUPERSEDED)
def superseded(fact: Fact, viewer: Viewer) -> None:
    """Refuse: a change of an enterprise is corrected by another change, which cuts the days itself."""
    if actions.said_anything(UUID(str(fact.attributes["fact"]))):
        raise Refusal(
            "企业登记和变更的记录不能用另一条更替",
            "更替不说明各天分别是什么情况",
            "请作废这一条，或直接办理新的变更（可以写过去的日期）",
            code="registry.no_supersede",
        )
