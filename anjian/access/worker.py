"""What the worker does for access: sessions that have run out go away."""

from __future__ import annotations

import time

from django.contrib.sessions.backends.db import SessionStore

EVERY = 3600.0
"""Seconds between two sweeps."""

_last = [float("-inf")]


def sweep_sessions() -> int:
    """A worker step: at most once an hour. Returns 1 when it swept."""
    if time.monotonic() - _last[0] < EVERY:
        return 0
    _last[0] = time.monotonic()
    SessionStore.clear_expired()
    return 1
