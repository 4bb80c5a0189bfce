"""Telephones as marks (电话记号): equal numbers have equal marks, and no mark says which number it is.

The numbers themselves lie in private bodies of facts, which may be erased. A mark is keyed with the secret of the
house, stands in the row of the contact, and goes when the body goes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.crypto import salted_hmac

from anjian.registry.models import Item
from anjian.scope import prepared

SHORTEST, LONGEST = 7, 11
"""Digits of a number that says whose it is; a country's code in front does not count."""


def mark(phone: object) -> str | None:
    """The mark of a telephone; None for what is too short to be one."""
    digits = re.sub(r"\D", "", str(phone or ""))[-LONGEST:]
    if len(digits) < SHORTEST:
        return None
    return salted_hmac("anjian.registry.phone", digits, algorithm="sha256").hexdigest()[:32]


def marks_of(enterprises: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The marks of each file's contacts; of files without any nothing."""
    return _by_file("enterprise = ANY(CAST($1 AS text[]))", enterprises)


def having(marks: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The files whose contacts have one of these marks, with those they have."""
    return _by_file("phone_mark = ANY(CAST($1 AS text[]))", marks)


def forget(fact: UUID) -> int:
    """The body in which numbers lay is erased: their marks go too. Returns how many rows had one."""
    return Item.objects.for_change().filter(private_in=fact).exclude(phone_mark=None).update(phone_mark=None)


def _by_file(condition: str, asked: Collection[str]) -> Mapping[str, frozenset[str]]:
    if not asked:
        return {}
    rows = prepared.run(
        "SELECT DISTINCT enterprise, phone_mark FROM registry_item "
        f"WHERE replaced_by IS NULL AND phone_mark IS NOT NULL AND {condition}",
        [sorted(asked)],
    )
    found: dict[str, set[str]] = defaultdict(set)
    for enterprise, one in rows:
        found[enterprise].add(one)
    return {enterprise: frozenset(marks) for enterprise, marks in found.items()}
