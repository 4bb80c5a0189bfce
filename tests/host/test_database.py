"""Which database and as whom: addresses, two roles, one role, a server of another house."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from anjian.host import database, folders, health
from anjian.lib.errors import Refusal


def test_without_a_setting_the_embedded_server_is_used_with_two_roles() -> None:
    to = database.target({})
    assert to.embedded
    assert not to.one_role
    assert (to.app["user"], to.owner["user"], to.app["dbname"]) == ("anjian_app", "anjian", "anjian")


def test_database_url_alone_means_one_role_and_with_an_owner_two() -> None:
    url = "postgresql://app:p%40ss@db.example:5433/city?sslmode=require"
    one = database.target({"DATABASE_URL": url})
    assert (one.embedded, one.one_role) == (False, True)
    assert one.app == {
        "user": "app",
        "password": "p@ss",
        "host": "db.example",
        "port": "5433",
        "dbname": "city",
        "sslmode": "require",
    }
    two = database.target({"DATABASE_URL": url, "DATABASE_OWNER_URL": "postgresql://own@db.example/city"})
    assert (two.one_role, two.app_role, two.owner["user"]) == (False, "app", "own")
    settings = database.django_settings(one.app)
    assert settings["OPTIONS"] == {"sslmode": "require", "options": "-c idle_in_transaction_session_timeout=60s"}
    assert (settings["NAME"], settings["PASSWORD"], settings["PORT"]) == ("city", "p@ss", "5433")


@pytest.mark.parametrize("url", ["mysql://u:geheim@h/d", "postgresql://h/d?geheim", "postgresql://geheim@h"])
def test_an_unusable_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        database.target({"DATABASE_URL": url})
    assert refused.value.code == "database.url"
    assert "geheim" not in str(refused.value)
    assert "postgresql://用户:密码@主机:端口/数据库名" in refused.value.next


@pytest.mark.django_db
def test_sixty_idle_seconds_in_a_transaction_end_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)


def _foreign(server) -> tuple[database.Target, database.Target]:
    """A database of another house: own role names, passwords not needed on its socket. Two roles, and one."""
    with psycopg.connect(**server.login("postgres", "postgres"), autocommit=True) as boss:
        boss.execute("CREATE ROLE city_owner LOGIN")
        boss.execute("CREATE ROLE city_app LOGIN")
        boss.execute("CREATE DATABASE city OWNER city_owner")
    app, owner = server.login("city_app", "city"), server.login("city_owner", "city")
    return database.Target(app, owner, False), database.Target(owner, owner, False)


def test_database_url_names_a_second_server_which_is_migrated_by_its_owner(short_folder, servers, cli) -> None:
    server = servers(short_folder / "second")
    server.start()
    two, _ = _foreign(server)
    url = f"postgresql://city_app@/city?host={server.sockets}&port=5432"
    environment = {"DATABASE_URL": url, "DATABASE_OWNER_URL": url.replace("city_app", "city_owner")}
    process = cli("migrate", "--quiet", **environment)
    assert process.communicate(timeout=300)[0] == ""
    assert process.returncode == 0
    with psycopg.connect(**two.owner) as owner:
        tables = owner.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert tables == [("city_owner",)]
    with psycopg.connect(**two.app) as app:
        app.execute("INSERT INTO django_session VALUES ('k', '', now())")
        app.execute("DELETE FROM django_session")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE django_session")
    assert not (short_folder / "var" / "pg").exists()


def test_an_owner_who_may_not_make_tables_is_refused_in_words(short_folder, servers) -> None:
    server = servers(short_folder / "second")
    server.start()
    two, _ = _foreign(server)
    with pytest.raises(Refusal) as refused:
        database.prepare(database.Target(two.owner, two.app, False))
    assert refused.value.code == "database.not_owner"
    assert "ALTER DATABASE city OWNER TO city_app" in refused.value.next


def test_a_server_that_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(Refusal) as refused:
        database.connect({"host": "/nonexistent", "user": "u", "dbname": "d"})
    assert refused.value.code == "database.unreachable"


@pytest.mark.django_db
def test_health_says_when_the_serving_role_owns_the_tables() -> None:
    assert health.two_roles().state == "ok"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE mine (n int)")
    assert health.two_roles().state == "ok"  # a temporary table is nobody's past


def test_health_warns_on_one_role(fresh_database) -> None:
    from django.db import connections

    settings = connections.settings["default"]
    connection.close()
    settings["USER"] = connection.settings_dict["USER"] = "anjian"
    try:
        found = health.two_roles()
    finally:
        connection.close()
        settings["USER"] = connection.settings_dict["USER"] = "anjian_app"
    assert found.state == "warn"
    assert "anjian" in found.message
    assert "DATABASE_OWNER_URL" in found.next


def test_the_run_time_folder_can_be_named(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("ANJIAN_VAR", str(tmp_path / "elsewhere"))
    assert folders.var() == (tmp_path / "elsewhere").resolve()
    assert not folders.var().exists()
