"""What every engine can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar


class Engine(ABC):
    """The tables of `tables.TABLES`, empty at first, and statements over them."""

    name: ClassVar[str]

    @abstractmethod
    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Make these the rows of a table, values in the order of its columns; those it had are gone."""

    @abstractmethod
    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a compiled text with its parameters in order (`compile.Statement.bind`). In no order."""

    @abstractmethod
    def close(self) -> None:
        """Give back memory and connections; the tables are gone."""
