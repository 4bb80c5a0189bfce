"""Everybody at once, by an engine beside the database: the same numbers."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter

from typer.testing import CliRunner

from anjian.duties import cli, evaluating, population, rulebook
from anjian.duties.asks import Ask, Span
from anjian.duties.evaluating import Question
from anjian.duties.tests import town


def test_duckdb_counts_the_duties_of_everybody_as_the_evaluator_does(loaded_database):
    today = town.today()
    since = dt.date(today.year - 1, 1, 1)
    book = rulebook.book(today)
    rulebook.prepare(book)
    by_kind: dict[str, list[str]] = {}
    for entry in book.kept:
        by_kind.setdefault(entry.ask.kind, []).append(entry.ask.rule)
    rules = {rule for listed in by_kind.values() for rule in listed[:2]}
    want = Counter(
        (row.rule, row.outcome)
        for row in evaluating.standings(book.of(frozenset(rules)), Question(today, since))
        if row.rule in rules
    )
    found = population.count(as_of=today, where="duckdb", since=since, rules=rules)
    assert {(one.rule, one.outcome): one.n for one in found} == want
    assert len(by_kind) >= 6
    said = ["population", "--json", *(word for rule in sorted(rules) for word in ("--rule", rule))]
    told = json.loads(CliRunner().invoke(cli.app, [*said, "--since", since.isoformat()]).output)
    assert {(one["rule"], one["outcome"]): one["n"] for one in told["rules"]} == {
        (rule, outcome.value): n for (rule, outcome), n in want.items()
    }


def test_the_period_before_is_the_one_that_ended_last():
    day = dt.date(2026, 2, 10)
    assert population.before(asked_every("month"), day) == dt.date(2026, 1, 1)
    assert population.before(asked_every("quarter"), day) == dt.date(2025, 10, 1)
    assert population.before(asked_every(None), day) == day


def asked_every(per: str | None) -> Ask:
    return Ask("r", "d", "recurring", "0", "9", (Span(dt.date(2020, 1, 1), None, per=per),))
