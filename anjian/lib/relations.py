"""Published relations (公开关系): the only tables that compiled rules may read.

A module that wants rules to see its state declares, in its `relations.py`, a :class:`Relation` per SQL view. The
view is made by one of the module's migrations; `law check`, the compiler and the architecture tests read the
declaration.
Every column has a meaning in words, because a jurist reads rules that name them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "date", "timestamptz", "bigint", "int", "numeric", "boolean", "uuid"]


@dataclass(frozen=True)
class Column:
    """One column: its SQL type, what it means, and whether it may be empty."""

    type: ColumnType
    doc: str
    null: bool = False


@dataclass(frozen=True)
class Relation:
    """One view: its name (always `rel_…`), what a row is, and its columns in order."""

    name: str
    doc: str
    columns: Mapping[str, Column]

    def __post_init__(self) -> None:
        if not self.name.startswith("rel_"):
            raise ValueError(f"a published relation is called rel_…, not {self.name!r}")


SPAN: Mapping[str, Column] = {
    "since": Column("date", "first day on which the row is true"),
    "until": Column("date", "last day on which the row is true; empty: still true", null=True),
}
"""Valid time (有效时间), both ends inclusive."""

KNOWN: Mapping[str, Column] = {
    "known_since": Column("bigint", "ledger position of the fact that said so; empty: not yet sequenced", null=True),
    "known_until": Column("bigint", "ledger position of the fact that replaced it", null=True),
    "replaced": Column("boolean", "a later fact replaced this row, sequenced or not"),
}
"""Known time (知悉时间). Live questions take rows that are not replaced; replays compare positions."""
