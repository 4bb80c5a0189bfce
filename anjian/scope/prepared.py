"""Statements of one text, asked again and again (预备语句): on the serving connection, bound and parsed by the server.

The text of compiled rules and of what every request asks is the same each time, so the server parses it once per
connection. What concerns few rows is also planned once; questions about everybody are planned for their own parameters.
Behind a pooler that gives each transaction another connection, set ``PREPARED_STATEMENTS = False``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings
from django.db import connection

KEPT = 500
"""Statements kept parsed per connection: the rules of a few documents are some hundreds of texts, psycopg keeps 100."""

_planned: WeakKeyDictionary[psycopg.Connection[Any], bool] = WeakKeyDictionary()
"""Connections that keep one plan per statement at the moment."""


def run(sql: str, params: Sequence[Any] = (), *, few: bool = False) -> list[tuple[Any, ...]]:
    """The rows of a statement with $1, $2 … in it. Inside the caller's transaction, when there is one.

    few   it concerns few rows: planning it anew each time would cost more than any plan
    """
    connection.close_if_health_check_failed()  # as Django does before its own statements: once per request
    connection.ensure_connection()
    raw = cast("psycopg.Connection[Any]", connection.connection)
    before = raw.prepare_threshold
    try:
        with psycopg.RawCursor(raw) as cursor:
            if getattr(settings, "PREPARED_STATEMENTS", True):
                _plan_once(raw, cursor, few)
                raw.prepare_threshold = 0  # from the first time on; Django switches it off for its own statements
                raw.prepared_max = KEPT
            cursor.execute(sql.encode(), list(params))
            return cursor.fetchall() if cursor.description else []
    finally:
        raw.prepare_threshold = before


def _plan_once(raw: psycopg.Connection[Any], cursor: psycopg.RawCursor[Any], wanted: bool) -> None:
    if _planned.get(raw) != wanted:
        mode = b"force_generic_plan" if wanted else b"force_custom_plan"
        cursor.execute(b"SET plan_cache_mode = " + mode)  # only prepared statements heed it: ours
        _planned[raw] = wanted  # a rollback may take it back: then a plan is made once more, nothing else
