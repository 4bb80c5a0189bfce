"""A small county for these tests: one body, two posts, one of them founded late."""

from __future__ import annotations

import datetime as dt

import pytest

from anjian.lib.divisions import of
from anjian.lib.viewer import SYSTEM, PostHeld, Viewer
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.policy.queries import PACKS
from anjian.records import kinds, parties

FOUNDED = dt.date(2018, 1, 1)
DEPUTY, LATE, BODY = "post:141002-t1", "post:141002-t2", "body:141002-t"


@pytest.fixture
def county(db):
    for name, kind in kinds.KINDS.items():
        parties.register(name, kind)
    places.load(SYSTEM, PACKS / "places")
    people.found_body(
        SYSTEM, body=BODY, name="尧都区政府", place="141002", classes=["government"], since=FOUNDED, functions=[]
    )
    people.make_post(SYSTEM, post=DEPUTY, name="尧都区副区长", body=BODY, classes=["leading_cadre"], since=FOUNDED)
    people.make_post(
        SYSTEM, post=LATE, name="尧都区副区长（新设）", body=BODY, classes=["leading_cadre"], since=dt.date(2026, 6, 1)
    )
    people.enter_person(SYSTEM, person="person:t1", name="示例甲", since=FOUNDED)
    people.appoint(SYSTEM, post=DEPUTY, person="person:t1", since=FOUNDED)


@pytest.fixture
def deputy(county) -> Viewer:
    held = PostHeld(DEPUTY, "leading_cadre", "尧都区副区长", "141002000000", "county", BODY)
    return Viewer(
        "acct:t1", "示例甲", "person:t1", (held,), (of("141002"),), frozenset(), frozenset(), frozenset(), "web"
    )
