"""What an engine reads of the serving database: all that compiled rules may ask of the present, and no more."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from psycopg.conninfo import make_conninfo

from anjian.duties.engines.tables import TABLES
from anjian.lib.relations import KNOWN

_UNASKED = frozenset({"seq", "position", "origin", "known_since", "known_until"})
"""Known times and positions: only a replay asks for them, and the database would look up each of them."""
_OF_ENTERPRISES = frozenset({"name", "credit_code"})
assert set(KNOWN) - {"replaced"} <= _UNASKED


def columns(table: str) -> list[str]:
    """The columns of a table that are read."""
    unasked = _UNASKED | _OF_ENTERPRISES if table == "rel_enterprise" else _UNASKED
    return [column for column in TABLES[table] if column not in unasked]


def select(table: str, names: Collection[str] = ()) -> str:
    """The question to the serving database; ``names``: of facts, parties and attributes only those of these facts.

    Facts that were taken back are left behind, and so is what took them back: no rule need look for it again.
    """
    listed = ", ".join(f't."{column}"' for column in columns(table))
    where = " WHERE NOT t.replaced" if "replaced" in TABLES[table] else ""
    if table == "rel_void":
        where = " WHERE 1=0"
    if names and table in ("rel_fact", "rel_party", "rel_attr"):
        quoted = ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(names))
        where = f" WHERE t.fact IN (SELECT f.fact FROM rel_fact f WHERE f.name IN ({quoted}))"
        if table == "rel_fact":
            where = f" WHERE t.name IN ({quoted}) AND NOT EXISTS (SELECT 1 FROM rel_void v WHERE v.fact = t.fact)"
    return f"SELECT {listed} FROM {table} t{where}"


def login() -> str:
    """How an engine connects to the serving database (libpq): as the program itself does."""
    said = connection.settings_dict
    return make_conninfo(
        "", host=said["HOST"], port=said["PORT"], user=said["USER"], password=said["PASSWORD"], dbname=said["NAME"]
    )
