"""DuckDB in the process (本机内存引擎)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from anjian.duties.engines.engine import Engine
from anjian.duties.engines.tables import TABLES, declared


class Duck(Engine):
    """One database in memory.

    threads   how many it may use; None: one per core. Small worlds are faster on one
    """

    name = "duckdb"

    def __init__(self, *, threads: int | None = None) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'Asia/Shanghai'")
        if threads:
            self.connection.execute(f"SET threads = {threads}")
        for table in TABLES:
            self.connection.execute(f"CREATE TABLE {table} ({declared(table)})")

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

    def close(self) -> None:
        self.connection.close()
