"""Running compiled statements on the serving connection, with parameters bound by the server.

Asks of one shape have one text, so the server parses and plans it once per connection (a prepared statement). Behind a
pooler that gives each transaction another connection, set ``PREPARED_STATEMENTS = False``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import psycopg
from django.conf import settings
from django.db import connection


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a compiled statement. Inside the caller's transaction, when there is one."""
    connection.ensure_connection()
    raw = cast("psycopg.Connection[Any]", connection.connection)
    prepare = bool(getattr(settings, "PREPARED_STATEMENTS", True))
    before = raw.prepare_threshold
    try:
        if prepare:
            raw.prepare_threshold = 2  # Django switches it off for its own statements
        with psycopg.RawCursor(raw) as cursor:
            cursor.execute(sql.encode(), list(params))
            return cursor.fetchall() if cursor.description else []
    finally:
        raw.prepare_threshold = before
