"""The whole sample as values: its size, its places, and that it is believable."""

from __future__ import annotations

from collections import Counter
from datetime import date as D
from itertools import pairwise

import pytest
from django.db import connection

from anjian.hazards.queries import LIFE, OF_FACT, STATES
from anjian.ledger import queries as ledger
from anjian.lib import credit_code, divisions
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy
from anjian.registry.queries import declared
from anjian.sample import actions, law, reading

TODAY = D(2026, 3, 20)


@pytest.fixture(scope="module")
def told():
    return actions.build(today=TODAY, size="whole")


@pytest.fixture(scope="module")
def built(told):
    return told[0]


def test_it_has_four_cities_all_their_counties_and_three_thousand_enterprises(built):
    cities = {city.code[:6]: len(list(built.region.counties(city.code))) for city in built.region.cities}
    assert cities == {"141000": 17, "320600": 7, "530300": 9, "146900": 4}
    assert len(built.region.places) == 4 + 37
    firms = Counter(row["enterprise"] for row in built.enterprises.rows)
    assert len(firms) == 3000 + 4  # files of firms entered twice
    twice = [one for one in firms if len(one) == len("ent:") + 15]
    assert len(twice) == 3
    assert (
        len({row["enterprise"] for row in built.items.rows}) == 2 == len({row["phone"] for row in built.items.rows}) + 1
    )
    assert all(credit_code.read(one.removeprefix("ent:")) for one in firms.keys() - set(twice))
    classes = {row["industry"] for row in built.enterprises.rows}
    assert len(classes) > 50


def test_every_name_of_a_person_or_enterprise_says_that_it_is_invented_and_is_one_ones_own(built):
    persons = [row["name"] for row in built.persons]
    firms = {row["enterprise"]: row["name"] for row in built.enterprises.rows}
    assert all(name.startswith("示例") for name in (*persons, *firms.values()))
    assert (len(set(persons)), len(set(firms.values()))) == (len(persons), len(firms))


def test_nothing_is_recorded_before_it_happened_or_today_and_every_row_was_told(built):
    rows = built.ordered()
    assert len(rows) > 70_000
    assert all(first.recorded_at <= second.recorded_at for first, second in pairwise(rows))
    assert all(row.happened_at <= row.recorded_at < built.end for row in rows)
    facts = {row.id for row in rows}
    assert len(facts) == len(rows)
    for table in built.tables().values():
        assert {row["said_by"] for row in table} <= facts
        assert {row["replaced_by"] for row in table if row.get("replaced_by")} <= facts


def test_it_is_loaded_into_an_empty_house(told, built, fresh_database, monkeypatch):
    asked = []
    monkeypatch.setattr(actions, "build", lambda **what: asked.append(what) or told)  # once for all: it takes a while
    done = actions.load(today=TODAY, size="whole")
    assert asked == [{"today": TODAY, "size": "whole", "packs": actions.PACKS}]
    assert (done.size, done.digest) == ("whole", built.digest())
    assert ledger.verify(SYSTEM).ok
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FILTER (WHERE origin = 'sample'), count(*) FROM rel_fact")
        assert cursor.fetchone() == (len(built.ordered()), done.facts)
        cursor.execute("SELECT count(*) FROM papers_paper")
        assert cursor.fetchone() == (done.facts - len(built.ordered()),)  # each paper of the sample is a fact of today
        cursor.execute("SELECT count(DISTINCT enterprise) FROM registry_enterprise")
        assert cursor.fetchone() == (3000 + 4,)


def test_every_word_is_declared(built):
    words = policy.vocabulary()
    for row in built.facts:
        declared_fact = words.facts.get(row.name)
        if declared_fact is not None:
            known = {*declared_fact.attributes, *(["files"] if declared_fact.photos else [])}
            assert set(row.attributes) <= known, row.name
            assert {party.role for party in row.parties} <= set(declared_fact.parties), row.name
    assert {row["body_class"] for row in built.bodies.rows} <= set(words.bodies)
    assert {row["function"] for row in built.functions.rows} <= set(words.functions)


def test_its_hazards_move_as_the_table_of_states_says_in_most_counties(built):
    state: dict[str, str] = {}
    places: dict[str, str] = {}
    for row in built.ordered():
        for party in row.parties:
            if row.name in OF_FACT and party.role == "hazard":
                state[party.id] = LIFE.next(state.get(party.id, LIFE.initial), OF_FACT[row.name])
                places[party.id] = row.place[:6]
    assert 150 <= len(state) <= 200
    assert set(state.values()) == set(STATES) - {LIFE.initial}
    assert len(set(places.values())) > 30


def test_attributes_are_told_on_many_days_and_some_never(built):
    last = {row["enterprise"]: row for row in built.enterprises.rows if row["replaced_by"] is None}
    untold = sum(all(row[name] is None for name in declared()) for row in last.values())
    assert 300 < untold < 800
    days = {row.happened_at.date() for row in built.facts if row.name == "registry.attributes_told"}
    assert len(days) > 500
    assert all(row["hazard_class"] in (None, "煤矿") for row in last.values() if row["industry"] == "0610")


def test_posts_change_hands_stand_vacant_are_acted_for_and_held_for_a_time(built):
    kinds = Counter(row["kind"] for row in built.tenures.rows if row["replaced_by"] is None)
    assert (kinds["acting"] > 0, kinds["seconded"] > 0, kinds["full"] > 1500) == (True, True, True)
    assert all(row["behalf"] for row in built.tenures.rows if row["kind"] == "acting")
    superiors = {row["superior"] for row in built.bodies.rows if row["superior"]}
    assert superiors == {f"body:{city.code[:6]}-xf" for city in built.region.cities}


def test_grid_cells_lie_in_villages_and_some_have_nobody(built):
    assert {divisions.level(row["place"]) for row in built.cells.rows} == {"village"}
    walked = Counter(bool(row["post"]) for row in built.cells.rows)
    assert walked[False] > 20
    assert walked[True] > 8 * walked[False] - 20


def test_settings_speak_of_rules_that_the_packs_hold_and_no_draft_is_adopted(built):
    adopted = list(law.adopted(built.region))
    assert "draft-30-measures" not in {one.document for one in adopted}
    for one in adopted:
        rules = {rule.id for rule in policy.read(actions.PACKS / one.document).rules}
        assert {setting.rule for setting in one.settings} <= rules


def test_every_account_of_the_sign_in_page_is_there(built):
    logins = {row["login"] for row in built.accounts}
    assert {login.login for login in reading.shown("whole")} <= logins
    assert {f"office-{code}" for code in ("141022", "320613", "530381", "146902")} <= logins
