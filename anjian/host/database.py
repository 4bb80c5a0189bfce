"""Which database, and as whom (数据库与角色).

Without a setting the embedded server of this checkout is used. ``DATABASE_URL`` names any PostgreSQL 15 or later
instead; ``DATABASE_OWNER_URL`` the role that migrates there. The serving processes connect as the *app* role only; a
process that migrates is started with ``ANJIAN_DB_ROLE=owner``, so that nothing that answers requests ever holds owner
rights.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from anjian.host import folders
from anjian.lib.errors import Refusal

OWNER = "anjian"
APP = "anjian_app"
DATABASE = "anjian"
OLDEST = 15
"""Oldest major version of PostgreSQL that is accepted."""


@dataclass(frozen=True)
class Target:
    """A database with its two logins (libpq keywords such as host, port, user, password, dbname)."""

    app: Mapping[str, str]
    owner: Mapping[str, str]
    embedded: bool

    @property
    def one_role(self) -> bool:
        """True when migrating and serving use the same role, which weakens the ledger's refusal (health says so)."""
        return self.app.get("user") == self.owner.get("user")

    @property
    def app_role(self) -> str:
        return self.app.get("user", "")

    def login(self) -> Mapping[str, str]:
        """The login of this process: the owner's only where ``ANJIAN_DB_ROLE=owner``."""
        return self.owner if os.environ.get("ANJIAN_DB_ROLE") == "owner" else self.app


def target(environment: Mapping[str, str] | None = None) -> Target:
    """The database that the environment names. Does not connect.

    Raises Refusal ``database.url`` for an address that cannot be read.
    """
    env = os.environ if environment is None else environment
    url = env.get("DATABASE_URL", "").strip()
    if not url:
        from anjian.host.postgres import Server

        server = Server(folders.var() / "pg")
        return Target(app=server.login(APP, DATABASE), owner=server.login(OWNER, DATABASE), embedded=True)
    app = _parse("DATABASE_URL", url)
    owner_url = env.get("DATABASE_OWNER_URL", "").strip()
    return Target(app=app, owner=_parse("DATABASE_OWNER_URL", owner_url) if owner_url else app, embedded=False)


def _parse(name: str, url: str) -> dict[str, str]:
    try:
        found = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.Error as error:
        # The address itself may hold a password: never repeat it.
        raise Refusal(
            f"环境变量 {name} 不是可用的 PostgreSQL 地址",
            "读不懂地址就无法连接数据库",
            "请写成 postgresql://用户:密码@主机:端口/数据库名",
            code="database.url",
        ) from error
    if "dbname" not in found or "user" not in found:
        raise Refusal(
            f"环境变量 {name} 缺少数据库名或用户名",
            "不写明就可能连到别的数据库",
            "请写成 postgresql://用户:密码@主机:端口/数据库名",
            code="database.url",
        )
    return found


def django_settings(login: Mapping[str, str]) -> dict[str, Any]:
    """`login` as an entry of Django's DATABASES. Sixty idle seconds inside a transaction end it (MECHANICS 2.1)."""
    rest = {k: v for k, v in login.items() if k not in {"host", "port", "user", "password", "dbname"}}
    options = rest.pop("options", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": login["dbname"],
        "USER": login["user"],
        "PASSWORD": login.get("password", ""),
        "HOST": login.get("host", ""),
        "PORT": login.get("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**rest, "options": f"{options} -c idle_in_transaction_session_timeout=60s".strip()},
    }


def connect(login: Mapping[str, str], **more: Any) -> psycopg.Connection[Any]:
    """Connect as `login`. Raises Refusal ``database.unreachable`` with the server's own words."""
    try:
        return psycopg.connect(make_conninfo("", **{"connect_timeout": "5", **login}), **more)
    except psycopg.Error as error:
        raise Refusal(
            f"连不上数据库（{login.get('host') or '本机'}，用户 {login.get('user')}）：{_first_line(error)}",
            "没有数据库，系统不能记录也不能查询",
            "请检查数据库是否已启动、地址和口令是否正确；使用自带数据库时请先执行 make run",
            code="database.unreachable",
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


@contextlib.contextmanager
def running(to: Target) -> Iterator[None]:
    """The embedded server runs inside the block: a command such as backup works whether `anjian run` serves or not.

    A server that was started for the block is stopped after it. Nothing happens for a server that is not ours.
    """
    if not to.embedded:
        yield
        return
    from anjian.host.postgres import Server

    folders.ready(folders.var())
    server = Server(folders.var() / "pg")
    ours = server.start().how != "adopted"
    try:
        yield
    finally:
        if ours:
            server.stop()


def prepare(to: Target) -> None:
    """Before migrating: version is new enough, and what the owner makes from now on may be used by the app role.

    The app role gets SELECT, INSERT, UPDATE and DELETE on new tables, never TRUNCATE, TRIGGER or ownership; a module
    whose rows may never change takes UPDATE and DELETE away again in its own migration. Idempotent.

    Raises Refusal ``database.version`` for a server older than PostgreSQL 15, ``database.unreachable``, and
    ``database.not_owner`` when the owner role may not create tables.
    """
    with connect(to.owner, autocommit=True) as connection:
        major = connection.info.server_version // 10000
        if major < OLDEST:
            raise Refusal(
                f"数据库版本是 PostgreSQL {major}，至少需要 {OLDEST}",
                "旧版本缺少本系统使用的功能",
                "请升级数据库，或把 DATABASE_URL 指向新版本的服务器",
                code="database.version",
            )
        if not _one(connection, "SELECT has_schema_privilege(current_schema(), 'CREATE')"):
            raise Refusal(
                f"数据库用户 {to.owner['user']} 无权在库 {to.owner['dbname']} 中建表",
                "建表和升级由属主角色完成",
                f"请由管理员执行：ALTER DATABASE {to.owner['dbname']} OWNER TO {to.owner['user']}",
                code="database.not_owner",
            )
        if not to.one_role:
            app = sql.Identifier(to.app_role)
            schema = sql.Identifier(_one(connection, "SELECT current_schema()"))
            for statement in (
                "GRANT USAGE ON SCHEMA {schema} TO {app}",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {app}",
            ):
                connection.execute(sql.SQL(statement).format(app=app, schema=schema))


def _one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]
