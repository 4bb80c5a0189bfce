"""A condition as plain SQL: comparisons, AND, OR, NOT, IN, CASE and EXISTS, the same text on PostgreSQL and DuckDB.

SQL's own three-valued logic is Kleene's, as long as the condition is selected or filtered through COALESCE.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any as Anything

from anjian.lib.conditions.tree import LISTED, All, Any, Condition, Leaf, Not, Ref, Unset

_OPS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_UNKNOWN = "CAST(NULL AS BOOLEAN)"


@dataclass(frozen=True, slots=True)
class Elements:
    """Where the elements of a list attribute stand, one row each.

    source   what follows FROM, with its WHERE: ``rel_attr t WHERE t.fact = f.fact AND t.attr = 'topics'``
    value    the column of the element: ``t.text``

    No row means that the attribute is missing: the answer is unknown. An element is never NULL. The alias must be its
    own in the whole query.
    """

    source: str
    value: str


def to_sql(
    condition: Condition,
    column: Callable[[str], str],
    *,
    elements: Callable[[str], Elements] | None = None,
    placeholder: str = "%s",
) -> tuple[str, list[Anything]]:
    """The condition as a boolean SQL expression, with its parameters in order.

    ``column`` gives the SQL expression of an attribute (NULL where it is not known) or of a reference (``$bearer``);
    for ``is_set`` on a list, one that is NULL when the list has no element. ``elements`` tells where the elements of a
    list attribute stand; it is needed only where the condition reads one (ValueError otherwise).
    ``placeholder`` is ``%s`` for psycopg and Django, ``?`` for DuckDB. Values are never written into the text.
    """
    params: list[Anything] = []
    return _Writer(column, elements, placeholder, params).write(condition), params


@dataclass(frozen=True, slots=True)
class _Writer:
    column: Callable[[str], str]
    elements: Callable[[str], Elements] | None
    placeholder: str
    params: list[Anything]

    def write(self, condition: Condition) -> str:
        match condition:
            case All(parts):
                return self._join(parts, " AND ", "1=1")
            case Any(parts):
                return self._join(parts, " OR ", "1=0")
            case Not(part):
                return f"(NOT {self.write(part)})"
            case Leaf():
                return self._leaf(condition)

    def _join(self, parts: tuple[Condition, ...], word: str, empty: str) -> str:
        return f"({word.join(self.write(part) for part in parts) or empty})"

    def _leaf(self, leaf: Leaf) -> str:
        if isinstance(leaf.operand, Unset):
            return _UNKNOWN
        if leaf.op in LISTED:
            return self._listed(leaf)
        column = self.column(leaf.attribute)
        if leaf.op == "is_set":
            return f"({column} IS NOT NULL)" if leaf.operand else f"({column} IS NULL)"
        if isinstance(leaf.operand, tuple):
            marks = ", ".join(self._value(value) for value in leaf.operand)
            return f"({column} {'IN' if leaf.op == 'in' else 'NOT IN'} ({marks}))"
        return f"({column} {_OPS[leaf.op]} {self._value(leaf.operand)})"

    def _listed(self, leaf: Leaf) -> str:
        held = self._elements(leaf.attribute)
        if isinstance(leaf.operand, Ref) and leaf.op == "covers":
            return self._covers(held, self._elements(leaf.operand.name))
        wanted = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
        tests = [f"EXISTS (SELECT 1 FROM {held.source} AND {held.value} = {self._value(value)})" for value in wanted]
        word = " OR " if leaf.op == "includes_any" else " AND "
        unknown = f"NOT EXISTS (SELECT 1 FROM {held.source})"
        if isinstance(leaf.operand, Ref):
            unknown += f" OR {self.column(leaf.operand.name)} IS NULL"
        return f"(CASE WHEN {unknown} THEN NULL ELSE ({word.join(tests)}) END)"

    def _covers(self, held: Elements, wanted: Elements) -> str:
        missing = f"NOT EXISTS (SELECT 1 FROM {held.source} AND {held.value} = {wanted.value})"
        return (
            f"(CASE WHEN NOT EXISTS (SELECT 1 FROM {held.source}) THEN NULL"
            f" WHEN NOT EXISTS (SELECT 1 FROM {wanted.source}) THEN NULL"
            f" ELSE NOT EXISTS (SELECT 1 FROM {wanted.source} AND {missing}) END)"
        )

    def _elements(self, attribute: str) -> Elements:
        if self.elements is None:
            raise ValueError(f"{attribute} is a list; to_sql needs to be told where its elements stand")
        return self.elements(attribute)

    def _value(self, value: Anything) -> str:
        if isinstance(value, Ref):
            return self.column(value.name)
        self.params.append(value)
        return self.placeholder
