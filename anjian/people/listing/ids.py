"""Readable ids for what a list makes (编号)."""

from __future__ import annotations

from collections.abc import Container


def initials(name: str) -> str:
    """The initials of the pinyin, letters and digits alone, at most 12."""
    from pypinyin import Style, lazy_pinyin  # when needed, as in `people.pinyin`

    plain = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return "".join(each for each in plain if each.isascii() and each.isalnum())[:12] or "x"


def tail(id: str) -> str:
    """An id without the word before its colon, cut to what leaves room."""
    return id.partition(":")[2][:36]


def fresh(id: str, taken: Container[str]) -> str:
    """The id, or the id with the first free number behind it."""
    if id not in taken:
        return id
    number = 2
    while f"{id}-{number}" in taken:
        number += 1
    return f"{id}-{number}"
