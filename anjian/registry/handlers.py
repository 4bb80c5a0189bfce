"""What the registry does when a fact is voided or superseded (the rows it told follow), and who reads its contacts."""

from __future__ import annotations

from uuid import UUID

from anjian.ledger import handlers
from anjian.ledger.events import BODY_ERASED, Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import actions, queries

handlers.corrected_by_change(
    take_back=lambda fact, void: actions.take_back(fact, by=void),
    take_back_many=actions.take_back_many,
    said_anything=actions.said_anything,
    refusal=lambda: Refusal(
        "企业登记和变更的记录不能用另一条更替",
        "更替不说明各天分别是什么情况",
        "请作废这一条，或直接办理新的变更（可以写过去的日期）",
        code="registry.no_supersede",
    ),
)


@handlers.opens("registry.*")
def contacts(viewer: Viewer, fact: Fact) -> set[str]:
    """Names and telephones of an enterprise's contacts, to whoever reads them in its file."""
    return set(fact.private) & queries.personal() if queries.reads_contacts(viewer, fact.party("enterprise")) else set()


@handlers.within(BODY_ERASED)
def erased(fact: Fact, viewer: Viewer) -> None:
    """With a telephone goes its mark."""
    actions.forget_phones(UUID(str(fact.attributes["fact"])))
