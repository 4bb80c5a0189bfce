"""What policy does when a fact is voided or superseded (its rows follow), and what of it the vocabulary opens."""

from __future__ import annotations

from anjian.ledger import handlers
from anjian.ledger.events import Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import actions, queries

handlers.corrected_by_change(
    take_back=lambda fact, void: actions.take_back(fact, by=void),
    said_anything=actions.said_anything,
    refusal=lambda: Refusal(
        "采用和设定不能用另一条记录更替",
        "更替不说明各天分别按哪个值",
        "请直接重新设定（可以写过去的日期），或作废这一条",
        code="policy.no_supersede",
    ),
)


@handlers.opens("*")
def seen_by_post(viewer: Viewer, fact: Fact) -> set[str]:
    """Personal attributes that the vocabulary opens to posts of the viewer's class."""
    entry = queries.vocabulary().facts.get(fact.name)
    held = {post.cls for post in viewer.posts}
    return {code for code, one in entry.attributes.items() if held.intersection(one.seen_by)} if entry else set()
