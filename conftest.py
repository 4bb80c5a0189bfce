"""Tests run on a PostgreSQL server of their own (测试数据库).

One server per pytest run, in a temporary folder, shared by the workers of xdist, with ``fsync=off`` (nothing here has
to survive a crash; the kill test uses a server of its own with fsync on). It starts when the first test asks for a
database and goes away with the run; servers left behind by a killed run are swept away by the next one.

The migrated template database is made once, by the owner role ``anjian``. Each worker gets a copy
(``CREATE DATABASE … TEMPLATE … STRATEGY wal_log``) and connects as ``anjian_app``, like production: what the ledger
refuses there is refused here.

How to use it:

``db`` / ``@pytest.mark.django_db``   the usual: the test runs in a transaction that is rolled back.
``fresh_database``                    a whole database of the test's own, for real commits, several connections, threads
                                      or a live server. Never ``django_db(transaction=True)``: it ends with TRUNCATE,
                                      which the ledger rightly refuses; it fails here with this hint.
``loaded_database``                   the same, with the packs and the sample loaded (`config.modules.LOAD_STEPS`),
                                      copied from a template that is made once per run. Read-only journeys may share
                                      one by a module-scoped fixture over `copies`.

Both give a `Copy`: ``name``, ``login(role)`` (libpq keywords; roles ``anjian_app`` and ``anjian``) and
``connect(role="anjian_app", **psycopg)``. Django's ``connection`` points to it, in every thread.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from anjian.host import folders, garbage
from anjian.host.postgres import Server

_ENV = "ANJIAN_TEST_SERVER"
_PREFIX = f"anjian-test-{os.geteuid()}-"
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "autovacuum": "off",
}
_numbers = itertools.count(1)

# Wherever it is set, each of the hundreds of processes that the tests start would compile the whole program anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


# -- the server of the run ------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """The first process names the folder; the workers of xdist inherit the name through the environment."""
    from django.conf import settings
    from django.contrib.auth.hashers import Argon2PasswordHasher

    os.environ.setdefault("ANJIAN_SAMPLE", "small")  # the whole one takes a minute
    # Real hashes, made and checked at once: a tenth of a second for each sign-in is for who guesses passwords.
    Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.time_cost = 64, 1
    # Each client of the tests makes the middleware anew: static files are looked up when one is asked for, and not all
    # of them each time.
    settings.WHITENOISE_AUTOREFRESH = True
    garbage.seldom()  # as the program's own processes do
    if hasattr(config, "workerinput") or os.environ.get(_ENV, "").endswith(f"-run{os.getpid()}"):
        return
    (folders.var() / "static").mkdir(parents=True, exist_ok=True)  # where collected files would be; none in tests
    _sweep()
    folder = tempfile.mkdtemp(prefix=_PREFIX, suffix=f"-run{os.getpid()}")
    os.chmod(folder, 0o711)  # the server's account must pass to its own folder below
    os.environ[_ENV] = folder


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = os.environ.get(_ENV, "")
    if not hasattr(config, "workerinput") and folder.endswith(f"-run{os.getpid()}"):
        _away(Path(folder))
        del os.environ[_ENV]


def _away(folder: Path) -> None:
    if (folder / "pg").exists():
        Server(folder / "pg").stop()
    shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Servers of runs that were killed: their process is gone, their folder is still there."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-run*"):
        with contextlib.suppress(ValueError, OSError):
            if not Path(f"/proc/{int(folder.name.rsplit('-run', 1)[1])}").exists():
                _away(folder)


def _server() -> Server:
    """The run's server, started by whoever asks first."""
    server = Server(Path(os.environ[_ENV]) / "pg", settings=_SETTINGS)
    server.start()
    return server


@contextlib.contextmanager
def _held(name: str) -> Iterator[None]:
    with open(Path(os.environ[_ENV]) / f"{name}.lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _admin(server: Server, statement: str, *names: str) -> None:
    with psycopg.connect(**server.login("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _exists(server: Server, name: str) -> bool:
    with psycopg.connect(**server.login("postgres", "postgres"), autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


# -- databases ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Copy:
    """A database of the test server."""

    server: Server
    name: str

    def login(self, role: str = "anjian_app") -> dict[str, str]:
        return self.server.login(role, self.name)

    def connect(self, role: str = "anjian_app", **more: Any) -> psycopg.Connection[Any]:
        return psycopg.connect(**self.login(role), **more)


def _point(login: dict[str, str]) -> None:
    """Django's default connection uses `login` from now on, in this thread and in threads that connect later."""
    from django.db import connections

    connection = connections["default"]
    connection.close()
    for settings in (connection.settings_dict, connections.settings["default"]):
        settings.update(NAME=login["dbname"], USER=login["user"], PASSWORD="", HOST=login["host"], PORT=login["port"])


def _migrate() -> None:
    from django.conf import settings
    from django.core.management import call_command

    settings.APP_ROLE = "anjian_app"  # whatever DATABASE_URL of the person who runs the tests says
    call_command("migrate", interactive=False, verbosity=0)


def _load() -> None:
    from config import modules

    for _, dotted in modules.LOAD_STEPS:
        module, name = dotted.rsplit(".", 1)
        getattr(importlib.import_module(module), name)()


def _know(login: dict[str, Any]) -> None:
    """Let the planner know what was loaded, as it does within a minute anywhere else: nothing cleans up here."""
    with psycopg.connect(**login, autocommit=True) as connection:
        connection.execute("ANALYZE")


_TEMPLATES: dict[str, tuple[str, str, Callable[[], None]]] = {
    # name: (made from, by role, how)
    "anjian_migrated": ("anjian", "anjian", _migrate),
    "anjian_loaded": ("anjian_migrated", "anjian_app", _load),
}


def _template(server: Server, name: str) -> str:
    """Make the template `name` unless it is there; a half-made one never gets the name."""
    source, role, make = _TEMPLATES[name]
    if source in _TEMPLATES:
        _template(server, source)
    with _held(name):
        if not _exists(server, name):
            part = f"{name}_part"
            if _exists(server, part):
                _admin(server, "DROP DATABASE {} WITH (FORCE)", part)
            _admin(server, "CREATE DATABASE {} OWNER anjian TEMPLATE {} STRATEGY wal_log", part, source)
            _grant(server, part)
            _point(server.login(role, part))
            try:
                make()
            finally:
                from django.db import connections

                connections["default"].close()
            _know(server.login("anjian", part))
            _admin(server, "ALTER DATABASE {} RENAME TO {}", part, name)
    return name


def _grant(server: Server, name: str) -> None:
    from anjian.host import database

    database.prepare(
        database.Target(app=server.login("anjian_app", name), owner=server.login("anjian", name), embedded=True)
    )


def _copy(server: Server, template: str) -> Copy:
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}_{next(_numbers)}"
    # Copying needs a template without connections; whoever copies it or makes another from it waits here.
    with _held(f"{template}-copy"):
        _admin(server, "CREATE DATABASE {} OWNER anjian TEMPLATE {} STRATEGY wal_log", name, template)
    return Copy(server, name)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> None:
    """The worker's own database, migrated, as the app role. (Overrides pytest-django's.)"""
    with django_db_blocker.unblock():
        server = _server()
        _point(_copy(server, _template(server, "anjian_migrated")).login())


@pytest.fixture(scope="session")
def copies(django_db_setup: None, django_db_blocker: Any) -> Callable[[str], contextlib.AbstractContextManager[Copy]]:
    """``with copies("anjian_migrated" | "anjian_loaded") as copy``: a database that Django uses until the end."""

    @contextlib.contextmanager
    def copy_of(template: str) -> Iterator[Copy]:
        from django.db import connections

        with django_db_blocker.unblock():
            before = dict(connections.settings["default"])
            server = _server()
            own: Copy | None = None
            try:
                own = _copy(server, _template(server, template))
                _point(own.login())
                yield own
            finally:
                _point(
                    {"dbname": before["NAME"], "user": before["USER"], "host": before["HOST"], "port": before["PORT"]}
                )
                if own is not None:
                    _admin(server, "DROP DATABASE {} WITH (FORCE)", own.name)

    return copy_of


@pytest.fixture
def django_uses(copies: Any, django_db_blocker: Any) -> Callable[[Any], contextlib.AbstractContextManager[None]]:
    """``with django_uses(login)``: Django's connection goes to a login (libpq keywords) on any server meanwhile."""

    @contextlib.contextmanager
    def use(login: Any) -> Iterator[None]:
        from django.db import connections

        before = dict(connections.settings["default"])
        with django_db_blocker.unblock():
            _point(dict(login))
            try:
                yield
            finally:
                _point(
                    {"dbname": before["NAME"], "user": before["USER"], "host": before["HOST"], "port": before["PORT"]}
                )

    return use


def _alone(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("a database of its own and `db` (a transaction) exclude each other: drop `db` or the marker")


@pytest.fixture
def fresh_database(request: pytest.FixtureRequest, copies: Any) -> Iterator[Copy]:
    """A migrated, empty database of this test's own; real commits."""
    _alone(request)
    with copies("anjian_migrated") as copy:
        yield copy


@pytest.fixture
def loaded_database(request: pytest.FixtureRequest, copies: Any) -> Iterator[Copy]:
    """A database of this test's own with packs and sample."""
    _alone(request)
    with copies("anjian_loaded") as copy:
        yield copy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``transaction=True`` would end with TRUNCATE, which the ledger refuses: say so before anything runs."""
    wrong = [
        item.nodeid
        for item in items
        for marker in item.iter_markers("django_db")
        if marker.kwargs.get("transaction") or (marker.args and marker.args[0])
    ]
    if wrong:
        raise pytest.UsageError(f"use the fixture fresh_database instead of django_db(transaction=True): {wrong}")
