"""What people do when a fact is voided, superseded or erased: the rows it told follow in the same transaction."""

from __future__ import annotations

from uuid import UUID

from anjian.ledger import handlers
from anjian.ledger.events import BODY_ERASED, Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import actions, events

handlers.corrected_by_change(
    take_back=lambda fact, void: actions.take_back(fact, by=void),
    said_anything=actions.said_anything,
    refusal=lambda: Refusal(
        "机构和任职的记录不能用另一条更替",
        "更替不说明各天分别是什么情况",
        "请作废这一条，或直接办理新的变更（可以写过去的日期）",
        code="people.no_supersede",
    ),
)


@handlers.within(BODY_ERASED)
def erased(fact: Fact, viewer: Viewer) -> None:
    """Drop the name of a person whose entry was erased (个人信息删除). A list has no names in its body."""
    if fact.attributes["name"] == events.PERSON_ENTERED:
        actions.forget(UUID(str(fact.attributes["fact"])))
