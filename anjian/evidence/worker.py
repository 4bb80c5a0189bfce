"""What the worker does for evidence: sweep away pictures that no record names."""

from __future__ import annotations

import datetime as dt
import time

from anjian.evidence import actions

EVERY = 600.0
"""Seconds between two sweeps."""

_last = [float("-inf")]


def sweep_orphans() -> int:
    """A worker step: at most every ten minutes. Returns how many pictures went."""
    if time.monotonic() - _last[0] < EVERY:
        return 0
    _last[0] = time.monotonic()
    return actions.sweep(dt.datetime.now(dt.UTC))
