"""Tokens: told once, kept as digests, for what they were made for and no longer."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from anjian.access import actions as accounts
from anjian.access import queries as access
from anjian.api import actions, pace, queries
from anjian.api.models import Token
from anjian.ledger import queries as ledger
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM

NOW = dt.datetime.now(dt.UTC)
TODAY = NOW.astimezone(CHINA).date()


@pytest.fixture
def zhao(db):
    accounts.open_account(SYSTEM, login="zhao", name="示例赵", password="a long sentence", since=dt.date(2020, 1, 1))
    return access.viewer_for("acct:zhao", as_of=TODAY)


def ask(text: str, address: str = "/api/v1/me", **more):
    return Client().get(address, headers={"Authorization": f"Bearer {text}"}, **more)


def test_a_token_lets_its_account_in_and_is_kept_only_as_a_digest(zhao):
    card, text = actions.make_token(zhao, name="巡查手机3号", scopes=["read"], days=30, now=NOW)
    answer = ask(text)
    assert (answer.status_code, answer.json()["account"], answer.json()["scopes"]) == (200, "acct:zhao", ["read"])
    row = Token.objects.for_change().get(id=card.id)
    assert row.digest == queries.digest_of(text)
    assert text not in json.dumps([str(value) for value in vars(row).values()])
    made = ledger.latest(SYSTEM, names=["api.token_made"])
    assert [(one.attributes["token"], one.recorded_by) for one in made] == [(card.id, "acct:zhao")]
    assert text not in str(made)


def test_a_token_ends_on_its_day_and_when_it_is_revoked_and_when_the_account_is_closed(zhao):
    card, text = actions.make_token(zhao, name="程序", scopes=["read"], days=1, now=NOW)
    assert queries.asked_by(text, now=NOW + dt.timedelta(hours=23), local=True) is not None
    assert queries.asked_by(text, now=NOW + dt.timedelta(days=1), local=True) is None
    actions.revoke_token(zhao, card.id, now=NOW)
    answer = ask(text)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="anjian"'
    assert answer.json()["code"] == "api.unauthorized"
    with pytest.raises(Refusal, match="已经吊销"):
        actions.revoke_token(zhao, card.id, now=NOW)
    _, text = actions.make_token(zhao, name="程序", scopes=["read"], days=1, now=NOW)
    accounts.close_account(SYSTEM, login="zhao", on=TODAY)
    assert ask(text).status_code == 401


@pytest.mark.parametrize("text", ["", "x", "anj_", "anj_000000000000_" + "A" * 43, "anj_000000000000_" + "'" * 43])
def test_what_is_no_token_lets_nobody_in(zhao, text):
    assert ask(text).status_code == 401
    assert Client().get("/api/v1/me").status_code == 401


def test_the_right_id_with_a_wrong_secret_lets_nobody_in(zhao):
    _, text = actions.make_token(zhao, name="程序", scopes=["read"], days=1, now=NOW)
    assert ask(text[:-1] + ("A" if text[-1] != "A" else "B")).status_code == 401


def test_a_session_is_no_token_and_a_token_opens_no_page(zhao):
    client = Client()
    client.post("/sign-in/", {"login": "zhao", "password": "a long sentence"})
    assert client.get("/tokens/").status_code == 200
    assert client.get("/api/v1/me").status_code == 401
    _, text = actions.make_token(zhao, name="程序", scopes=["read"], days=1, now=NOW)
    assert ask(text, "/tokens/").status_code == 302


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "api.name"),
        ({"name": "字" * 65}, "api.name"),
        ({"scopes": []}, "api.scopes"),
        ({"scopes": ["everything"]}, "api.scopes"),
        ({"scopes": ["admin"]}, "api.scopes_role"),
        ({"days": 0}, "api.days"),
        ({"days": 367}, "api.days"),
    ],
)
def test_a_token_that_cannot_be_is_refused_and_nothing_is_kept(zhao, change, code):
    with pytest.raises(Refusal) as no:
        actions.make_token(zhao, **({"name": "程序", "scopes": ["read"], "days": 30, "now": NOW} | change))
    assert no.value.code == code
    assert not Token.objects.for_change().exists()
    assert ledger.latest(SYSTEM, names=["api.token_made"]) == ()


def test_strangers_make_none_and_a_token_makes_none_and_twenty_are_enough(zhao):
    asked = {"name": "程序", "scopes": ["read"], "days": 30, "now": NOW}
    with pytest.raises(Refusal, match="请先登录"):
        actions.make_token(STRANGER, **asked)
    _, text = actions.make_token(zhao, **asked)
    found = queries.asked_by(text, now=NOW, local=True)
    assert found is not None
    with pytest.raises(Refusal, match="凭证不能再发凭证"):
        actions.make_token(found[0].viewer, **asked)
    for _ in range(19):
        actions.make_token(zhao, **asked)
    with pytest.raises(Refusal, match="在用的凭证已有20个"):
        actions.make_token(zhao, **asked)


def test_nobody_revokes_or_sees_the_token_of_another_but_the_security_administrator_may(zhao):
    card, text = actions.make_token(zhao, name="程序", scopes=["read"], days=30, now=NOW)
    for login, roles in (("qian", ()), ("root", ("security",)), ("look", ("auditor",))):
        accounts.open_account(
            SYSTEM, login=login, name=login, password="a long sentence", since=dt.date(2020, 1, 1), roles=roles
        )
    qian, root, look = (access.viewer_for(f"acct:{login}", as_of=TODAY) for login in ("qian", "root", "look"))
    assert queries.tokens(qian, now=NOW, everybody=True) == []
    assert [one.id for one in queries.tokens(look, now=NOW, everybody=True)] == [card.id]
    for other in (qian, look):
        with pytest.raises(Refusal, match="没有找到这个凭证"):
            actions.revoke_token(other, card.id, now=NOW)
    assert ask(text).status_code == 200
    actions.revoke_token(root, card.id, now=NOW)
    assert ask(text).status_code == 401


def test_a_lost_phone_may_revoke_itself_but_no_other(zhao):
    one, text = actions.make_token(zhao, name="手机", scopes=["record"], days=30, now=NOW)
    other, _ = actions.make_token(zhao, name="程序", scopes=["read"], days=30, now=NOW)
    said = {"Authorization": f"Bearer {text}"}
    assert Client().delete(f"/api/v1/tokens/{other.id}", headers=said).status_code == 403
    assert Client().delete(f"/api/v1/tokens/{one.id}", headers=said).status_code == 200
    assert ask(text).status_code == 401


def test_a_token_is_for_what_it_was_made_for(zhao):
    _, text = actions.make_token(zhao, name="手机", scopes=["read"], days=30, now=NOW)
    answer = ask(text, "/api/v1/subscriptions")
    assert (answer.status_code, answer.json()["code"]) == (403, "api.scope.forbidden")


def test_who_asks_too_fast_is_told_how_long_to_wait(zhao, settings):
    settings.API_RATE = 1
    _, text = actions.make_token(zhao, name="程序", scopes=["read"], days=30, now=NOW)
    answers = [ask(text) for _ in range(pace.BURST + 1)]
    assert [answer.status_code for answer in answers] == [200] * pace.BURST + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].json()["code"] == "api.too_fast"


def test_its_use_is_noted_once_a_minute(zhao):
    card, text = actions.make_token(zhao, name="程序", scopes=["read"], days=30, now=NOW)
    ask(text)
    first = queries.token(zhao, card.id, now=NOW).used_at
    ask(text)
    assert first is not None
    assert queries.token(zhao, card.id, now=NOW).used_at == first


def test_the_page_shows_a_new_token_once_and_revokes_it(zhao):
    client = Client()
    client.post("/sign-in/", {"login": "zhao", "password": "a long sentence"})
    assert "还没有发放凭证" in client.get("/tokens/").content.decode()
    asked = {"name": "巡查手机3号", "scopes": ["read", "record"], "kind": "device", "days": "90"}
    page = client.post("/tokens/", asked).content.decode()
    text = page.partition('<code class="token">')[2].partition("</code>")[0]
    assert ask(text).json()["scopes"] == ["read", "record"]
    again = client.get("/tokens/").content.decode()
    assert text not in again
    assert "巡查手机3号" in again
    (card,) = queries.tokens(zhao, now=NOW)
    assert (card.kind, card.live) == ("device", True)
    assert client.post(f"/tokens/{card.id}/revoke/").status_code == 302
    assert ask(text).status_code == 401
    wrong = client.post("/tokens/", {**asked, "days": "x"})
    assert (wrong.status_code, "有效期应为1至366天" in wrong.content.decode()) == (400, True)


def test_the_description_says_what_every_operation_asks_and_answers():
    answer = Client().get("/api/v1/openapi.json")
    told = answer.json()
    assert (answer.status_code, told["openapi"]) == (200, "3.1.0")
    for path, operations in told["paths"].items():
        for method, one in operations.items():
            assert one["security"] == [{"Bearer": []}], (path, method)
            assert set(one["responses"]["401"]["content"]) == {"application/problem+json"}


def test_an_address_that_is_none_and_a_method_that_is_none_are_said_as_problems():
    for address in ("", "no/such", "papers/no%0Anumber/withdraw"):
        answer = Client().get(f"/api/v1/{address}")
        assert (answer.status_code, answer.json()["code"]) == (404, "api.missing"), address
    answer = Client().patch("/api/v1/me")
    assert (answer.status_code, answer.headers["Allow"], answer.json()["status"]) == (405, "GET", 405)
    assert Client().get("/api/v1/me%00").status_code == 400
