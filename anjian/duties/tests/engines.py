"""PostgreSQL as an engine of tests, and what every engine is given.

Temporary tables shadow the views of the same name, so that the very text that runs on the real relations runs on them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import Literal

from anjian.duties.engines import Engine
from anjian.duties.engines.tables import TABLES, declared
from anjian.lib import ends
from anjian.lib.calendar import Calendar

CALENDAR = Calendar.load(Path(__file__).resolve().parents[3] / "packs" / "calendar")


def dates(terms: Iterable[tuple[int, str]], lo: dt.date, hi: dt.date) -> dict[str, list[Sequence[Any]]]:
    return {
        "duties_due": list(ends.due_table(CALENDAR, [ends.Term(n, unit) for n, unit in terms], lo, hi)),
        "duties_period": list(ends.period_table(["week", "month", "quarter", "half_year", "year"], lo, hi)),
    }


def load(engine: Engine, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Give an engine the rows of a world."""
    for table, listed in rows.items():
        engine.fill(table, [[row.get(name) for name in TABLES[table]] for row in listed])


class Postgres(Engine):
    name = "postgresql"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        for table in TABLES:
            self.connection.execute(f"CREATE TEMP TABLE {table} ({declared(table)})".encode())

    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        # TRUNCATE, for deleted rows of a temporary table stay in the way
        self.connection.execute(f"TRUNCATE {table}".encode())
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with psycopg.RawCursor(self.connection) as cursor:
            cursor.execute(sql.encode(), params or None)
            return cursor.fetchall()

    def keep(self, name: str, sql: str, params: Sequence[Any]) -> None:
        # CREATE TABLE takes no parameters
        literal = re.sub(r"\$(\d+)", lambda n: Literal(params[int(n[1]) - 1]).as_string(self.connection), sql)
        self.connection.execute(f"DROP TABLE IF EXISTS pg_temp.{name}; CREATE TEMP TABLE {name} AS {literal}".encode())

    def close(self) -> None:
        self.connection.close()
