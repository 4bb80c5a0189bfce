"""Which enterprises some words mean (找企业): part of a name, beginning of its pinyin, part of its initials, code."""

from __future__ import annotations

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL


def meant_by(words: str) -> Q:
    """The condition on rows of enterprises. Every way of it has an index behind it; empty words mean all."""
    asked = words.strip().lower()
    if not asked:
        return Q()
    escaped = asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    part = f"%{escaped}%"
    named = RawSQL(  # the pairs last: where another index is used, they are made only for rows that hold the words
        "(lower(name) LIKE %s OR split_part(sort_key, ' ', 3) LIKE %s) "
        "AND registry_grams(name, sort_key) @> %s::text[]",
        [part, part, _pairs(asked)],
        output_field=BooleanField(),
    )
    ways = Q(named)
    if asked.isascii():
        ways |= Q(sort_key__startswith=f" {asked}")
    if asked[0].isascii() and asked[0].isdigit():
        ways |= Q(credit_code__startswith=asked.upper())
    return ways


def _pairs(asked: str) -> list[str]:
    """Neighbouring signs in pairs; a single sign as it is."""
    return sorted({asked[n : n + 2] for n in range(len(asked) - 1)}) or [asked]
