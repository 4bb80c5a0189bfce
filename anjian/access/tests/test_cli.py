"""`anjian account`: the first administrator of an empty house."""

from __future__ import annotations

import datetime as dt
import json

import pyotp
import pytest
from typer.testing import CliRunner

from anjian.access import actions
from anjian.access.cli import app
from anjian.lib.ends import CHINA
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
    assert "三员分立" in str(run("grant", "boss", "auditor").exception)
    run("grant", "boss", "decider")
    assert [(one["login"], one["roles"], one["active"]) for one in listed()] == [
        ("boss", ["administrator", "decider"], True)
    ]
    run("password", "boss", "--password-stdin", stdin="another sentence\n")
    assert actions.sign_in(login="boss", password="another sentence", now=NOON)[0] == "acct:boss"
    run("close", "boss")
    assert [one["active"] for one in listed()] == [False]


def test_a_lost_phone_is_reset_and_sign_ins_are_listed_and_ended():
    run("open", "boss", "--name", "管理员", "--role", "administrator", "--password-stdin", stdin="one long sentence\n")
    now = dt.datetime.now(dt.UTC)
    secret = actions.new_secret()
    actions.set_factor("acct:boss", secret=secret, code=pyotp.TOTP(secret).at(int(now.timestamp())), now=now)
    assert actions.second_step("acct:boss", now=now) == "code"
    assert run("reset-factor", "boss").exit_code == 0
    assert actions.second_step("acct:boss", now=now) == "enrol"
    actions.begin("acct:boss", key="", device="Chrome", address="", way="password", now=now)
    assert "Chrome" in run("sessions", "boss").stdout
    assert "已结束" in run("sessions", "boss", "--end").stdout
    assert run("sessions", "boss").stdout == ""


def test_a_short_password_opens_nothing():
    refused = run("open", "boss", "--name", "管理员", "--password-stdin", stdin="x\n")
    assert isinstance(refused.exception, Refusal)
    assert refused.exception.code == "access.password"
    assert listed() == []
