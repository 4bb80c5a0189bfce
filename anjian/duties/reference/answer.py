"""The answer of the reference evaluator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Answer:
    """One duty and its state."""

    rule: str
    bearer: str
    each: str
    place: str
    token: str
    begins: dt.date | None
    ends: dt.date | None
    due: dt.date | None
    outcome: str
    provisional: bool = False
    need: Decimal | None = None
    have: Decimal = Decimal(0)
    met_on: dt.date | None = None
    last_on: dt.date | None = None
    facts: frozenset[str] = frozenset()
    total: Decimal | None = None
