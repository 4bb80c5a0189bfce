"""Imports and edits at the same time, on a database of their own: no firm twice, no change lost, no half sheet."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from anjian.ledger.events import Fact
from anjian.ledger.tests.making import sql, together
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.places.cli import load_packs
from anjian.registry import actions as registry
from anjian.registry.intake import actions, advancing
from anjian.registry.intake import queries as intakes
from anjian.registry.tests.ledger_sheets import TOWN, book, code, firm
from anjian.registry.tests.test_intake import ME, NOW, TODAY, office

FIRMS = 90
CHUNK = 20
"""Several chunks, so that imports meet in the middle."""


def begun(number: int) -> Any:
    """A sheet of all firms, in another order each time, tried out and about to come in; each says its own staff."""
    order = [*range(number * 37 % FIRMS + 1, FIRMS + 1), *range(1, number * 37 % FIRMS + 1)]
    rows = [firm(n, 联系人="", 联系电话="", 职工人数=1000 + number) for n in order]
    who = office(f"acct:{number}")
    id = actions.upload(who, book(rows if number % 2 else reversed(rows)), name=f"{number}.xlsx", now=NOW)
    actions.explain(who, id, said={}, now=NOW)
    advancing.advance(who, id, now=NOW)
    actions.take(who, id, now=NOW)
    return who, id


def test_ten_imports_and_ten_edits_at_once_enter_each_firm_once_and_lose_nothing(
    fresh_database: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(advancing, "CHUNK", CHUNK)
    load_packs()
    for n in (1, 2, 3, 4, 5):
        registry.register(
            ME,
            name=f"示例机械{n:05d}有限公司",
            place=TOWN,
            industry="3311",
            credit_code=code(n),
            since=dt.date(2020, 1, 1),
        )
    running = [begun(number) for number in range(10)]

    def take(who: Any, id: Any) -> str:
        while advancing.advance(who, id, now=NOW, chunks=1):
            pass
        row = intakes.import_(who, id)
        assert row is not None
        return f"{row.state}{row.stopped}"

    def edit(number: int) -> str:
        try:
            registry.change(ME, enterprise=f"ent:{code(1 + number % 5)}", since=TODAY, safety_staff=number)
        except Refusal as no:
            return no.code
        return "told"

    def enter(number: int) -> str:
        try:
            registry.register(
                ME,
                name=f"示例机械{number:05d}有限公司",
                place=TOWN,
                industry="3311",
                credit_code=code(number),
                since=TODAY,
            )
        except Refusal as no:
            return no.code
        return "told"

    calls = [lambda pair=pair: take(*pair) for pair in running]
    calls += [lambda n=n: edit(n) for n in range(5)] + [lambda n=n: enter(60 + n) for n in range(5)]
    answers = together(*calls, timeout=280)
    assert answers[:10] == ["taken"] * 10
    assert answers[10:15] == ["told"] * 5
    assert set(answers[15:]) <= {"told", "registry.taken"}
    live = "FROM registry_enterprise WHERE replaced_by IS NULL AND until IS NULL"
    assert sql(f"SELECT count(*), count(DISTINCT enterprise), count(DISTINCT credit_code) {live}") == [(FIRMS,) * 3]
    assert sql(
        f"SELECT safety_staff {live} AND enterprise = ANY(%s) ORDER BY 1", [f"ent:{code(1 + n)}" for n in range(5)]
    ) == [(n,) for n in range(5)]
    # every row of every sheet is accounted for, and each fact that says something has its one row or was replaced
    assert sql("SELECT DISTINCT sum(1) FROM registry_intake_row GROUP BY intake") == [(FIRMS,)]
    assert sql("SELECT count(*) FROM registry_intake_row WHERE outcome <> 'same' AND fact IS NULL") == [(0,)]
    registered = "SELECT count(*), count(DISTINCT p.id) FROM ledger_fact f JOIN ledger_party p ON p.fact = f.id "
    assert sql(f"{registered} WHERE f.name = 'registry.registered' AND p.role = 'enterprise'") == [(FIRMS, FIRMS)]


def test_who_waited_for_another_change_says_what_is_so_after_it(fresh_database: Any) -> None:
    load_packs()
    firm, said = f"ent:{code(1)}", {"name": "示例机械厂", "place": TOWN, "industry": "3311", "since": TODAY}
    registry.register(ME, credit_code=code(1), **said)
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database "
    waiting += "WHERE datname = current_database())"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            registry.change(ME, enterprise=firm, since=TODAY, regulator="body:new")
            later = pool.submit(_on_its_own, lambda: registry.change(ME, enterprise=firm, since=TODAY, staff=9))
            deadline = time.monotonic() + 30
            while sql(waiting) == [(0,)] and not later.done() and time.monotonic() < deadline:
                time.sleep(0.02)
        assert later.result(timeout=60).party("regulator") == ("body:new",)


def test_an_import_that_follows_many_new_rows_lets_the_planner_know_of_them_first(fresh_database: Any) -> None:
    load_packs()
    many, known = 3000, "SELECT reltuples::int FROM pg_class WHERE oid = 'registry_enterprise'::regclass"
    rows = [
        {"enterprise": f"ent:{n}", "name": f"示例{n}厂", "place": TOWN, "industry": "3311", "status": "operating"}
        for n in range(many)
    ]
    registry.import_told(SYSTEM, [row | {"since": TODAY, "said_by": uuid4()} for row in rows])
    sql("SELECT pg_stat_force_next_flush()")
    connection.close()  # what a session counted is told when it ends
    assert sql(known) != [(many,)]
    who, id = begun(1)
    assert sql(known) == [(many,)]
    advancing.advance(who, id, now=NOW, chunks=1)
    assert sql(known) == [(many,)], "ninety more are not looked at again"
    assert sql("SELECT registry_know_new_rows()") == [(False,)]


def _on_its_own(call: Callable[[], Fact]) -> Fact:
    try:
        return call()
    finally:
        connection.close()
