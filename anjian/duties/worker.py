"""What the worker does for `duties`, in a loop; here the clock is read."""

from __future__ import annotations

import datetime as dt

from anjian.duties import actions
from anjian.ledger import queries as told
from anjian.lib.ends import CHINA


def freshen() -> int:
    """Keep the projection covering today."""
    return actions.freshen(as_of=dt.datetime.now(CHINA).date())


_seen: dict[str, tuple[dt.date, int]] = {}
"""What the steps below looked at last, in this process; the clocks in the database rule."""


def climb() -> int:
    """Take the rungs of ladders whose time has come, and see what became of those taken before."""
    today, head = dt.datetime.now(CHINA).date(), told.head()
    if _seen.get("climb") == (today, head):
        return 0
    done = actions.climb(as_of=today) + actions.review(as_of=today)
    _seen["climb"] = today, head
    return done


def remind() -> int:
    """Remind bearers of what falls due; once a day is enough."""
    today = dt.datetime.now(CHINA).date()
    if _seen.get("remind") == (today, 0):
        return 0
    done = actions.remind(as_of=today)
    _seen["remind"] = today, 0
    return done


def load() -> None:
    """First start: make it once, so that the first desk is quick."""
    freshen()
