"""The door for a history told afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from anjian.ledger import actions, handlers, queries
from anjian.ledger.events import VOIDED, ImportRow, Party
from anjian.ledger.tests.making import committed, sql, together, unchanged
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import STRANGER, SYSTEM

START = datetime(2025, 1, 6, 9, 0, tzinfo=CHINA)


def rows(number: int) -> list[ImportRow]:
    """A visit a day, recorded eight hours later."""
    return [
        ImportRow(
            id=uuid7(START + timedelta(days=n)),
            name="records.visit_filed",
            happened_at=START + timedelta(days=n),
            recorded_at=START + timedelta(days=n, hours=8),
            recorded_by="acct:quwo",
            place="141021",
            parties=[Party("led_by", "post", "post:1", "示例甲"), Party("inspected", "enterprise", f"ent:{n % 5}")],
            attributes={"hazards": n, "topics": ["煤矿", "危化"]},
            private={"note": f"第{n}次"},
        )
        for n in range(number)
    ]


def test_a_history_is_read_back_marked_and_sequenced_in_recorded_order(db: None) -> None:
    told = rows(20)
    assert actions.import_history(SYSTEM, told, origin="sample") == 20
    assert queries.head() == queries.imported() == 20
    for n, row in enumerate(told):
        assert row.id is not None
        found = queries.fact(SYSTEM, row.id)
        assert found is not None
        assert (found.position, found.origin, found.recorded_at, found.recorded_by) == (
            n + 1,
            "sample",
            row.recorded_at,
            "acct:quwo",
        )
        assert (found.happened_at, found.day) == (row.happened_at, row.happened_at.date())
        assert (found.parties, found.attributes, found.private) == (tuple(row.parties), row.attributes, row.private)
    assert sql("SELECT count(*) FROM ledger_staged_fact") == [(0,)]
    assert sql("SELECT recorded_day FROM rel_fact WHERE position = 1") == [(date(2025, 1, 6),)]


def test_what_was_known_on_a_day_of_the_history_can_be_asked(db: None) -> None:
    actions.import_history(SYSTEM, rows(20), origin="sample")
    assert queries.position_at(START + timedelta(days=4, hours=7)) == 4
    assert queries.position_at(START + timedelta(days=4, hours=8)) == 5
    later = committed()
    actions.sequence()
    assert queries.fact(SYSTEM, later.id).position == 21


def test_an_imported_history_is_sealed_and_verified_like_any_other(db: None) -> None:
    actions.import_history(SYSTEM, rows(50), origin="migration")
    assert actions.seal() == 50
    report = queries.verify(SYSTEM)
    assert (report.problems, report.last, report.sealed) == ((), 50, 50)


def test_a_row_may_void_an_earlier_one(db: None) -> None:
    told = rows(3)
    gone = ImportRow(
        name=VOIDED,
        happened_at=START + timedelta(days=3),
        recorded_at=START + timedelta(days=3),
        recorded_by="acct:quwo",
        place="141021",
        attributes={"reason": "登记错误"},
        voids=told[1].id,
    )
    actions.import_history(SYSTEM, [*told, gone], origin="sample")
    found = queries.fact(SYSTEM, told[1].id)
    assert not found.stands
    voiding = queries.fact(SYSTEM, found.voided_by)
    assert (voiding.position, voiding.subjects, voiding.attributes["fact"]) == (4, found.subjects, str(found.id))
    assert queries.fact(SYSTEM, told[1].id, known=3).stands
    assert queries.verify(SYSTEM).ok


def test_handlers_start_behind_the_history_unless_they_ask_for_it(db: None) -> None:
    within: list[str] = []
    live: list[int] = []
    whole: list[int] = []
    handlers.within("*")(lambda fact, who: within.append(fact.name))
    handlers.after("*", name="test.live")(lambda fact: live.append(fact.position))
    handlers.after("*", name="test.whole", history=True)(lambda fact: whole.append(fact.position))
    actions.import_history(SYSTEM, rows(4), origin="sample")
    assert within == []
    actions.deliver()
    assert (live, whole) == ([], [1, 2, 3, 4])
    committed()
    actions.sequence()
    actions.deliver()
    assert (live, whole) == ([5], [1, 2, 3, 4, 5])


def test_a_history_enters_an_empty_ledger_only_and_once(db: None) -> None:
    actions.import_history(SYSTEM, rows(2), origin="sample")
    with unchanged(), pytest.raises(Refusal) as no:
        actions.import_history(SYSTEM, [replace(row, id=None) for row in rows(2)], origin="sample")
    assert no.value.code == "ledger.not_empty"


def test_one_recorded_fact_closes_the_door(db: None) -> None:
    committed()
    with unchanged(), pytest.raises(Refusal) as no:
        actions.import_history(SYSTEM, rows(2), origin="sample")
    assert no.value.code == "ledger.not_empty"


def test_a_fact_recorded_while_the_history_is_read_closes_the_door(fresh_database: object) -> None:
    def told() -> Any:
        yield from rows(2)
        together(committed)

    with pytest.raises(Refusal) as no:
        actions.import_history(SYSTEM, told(), origin="sample")
    assert no.value.code == "ledger.not_empty"
    assert sql("SELECT origin FROM ledger_fact") == [("live",)]
    assert sql("SELECT count(*) FROM ledger_staged_fact") == [(0,)]


def test_two_imports_at_once_make_one_history(fresh_database: object) -> None:
    def load() -> str:
        try:
            return str(actions.import_history(SYSTEM, rows(300), origin="sample"))
        except Refusal as no:
            return no.code

    answers = together(load, load)
    assert "300" in answers
    assert set(answers) - {"300"} <= {"ledger.importing", "ledger.not_empty"}
    assert answers.count("300") == 1
    assert queries.head() == 300


FUTURE = datetime(2100, 1, 1, tzinfo=CHINA)
WRONG: list[tuple[str, Callable[[list[ImportRow]], ImportRow]]] = [
    ("order", lambda r: replace(r[4], recorded_at=START)),
    ("future", lambda r: replace(r[4], recorded_at=FUTURE)),
    ("future", lambda r: replace(r[4], happened_at=r[4].recorded_at + timedelta(seconds=1))),
    ("zone", lambda r: replace(r[4], recorded_at=r[4].recorded_at.replace(tzinfo=None))),
    ("zone", lambda r: replace(r[4], happened_at=r[4].happened_at.replace(tzinfo=None))),
    ("recorded_by", lambda r: replace(r[4], recorded_by="")),
    ("name", lambda r: replace(r[4], name="")),
    ("division.length", lambda r: replace(r[4], place="14")),
    ("value", lambda r: replace(r[4], attributes={"a": float("inf")})),
    ("party_kind", lambda r: replace(r[4], parties=[Party("a", "robot", "r")])),
    ("void", lambda r: replace(r[4], name=VOIDED)),
    ("void", lambda r: replace(r[4], name=VOIDED, voids=UUID(int=1))),
    ("void", lambda r: replace(r[4], voids=r[1].id)),
    ("void", lambda r: replace(r[4], name="ledger.body_erased", voids=r[1].id)),
]


@pytest.mark.parametrize(("code", "wrong"), WRONG, ids=[f"{n}-{code}" for n, (code, _) in enumerate(WRONG)])
def test_a_wrong_row_is_named_and_nothing_is_written(
    db: None, code: str, wrong: Callable[[list[ImportRow]], ImportRow]
) -> None:
    told = rows(6)
    told[4] = wrong(told)
    with unchanged(), pytest.raises(Refusal) as no:
        actions.import_history(SYSTEM, told, origin="migration")
    assert no.value.code == f"ledger.import.{code}"
    assert no.value.what.startswith("第5行：")
    assert actions.import_history(SYSTEM, rows(6), origin="migration") == 6


def test_an_id_given_twice_is_refused(db: None) -> None:
    told = rows(3)
    told[2] = replace(told[2], id=told[0].id)
    with unchanged(), pytest.raises(Refusal) as no:
        actions.import_history(SYSTEM, told, origin="sample")
    assert no.value.code == "ledger.import.duplicate"


def test_a_stranger_imports_nothing_and_the_caller_may_put_more_into_the_transaction(db: None) -> None:
    with unchanged(), pytest.raises(Refusal):
        actions.import_history(STRANGER, rows(1), origin="sample")
    with transaction.atomic():
        assert actions.import_history(SYSTEM, rows(1), origin="sample") == 1
        transaction.set_rollback(True)
    assert sql("SELECT count(*) FROM ledger_fact") == [(0,)]
