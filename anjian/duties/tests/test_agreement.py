"""The compiled text says on every engine what the slow reference says; and the comparison can fail."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from anjian.duties.compile import Draft, compile_ask, count_ask
from anjian.duties.engines import TABLES
from anjian.duties.engines.duck import Duck
from anjian.duties.tests import agreement, faults
from anjian.duties.tests.engines import Postgres, load
from anjian.duties.tests.worlds import make
from anjian.lib.ends import CHINA
from tests.architecture import fences

WORLDS = 150
OUTCOME = 12
"""Where the rows of an answer have it."""


@pytest.fixture
def postgres(fresh_database):
    with fresh_database.connect(autocommit=True) as connection:
        engine = Postgres(connection)
        agreement.prepare(engine)
        yield engine


def test_postgresql_agrees_with_the_reference_on_random_worlds_and_every_outcome_occurs(postgres):
    outcomes: Counter[str] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    for seed in range(WORLDS):
        assert agreement.differences([postgres], make(seed), label=seed, outcomes=outcomes, kinds=kinds) == []
    print(f"\n{WORLDS} worlds: " + ", ".join(f"{name} {n}" for name, n in outcomes.most_common()))
    assert {name: outcomes[name] for name, floor in agreement.FLOORS.items() if outcomes[name] < floor} == {}
    assert {name: kinds[name] for name, floor in agreement.KIND_FLOORS.items() if kinds[name] < floor} == {}


def test_duckdb_agrees_with_the_reference_on_random_worlds():
    engine = Duck(threads=1)
    agreement.prepare(engine)
    for seed in range(1000, 1015):
        assert agreement.differences([engine], make(seed), label=seed) == []


def test_counting_everybody_comes_to_the_numbers_of_the_whole_answer(postgres):
    duck = Duck(threads=1)
    agreement.prepare(duck)
    compared, shared = 0, 0
    for engine, seeds in ((postgres, range(3100, 3140)), (duck, range(3140, 3148))):
        for made in (one for one in map(make, seeds) if one.known is None):
            load(engine, made.rows)
            for ask in made.asks:
                want = Counter(row[OUTCOME] for row in agreement.said(engine, made, compile_ask(ask)))
                assert agreement.counted(engine, made, ask) == want, (engine.name, made.as_of, ask)
                compared += want.total()
                shared += len(count_ask(ask).shared)
    assert compared > 200
    assert shared > 60


def test_asking_for_some_bearers_gives_their_rows_of_the_whole_answer(postgres):
    compared = 0
    for seed in range(3000, 3060):
        made = make(seed)
        load(postgres, made.rows)
        some = ["body:0", f"body:{1 + seed % 3}", "post:0", "post:1", "ent:0", "ent:1"]
        for ask in made.asks:
            replay = made.known is not None
            whole = agreement.said(postgres, made, compile_ask(ask, replay=replay))
            want = [row for row in whole if set(row[0].split("+")) & set(some)]
            got = agreement.said(postgres, made, compile_ask(ask, replay=replay, scoped=True), bearers=some)
            assert got == want, (seed, ask)
            compared += len(want)
    assert compared > 150


def test_a_draft_counts_as_if_it_had_been_recorded(postgres):
    counted = 0
    for seed in range(4000, 4060):
        made = make(seed)
        if made.known is not None:
            continue
        load(postgres, made.rows)
        used = {one for ask in made.asks for row in agreement.said(postgres, made, compile_ask(ask)) for one in row[-1]}
        fact = next((row for row in made.rows["rel_fact"] if str(row["fact"]) in used), None)
        if fact is None:
            continue
        fact.update(precision="day", happened_at=midnight(fact["day"]))
        load(postgres, made.rows)
        whole = [agreement.said(postgres, made, compile_ask(ask)) for ask in made.asks]
        draft = taken_out(made, fact)
        load(postgres, made.rows)
        for ask, want in zip(made.asks, whole, strict=True):
            assert agreement.said(postgres, made, compile_ask(ask, draft=draft)) == want, (seed, ask)
            counted += any(str(fact["fact"]) in row[-1] for row in want)
    assert counted > 8


def midnight(day):
    return dt.datetime.combine(day, dt.time(), CHINA)


def taken_out(made, fact) -> Draft:
    """The fact as a draft, and gone from the world."""
    id = fact["fact"]
    parties = [row for row in made.rows["rel_party"] if row["fact"] == id]
    attributes = [row for row in made.rows["rel_attr"] if row["fact"] == id]
    for name in ("rel_fact", "rel_party", "rel_attr"):
        made.rows[name] = [row for row in made.rows[name] if row["fact"] != id]
    return Draft(
        fact=id,
        name=fact["name"],
        day=fact["day"],
        recorded=fact["recorded_day"],
        place=fact["place"],
        precision="day",
        parties=tuple((row["role"], row["kind"], row["id"]) for row in parties),
        attributes=tuple((row["attr"], row["text"], row["num"], row["day"]) for row in attributes),
    )


def test_every_planted_fault_is_found(postgres):
    assert agreement.missed_faults(postgres, [*faults.SHOWING, *range(2000, 3500)])[0] == []


def test_compiled_text_reads_published_relations_and_tables_of_dates_alone():
    texts = {
        one.sql
        for seed in range(60)
        for ask in make(seed).asks
        for scoped in (False, True)
        for replay in (False, True)
        for text in [compile_ask(ask, replay=replay, scoped=scoped)]
        for one in (text.standings, text.facts, text.keep)
        if one
    }
    assert len(texts) > 1000
    for sql in texts:
        assert fences.foreign_tables(sql.replace("EPOCH FROM", "EPOCH OF"), published=set(TABLES)) == []


def test_the_text_is_the_same_whatever_is_asked_and_no_value_stands_in_it():
    for seed in range(40):
        for ask in make(seed).asks:
            text = compile_ask(ask)
            assert text == compile_ask(ask)
            for value in (ask.lo, ask.rule, str(ask.origin)):
                assert value not in text.standings.sql
