"""What the measurements of the ledger record: a leader's visit as it is, instants over a span."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anjian.ledger.events import Party


def content(dice: random.Random) -> dict[str, Any]:
    """A leader's visit as it is: three parties, four attributes, a private note."""
    return {
        "place": "141021",
        "parties": parties(dice),
        "attributes": {"hazards": dice.randrange(9), "topics": ["煤矿", "危化"], "form": "暗访", "closed": False},
        "private": {"note": "现场负责人陪同，发现问题已当场指出", "phone": f"138{dice.randrange(10**8):08d}"},
    }


def parties(dice: random.Random) -> list[Party]:
    """Who led, where, and what firm."""
    from anjian.ledger.events import Party

    return [
        Party("led_by", "post", f"post:141021-{dice.randrange(400)}", "示例副县长"),
        Party("inspected", "enterprise", f"ent:{dice.randrange(6000)}", "示例企业有限公司"),
        Party("at", "place", "141021101"),
    ]


def days(start: datetime, count: int, over: timedelta) -> Iterator[datetime]:
    """``count`` instants evenly over a span."""
    for n in range(count):
        yield start + over * n / count
