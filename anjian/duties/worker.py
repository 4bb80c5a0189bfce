"""What the worker does for `duties`, in a loop; here the clock is read."""

from __future__ import annotations

import datetime as dt

from anjian.duties import actions
from anjian.ledger.events import CHINA


def freshen() -> int:
    """Keep the projection covering today."""
    return actions.freshen(as_of=dt.datetime.now(CHINA).date())


def load() -> None:
    """First start: make it once, so that the first desk is quick."""
    freshen()
