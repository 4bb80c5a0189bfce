"""One way to write a value as JSON bytes (规范化 JSON), so that equal values have equal digests.

Keys are sorted by code point, there are no spaces, text is UTF-8 as it stands. Numbers are written by value: ``1``,
``1.0`` and ``1e0`` are all ``1``; a fraction is the shortest decimal that reads back as the same float. So the bytes
taken before a value goes into a PostgreSQL ``jsonb`` column and after it comes back are the same. What would not
come back the same is refused: NaN, infinity, a NUL character, half of a surrogate pair, decimals finer than a float.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

CHINA = timezone(timedelta(hours=8), "UTC+8")
_LARGEST = 10**309  # above every float; whole numbers beyond are a mistake in the data

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]


def plain(value: Any) -> Plain:
    """The value as JSON knows it: what to store, and what :func:`encode` writes.

    Dates become ``2025-09-26``, instants ``2025-09-26T08:00:00+08:00`` (always in Chinese time), UUIDs and enumeration
    members their text, decimals numbers, tuples lists. Raises ValueError, with the path, for what cannot be kept.
    """
    return _plain(value, "$")


def encode(value: Any) -> bytes:
    """The canonical bytes of a value. Raises ValueError for what cannot be kept."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: Any, *, algorithm: str = "sha256") -> str:
    """Hexadecimal digest of the canonical bytes."""
    return hashlib.new(algorithm, encode(value)).hexdigest()


def _plain(value: Any, path: str) -> Plain:
    match value:
        case None | bool():
            return value
        case Enum():
            return _plain(value.value, path)
        case str():
            return _text(value, path)
        case int():
            return _whole(int(value), path)
        case float():
            return _number(Decimal(repr(float(value))), path)
        case Decimal():
            return _number(value, path)
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"{path}: an instant needs a time zone, got {value.isoformat()}")
            return value.astimezone(CHINA).isoformat()
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {_key(k, path): _plain(v, f"{path}.{k}") for k, v in value.items()}
        case list() | tuple():
            return [_plain(v, f"{path}[{i}]") for i, v in enumerate(value)]
        case _:
            raise ValueError(f"{path}: {type(value).__name__} cannot be written as JSON")


def _text(value: str, path: str) -> str:
    if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise ValueError(f"{path}: text holds a character that cannot be stored")
    return str(value)


def _key(key: Any, path: str) -> str:
    if not isinstance(key, str):  # 1 and "1" would become one key
        raise ValueError(f"{path}: a key must be text, got {key!r}")
    return _text(key, path)


def _whole(value: int, path: str) -> int:
    if abs(value) >= _LARGEST:
        raise ValueError(f"{path}: number too large")
    return value


def _number(value: Decimal, path: str) -> int | float:
    if not value.is_finite():
        raise ValueError(f"{path}: {value} is not a number that can be kept")
    if value.adjusted() > 309:
        raise ValueError(f"{path}: number too large")
    if value == value.to_integral_value():
        return _whole(int(value), path)
    found = float(value)
    if Decimal(repr(found)) != value:
        raise ValueError(f"{path}: {value} is finer than the database gives back")
    return found
