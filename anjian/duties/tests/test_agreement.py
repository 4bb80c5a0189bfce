"""The compiled text says on every engine what the slow reference says; and the comparison can fail."""

from __future__ import annotations

from collections import Counter

import pytest

from anjian.duties.compile import compile_ask
from anjian.duties.tests import agreement, faults
from anjian.duties.tests.engines import RELATIONS, Duck, Postgres
from anjian.duties.tests.worlds import make
from tests.architecture import fences

WORLDS = 150


@pytest.fixture
def postgres(fresh_database):
    with fresh_database.connect(autocommit=True) as connection:
        engine = Postgres(connection)
        agreement.prepare(engine)
        yield engine


def test_postgresql_agrees_with_the_reference_on_random_worlds_and_every_outcome_occurs(postgres):
    outcomes: Counter[str] = Counter()
    for seed in range(WORLDS):
        assert agreement.difference(postgres, seed, outcomes) == ""
    print(f"\n{WORLDS} worlds: " + ", ".join(f"{name} {n}" for name, n in outcomes.most_common()))
    assert {name: outcomes[name] for name, floor in agreement.FLOORS.items() if outcomes[name] < floor} == {}


def test_duckdb_agrees_with_the_reference_on_random_worlds():
    engine = Duck()
    agreement.prepare(engine)
    for seed in range(1000, 1015):
        assert agreement.difference(engine, seed) == ""


def test_every_planted_fault_is_found(postgres):
    waiting = {name: (pattern, instead) for name, pattern, instead in faults.FAULTS}
    for seed in range(2000, 2200):
        if not waiting:
            break
        made = make(seed)
        postgres.load(made.rows)
        for ask in made.asks:
            text = compile_ask(ask, replay=made.known is not None)
            want = None
            for name, (pattern, instead) in list(waiting.items()):
                if faults.plant(text.standings.sql, pattern, instead) is None:
                    continue
                want = want if want is not None else agreement.said(postgres, made, text)
                if agreement.said(postgres, made, text, fault=(pattern, instead)) != want:
                    del waiting[name]
    assert sorted(waiting) == []


def test_compiled_text_reads_published_relations_and_tables_of_dates_alone():
    published = {*RELATIONS, "duties_due", "duties_period", "duties_day"}
    for seed in range(60):
        for ask in make(seed).asks:
            for scoped in (False, True):
                for replay in (False, True):
                    text = compile_ask(ask, replay=replay, scoped=scoped)
                    for one in (text.standings, text.facts, text.keep):
                        if one:
                            assert fences.foreign_tables(one.sql, published=published) == []


def test_the_text_is_the_same_whatever_is_asked_and_no_value_stands_in_it():
    for seed in range(40):
        for ask in make(seed).asks:
            text = compile_ask(ask)
            assert text == compile_ask(ask)
            for value in (ask.lo, ask.rule, str(ask.origin)):
                assert value not in text.standings.sql
