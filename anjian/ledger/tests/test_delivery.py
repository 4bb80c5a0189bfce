"""Sequencing and delivery: nobody is stopped, nothing twice, order kept, poison parked."""

from __future__ import annotations

import random
import threading
import time
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from anjian.ledger import actions, handlers, queries
from anjian.ledger.events import Fact, Party
from anjian.ledger.tests.making import about, committed, sql, together, unchanged
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM


def step() -> int:
    return actions.sequence() + actions.deliver()


def test_each_fact_is_heard_once_in_the_order_of_positions(fresh_database: object) -> None:
    heard: list[tuple[int, str]] = []
    handlers.after("records.*", name="test.a")(lambda fact: heard.append((fact.position, fact.name)))
    committed(name="records.a")
    committed(name="people.b")
    committed(name="records.c")
    assert heard == []
    assert actions.sequence() == 3
    assert actions.deliver() == 3
    assert heard == [(1, "records.a"), (3, "records.c")]
    assert step() == 0
    assert len(heard) == 2
    assert queries.lag().handlers == {"test.a": 0}


def test_a_fact_that_is_not_committed_is_not_heard_and_its_number_leaves_no_gap(fresh_database: object) -> None:
    with transaction.atomic():
        committed()
        assert sql("SELECT count(*) FROM ledger_pending") == [(1,)]
        transaction.set_rollback(True)
    committed()
    assert actions.sequence() == 1
    assert sql("SELECT position FROM ledger_position") == [(1,)]
    assert sql("SELECT seq > 1 FROM ledger_fact") == [(True,)]


def test_an_open_transaction_here_or_in_another_database_stops_nobody(fresh_database: Any) -> None:
    heard: list[int] = []
    handlers.after("*", name="test.a")(lambda fact: heard.append(fact.position))
    elsewhere = {**fresh_database.login("anjian"), "dbname": "anjian"}
    with (
        fresh_database.connect() as here,
        psycopg.connect(**elsewhere) as there,
    ):
        here.execute("SELECT pg_current_xact_id()")
        here.execute("INSERT INTO ledger_claim (key, ground, claimed_by) VALUES ('long', '{}', 'x')")
        there.execute("SELECT pg_current_xact_id()")
        there.execute("CREATE TABLE long_one (i int)")
        for _ in range(100):
            committed()
        while step():
            pass
        assert heard == list(range(1, 101))
        there.rollback()


def test_a_fact_recorded_in_an_open_transaction_holds_only_itself_back(fresh_database: Any) -> None:
    heard: list[str] = []
    handlers.after("*", name="test.a")(lambda fact: heard.append(fact.subjects[0]))
    recorded, done = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            about("ent:slow")
            recorded.set()
            assert done.wait(30)

    def quick() -> None:
        try:
            assert recorded.wait(30)
            for n in range(5):
                about(f"ent:{n}")
            step()
            assert heard == [f"ent:{n}" for n in range(5)]
        finally:
            done.set()

    together(slow, quick)
    step()
    assert heard[5:] == ["ent:slow"]


def test_order_per_subject_is_kept_with_concurrent_writers_and_two_workers(fresh_database: Any) -> None:
    with fresh_database.connect("anjian") as owner:
        owner.execute("CREATE TABLE test_state (subject text PRIMARY KEY, v int NOT NULL)")
        owner.execute("CREATE TABLE test_effect (id bigint GENERATED ALWAYS AS IDENTITY, position bigint, told text)")
        owner.execute("GRANT ALL ON test_state, test_effect TO anjian_app")

    @handlers.after("*", name="test.order")
    def keep(fact: Fact) -> None:
        sql("INSERT INTO test_effect (position, told) VALUES (%s, %s)", fact.position, fact.attributes["told"])

    stop = threading.Event()
    written: list[int] = []

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(40):
            with transaction.atomic():
                if dice.random() < 0.5:
                    sql("SELECT pg_current_xact_id()::text")  # takes its number early, commits late
                subjects = dice.sample([f"ent:{n}" for n in range(6)], dice.choice([1, 1, 2, 3]))
                actions.lock(SYSTEM, subjects)
                told = []
                for subject in subjects:
                    told += sql(
                        "INSERT INTO test_state VALUES (%s, 1) ON CONFLICT (subject) "
                        "DO UPDATE SET v = test_state.v + 1 RETURNING subject, v",
                        subject,
                    )
                time.sleep(dice.choice([0, 0, 0.002, 0.01]))
                actions.record(
                    SYSTEM,
                    "test.changed",
                    happened_at=None,
                    place=None,
                    parties=[Party("inspected", "enterprise", subject) for subject in subjects],
                    attributes={"told": " ".join(f"{subject}={v}" for subject, v in told)},
                )
                if dice.random() < 0.1:
                    transaction.set_rollback(True)
                else:
                    written.append(1)

    def work() -> None:
        while not stop.is_set():
            step()

    def writers() -> None:
        try:
            together(*[lambda seed=seed: write(seed) for seed in range(6)])
        finally:
            stop.set()

    together(writers, work, work)
    while step():
        pass
    effects = sql("SELECT position, told FROM test_effect ORDER BY id")
    assert [position for position, _ in effects] == list(range(1, len(written) + 1))
    last: dict[str, int] = {}
    for _, told in effects:
        for subject, v in (pair.split("=") for pair in told.split()):
            assert int(v) == last.get(subject, 0) + 1
            last[subject] = int(v)


def test_a_poisoned_fact_parks_its_subjects_and_the_others_go_on(fresh_database: object) -> None:
    heard: list[int] = []
    sick = {"ent:1"}

    @handlers.after("*", name="test.a")
    def take(fact: Fact) -> None:
        if sick & set(fact.subjects):
            raise ValueError("读不懂")
        heard.append(fact.position)

    for subjects in (["ent:1"], ["ent:2"], ["ent:1", "ent:3"], ["ent:3"], ["ent:4"]):
        about(*subjects)
    step()
    assert heard == [2, 5]
    parked = queries.parked()
    assert [(one.position, one.error, one.tries) for one in parked] == [
        (1, "ValueError: 读不懂", 1),
        (3, None, 0),  # ent:1 waits, so this one waits
        (4, None, 0),  # and with it ent:3
    ]
    assert actions.retry(SYSTEM) == 0
    assert [one.tries for one in queries.parked()] == [2, 0, 0]
    sick.clear()
    assert actions.retry(SYSTEM, handler="test.a", position=1) == 3
    assert heard == [2, 5, 1, 3, 4]
    assert queries.parked() == ()
    about("ent:1")
    step()
    assert heard[-1] == 6


def test_what_a_poisoned_handler_did_before_it_raised_is_undone(fresh_database: object) -> None:
    @handlers.after("*", name="test.half")
    def half(fact: Fact) -> None:
        actions.claim(SYSTEM, key=f"{fact.position}", ground={})
        if fact.position == 2:
            sql("SELECT 1 / 0")

    for n in range(3):
        about(f"ent:{n}")
    step()
    assert sql("SELECT key FROM ledger_claim ORDER BY key") == [("1",), ("3",)]
    assert queries.parked()[0].error.startswith("DataError: division by zero")


def test_a_handler_that_swallows_an_error_of_the_database_is_parked_too(fresh_database: object) -> None:
    @handlers.after("*", name="test.swallow")
    def swallow(fact: Fact) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        except Exception:
            pass

    about("ent:1")
    step()
    assert [one.position for one in queries.parked()] == [1]


def test_a_passing_trouble_is_tried_again_before_it_is_parked(fresh_database: object) -> None:
    tries: list[int] = []

    @handlers.after("*", name="test.passing")
    def passing(fact: Fact) -> None:
        tries.append(fact.position)
        if len(tries) < 3:
            raise OperationalError("deadlock detected")

    about("ent:1")
    step()
    assert tries == [1, 1, 1]
    assert queries.parked() == ()


def test_a_worker_that_dies_in_the_middle_has_done_nothing_and_the_next_does_all(fresh_database: Any) -> None:
    dying = True

    @handlers.after("*", name="test.dying")
    def effect(fact: Fact) -> None:
        assert actions.claim(SYSTEM, key=f"effect|{fact.position}", ground={})
        if dying and fact.position == 3:
            with fresh_database.connect("anjian_app", autocommit=True) as other:
                pid = sql("SELECT pg_backend_pid()")[0][0]
                other.execute("SELECT pg_terminate_backend(%s)", [pid])

    for n in range(5):
        about(f"ent:{n}")
    actions.sequence()
    with pytest.raises(OperationalError):
        actions.deliver()
    connection.close()
    assert sql("SELECT count(*) FROM ledger_claim") == [(0,)]
    dying = False
    assert actions.deliver() == 5
    assert sql("SELECT count(*) FROM ledger_claim") == [(5,)]
    assert queries.parked() == ()


def test_two_workers_on_one_handler_share_without_doubling(fresh_database: object) -> None:
    @handlers.after("*", name="test.shared")
    def effect(fact: Fact) -> None:
        if not actions.claim(SYSTEM, key=f"effect|{fact.position}", ground={}):
            raise AssertionError("heard twice")

    for n in range(300):
        about(f"ent:{n % 7}")
    together(*[lambda: [step() for _ in range(30)] for _ in range(3)])
    while step():
        pass
    assert sql("SELECT count(*) FROM ledger_claim") == [(300,)]
    assert queries.parked() == ()


def test_a_handler_far_behind_does_not_hold_up_the_others(fresh_database: object) -> None:
    heard: dict[str, int] = {"a": 0, "b": 0}
    handlers.after("*", name="test.a")(lambda fact: heard.update(a=heard["a"] + 1))
    for n in range(210):
        about(f"ent:{n}")
    actions.sequence()
    handlers.after("*", name="test.b")(lambda fact: heard.update(b=heard["b"] + 1))
    assert actions.deliver() == 400
    assert heard == {"a": 200, "b": 200}
    assert actions.deliver() == 20
    assert actions.deliver() == 0
    assert heard == {"a": 210, "b": 210}


def test_times_follow_positions(fresh_database: object) -> None:
    together(
        *[lambda: [about("ent:1", "ent:2") for _ in range(20)] for _ in range(4)], lambda: [step() for _ in range(40)]
    )
    step()
    assert sql("SELECT count(*) FROM ledger_position") == [(80,)]
    assert sql(
        "SELECT bool_and(ok) FROM (SELECT at >= lag(at, 1, at) OVER (ORDER BY position) ok FROM ledger_position) x"
    ) == [(True,)]


def test_sequencing_in_an_older_snapshot_is_refused(fresh_database: Any) -> None:
    committed()
    with fresh_database.connect() as other:
        other.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(psycopg.errors.RaiseException, match="read committed"):
            other.execute("SELECT ledger_sequence(10)")
    assert queries.head() == 0


def test_retry_refuses_strangers_and_unknown_handlers(fresh_database: object) -> None:
    with unchanged():
        with pytest.raises(Refusal):
            actions.retry(STRANGER)
        with pytest.raises(Refusal) as no:
            actions.retry(SYSTEM, handler="test.nobody")
    assert no.value.code == "ledger.no_handler"


def test_a_handler_name_is_given_once_and_a_pattern_has_one_star_at_its_end() -> None:
    handlers.after("*", name="test.a")(lambda fact: None)
    with pytest.raises(ValueError, match="already registered"):
        handlers.after("*", name="test.a")(lambda fact: None)
    for pattern in ("", "a*b", "**"):
        with pytest.raises(ValueError, match="pattern"):
            handlers.within(pattern)


def test_positions_answer_for_times(fresh_database: object) -> None:
    committed()
    actions.sequence()
    between = sql("SELECT clock_timestamp()")[0][0]
    committed()
    actions.sequence()
    after = sql("SELECT clock_timestamp()")[0][0]
    assert queries.position_at(between) == 1
    assert queries.position_at(after) == 2
    assert queries.position_at(between.replace(year=2017)) == 0
    with pytest.raises(Refusal):
        queries.position_at(between.replace(tzinfo=None))
