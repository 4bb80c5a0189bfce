"""The test server itself: isolation, roles, real commits."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import connection


@pytest.mark.django_db
def test_tests_connect_as_the_app_role_which_may_not_truncate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('fsync')")
        assert cursor.fetchone() == ("anjian_app", "off")
        with pytest.raises(Exception, match="permission denied for table django_session"):
            cursor.execute("TRUNCATE django_session")


def _sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        return int(cursor.fetchone()[0])


def _add_session(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES (%s, '', now())", [key])


@pytest.mark.parametrize("turn", [1, 2])
def test_a_fresh_database_commits_for_real_and_starts_empty(fresh_database, turn: int) -> None:
    assert _sessions() == 0
    _add_session(f"turn-{turn}")
    with fresh_database.connect() as other:
        assert other.execute("SELECT session_key FROM django_session").fetchall() == [(f"turn-{turn}",)]


def test_threads_of_a_fresh_database_see_the_same_database(fresh_database) -> None:
    seen: list[str] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            seen.append(cursor.fetchone()[0])
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [fresh_database.name]


@pytest.mark.django_db
def test_after_a_fresh_database_the_shared_one_is_back_and_untouched() -> None:
    assert _sessions() == 0


def test_the_owner_role_may_do_what_the_app_role_may_not(fresh_database) -> None:
    with fresh_database.connect("anjian_app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("ALTER TABLE django_session ADD COLUMN x int")
    with fresh_database.connect("anjian") as owner:
        owner.execute("ALTER TABLE django_session ADD COLUMN x int")
