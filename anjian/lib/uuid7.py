"""Identifiers that sort by time (UUID version 7, RFC 9562): 48 bits of milliseconds, a 32-bit counter, 42 random bits.

The time is passed in, never read from a clock, so that history which is loaded later carries its own time.
"""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

from anjian.lib.errors import Refusal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COUNTER_BITS = 32  # 12 bits of rand_a and the upper 20 of rand_b: a thousand facts of one day share a millisecond
_RANDOM_BITS = 42


class Sequence:
    """Makes identifiers; those of one millisecond ascend in the order they were asked for. Safe between threads.

    A time earlier than the last one is taken as it is: history carries its own time.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ms = -1
        self._counter = 0

    def make(self, at: datetime) -> UUID:
        """An identifier for the instant ``at`` (with a time zone). Raises ValueError without one or before 1970."""
        ms = milliseconds(at)
        with self._lock:
            if ms == self._ms:
                self._counter += 1
            else:  # the upper bit stays free, so that the counter cannot run over within one millisecond
                self._ms, self._counter = ms, secrets.randbits(_COUNTER_BITS - 1)
            counter = self._counter
        rand_a, upper = counter >> 20, counter & 0xFFFFF
        return UUID(int=ms << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | upper << 42 | secrets.randbits(_RANDOM_BITS))


_sequence = Sequence()


def uuid7(at: datetime) -> UUID:
    """A new identifier for the instant ``at``, ascending within this process for one millisecond."""
    return _sequence.make(at)


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970 (UTC). Raises ValueError for a time without zone or outside the 48 bits."""
    if at.tzinfo is None:
        raise ValueError("uuid7 needs a datetime with a time zone")
    ms = (at - _EPOCH) // timedelta(milliseconds=1)
    if not 0 <= ms < 1 << 48:
        raise ValueError(f"uuid7 cannot hold the time {at.isoformat()}")
    return ms


def time_of(identifier: UUID) -> datetime:
    """The instant inside an identifier (UTC, to the millisecond)."""
    return _EPOCH + timedelta(milliseconds=identifier.int >> 80)


def read(text: str) -> UUID:
    """An identifier that a device made, from its text. Refuses what is not a version 7."""
    try:
        found = UUID(text)
    except (ValueError, AttributeError, TypeError):
        found = None
    if found is None or found.version != 7:
        raise Refusal(
            f"记录编号“{text}”不是第7版UUID",
            "编号用来防止同一条记录收两次",
            "请重新打开页面后再保存；由设备上传的，请升级程序",
            code="uuid.version",
            field="id",
        )
    return found
