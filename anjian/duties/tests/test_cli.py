"""The commands `anjian duties …`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from anjian.duties import cli, health
from anjian.duties.tests import town
from anjian.duties.tests.town import RULE, YAO_DEPUTY

pytestmark = pytest.mark.django_db


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli.app, list(words))
    assert done.exit_code == code, done.output
    return done.output


def test_show_says_who_owes_what_and_check_compares_the_projection():
    town.settle()
    fact = town.visit(town.today())
    asked = ("show", "--rule", RULE, "--bearer", YAO_DEPUTY, "--since", town.today().isoformat())
    assert "没有覆盖" in run("check")
    assert "已重建" in run("rebuild")
    shown = json.loads(
        run("show", "--rule", RULE, "--bearer", YAO_DEPUTY, "--since", town.today().isoformat(), "--json")
    )
    (duty,) = shown["duties"]
    assert duty["outcome"] == "met"
    assert duty["facts"] == [str(fact.id)]
    assert "已办1" in run(*asked)
    found = json.loads(run("check", "--json"))
    assert found["covered"]
    assert found["differences"] == []
    assert {check.state for check in health.checks()} == {"ok"}
    assert "已丢弃" in run("drop")


def test_a_row_of_the_projection_that_was_touched_is_found_by_check():
    from django.db import connection

    town.settle()
    run("rebuild")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE duties_standing SET have = 9 WHERE rule = %s AND bearer = %s", [RULE, YAO_DEPUTY])
    assert "不一致" in run("check", code=1)
