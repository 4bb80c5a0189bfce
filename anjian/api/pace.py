"""How fast a token may ask (限速): a bucket per token in each server process; no statement is spent on it."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from django.conf import settings

BURST = 10
"""A token that was silent may send so many seconds' worth at once: a phone that was offline for a day."""
_MOST = 10_000
_lock = threading.Lock()
_buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()


def wait_for(token: str) -> float:
    """Seconds to wait before this token may ask again; 0.0: it may, and this one is counted."""
    rate = float(settings.API_RATE)
    now = time.monotonic()
    with _lock:
        left, at = _buckets.pop(token, (rate * BURST, now))
        left = min(rate * BURST, left + (now - at) * rate)
        passed = left >= 1
        _buckets[token] = (left - 1 if passed else left, now)
        if len(_buckets) > _MOST:
            _buckets.popitem(last=False)
    return 0.0 if passed else (1 - left) / rate
