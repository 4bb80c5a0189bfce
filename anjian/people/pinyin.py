"""Pinyin of names (拼音), to sort and to search by."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def sort_key(name: str) -> str:
    """Pinyin without tones and its initials, for sorting and search: `` shilijia slj``. Blanks are left out."""
    plain = "".join(name.split())
    whole = "".join(lazy_pinyin(plain)).lower()
    first = "".join(lazy_pinyin(plain, style=Style.FIRST_LETTER)).lower()
    return f" {whole} {first}"
