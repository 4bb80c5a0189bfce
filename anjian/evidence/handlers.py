"""What evidence does when a fact is erased: its pictures go too (个人信息删除)."""

from __future__ import annotations

from uuid import UUID

from anjian.evidence import actions
from anjian.ledger import handlers
from anjian.ledger.events import BODY_ERASED, Fact
from anjian.lib.viewer import Viewer


@handlers.within(BODY_ERASED)
def erased(fact: Fact, viewer: Viewer) -> None:
    """Let the pictures of the erased fact go. Its digests stay published: they name nobody, and the seals hold."""
    actions.let_go(UUID(str(fact.attributes["fact"])))
