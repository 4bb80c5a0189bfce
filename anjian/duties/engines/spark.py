"""Apache Spark (集群引擎): the same texts on many machines. Needs Java 17 and requirements-cluster.lock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from anjian.duties.engines import dialect
from anjian.duties.engines.engine import Engine
from anjian.duties.engines.tables import TABLES
from anjian.lib.errors import Refusal

_SETTINGS: Mapping[str, str] = {
    "spark.app.name": "anjian",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.sql.catalogImplementation": "in-memory",
    # Spark 4.3 loses columns when it moves a question about another table into a UNION ("key not found")
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.PushProjectionThroughUnion",
}
"""What the texts need; machines, memory and cores are the cluster's (spark-defaults.conf)."""


class Spark(Engine):
    """A session on a Spark master. Raises Refusal without Java, pyspark, or an answer from the master."""

    name = "spark"

    def __init__(self, master: str) -> None:
        session = _session()
        builder = session.builder.master(master)
        for key, value in _SETTINGS.items():
            builder = builder.config(key, value)
        try:
            self._spark = builder.getOrCreate()
        except Exception as error:  # py4j gives any fault of the other side as its own
            raise Refusal(
                f"连不上 Spark（{master}）", str(error).splitlines()[0], "请检查集群是否已启动，ANJIAN_ENGINE 是否写对"
            ) from error
        self._spark.sparkContext.setLogLevel("OFF")  # its faults arrive as exceptions
        for table in TABLES:
            self.fill(table, ())

    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        columns = TABLES[table]
        schema = ", ".join(f"`{column}` {dialect.SPARK_TYPES[type]}" for column, type in columns.items())
        made = [_MADE.get(type, _as_it_is) for type in columns.values()]
        values = [
            tuple(None if value is None else make(value) for make, value in zip(made, row, strict=True)) for row in rows
        ]
        self._spark.createDataFrame(values, schema).createOrReplaceTempView(table)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        args = {f"p{n}": _argument(value) for n, value in enumerate(params, start=1)}
        return [tuple(row) for row in self._spark.sql(dialect.spark(sql), args=args).collect()]

    def close(self) -> None:
        self._spark.stop()


def _session() -> Any:
    java = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (java and (Path(java) / "bin" / "java").exists())):
        raise Refusal(
            "这台机器上没有 Java",
            "Spark 要在 Java 17 上运行",
            "请安装 Java 17（Debian/Ubuntu：apt install openjdk-17-jre-headless），或改用 ANJIAN_ENGINE=duckdb",
        )
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refusal(
            "没有安装 pyspark",
            "它只有集群才用，不在 requirements.lock 里",
            "请执行：.venv/bin/python -m pip install --require-hashes -r requirements-cluster.lock",
        ) from error
    return SparkSession


def _as_it_is(value: Any) -> Any:
    return value


_MADE: Mapping[str, Callable[[Any], Any]] = {"uuid": str, "numeric": Decimal}
"""Types whose values Spark wants otherwise."""


def _argument(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, list):
        return value
    from pyspark.sql import functions

    return functions.array(*map(functions.lit, value))
