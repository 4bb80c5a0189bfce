"""What policy does when a fact is voided or superseded: adoption and settings follow in the same transaction."""

from __future__ import annotations

from anjian.ledger import handlers
from anjian.lib.errors import Refusal
from anjian.policy import actions

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
