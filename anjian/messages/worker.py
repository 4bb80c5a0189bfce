"""What the worker does for messages: sends what is due, asks for receipts."""

from __future__ import annotations

import datetime as dt
import time

from anjian.messages import actions

EVERY = 60.0
"""Seconds between two questions for receipts."""

_asked = [float("-inf")]


def send_out() -> int:
    """A worker step. Returns how many were tried."""
    return actions.send_due(now=dt.datetime.now(dt.UTC))


def receipts() -> int:
    """A worker step: at most once a minute. Returns how many receipts came."""
    if time.monotonic() - _asked[0] < EVERY:
        return 0
    _asked[0] = time.monotonic()
    return actions.ask_receipts(now=dt.datetime.now(dt.UTC))
