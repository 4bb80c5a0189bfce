"""What the worker does for sheets: uploaded files go away after a week."""

from __future__ import annotations

import datetime as dt
import time

from anjian.sheets import actions

EVERY = 3600.0
"""Seconds between two sweeps."""

_last = [float("-inf")]


def sweep_uploads() -> int:
    """A worker step: at most once an hour. Returns how many files went."""
    if time.monotonic() - _last[0] < EVERY:
        return 0
    _last[0] = time.monotonic()
    return actions.throw_away(now=dt.datetime.now(dt.UTC))
