"""The reference meaning of a condition: what it answers for one row."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any as Anything

from anjian.lib.conditions.parsing import family
from anjian.lib.conditions.tree import LISTED, ORDERED, All, Any, Condition, Leaf, Not, Ref, Unset

_COMPARE: dict[str, Callable[[Anything, Anything], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


def ask(condition: Condition, row: Mapping[str, Anything]) -> bool | None:
    """True, False, or None: not known.

    An attribute that is missing from the row or None is not known; an empty list is known to hold nothing. References
    are read from the row under their own name (``row["$bearer"]``). Raises ValueError when a value is of another kind
    than what it is compared with (text and number), as a database would.
    """
    match condition:
        case All(parts):
            return _all(ask(part, row) for part in parts)
        case Any(parts):
            return _not(_all(_not(ask(part, row)) for part in parts))
        case Not(part):
            return _not(ask(part, row))
        case Leaf():
            return _leaf(condition, row)


def _leaf(leaf: Leaf, row: Mapping[str, Anything]) -> bool | None:
    value = row.get(leaf.attribute)
    if leaf.op == "is_set":
        return None if isinstance(leaf.operand, Unset) else (value is not None) == leaf.operand
    operand: Anything = row.get(leaf.operand.name) if isinstance(leaf.operand, Ref) else leaf.operand
    if value is None or operand is None or isinstance(operand, Unset):
        return None
    if leaf.op in LISTED:
        if isinstance(value, str) or not isinstance(value, Collection):
            raise ValueError(f"{leaf.attribute}: {leaf.op} needs a list, got {value!r}")
        return _listed(leaf, value, operand)
    if leaf.op in ("in", "not_in"):
        found = any(_same(leaf, value, one) for one in operand)
        return found == (leaf.op == "in")
    _check(leaf, value, operand)
    return _COMPARE[leaf.op](value, operand)


def _listed(leaf: Leaf, values: Collection[Anything], operand: Anything) -> bool | None:
    wanted = operand if leaf.op in ("includes_all", "includes_any", "covers") else (operand,)
    held = [_holds(leaf, values, one) for one in wanted]
    return _not(_all(_not(one) for one in held)) if leaf.op == "includes_any" else _all(held)


def _holds(leaf: Leaf, values: Collection[Anything], wanted: Anything) -> bool | None:
    if wanted is None:
        return None
    if any(value is not None and _same(leaf, value, wanted) for value in values):
        return True
    return None if any(value is None for value in values) else False


def _same(leaf: Leaf, value: Anything, other: Anything) -> bool:
    _check(leaf, value, other)
    return bool(value == other)


def _check(leaf: Leaf, value: Anything, other: Anything) -> None:
    kinds = family(value), family(other)
    if kinds[0] != kinds[1] or (leaf.op in ORDERED and kinds[0] not in ("number", "date")):
        raise ValueError(f"{leaf.attribute}: {leaf.op} cannot compare {value!r} with {other!r}")


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _all(answers: Collection[bool | None] | Anything) -> bool | None:
    known = True
    for answer in answers:
        if answer is False:
            return False
        known = known and answer is not None
    return True if known else None
