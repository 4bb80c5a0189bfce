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
    "spark.sql.optimizer.excludedRules": ",".join(
        f"org.apache.spark.sql.catalyst.optimizer.{rule}" for rule in ("PushProjectionThroughUnion", "CombineUnions")
    ),
}
"""What the texts need; machines, memory and cores are the cluster's (spark-defaults.conf)."""

_MANY = 1000
"""Rows from which a table is kept on the workers; a smaller one is sent to them with each statement."""


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
        self._held: dict[str, Any] = {}
        for table in TABLES:
            self.fill(table, ())

    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        frame = self._spark.createDataFrame(_columns(table, rows))
        self._hold(table, frame.cache() if len(rows) >= _MANY else frame)

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._frame(sql, params).collect()]

    def keep(self, name: str, sql: str, params: Sequence[Any]) -> None:
        self._hold(name, self._frame(sql, params).cache())

    def _frame(self, sql: str, params: Sequence[Any]) -> Any:
        args = {f"p{n}": _argument(value) for n, value in enumerate(params, start=1)}
        return self._spark.sql(dialect.spark(sql), args=args)

    def _hold(self, name: str, frame: Any) -> None:
        """Rows under a name, instead of those that were there."""
        if name in self._held:
            self._held.pop(name).unpersist()
        self._held[name] = frame
        frame.createOrReplaceTempView(name)

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
        import pyarrow  # noqa: F401  # rows go there as its columns
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refusal(
            "没有安装 pyspark 和 pyarrow",
            "它们只有集群才用，不在 requirements.lock 里",
            "请执行：.venv/bin/python -m pip install --require-hashes -r requirements-cluster.lock",
        ) from error
    return SparkSession


def _columns(table: str, rows: Sequence[Sequence[Any]]) -> Any:
    """Rows as columns of Arrow, which Spark reads itself; for rows of Python each worker would start a Python."""
    import pyarrow

    types = {
        "text": pyarrow.string(),
        "uuid": pyarrow.string(),
        "date": pyarrow.date32(),
        "timestamptz": pyarrow.timestamp("us", tz="Asia/Shanghai"),
        "bigint": pyarrow.int64(),
        "int": pyarrow.int32(),
        "numeric": pyarrow.decimal128(20, 6),
        "boolean": pyarrow.bool_(),
    }
    said = TABLES[table]
    columns = list(zip(*rows, strict=True)) or [()] * len(said)
    made = {
        name: pyarrow.array([_made(value, type) for value in values], types[type])
        for (name, type), values in zip(said.items(), columns, strict=True)
    }
    return pyarrow.table(made)


def _made(value: Any, type: str) -> Any:
    if value is not None and type in _OTHERWISE:
        return _OTHERWISE[type](value)
    return value


_OTHERWISE: Mapping[str, Callable[[Any], Any]] = {"uuid": str, "numeric": Decimal}
"""Types whose values Arrow wants otherwise."""


def _argument(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, list):
        return value
    from pyspark.sql import functions

    return functions.array(*map(functions.lit, value))
