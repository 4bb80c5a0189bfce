"""What the worker does for access: sessions that have run out go away, and old ones from the list."""

from __future__ import annotations

import datetime as dt
import time

from django.contrib.sessions.backends.db import SessionStore

from anjian.access import actions

EVERY = 3600.0
"""Seconds between two sweeps."""

_last = [float("-inf")]


def sweep_sessions() -> int:
    """A worker step: at most once an hour. Returns 1 when it swept."""
    if time.monotonic() - _last[0] < EVERY:
        return 0
    _last[0] = time.monotonic()
    SessionStore.clear_expired()
    actions.sweep(now=dt.datetime.now(dt.UTC))
    return 1
