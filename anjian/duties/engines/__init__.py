"""Engines (计算引擎) beside the serving PostgreSQL: they run the compiled text over whole tables of rows given to them.

DuckDB inside the process, or Apache Spark where one machine is outgrown: one setting, ``ENGINE`` (``ANJIAN_ENGINE``).
An engine has the tables that compiled rules read (`tables.TABLES`), is given their rows and answers statements written
for PostgreSQL; what it says differently stands in `dialect`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from anjian.duties.engines.engine import Engine
from anjian.duties.engines.reading import login
from anjian.duties.engines.tables import TABLES
from anjian.lib.errors import Refusal

__all__ = ["TABLES", "Engine", "login", "opened"]


@contextmanager
def opened(where: str) -> Iterator[Engine]:
    """An engine with empty tables, closed afterwards.

    where   ``duckdb``, or the master of a Spark cluster: ``spark://host:port``; ``local[n]`` is Spark in this process

    Raises Refusal when `where` names no engine, or the engine cannot be had on this machine.
    """
    engine = _open(where)
    try:
        yield engine
    finally:
        engine.close()


def _open(where: str) -> Engine:
    # An engine is imported when it is asked for: nobody needs the libraries of the other.
    if where == "duckdb":
        from anjian.duties.engines.duck import Duck

        return Duck()
    if where.startswith(("spark://", "local[")):
        from anjian.duties.engines.spark import Spark

        return Spark(where)
    raise Refusal(
        f"没有叫“{where}”的计算引擎",
        "设置 ANJIAN_ENGINE 决定全域测算在哪里运行",
        "请写 duckdb（本机，默认），或 Spark 集群的地址 spark://主机:端口",
    )
