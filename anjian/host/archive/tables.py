"""What a database holds: tables, rows, migrations."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

EMPTIED = ("django_session",)
"""Tables that a backup keeps without rows: who is signed in is nobody's business later."""

TABLES = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY 1"""


def count(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Rows of each table."""
    counts: dict[str, int] = {}
    for (name,) in connection.execute(TABLES).fetchall():
        if name in EMPTIED:
            counts[name] = 0
            continue
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def without_rows() -> list[str]:
    """Options of pg_dump for the tables that are kept without rows."""
    return [f"--exclude-table-data={name}" for name in EMPTIED]


def migrations(connection: psycopg.Connection[Any]) -> list[str]:
    """Migrations applied, as app.name in their order; none where Django was never."""
    row = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    if row is None or row[0] is None:
        return []
    return [f"{app}.{name}" for app, name in connection.execute("SELECT app, name FROM django_migrations ORDER BY id")]


# Tables, views and sequences as the app role holds them; functions also as everybody (PUBLIC, grantee 0) does, because
# PostgreSQL lets everybody execute a new function unless that is taken back.
