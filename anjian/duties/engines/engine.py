"""What every engine can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any, ClassVar, TypeVar

import psycopg

from anjian.duties.engines import reading
from anjian.duties.engines.tables import TABLES

Job = TypeVar("Job")
Done = TypeVar("Done")


class Engine(ABC):
    """The tables of `tables.TABLES`, empty at first, and statements over them."""

    name: ClassVar[str]
    said: ClassVar[bool] = False
    """Whether it has the relation ``rel_said`` too: each fact with each of its parties, laid together once."""

    @abstractmethod
    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Make these the rows of a table, values in the order of its columns; those it had are gone."""

    @abstractmethod
    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a compiled text with its parameters in order (`compile.Statement.bind`). In no order."""

    @abstractmethod
    def keep(self, name: str, sql: str, params: Sequence[Any]) -> None:
        """Make the rows of a text a table of this name, for the texts that follow; what it held before is gone."""

    def write(self, sql: str, params: Sequence[Any], file: Path) -> None:
        """The same rows into a file of comma-separated values as PostgreSQL reads them; no header."""
        with file.open("w", newline="", encoding="utf-8") as made:
            for row in self.rows(sql, params):
                made.write(",".join("" if value is None else _quoted(value) for value in row) + "\n")

    def take(self, login: str, names: Collection[str]) -> None:
        """Take over the present of the serving database: facts of these names, all of the other relations.

        login   how to connect to it (libpq)
        """
        with psycopg.connect(login) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            for table in TABLES:
                there = reading.columns(table)
                rows = connection.execute(reading.select(table, names).encode()).fetchall()
                told = [dict(zip(there, row, strict=True)) for row in rows]
                self.fill(table, [[row.get(column) for column in TABLES[table]] for row in told])

    def narrow(self, names: Collection[str]) -> None:  # noqa: B027  # what an engine may do without
        """The statements that follow ask for facts of these names alone: the engine need not look at the others."""

    def hands(self) -> Sequence[Engine]:
        """Ways to ask over the same tables that may be used at the same time, each narrowed and keeping for itself."""
        return [self]

    def spread(self, do: Callable[[Engine, Job], Done], jobs: Iterable[Job]) -> Iterator[Done]:
        """What `do` makes of each job, in their order; as many at a time as there are hands, each in a thread."""
        hands: SimpleQueue[Engine] = SimpleQueue()
        listed = self.hands()
        for hand in listed:
            hands.put(hand)

        def done(job: Job) -> Done:
            hand = hands.get()
            try:
                return do(hand, job)
            finally:
                hands.put(hand)

        with ThreadPoolExecutor(len(listed)) as pool:
            yield from pool.map(done, jobs)

    @abstractmethod
    def close(self) -> None:
        """Give back memory and connections; the tables are gone."""


def _quoted(value: object) -> str:
    """Quoted, so that an empty text is none of the empty cells that mean NULL."""
    return '"' + str(value).replace('"', '""') + '"'
