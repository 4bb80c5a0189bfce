"""DuckDB in the process (本机内存引擎)."""

from __future__ import annotations

import copy
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import duckdb

from anjian.duties.engines import reading
from anjian.duties.engines.engine import Engine
from anjian.duties.engines.tables import TABLES, declared

MEMORY = "3GB"
"""What the database may hold at once; beyond it goes to disk. The process needs some hundred megabytes more."""
HANDS = 2
"""Planning a text keeps one core busy: meanwhile the other works for another text."""
_OF_FACTS = {"rel_fact": "day", "rel_party": "role", "rel_attr": "attr, text"}
"""What rules ask for lies together: stretches without it are not looked at."""
_SAID = "SELECT f.*, q.role, q.id FROM {fact} f JOIN {party} q ON q.fact = f.fact"


class Duck(Engine):
    """One database in memory.

    threads   how many it may use; None: one per core. Small worlds are faster on one
    """

    name = "duckdb"
    said = True

    def __init__(self, *, threads: int | None = None) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET GLOBAL TimeZone = 'Asia/Shanghai'")
        self.connection.execute(f"SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false")
        if threads:
            self.connection.execute(f"SET threads = {threads}")
        for table in TABLES:
            self.connection.execute(f"CREATE TABLE {table} ({declared(table)})")
        self.connection.execute(f"CREATE VIEW rel_said AS {_SAID.format(fact='rel_fact', party='rel_party')}")

    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        self.connection.execute(f"TRUNCATE {table}")
        if rows:
            # One list per column: a VALUES list of all cells is parsed ten times as long as it is stored.
            types = enumerate(TABLES[table].values(), start=1)
            columns = ", ".join(f"unnest(CAST(${n} AS {type}[]))" for n, type in types)
            self.connection.execute(
                f"INSERT INTO {table} SELECT {columns}", [list(column) for column in zip(*rows, strict=True)]
            )

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(params)).fetchall()

    def keep(self, name: str, sql: str, params: Sequence[Any]) -> None:
        self.connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {sql}", list(params))

    def hands(self) -> Sequence[Engine]:
        cores = len(os.sched_getaffinity(0))
        self.connection.execute(f"SET threads = {max(1, cores // HANDS)}")
        return [self, *(self._beside() for _ in range(1, HANDS))]

    def _beside(self) -> Duck:
        """Temporary tables and views belong to a cursor."""
        other = copy.copy(self)
        other.connection = self.connection.cursor()
        return other

    def write(self, sql: str, params: Sequence[Any], file: Path) -> None:
        self.connection.sql(sql, params=list(params)).write_csv(str(file), header=False)

    def take(self, login: str, names: Collection[str]) -> None:
        """As every engine, by columns (ADBC); facts, parties and attributes lie together by the name of the fact."""
        # only who asks for everybody needs it
        from adbc_driver_postgresql import dbapi  # type: ignore[import-untyped]

        self._names = sorted(names)
        listed = ", ".join(f"({n}, '{name}')" for n, name in enumerate(self._names)) or "(0, '')"
        self.connection.execute(f"CREATE TABLE deed AS SELECT * FROM (VALUES {listed}) d (deed, name)")
        with dbapi.connect(login) as source, source.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            for table in TABLES:
                cursor.execute(reading.select(table, names if table == "rel_fact" else ()))
                self._put(table, cursor.fetch_arrow())
        self.connection.execute("DROP VIEW rel_said")
        said = _SAID.format(fact="all_fact", party="all_party")
        self.connection.execute(f"CREATE TABLE all_said AS {said} ORDER BY deed, role, day")
        self.narrow(self._names)

    def _put(self, table: str, stream: Any) -> None:
        """The rows of an Arrow stream (found by its name in the statement) instead of the table's own."""
        there = reading.columns(table)
        typed = ", ".join(f'CAST(s."{column}" AS {TABLES[table][column]}) AS "{column}"' for column in there)
        self.connection.execute(f"DROP TABLE {table}")
        if table not in _OF_FACTS:
            self.connection.execute(f"CREATE TABLE {table} AS SELECT {typed} FROM stream s")
            return
        by = "JOIN deed d ON d.name = s.name" if table == "rel_fact" else "JOIN all_fact d ON d.fact = s.fact"
        self.connection.execute(
            f"CREATE TABLE all_{table[4:]} AS SELECT CAST(d.deed AS smallint) AS deed, {typed} FROM stream s {by} "
            f"ORDER BY deed, {_OF_FACTS[table]}"
        )

    def narrow(self, names: Collection[str]) -> None:
        """Views over the rows of these names: what lies together by name is found without looking at the rest."""
        deeds = ", ".join(str(n) for n, name in enumerate(self._names) if name in names) or "-1"
        for table in (*_OF_FACTS, "rel_said"):
            self.connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM all_{table[4:]} WHERE deed IN ({deeds})"
            )

    def close(self) -> None:
        self.connection.close()
