"""New Year 2019 on the real tables: overdue are exactly the tasks of 2018 that were not shown done by then."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from django.db import connection

from anjian.duties import queries
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy

DAY = dt.date(2019, 1, 1)
LAST = dt.date(2018, 12, 31)


@pytest.fixture(scope="module")
def sample(copies):
    with copies("anjian_loaded") as copy:
        yield copy


def shown() -> dict[tuple[str, str], set[str]]:
    """What was delivered of each task by the last day of 2018: (rule, body) → parts; read from the facts themselves."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, b.id, coalesce(a.text, '') FROM rel_fact f "
            "JOIN rel_party t ON t.fact = f.fact AND t.role = 'task' "
            "JOIN rel_party b ON b.fact = f.fact AND b.role = 'by' "
            "LEFT JOIN rel_attr a ON a.fact = f.fact AND a.attr = 'part' "
            "WHERE f.name IN ('tasks.completed', 'tasks.part_done') AND f.day BETWEEN %s AND %s "
            "AND NOT EXISTS (SELECT 1 FROM rel_void v WHERE v.fact = f.fact)",
            [dt.date(2018, 1, 22), LAST],
        )
        for rule, body, part in cursor.fetchall():
            found[rule, body].add(part)
    return found


def test_overdue_on_new_year_are_exactly_the_tasks_of_2018_that_were_not_shown_done(sample, django_db_blocker):
    with django_db_blocker.unblock():
        card = policy.document(SYSTEM, "linfen-2018")
        rows = {name: held.rule for name, held in card.rules.items() if "/annex-" in name}
        found = [v for v in queries.verdicts(SYSTEM, as_of=DAY, since=DAY, rules=list(rows)) if v.bearer]
        before = [v for v in queries.verdicts(SYSTEM, as_of=LAST, since=LAST, rules=list(rows)) if v.bearer]
        done = shown()
    late = {(v.rule, v.bearer) for v in found if v.outcome is Outcome.OVERDUE}
    wanted = set()
    for one in found:
        rule = rows[one.rule]
        parts = set(rule.parts) or {""}
        told = set().union(*(done.get((one.rule, body), set()) for body in one.bearer.split("+")))
        if rule.by == "2018" and one.outcome is not Outcome.NOT_SET and not parts <= told:
            wanted.add((one.rule, one.bearer))
    assert late == wanted
    assert len(late) > 5
    assert {v.due for v in found if v.outcome is Outcome.OVERDUE} == {LAST}
    assert {rows[name].by for name, _ in late} == {"2018"}
    assert [v for v in before if v.outcome is Outcome.OVERDUE] == []  # a day off, and still the last day
    assert {v.due.year for v in found if v.due and v.outcome is Outcome.DUE} <= {2019, 2020}
