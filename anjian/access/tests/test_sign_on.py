"""Sign-on by a provider of identities, a process of its own, by real HTTP: what holds signs in, nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from django.test import Client

from anjian.access import actions
from anjian.access.models import Identity, Session
from anjian.access.tests.test_accounts import NOW, come, keepers, names
from anjian.lib.viewer import SYSTEM

pytestmark = pytest.mark.django_db
__all__ = ["keepers"]


@pytest.fixture
def provider(monkeypatch, request):
    """A provider in a process of its own; the parameter is the way in which it answers wrongly."""
    fault = getattr(request, "param", "")
    running = subprocess.Popen(
        [sys.executable, "-m", "anjian.access.tests.provider"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[3],
        env={**os.environ, "ANJIAN_TEST_SUBJECT": "sub-77", "ANJIAN_TEST_FAULT": fault},
    )
    try:
        issuer = running.stdout.readline().strip()
        monkeypatch.setenv("ANJIAN_OIDC_ISSUER", issuer)
        monkeypatch.setenv("ANJIAN_OIDC_CLIENT_SECRET", "s3cret")
        monkeypatch.setenv("ANJIAN_OIDC_NAME", "政务通")
        yield issuer
    finally:
        running.terminate()
        running.wait(10)
        running.stdout.close()


def through(client: Client) -> object:
    """Through the provider and back, as a browser goes."""
    there = client.get("/sign-in/oidc/?next=/account/").headers["Location"]
    back = httpx.get(there).headers["Location"]
    return client.get(back.partition("testserver")[2])


def test_sign_on_by_a_provider_links_while_signed_in_and_signs_in_afterwards(provider):
    assert "用政务通登录" in Client().get("/sign-in/").content.decode()
    # a subject that nobody is linked to is nobody, whatever it is called
    answer = through(Client())
    assert answer.status_code == 400
    assert "还没有绑定账号" in answer.content.decode()
    mine = come("clerk")
    assert through(mine).headers["Location"] == "/account/"
    assert Identity.objects.for_change().get().subject == "sub-77"
    fresh = Client()
    assert through(fresh).headers["Location"] == "/account/"
    assert fresh.get("/account/").status_code == 200
    assert Session.objects.for_change().order_by("-opened_at").first().way == "oidc"
    # linked once: neither the subject nor the account again
    assert through(come("k-auditor")).status_code == 400
    assert mine.post("/account/unlink/", {"issuer": provider}).status_code == 302
    assert through(Client()).status_code == 400
    assert {"access.identity_linked", "access.identity_unlinked"} <= set(names())


def test_sign_on_of_one_of_the_three_still_asks_for_the_second_factor(provider):
    actions.link(SYSTEM, login="k-security", issuer=provider, subject="sub-77", now=NOW)
    assert through(Client()).headers["Location"] == "/sign-in/code/"


@pytest.mark.parametrize("provider", ["issuer", "audience", "nonce", "expired", "signature", "unsigned"], indirect=True)
def test_an_answer_that_does_not_hold_signs_nobody_in(provider):
    actions.link(SYSTEM, login="clerk", issuer=provider, subject="sub-77", now=NOW)
    client = Client()
    begun = client.get("/sign-in/oidc/")
    answer = begun if begun.status_code == 400 else through(client)
    assert answer.status_code == 400
    assert client.get("/account/").status_code == 302


def test_an_answer_to_another_question_signs_nobody_in(provider):
    actions.link(SYSTEM, login="clerk", issuer=provider, subject="sub-77", now=NOW)
    one, other = Client(), Client()
    there = one.get("/sign-in/oidc/").headers["Location"]
    back = httpx.get(there).headers["Location"].partition("testserver")[2]
    other.get("/sign-in/oidc/")
    assert other.get(back).status_code == 400
    assert one.get(back).status_code == 302
    assert one.get(back).status_code == 400  # once


def test_without_a_provider_there_is_no_button_and_no_way():
    assert "/sign-in/oidc/" not in Client().get("/sign-in/").content.decode()
    assert Client().get("/sign-in/oidc/").status_code == 404


def test_a_provider_that_is_away_is_said_and_signs_nobody_in(monkeypatch):
    monkeypatch.setenv("ANJIAN_OIDC_ISSUER", "http://127.0.0.1:9")
    answer = Client().get("/sign-in/oidc/")
    assert answer.status_code == 400
    assert "没有正常回答" in answer.content.decode()
