"""Terms in hours (以小时计的期限): they run from the minute of the fact that started the duty, and never roll.

Where only the day of that fact was written down it may have come in the day's last minute; where only the day of the
answer was, in its first. So nothing is late that may have been in time.
"""

from __future__ import annotations

_DAY = 24 * 60


def minute(instant: str) -> str:
    """The minute of an instant, counted from 1970."""
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {instant}) / 60) AS bigint)"


def last_minute(instant: str, precision: str, hours: str) -> str:
    """The last minute of a term of so many hours."""
    return f"({minute(instant)} + CASE WHEN {precision} = 'minute' THEN 0 ELSE {_DAY - 1} END + 60 * {hours})"


def chinese_day(at: str) -> str:
    """The Chinese day (UTC+8) of a minute."""
    return f"(CAST('1970-01-01' AS date) + CAST(FLOOR(({at} + 480) / 1440.0) AS int))"
