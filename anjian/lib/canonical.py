"""One way to write a value as JSON bytes (规范化 JSON), so that equal values have equal digests.

Keys are sorted by code point, there are no spaces, text is UTF-8 as it stands. Numbers are written by value: ``1``,
``1.0`` and ``1e0`` are all ``1``; a fraction is the shortest decimal that reads back as the same float. So the bytes
taken before a value goes into a PostgreSQL ``jsonb`` column and after it comes back are the same. What would not
come back the same is refused: NaN, infinity, a NUL character, half of a surrogate pair, decimals finer than a float.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from uuid import UUID

CHINA = timezone(timedelta(hours=8), "UTC+8")
_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_LARGEST = 10**309  # above every float; whole numbers beyond are a mistake in the data

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(value: Any) -> Plain:
    """The value as JSON knows it: what to store, and what :func:`encode` writes.

    Dates become ``2025-09-26``, instants ``2025-09-26T08:00:00+08:00`` (always in Chinese time), UUIDs and enumeration
    members their text, decimals numbers, tuples lists. Raises ValueError, with the path, for what cannot be kept.
    """
    try:
        return _plain(value)
    except _Fault as fault:
        raise ValueError(f"${''.join(reversed(fault.path))}: {fault.detail}") from None


def encode(value: Any) -> bytes:
    """The canonical bytes of a value. Raises ValueError for what cannot be kept."""
    return text(plain(value)).encode()


def text(made: Plain) -> str:
    """The canonical text of what :func:`plain` has made, for a caller who needs both."""
    return _WRITER.encode(made)


def digest(value: Any, *, algorithm: str = "sha256") -> str:
    """Hexadecimal digest of the canonical bytes."""
    return hashlib.new(algorithm, encode(value)).hexdigest()


class _Fault(Exception):
    """What cannot be kept; the path to it is put together on the way out, so that good values cost nothing."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.path: list[str] = []


def _plain(value: Any) -> Plain:
    known = _BY_TYPE.get(type(value))
    return known(value) if known else _rare(value)


def _rare(value: Any) -> Plain:
    """Subclasses and other mappings."""
    match value:
        case Enum():
            return _plain(value.value)
        case Mapping():
            return _mapping(value)
    for kind, write in _BY_TYPE.items():
        if isinstance(value, kind):
            return write(value)
    raise _Fault(f"{type(value).__name__} cannot be written as JSON")


def _mapping(value: Mapping[Any, Any]) -> Plain:
    found: dict[str, Plain] = {}
    for key, inner in value.items():
        if not isinstance(key, str):  # 1 and "1" would become one key
            raise _Fault(f"a key must be text, got {key!r}")
        try:
            found[_text(key)] = inner if type(inner) is str and inner.isprintable() else _plain(inner)
        except _Fault as fault:
            fault.path.append(f".{key}")
            raise
    return found


def _sequence(value: list[Any] | tuple[Any, ...]) -> Plain:
    found: list[Plain] = []
    for place, inner in enumerate(value):
        try:
            found.append(_plain(inner))
        except _Fault as fault:
            fault.path.append(f"[{place}]")
            raise
    return found


def _text(value: str) -> str:
    if type(value) is str and value.isprintable():
        return value  # neither NUL nor half of a pair is; most texts are seen through at once
    try:
        sound = "\x00" not in value and (value.isascii() or value.encode() is not None)
    except UnicodeEncodeError:  # half of a surrogate pair
        sound = False
    if not sound:
        raise _Fault("text holds a character that cannot be stored")
    return str(value)


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise _Fault(f"an instant needs a time zone, got {value.isoformat()}")
    return value.astimezone(CHINA).isoformat()


def _whole(value: int) -> int:
    if abs(value) >= _LARGEST:
        raise _Fault("number too large")
    return int(value)


def _float(value: float) -> int | float:
    if value.is_integer():  # by its shortest text, which is what the database is given: 1e23 is 10**23
        return int(value) if abs(value) < 2**53 else _whole(int(Decimal(repr(float(value)))))
    if value - value != 0:
        raise _Fault(f"{value} is not a number that can be kept")
    return float(value)


def _decimal(value: Decimal) -> int | float:
    if not value.is_finite():
        raise _Fault(f"{value} is not a number that can be kept")
    if value.adjusted() > 309:
        raise _Fault("number too large")
    if value == value.to_integral_value():
        return _whole(int(value))
    found = float(value)
    if Decimal(repr(found)) != value:
        raise _Fault(f"{value} is finer than the database gives back")
    return found


def _same(value: Any) -> Plain:
    return cast(Plain, value)


# The order matters for subclasses: bool is an int, datetime is a date.
_BY_TYPE: dict[type, Callable[[Any], Plain]] = {
    type(None): _same,
    bool: _same,
    str: _text,
    int: _whole,
    float: _float,
    Decimal: _decimal,
    datetime: _instant,
    date: date.isoformat,
    UUID: str,
    dict: _mapping,
    list: _sequence,
    tuple: _sequence,
}
