"""What the worker does for `duties`, in a loop; here the clock is read."""

from __future__ import annotations

import datetime as dt

from anjian.duties import actions
from anjian.ledger.events import CHINA


def freshen() -> int:
    """Keep the projection covering today."""
    return actions.freshen(as_of=dt.datetime.now(CHINA).date())


def climb() -> int:
    """Take the rungs of ladders whose time has come, and see what became of those taken before."""
    today = dt.datetime.now(CHINA).date()
    return actions.climb(as_of=today) + actions.review(as_of=today)


def remind() -> int:
    """Remind bearers of what falls due."""
    return actions.remind(as_of=dt.datetime.now(CHINA).date())


def load() -> None:
    """First start: make it once, so that the first desk is quick."""
    freshen()
