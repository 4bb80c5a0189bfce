"""Pinyin of names (拼音), to sort and to search by."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin

_OTHER = "\0"
"""Before what is no Chinese sign: it is its own initial."""


@lru_cache(4096)
def sort_key(name: str) -> str:
    """Pinyin without tones and its initials, for sorting and search: `` shilijia slj``. Blanks are left out."""
    read = lazy_pinyin("".join(name.split()), errors=lambda other: _OTHER + other)
    whole = "".join(read).replace(_OTHER, "").lower()
    first = "".join(one[1:] if one.startswith(_OTHER) else one[:1] for one in read).lower()
    return f" {whole} {first}"
