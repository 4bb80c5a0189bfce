"""What responsibility does when a fact is voided or superseded: the rows it told follow in the same transaction."""

from __future__ import annotations

from anjian.ledger import handlers
from anjian.lib.errors import Refusal
from anjian.responsibility import actions

handlers.corrected_by_change(
    take_back=lambda fact, void: actions.take_back(fact, by=void),
    said_anything=actions.said_anything,
    refusal=lambda: Refusal(
        "监管责任的记录不能用另一条更替",
        "更替不说明各天分别由谁负责",
        "请作废这一条，或直接办理新的（可以写过去的日期）",
        code="responsibility.no_supersede",
    ),
)
