"""When the sample is not loaded: nothing is written, and nothing says that it was."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import RequestFactory

from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.sample import actions, cli, health, marks, queries

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = D(2026, 3, 20)
TABLES = (
    "ledger_fact", "people_body", "people_post", "people_tenure", "people_person", "registry_enterprise",
    "access_account", "places_division", "policy_document", "sample_mark",
)  # fmt: skip


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_a_ledger_that_is_not_empty_is_refused_and_stays_as_it_was():
    ledger.record(SYSTEM, "activities.held", happened_at=None, place="141002", parties=[Party("by", "body", "body:x")])
    before = counts()
    with pytest.raises(Refusal) as no:
        actions.load(today=TODAY, size="small")
    assert (no.value.code, counts()) == ("sample.not_empty", before)
    assert not queries.is_sample()


def test_a_house_that_serves_others_is_refused(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "anjian.example"]
    with pytest.raises(Refusal, match=r"anjian\.example") as no:
        actions.load(today=TODAY, size="small")
    assert no.value.code == "sample.not_local"
    assert set(counts().values()) == {0}


def test_a_day_before_its_story_is_refused():
    with pytest.raises(Refusal) as no:
        actions.load(today=D(2021, 12, 31), size="small")
    assert no.value.code == "sample.early"
    assert set(counts().values()) == {0}


def test_a_house_without_sample_shows_neither_mark_nor_logins():
    request = RequestFactory().get("/sign-in/")
    assert marks.on_every_page(request) is None
    assert marks.on_sign_in(request) is None


def test_the_start_says_that_it_loads_no_sample_and_goes_on(settings, monkeypatch):
    monkeypatch.setenv("ANJIAN_SAMPLE", "0")
    assert "ANJIAN_SAMPLE=0" in cli.load_today()
    monkeypatch.delenv("ANJIAN_SAMPLE")
    settings.ALLOWED_HOSTS = ["anjian.example"]
    assert "对外提供服务" in cli.load_today()
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    ledger.record(SYSTEM, "activities.held", happened_at=None, place="141002", parties=[Party("by", "body", "body:x")])
    assert "台账里已有记录" in cli.load_today()
    assert not queries.is_sample()
    assert health.checks() == []
