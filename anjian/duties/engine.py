"""Running compiled statements on the serving connection, with parameters bound by the server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import psycopg
from django.db import connection


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a compiled statement. Inside the caller's transaction, when there is one."""
    connection.ensure_connection()
    raw = cast("psycopg.Connection[Any]", connection.connection)
    with psycopg.RawCursor(raw) as cursor:
        cursor.execute(sql.encode(), list(params))
        return cursor.fetchall() if cursor.description else []
