"""A county inside an adopting city adopts too: one duty, not two, and both evaluators say so of the real tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.db import connection

from anjian.duties import evaluating, queries, rulebook, terms
from anjian.duties.engines.tables import RELATIONS
from anjian.duties.reference import World, evaluate
from anjian.duties.tests import town
from anjian.duties.tests.town import QU, QU_DEPUTY, QU_HEAD, RULE, YAO_DEPUTY
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions as policy

D = dt.date
TODAY = D(2026, 4, 20)
SINCE = D(2026, 1, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town(db):
    town.settle()
    for n, place in ((1, QU), (2, town.YAO)):
        town.firm(n, place)
    town.visit(D(2026, 4, 1))


def everything(as_of=TODAY):
    found = queries.verdicts(SYSTEM, as_of=as_of, since=SINCE)
    return Counter((v.rule, v.bearer, v.each, str(v.period), v.matter, v.due, v.outcome.value) for v in found)


def adopt_too():
    policy.adopt(town.office(QU), document="linfen-2018", place=QU, since=D(2020, 1, 1))


def together(since):
    key = {"rule": RULE, "field": "counted", "place": QU, "ground": "纪要"}
    policy.set_value(town.office(QU), **key, value="together", since=since)


def relations():
    rows = {}
    with connection.cursor() as cursor:
        for name, relation in RELATIONS.items():
            cursor.execute(f"SELECT {', '.join(relation.columns)} FROM {name}")
            rows[name] = [dict(zip(relation.columns, row, strict=True)) for row in cursor.fetchall()]
    return rows


def test_adopting_once_more_changes_no_duty():
    before = everything()
    assert before
    adopt_too()
    assert everything() == before
    assert max(before.values()) == 1


def test_the_county_s_own_setting_counts_in_the_county_from_its_day_and_nowhere_else():
    adopt_too()
    together(D(2026, 3, 1))

    def told(as_of):
        found = queries.verdicts(SYSTEM, as_of=as_of, since=as_of, rules=[RULE])
        return sorted((v.bearer, v.outcome.value) for v in found if v.bearer)

    assert told(D(2026, 2, 10)) == [(YAO_DEPUTY, "due"), (QU_DEPUTY, "due"), (QU_HEAD, "due")]
    assert told(D(2026, 4, 10)) == [(YAO_DEPUTY, "met_entered_late"), (f"{QU_DEPUTY}+{QU_HEAD}", "due")]


def test_both_evaluators_say_the_same_of_nested_adoption():
    adopt_too()
    together(D(2026, 3, 1))
    book, rows, compared = rulebook.book(TODAY), relations(), 0
    rulebook.prepare(book)
    assert {entry.ask.nested for entry in book.entries} == {True, False}
    for entry in book.entries:
        asked = evaluating.Question(TODAY, SINCE)
        compiled = sorted(
            (row.bearer, row.each_id, row.place, row.token, str(row.due), row.outcome.value)
            for row in evaluating.standings([entry], asked)
        )
        world = World(rows, terms.calendar(), TODAY, None)
        slow = sorted(
            (a.bearer, a.each, a.place, a.token, str(a.due), a.outcome) for a in evaluate(world, entry.ask, since=SINCE)
        )
        assert compiled == slow, entry.ask
        compared += len(slow)
    assert compared > 40
