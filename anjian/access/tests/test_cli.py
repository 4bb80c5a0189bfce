"""`anjian account`: the first administrator of an empty house."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from anjian.access import actions
from anjian.access.cli import app
from anjian.ledger.events import CHINA
from anjian.lib.errors import Refusal

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=CHINA)


def run(*words: str, stdin: str = ""):
    return CliRunner().invoke(app, words, input=stdin)


def listed() -> list[dict[str, object]]:
    return json.loads(run("list", "--json").stdout)


def test_an_account_is_opened_given_a_role_and_closed():
    opened = run(
        "open", "boss", "--name", "管理员", "--role", "administrator", "--password-stdin", stdin="one long sentence\n"
    )
    assert opened.exit_code == 0, opened.output
    assert "long" not in opened.stdout
    assert actions.sign_in(login="boss", password="one long sentence", now=NOON)[0] == "acct:boss"
    run("grant", "boss", "auditor")
    assert [(one["login"], one["roles"], one["active"]) for one in listed()] == [
        ("boss", ["administrator", "auditor"], True)
    ]
    run("password", "boss", "--password-stdin", stdin="another sentence\n")
    assert actions.sign_in(login="boss", password="another sentence", now=NOON)[0] == "acct:boss"
    run("close", "boss")
    assert [one["active"] for one in listed()] == [False]


def test_a_short_password_opens_nothing():
    refused = run("open", "boss", "--name", "管理员", "--password-stdin", stdin="x\n")
    assert isinstance(refused.exception, Refusal)
    assert refused.exception.code == "access.password"
    assert listed() == []
