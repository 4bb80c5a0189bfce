"""Pinyin of names (拼音), to sort and to search by."""

from __future__ import annotations

from functools import lru_cache

_OTHER = "\0"
"""Before what is no Chinese sign: it is its own initial."""


@lru_cache(4096)
def sort_key(name: str) -> str:
    """Pinyin without tones and its initials, for sorting and search: `` shilijia slj``. Blanks are left out."""
    from pypinyin.core import Pinyin  # its dictionaries take 0.2 s, which most processes never need

    words = Pinyin().seg("".join(name.split()))  # 重庆, 银行: the word says how its signs are read
    read = [sound for word in words for sound in _sounds(word)]
    whole = "".join(read).replace(_OTHER, "").lower()
    first = "".join(one[1:] if one.startswith(_OTHER) else one[:1] for one in read).lower()
    return f" {whole} {first}"


@lru_cache(1 << 14)
def _sounds(word: str) -> tuple[str, ...]:
    """How a word is read. Names of firms and places share most of theirs."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, errors=lambda other: _OTHER + other))
