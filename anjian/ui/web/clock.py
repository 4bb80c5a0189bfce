"""The clock of a page (页面时钟)."""

from __future__ import annotations

import datetime as dt


def now() -> dt.datetime:
    """The time of this machine, aware, UTC."""
    return dt.datetime.now(dt.UTC)
