"""The fixture ``live``: the application over the database of the test, seen through a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from anjian.access import viewing
from tests.journeys.connections import served


@viewing.public
def which(request: HttpRequest) -> HttpResponse:
    """Says which database and which role the answering thread uses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        name, role = cursor.fetchone()
    return HttpResponse(
        f'<html lang="zh-CN"><title>库</title><link rel="icon" href="data:,"><p>{name} {role}</p></html>'
    )


urlpatterns = [path("which/", which)]


@pytest.fixture
def own_addresses() -> Any:
    from django.test import override_settings

    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_pages_are_served_from_the_database_of_the_test(
    own_addresses: None, fresh_database: Any, desk_page: Any, phone_page: Any
) -> None:
    for page in (desk_page, phone_page):
        page.goto("/which/")
        assert page.inner_text("p") == f"{fresh_database.name} anjian_app"


def test_the_test_itself_may_ask_the_database_while_the_browser_is_open(
    own_addresses: None, fresh_database: Any, desk_page: Any
) -> None:
    desk_page.goto("/which/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == (fresh_database.name,)


def test_answers_share_a_connection_which_is_gone_with_the_server(
    own_addresses: None, fresh_database: Any, application: Any, desk: Any
) -> None:
    with served(application) as address:
        page = desk.open("desk", address)
        for _ in range(5):
            page.goto("/which/")
        assert 1 <= others(fresh_database) <= 2  # an answer may begin while the one before is being put away
    assert others(fresh_database) == 0


def others(database: Any) -> int:
    """How many use the database besides the test."""
    connection.close()
    with database.connect("anjian", autocommit=True) as owner:
        (found,) = owner.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    return int(found)


def test_every_answer_carries_the_strict_policy(own_addresses: None, desk_page: Any) -> None:
    answer = desk_page.goto("/which/")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'; ")
