"""Plain tables with the columns of the published relations, in DuckDB or as temporary tables of PostgreSQL.

Temporary tables shadow the views of the same name, so that the very text that runs on the real relations runs on them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from anjian.ledger.relations import RELATIONS as LEDGER
from anjian.lib import ends
from anjian.lib.calendar import Calendar
from anjian.lib.relations import Relation
from anjian.people.relations import RELATIONS as PEOPLE
from anjian.places.relations import RELATIONS as PLACES
from anjian.registry.relations import RELATIONS as REGISTRY

RELATIONS: dict[str, Relation] = {**LEDGER, **PEOPLE, **PLACES, **REGISTRY}
CALENDAR = Calendar.load(Path(__file__).resolve().parents[3] / "packs" / "calendar")
DATES = {
    "duties_day": "day date, work boolean, ordinal int, roll date, provisional boolean",
    "duties_due": "unit text, n int, day date, due date, provisional boolean",
    "duties_period": "kind text, begins date, ends date, label text",
}


def columns(name: str) -> list[str]:
    if name in DATES:
        return [part.split()[0] for part in DATES[name].split(", ")]
    return list(RELATIONS[name].columns)


def ddl(name: str) -> str:
    if name in DATES:
        return DATES[name]
    return ", ".join(f"{column} {spec.type}" for column, spec in RELATIONS[name].columns.items())


def dates(terms: Iterable[tuple[int, str]], lo: dt.date, hi: dt.date) -> dict[str, list[Sequence[Any]]]:
    return {
        "duties_due": list(ends.due_table(CALENDAR, [ends.Term(n, unit) for n, unit in terms], lo, hi)),
        "duties_period": list(ends.period_table(["week", "month", "quarter", "half_year", "year"], lo, hi)),
    }


class Engine:
    """One engine with the empty tables."""

    name = ""

    def __init__(self) -> None:
        for table in (*RELATIONS, *DATES):
            self.execute(f"CREATE TEMP TABLE {table} ({ddl(table)})")

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        raise NotImplementedError

    def put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        raise NotImplementedError

    def load(self, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        for table, listed in rows.items():
            self.execute(f"TRUNCATE {table}")  # deleted rows of a temporary table stay in the way
            if listed:
                names = columns(table)
                self.put(table, [[row.get(name) for name in names] for row in listed])


class Duck(Engine):
    name = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'Asia/Shanghai'; SET threads = 1")
        super().__init__()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        done = self.connection.execute(sql, list(params))
        return done.fetchall() if done.description else []

    def put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        marks = "(" + ", ".join(["?"] * len(columns(table))) + ")"
        for start in range(0, len(rows), 200):
            part = rows[start : start + 200]
            self.connection.execute(
                f"INSERT INTO {table} VALUES {', '.join([marks] * len(part))}", [v for row in part for v in row]
            )


class Postgres(Engine):
    name = "postgresql"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        super().__init__()

    def execute(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with psycopg.RawCursor(self.connection) as cursor:
            cursor.execute(sql.encode(), params or None)
            return cursor.fetchall() if cursor.description else []

    def put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        with self.connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)
