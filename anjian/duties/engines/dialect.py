"""Where the words of engines differ: the one place. Texts are written for PostgreSQL; DuckDB takes them as they are."""

from __future__ import annotations

import re

SPARK_TYPES = {
    "text": "string",
    "uuid": "string",  # read and written as its letters
    "date": "date",
    "timestamptz": "timestamp",
    "bigint": "bigint",
    "int": "int",
    "numeric": "decimal(20,6)",
    "boolean": "boolean",
}
"""Spark's name of each SQL type that texts use."""

_SPARK = (
    # computed once or again and again: Spark decides that itself
    (r"\bAS MATERIALIZED \(", "AS ("),
    (r"(\S+) = ANY\((CAST\(\$\d+ AS )text\[\]\)\)", r"array_contains(\2array<string>), \1)"),
    (r"\bstring_agg\((\w+), '(.)' ORDER BY \1\)", r"array_join(array_sort(collect_list(\1)), '\2')"),
    (r"\bEXTRACT\(EPOCH FROM ([\w.]+)\)", r"unix_seconds(\1)"),
    (r"\bAS numeric(\(\d+,\d+\))", r"AS decimal\1"),
    (rf"\bAS ({'|'.join(SPARK_TYPES)})\)", lambda found: f"AS {SPARK_TYPES[found[1]]})"),
    (r"\$(\d+)", r":p\1"),
)


def spark(sql: str) -> str:
    """A text as Spark 4 reads it; its parameters are called ``:p1`` …"""
    for pattern, instead in _SPARK:
        sql = re.sub(pattern, instead, sql)
    return sql
