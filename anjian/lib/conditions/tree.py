"""What a condition is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

Scalar: TypeAlias = str | int | float | Decimal | date | bool

Operator = Literal[
    "eq", "ne", "gt", "ge", "lt", "le", "in", "not_in", "is_set", "includes", "includes_all", "includes_any", "covers"
]

SYNONYMS: dict[str, Operator] = {"over": "gt", "at_least": "ge", "at_most": "le", "before": "lt", "after": "gt"}
"""Words of documents and the operator they mean; ``before`` and ``after`` take days only."""

ORDERED: frozenset[Operator] = frozenset({"gt", "ge", "lt", "le"})
"""Operators that compare sizes: numbers and days only, since text is sorted differently by each database."""

LISTED: frozenset[Operator] = frozenset({"includes", "includes_all", "includes_any", "covers"})
"""Operators whose attribute is a list."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A marked reference such as ``$bearer``: its value is looked up under that name, ``$`` included."""

    name: str


@dataclass(frozen=True, slots=True)
class Unset:
    """A value that the place has not decided; ``word`` is the document's own (重大, 及时). Nothing compares to it."""

    word: str


Operand: TypeAlias = Scalar | Ref | Unset | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One attribute compared with one operand."""

    attribute: str
    op: Operator
    operand: Operand


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; true when there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds; false when there is none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold; unknown stays unknown."""

    part: Condition


Condition: TypeAlias = All | Any | Not | Leaf


def leaves(condition: Condition) -> Iterator[Leaf]:
    """All comparisons, left to right."""
    match condition:
        case Leaf():
            yield condition
        case Not(part):
            yield from leaves(part)
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)


def reads(condition: Condition) -> frozenset[str]:
    """The attributes, and the references with their ``$``, that the condition reads."""
    found = set()
    for leaf in leaves(condition):
        found.add(leaf.attribute)
        if isinstance(leaf.operand, Ref):
            found.add(leaf.operand.name)
    return frozenset(found)
