"""Long lists in pages (分页): a limit, and a cursor that says after which row to go on. Never an offset."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from ninja import Schema
from pydantic import Field

from anjian.lib.errors import Refusal

LIMIT: Final = 50
"""Rows of a page when nothing is asked."""
MOST: Final = 200
"""Rows of a page at most."""
Row = TypeVar("Row")


class Page(Schema):
    """Which part of a list."""

    limit: int = Field(LIMIT, ge=1, le=MOST, description="一页几条")
    cursor: str | None = Field(None, max_length=600, description="上一页答复中的 next；不填从头开始")


def cursor_of(*key: Any) -> str:
    """A key as an opaque word that stands in an address. The key: text, numbers, days, nothing else."""
    plain = [each.isoformat() if isinstance(each, dt.date) else each for each in key]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def page_of(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The key in a cursor; None when there is none. Refuses a word that is no cursor of this list."""
    if not cursor:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise _wrong() from None
    if not isinstance(key, list) or len(key) != len(kinds):
        raise _wrong()
    return tuple(_read(each, kind) for each, kind in zip(key, kinds, strict=True))


def _read(each: Any, kind: type) -> Any:
    """A part of a key as that kind; days stand in it as texts."""
    if kind is dt.date and isinstance(each, str):
        try:
            return dt.date.fromisoformat(each)
        except ValueError:
            raise _wrong() from None
    if type(each) is not kind:
        raise _wrong()
    return each


def cut(
    rows: Sequence[Row], key: Callable[[Row], tuple[Any, ...]], *, after: tuple[Any, ...] | None, limit: int
) -> tuple[list[Row], str | None]:
    """One page of a list that is at hand whole, ordered by ``key``, and the cursor of the next page."""
    left = [row for row in rows if after is None or key(row) > after]
    return left[:limit], cursor_of(*key(left[limit - 1])) if len(left) > limit else None


def _wrong() -> Refusal:
    return Refusal(
        "分页标记不对", "它要原样取自上一页的答复", "请去掉cursor，从第一页开始", code="api.cursor", field="cursor"
    )
