"""A change made past the fences is named: the first row that was touched, added or is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

import conftest
from anjian.ledger import actions, digests, handlers, queries
from anjian.ledger.actions import sealing
from anjian.ledger.events import Anchor, Fact, Party, Problem
from anjian.ledger.tests.making import about, committed, sql, together, viewer
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM


class Owner:
    """The owner's hands, on Django's connection."""

    def execute(self, statement: str, values: list[Any] | None = None) -> Any:
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return cursor


@pytest.fixture(scope="module")
def sealed_facts(copies: Any) -> Iterator[tuple[Any, list[Fact]]]:
    """A database with ten facts sealed in fours, and three more not sealed."""
    with copies("anjian_migrated") as copy, handlers.alone(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "MOST", 4)
        facts = [about(f"ent:{n}") for n in range(1, 11)]
        actions.sequence()
        actions.seal(at_once=True)
        facts += [about(f"ent:{n}") for n in range(11, 14)]
        actions.sequence()
        yield copy, facts


@pytest.fixture
def ledger(sealed_facts: Any, django_db_blocker: Any) -> Iterator[tuple[list[Fact], Owner]]:
    """These facts, and the owner's hands with the triggers switched off; undone afterwards."""
    copy, facts = sealed_facts
    conftest._point(copy.login("anjian"))
    try:
        with django_db_blocker.unblock(), transaction.atomic():
            for (table,) in sql("SELECT relname FROM pg_class WHERE relname LIKE 'ledger\\_%%' AND relkind = 'r'"):
                sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield facts, Owner()
            transaction.set_rollback(True)
    finally:
        conftest._point(copy.login())


def first() -> Problem:
    report = queries.verify(SYSTEM)
    assert not report.ok
    return report.problems[0]


def test_an_untouched_ledger_is_in_order(ledger: Any) -> None:
    report = queries.verify(SYSTEM)
    assert report.problems == ()
    assert (report.ok, report.since, report.last, report.sealed, report.waiting, report.erased) == (
        True,
        0,
        13,
        10,
        0,
        0,
    )
    assert sql("SELECT first, last FROM ledger_seal ORDER BY 1") == [(1, 4), (5, 8), (9, 10)]
    assert report.head == bytes(sql("SELECT head FROM ledger_seal WHERE last = 10")[0][0]).hex()


TOUCHED = [
    ("UPDATE ledger_fact SET name = 'records.other' WHERE id = %s", "header"),
    ("UPDATE ledger_fact SET happened_at = happened_at - interval '1 day' WHERE id = %s", "header"),
    ("UPDATE ledger_fact SET recorded_at = recorded_at - interval '1 microsecond' WHERE id = %s", "header"),
    ("UPDATE ledger_fact SET precision = 'month' WHERE id = %s", "header"),
    ("UPDATE ledger_fact SET recorded_by = 'acct:other' WHERE id = %s", "header"),
    ("UPDATE ledger_fact SET place = NULL WHERE id = %s", "header"),
    ("UPDATE ledger_fact SET origin = 'sample' WHERE id = %s", "header"),
    ("UPDATE ledger_fact SET algorithm = 'md5' WHERE id = %s", "header"),
    ("UPDATE ledger_fact SET body_digest = '\\x00' WHERE id = %s", "body"),
    ("UPDATE ledger_body SET body = jsonb_set(body, '{private,phone}', '\"139\"') WHERE fact = %s", "body"),
    ("UPDATE ledger_body SET body = jsonb_set(body, '{names,0}', '\"另一名\"') WHERE fact = %s", "body"),
    ("UPDATE ledger_body SET body = '[]' WHERE fact = %s", "body"),
    ("UPDATE ledger_body SET salt = '\\x00' WHERE fact = %s", "body"),
    ("DELETE FROM ledger_body WHERE fact = %s", "missing_body"),
    ("UPDATE ledger_party SET id = 'ent:other' WHERE fact = %s", "parties"),
    ("UPDATE ledger_party SET role = 'led_by' WHERE fact = %s", "parties"),
    ("INSERT INTO ledger_party VALUES (%s, 2, 'led_by', 'post', 'post:x')", "parties"),
    ("DELETE FROM ledger_party WHERE fact = %s", "parties"),
    ("UPDATE ledger_attr SET num = 9 WHERE attr = 'hazards' AND fact = %s", "attributes"),
    ("UPDATE ledger_attr SET day = '2018-04-02' WHERE attr = 'due' AND fact = %s", "attributes"),
    ("INSERT INTO ledger_attr (fact, attr, n, text) VALUES (%s, 'extra', 0, 'x')", "attributes"),
    ("DELETE FROM ledger_attr WHERE attr = 'due' AND fact = %s", "attributes"),
    ("DELETE FROM ledger_fact WHERE id = %s", "missing_fact"),
    ("DELETE FROM ledger_position WHERE fact = %s", "missing_position"),
]


@pytest.mark.parametrize("position", [6, 12], ids=["sealed", "not-sealed"])
@pytest.mark.parametrize(("attack", "kind"), TOUCHED, ids=[f"{n}-{kind}" for n, (_, kind) in enumerate(TOUCHED)])
def test_a_touched_or_missing_row_is_named(ledger: Any, attack: str, kind: str, position: int) -> None:
    facts, owner = ledger
    assert owner.execute(attack, [facts[position - 1].id]).rowcount >= 1
    problem = first()
    assert (problem.position, problem.kind) == (position, kind)
    assert str(position) in problem.text
    assert problem.fact in (facts[position - 1].id, None)
    assert {p.position for p in queries.verify(SYSTEM).problems} <= {position, None}


def test_all_touched_rows_are_told_and_the_first_stands_first(ledger: Any) -> None:
    facts, owner = ledger
    for n in (12, 3, 7):
        owner.execute("UPDATE ledger_fact SET name = 'x' WHERE id = %s", [facts[n - 1].id])
    assert [(p.position, p.kind) for p in queries.verify(SYSTEM).problems] == [
        (3, "header"),
        (7, "header"),
        (12, "header"),
    ]


def test_a_touched_leaf_is_told_apart_from_a_touched_row(ledger: Any) -> None:
    owner = ledger[1]
    owner.execute("UPDATE ledger_position SET leaf = '\\x00' WHERE position = 6")
    assert (first().position, first().kind) == (6, "leaf")


def test_a_row_changed_together_with_its_leaf_breaks_the_seal_of_its_batch(ledger: Any) -> None:
    facts, owner = ledger
    owner.execute("UPDATE ledger_fact SET name = 'records.other' WHERE id = %s", [facts[5].id])
    owner.execute(
        "UPDATE ledger_position p SET leaf = ledger_leaf(6, f) FROM ledger_fact f WHERE f.id = p.fact AND position = 6"
    )
    assert (first().kind, first().position) == ("seal", 5)
    assert "5—8" in first().text


def test_two_rows_that_changed_places_are_named(ledger: Any) -> None:
    facts, owner = ledger
    owner.execute("UPDATE ledger_position SET fact = gen_random_uuid() WHERE position = 6")
    owner.execute("UPDATE ledger_position SET fact = %s WHERE position = 7", [facts[5].id])
    owner.execute("UPDATE ledger_position SET fact = %s WHERE position = 6", [facts[6].id])
    assert [(p.position, p.kind) for p in queries.verify(SYSTEM).problems] == [(6, "header"), (7, "header")]


@pytest.mark.parametrize(
    ("attack", "kind", "position"),
    [
        ("UPDATE ledger_seal SET root = '\\x00' WHERE first = 5", "seal", 5),
        ("UPDATE ledger_seal SET head = '\\x00' WHERE first = 5", "chain", 5),
        ("DELETE FROM ledger_seal WHERE first = 5", "seal", 5),
        ("DELETE FROM ledger_seal WHERE first = 1", "seal", 1),
    ],
)
def test_a_touched_or_missing_seal_is_named(ledger: Any, attack: str, kind: str, position: int) -> None:
    assert ledger[1].execute(attack).rowcount == 1
    assert (first().kind, first().position) == (kind, position)


INSERT = (
    "INSERT INTO ledger_fact (id, name, happened_at, precision, recorded_at, recorded_by, origin, algorithm, "
    "parties_digest, body_digest) VALUES ('01890000-0000-7000-8000-00000000000a', 'x', now(), 'minute', now(), 'x', "
    "'live', 'sha256', '', '')"
)


@pytest.mark.parametrize(
    ("attack", "kind"),
    [
        (INSERT, "added_fact"),
        ("INSERT INTO ledger_body VALUES (gen_random_uuid(), '', '{}')", "orphan"),
        ("INSERT INTO ledger_party VALUES (gen_random_uuid(), 1, 'a', 'post', 'p')", "orphan"),
        ("INSERT INTO ledger_attr VALUES (gen_random_uuid(), 'a', 0)", "orphan"),
        (
            "INSERT INTO ledger_void SELECT fact, gen_random_uuid(), 'voided' FROM ledger_position WHERE position = 3",
            "void",
        ),
        ("INSERT INTO ledger_void SELECT id, id, 'voided' FROM ledger_fact WHERE seq = 3", "void"),
        (
            "INSERT INTO ledger_erasure SELECT gen_random_uuid(), fact, '{}' FROM ledger_position WHERE position = 3",
            "erasure",
        ),
    ],
)
def test_an_added_row_is_named(ledger: Any, attack: str, kind: str) -> None:
    assert ledger[1].execute(attack).rowcount == 1
    assert first().kind == kind
    if kind in ("void", "erasure"):
        assert first().position == 3


def test_an_added_fact_with_a_position_in_its_place_is_named(ledger: Any) -> None:
    owner = ledger[1]
    owner.execute(INSERT)
    owner.execute("UPDATE ledger_position SET fact = '01890000-0000-7000-8000-00000000000a' WHERE position = 6")
    told = {(p.position, p.kind) for p in queries.verify(SYSTEM).problems}
    assert told == {(6, "parties"), (6, "missing_body"), (6, "header"), (None, "added_fact")}


def test_a_body_deleted_with_a_made_up_mark_is_named(ledger: Any) -> None:
    facts, owner = ledger
    owner.execute("INSERT INTO ledger_erasure VALUES (%s, %s, '{}')", [facts[0].id, facts[5].id])
    owner.execute("DELETE FROM ledger_body WHERE fact = %s", [facts[5].id])
    assert [(p.position, p.kind) for p in queries.verify(SYSTEM).problems] == [(6, "missing_body"), (6, "erasure")]


def test_a_fact_deleted_before_it_was_sequenced_is_named(ledger: Any) -> None:
    owner = ledger[1]
    late = committed()
    assert queries.verify(SYSTEM).waiting == 1
    owner.execute("DELETE FROM ledger_fact WHERE id = %s", [late.id])
    assert {p.kind for p in queries.verify(SYSTEM).problems} == {"missing_fact", "orphan"}


def test_a_voiding_that_was_unmade_is_named(ledger: Any) -> None:
    facts, owner = ledger
    with transaction.atomic():
        actions.void(SYSTEM, facts[5].id, reason="错")
    actions.sequence()
    assert queries.verify(SYSTEM).ok
    owner.execute("DELETE FROM ledger_void")
    assert (first().kind, first().position) == ("void", 14)


def test_after_erasing_verify_is_in_order_and_still_guards_what_stays(ledger: Any) -> None:
    facts, owner = ledger
    with transaction.atomic():
        actions.erase(SYSTEM, facts[5].id, ground="本人要求", attributes=["topics"])
        actions.erase(SYSTEM, facts[11].id, ground="本人要求")
    actions.sequence()
    actions.seal(at_once=True)
    report = queries.verify(SYSTEM)
    assert (report.problems, report.erased) == ((), 2)
    owner.execute("UPDATE ledger_attr SET num = 9 WHERE attr = 'hazards' AND fact = %s", [facts[5].id])
    assert (first().position, first().kind) == (6, "attributes")
    owner.execute("UPDATE ledger_attr SET num = 2 WHERE attr = 'hazards' AND fact = %s", [facts[5].id])
    assert queries.verify(SYSTEM).ok
    owner.execute("INSERT INTO ledger_body VALUES (%s, '', '{}')", [facts[5].id])
    assert (first().position, first().kind) == (6, "body")


def test_many_bodies_erased_and_verify_is_in_order(fresh_database: object) -> None:
    facts = [committed() for _ in range(60)]
    actions.sequence()
    actions.seal(at_once=True)
    with transaction.atomic():
        for fact in facts[::2]:
            actions.erase(SYSTEM, fact.id, ground="本人要求")
    actions.sequence()
    report = queries.verify(SYSTEM)
    assert (report.problems, report.erased, report.last) == ((), 30, 90)


# -- anchors and resuming -----------------------------------------------------------------------------------------


def _rewrite(owner: Owner) -> None:
    """What somebody with the owner's rights and our source can do: change a row and make every digest anew."""
    owner.execute(
        "UPDATE ledger_fact SET name = 'records.other' WHERE id = (SELECT fact FROM ledger_position WHERE position = 6)"
    )
    owner.execute(
        "UPDATE ledger_position p SET leaf = ledger_leaf(p.position, f) FROM ledger_fact f WHERE f.id = p.fact"
    )
    previous = None
    for begin, end in owner.execute("SELECT first, last FROM ledger_seal ORDER BY first").fetchall():
        leaves = owner.execute(
            "SELECT leaf FROM ledger_position WHERE position BETWEEN %s AND %s ORDER BY position", [begin, end]
        ).fetchall()
        root = digests.root([bytes(leaf) for (leaf,) in leaves])
        previous = digests.head(previous, begin, end, root)
        owner.execute("UPDATE ledger_seal SET root = %s, head = %s WHERE first = %s", [root, previous, begin])


def test_a_rewritten_chain_is_betrayed_by_the_oldest_anchor_kept_elsewhere(ledger: Any) -> None:
    old = actions.anchor(SYSTEM)
    assert old.position == 13
    committed()
    actions.sequence()
    new = actions.anchor(SYSTEM)
    told = Anchor.read(str(old))
    assert told == old
    assert queries.verify(SYSTEM, anchors=[new, told]).ok
    _rewrite(ledger[1])
    assert queries.verify(SYSTEM).ok  # without anchors nobody can see it
    report = queries.verify(SYSTEM, anchors=[new, told])
    assert [(p.kind, p.position) for p in report.problems] == [("anchor", 13), ("anchor", 14)]


def test_a_ledger_that_was_cut_off_is_betrayed_by_an_anchor(ledger: Any) -> None:
    owner = ledger[1]
    kept = actions.anchor(SYSTEM)
    for statement in (
        "DELETE FROM ledger_seal WHERE last > 8",
        "DELETE FROM ledger_fact WHERE id IN (SELECT fact FROM ledger_position WHERE position > 8)",
        "DELETE FROM ledger_body WHERE fact IN (SELECT fact FROM ledger_position WHERE position > 8)",
        "DELETE FROM ledger_party WHERE fact IN (SELECT fact FROM ledger_position WHERE position > 8)",
        "DELETE FROM ledger_attr WHERE fact IN (SELECT fact FROM ledger_position WHERE position > 8)",
        "DELETE FROM ledger_position WHERE position > 8",
    ):
        owner.execute(statement)
    assert queries.verify(SYSTEM).ok
    report = queries.verify(SYSTEM, anchors=[kept])
    assert [(p.kind, p.position) for p in report.problems] == [("anchor", 13)]


@pytest.mark.parametrize("text", ["", "anjian-anchor 3 sha256:00 2026-01-01", "x 3 sha256:" + "0" * 64 + " 2026-01-01"])
def test_what_is_no_anchor_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Anchor.read(text)


def test_verify_goes_on_from_the_last_good_seal_and_a_whole_one_sees_what_lies_before(ledger: Any) -> None:
    facts, owner = ledger
    assert actions.verify(SYSTEM).ok
    committed()
    actions.sequence()
    report = actions.verify(SYSTEM, from_last_good=True)
    assert (report.ok, report.since, report.last) == (True, 10, 14)
    owner.execute("UPDATE ledger_fact SET name = 'x' WHERE id = %s", [facts[2].id])
    assert actions.verify(SYSTEM, from_last_good=True).ok
    assert actions.verify(SYSTEM).problems[0].position == 3
    owner.execute("UPDATE ledger_fact SET name = 'x' WHERE id = %s", [facts[12].id])
    assert actions.verify(SYSTEM, from_last_good=True).problems[0].position == 13


def test_verify_is_for_administrators(ledger: Any) -> None:
    clerk = viewer("acct:a", "141021")
    with pytest.raises(Refusal) as no:
        queries.verify(clerk)
    assert no.value.code == "ledger.forbidden"
    assert queries.verify(replace(clerk, roles=frozenset({"administrator"}))).ok


def test_an_empty_ledger_is_in_order_and_gives_no_anchor(fresh_database: object) -> None:
    assert queries.verify(SYSTEM).ok
    with pytest.raises(Refusal) as no:
        actions.anchor(SYSTEM)
    assert no.value.code == "ledger.empty"


def test_verify_is_quiet_while_facts_are_recorded_sequenced_sealed_and_erased(fresh_database: object) -> None:
    def write() -> None:
        for n in range(80):
            made = about(f"ent:{n}")
            if n % 5 == 0:
                with transaction.atomic():
                    actions.erase(SYSTEM, made.id, ground="本人要求", attributes=["topics"])

    def work() -> None:
        for _ in range(150):
            actions.sequence()
            actions.seal(at_once=True)

    def check() -> list[Problem]:
        return [problem for _ in range(25) for problem in queries.verify(SYSTEM).problems]

    assert together(write, write, work, check)[3] == []
    work()
    report = queries.verify(SYSTEM)
    assert (report.problems, report.sealed, report.last) == ((), 192, 192)


def test_a_seal_waits_for_a_full_batch_or_a_minute(fresh_database: Any) -> None:
    committed()
    actions.sequence()
    assert actions.seal() == 0
    with fresh_database.connect("anjian", autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger_position DISABLE TRIGGER USER")
        owner.execute("UPDATE ledger_position SET at = at - interval '61 seconds'")
    assert actions.seal() == 1
    assert actions.seal() == 0


def test_the_leaf_of_the_database_is_the_leaf_of_python(fresh_database: object) -> None:
    committed(parties=[Party("a", "matter", "事项｜1", "")], place=None, name="记录.甲")
    actions.sequence()
    row = sql(
        "SELECT p.leaf, f.id, f.name, f.happened_at, f.precision, f.recorded_at, f.recorded_by, f.place, f.origin, "
        "f.algorithm, f.parties_digest, f.body_digest FROM ledger_position p JOIN ledger_fact f ON f.id = p.fact"
    )[0]
    names = [
        *("id", "name", "happened_at", "precision", "recorded_at", "recorded_by", "place", "origin", "algorithm"),
        *("parties_digest", "body_digest"),
    ]
    assert bytes(row[0]) == digests.leaf(1, **dict(zip(names, row[1:], strict=True)))
