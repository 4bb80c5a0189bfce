"""Which enterprises some words mean (找企业): part of a name, beginning of its pinyin, part of its initials, code."""

from __future__ import annotations

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

LAST = "\U0010ffff"
"""Behind every other sign."""


def meant_by(words: str, *, among_few: bool = False) -> Q:
    """The condition on rows of enterprises; empty words mean all.

    Every way of it has an index behind it, except ``among_few``: there what else is asked leaves some thousand rows,
    which are read faster than the pairs of signs of their names are made.
    """
    asked = words.strip().lower()
    if not asked:
        return Q()
    escaped = asked.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    part = f"%{escaped}%"
    ways = Q(_holds("(lower(name) LIKE %s OR split_part(sort_key, ' ', 3) LIKE %s)", part, part))
    if not among_few:
        ways &= Q(_holds("registry_grams(name, sort_key) @> %s::text[]", _pairs(asked)))
    if asked.isascii():
        ways |= _begins("sort_key", f" {asked}")
    if asked[0].isascii() and asked[0].isdigit():
        ways |= _begins("credit_code", asked.upper())
    return ways


def _holds(condition: str, *values: object) -> RawSQL:
    return RawSQL(condition, values, output_field=BooleanField())


def _begins(column: str, text: str) -> Q:
    """The condition that a column begins so, as a span of its index: beside other ways LIKE has none of its own."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": f"{text}{LAST}"})


def _pairs(asked: str) -> list[str]:
    """Neighbouring signs in pairs; a single sign as it is."""
    return sorted({asked[n : n + 2] for n in range(len(asked) - 1)}) or [asked]
