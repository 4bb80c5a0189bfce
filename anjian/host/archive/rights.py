"""What the serving role may do, kept beside the dump and given again where it is restored."""

from __future__ import annotations

import re
from typing import Any, LiteralString, cast

import psycopg
from psycopg import sql

from anjian.host import database
from anjian.lib.errors import Refusal

_PRIVILEGES = """
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname::text, false,
           array_agg(a.privilege_type::text ORDER BY a.privilege_type)
    FROM pg_class c,
         LATERAL (SELECT (CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char" AS kind) k,
         aclexplode(coalesce(c.relacl, acldefault(k.kind, c.relowner))) a
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
      AND a.grantee = %(app)s::regrole AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'USAGE')
    GROUP BY 1, 2
    UNION ALL
    SELECT 'FUNCTION', f.oid::regprocedure::text, a.grantee = 0, array_agg(a.privilege_type::text)
    FROM pg_proc f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
    WHERE f.pronamespace = current_schema()::regnamespace AND a.grantee IN (0, %(app)s::regrole::oid)
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')
    GROUP BY 1, 2, 3
    ORDER BY 1, 2, 3"""


def read(connection: psycopg.Connection[Any], app_role: str) -> list[list[Any]]:
    """What the app role may do: [kind, name, by everybody?, rights]. Kept apart from the dump: the role may have
    another name where it is restored; what a module took away from it (the past of the ledger) must stay away."""
    quoted = sql.Identifier(app_role).as_string(connection)
    return [list(row) for row in connection.execute(_PRIVILEGES, {"app": quoted})]


_FUNCTIONS = """SELECT f.oid::regprocedure::text FROM pg_proc f WHERE f.pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')"""


def grant(connection: psycopg.Connection[Any], to: database.Target, privileges: list[list[Any]]) -> None:
    """The app role gets what the manifest says, no more: default rights given while loading are taken back first."""
    if to.one_role:
        return
    app, everybody = sql.Identifier(to.app_role), sql.SQL("PUBLIC")
    schema = sql.SQL(_schema(connection))
    functions = {name for (name,) in connection.execute(_FUNCTIONS)}
    for kind in ("TABLES", "SEQUENCES"):
        connection.execute(sql.SQL("REVOKE ALL ON ALL {} IN SCHEMA {} FROM {}").format(sql.SQL(kind), schema, app))
    for name in functions:
        # These names come from the catalogue, quoted by the server itself; those of the manifest are only compared.
        connection.execute(sql.SQL("REVOKE ALL ON FUNCTION {} FROM PUBLIC, {}").format(sql.SQL(name), app))
    for kind, name, public, rights in privileges:
        known = name in functions if kind == "FUNCTION" else kind in ("TABLE", "SEQUENCE")
        if not known or not all(re.fullmatch("[A-Z]+", right) for right in rights):
            raise Refusal(
                f"备份清单中的权限读不懂：{kind} {name}",
                "权限不明就不能恢复",
                "请换一份备份",
                code="restore.unreadable",
            )
        thing = sql.SQL(name) if kind == "FUNCTION" else sql.Identifier(name)
        grantee = everybody if public else app
        connection.execute(
            sql.SQL("GRANT {} ON {} {} TO {}").format(sql.SQL(", ".join(rights)), sql.SQL(kind), thing, grantee)
        )


def _schema(connection: psycopg.Connection[Any]) -> LiteralString:
    row = connection.execute("SELECT quote_ident(current_schema())").fetchone()
    assert row is not None
    return cast(LiteralString, row[0])
