"""What papers do when the fact that issued one is voided: it counts as withdrawn; its number stays."""

from __future__ import annotations

from uuid import UUID

from anjian.ledger import handlers
from anjian.ledger.events import SUPERSEDED, VOIDED, Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.papers import actions, queries


@handlers.within(VOIDED)
def voided(fact: Fact, viewer: Viewer) -> None:
    """The paper is withdrawn, for the reason given."""
    target, reason = UUID(str(fact.attributes["fact"])), str(fact.attributes["reason"])
    actions.take_back(target, fact.id, day=fact.day, reason=reason)


@handlers.within(SUPERSEDED)
def superseded(fact: Fact, viewer: Viewer) -> None:
    """A paper is not replaced by a fact: withdraw it and issue another."""
    if queries.issued_by(UUID(str(fact.attributes["fact"]))):
        raise Refusal(
            "发出的公文不能更替", "它的字号和内容已经送出去了", "请撤回它，另发一份", code="papers.superseded"
        )
