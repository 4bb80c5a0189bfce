"""What the worker does for the registry: it goes on with long imports, and throws away what old ones noted."""

from __future__ import annotations

import datetime as dt
import time

from anjian.access import queries as access
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry.intake import actions, advancing

EVERY = 3600.0
"""Seconds between two sweeps."""
_last = [float("-inf")]


def take_in() -> int:
    """A worker step: the next chunk of the import that waits longest. Returns how many chunks it did."""
    return advancing.advance_waiting(_viewer, now=dt.datetime.now(CHINA))


def sweep_imports() -> int:
    """A worker step: at most once an hour, faults of old imports go. Returns how many."""
    if time.monotonic() - _last[0] < EVERY:
        return 0
    _last[0] = time.monotonic()
    return actions.throw_away(now=dt.datetime.now(CHINA))


def _viewer(account: str) -> Viewer:
    today = dt.datetime.now(CHINA).date()
    return SYSTEM if account == SYSTEM.account else access.viewer_for(account, as_of=today)
