"""A whole population under every enterprise rule, on DuckDB in the process: 1,000,000 firms, five million facts.

.venv/bin/python -m bench.duties_population [firms] [facts]

The rules are the compiled texts of the product, as `anjian duties population` runs them: running periods, the ones
before, open responses. First everything is read from PostgreSQL, then the rules run twice; the second time is the warm
one. In the same run the recurring rules are asked by a query written by hand for them, whose numbers must be the same.
The slopes come from halves and quarters of the rules, and from a region of a tenth of the firms, in processes of their
own, so that each has its own memory.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

from bench.region_ground import FACTS, region
from bench.region_rules import DOCUMENT

FIRMS = 1_000_000
_HAND = """
WITH p AS (SELECT begins, ends, label FROM duties_period WHERE kind = ? AND begins <= ? AND ends >= ?),
firm AS (SELECT enterprise, since, until, ({who}) IS NOT NULL AS sure FROM rel_enterprise
         WHERE place BETWEEN ? AND ? AND COALESCE({who}, true)),
m AS (SELECT label, ends, enterprise, bool_or(until IS NULL) AS runs, max(until) AS last,
             bool_and(sure) AS sure
      FROM p JOIN firm ON since <= least(ends, ?) AND (until IS NULL OR until >= begins) GROUP BY ALL
      HAVING bool_or(since <= begins AND (until IS NULL OR until >= begins))),
f AS (SELECT DISTINCT q.id, f.fact, f.day, f.recorded_day FROM rel_fact f JOIN rel_party q ON q.fact = f.fact
      WHERE q.role = ? AND f.name IN ({names}) AND f.day >= ? AND f.day <= ?
      AND NOT EXISTS (SELECT 1 FROM rel_void v WHERE v.fact = f.fact){shown}),
t AS (SELECT p.label, f.id, count(*) AS n,
             sum(CASE WHEN recorded_day <= ends OR recorded_day - day <= ? THEN 1 ELSE 0 END) AS entered
      FROM f JOIN p ON f.day BETWEEN p.begins AND p.ends GROUP BY ALL)
SELECT CASE WHEN t.entered >= ? THEN 'met' WHEN t.n >= ? THEN 'met_entered_late'
            WHEN NOT runs AND last < least(ends, ?) THEN 'lifted' WHEN NOT sure THEN 'unknown'
            WHEN ? <= ends THEN 'due' ELSE 'missed' END, count(*)
FROM m LEFT JOIN t ON t.label = m.label AND t.id = m.enterprise GROUP BY 1
"""
_SHOWN = " AND f.fact IN (SELECT x.fact FROM rel_attr x WHERE x.attr = ? AND x.text IN ({words}))"


def main(firms: int = FIRMS, facts: int = FACTS) -> None:
    """Measure and write bench/duties_population.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    small = _alone(firms // 10, facts)
    large = _alone(firms, facts)
    by_rules = (large["warm"] - large["quarter"]) / (large["rules"] - large["rules"] // 4)
    bench.write(
        "duties_population",
        sizes={
            "firms": firms,
            "facts": facts,
            "rules": large["rules"],
            "duties_counted": large["counted"],
            "rules_by_hand": large["by_hand"],
        },
        results=[
            Result("all rules, warm", large["warm"], "s", at_most=15),
            Result("reading from PostgreSQL", large["read"], "s"),
            Result("reading and all rules", round(large["read"] + large["first"], 2), "s", at_most=30),
            Result("most memory of the process", large["memory"], "GiB", at_most=4.5),
            Result("recurring rules, times a query by hand", large["ratio"], "x", at_most=2),
            Result("rules whose numbers by hand differ", large["differ"], "rules", at_most=0),
            Result("per rule more", round(by_rules * 1000, 1), "ms"),
            Result("per thousand firms more", round((large["warm"] - small["warm"]) / (firms * 0.9) * 1e6, 2), "ms"),
            Result("a tenth of the firms, warm", small["warm"], "s"),
        ],
        note="DuckDB in the process, two threads; numbers by rule and outcome",
    )


def _alone(firms: int, facts: int) -> dict[str, Any]:
    """One size in a process of its own."""
    command = [sys.executable, "-m", "bench.duties_population", "one", str(firms), str(facts)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def one(firms: int, facts: int) -> None:
    """Measure one size and print it."""
    with region(firms, facts, projection=False):
        from anjian.duties import engines, population, rulebook
        from anjian.lib.ends import CHINA

        today = dt.datetime.now(CHINA).date()
        book = rulebook.book(today)
        rulebook.prepare(book)
        entries = [entry for entry in book.kept if entry.rule.document == DOCUMENT]
        with engines.opened("duckdb") as engine:
            read, _ = _timed(lambda: population.take(engine, book, entries))
            first, _ = _timed(lambda: population.tallies(engine, book, entries, as_of=today))
            warm, told = _timed(lambda: population.tallies(engine, book, entries, as_of=today))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            quarter, _ = _timed(lambda: population.tallies(engine, book, entries[::4], as_of=today))
            recurring = [entry for entry in entries if entry.ask.kind == "recurring"]
            product, said = _timed(lambda: population.tallies(engine, book, recurring, as_of=today))
            by_hand, hand = _timed(lambda: _by_hand(engine, book, recurring, today))
        counted = {(one.rule, one.outcome.value): one.n for one in said}
        differ = {rule for rule, _ in counted.items() ^ hand.items()}
        print(
            json.dumps(
                {
                    "read": round(read, 2), "first": round(first, 2), "warm": round(warm, 2),
                    "quarter": round(quarter, 2), "memory": round(memory, 2), "ratio": round(product / by_hand, 2),
                    "rules": len(entries), "by_hand": len(recurring), "differ": len({rule for rule, _ in differ}),
                    "counted": sum(one.n for one in told),
                }
            )
        )  # fmt: skip


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = call()
    return time.perf_counter() - begun, found


def _by_hand(engine: Any, book: Any, entries: list[Any], today: dt.date) -> dict[tuple[str, str], int]:
    """The recurring rules, each by the query above with its own figures, over the same tables, as many at a time."""
    told: dict[tuple[str, str], int] = {}
    hands = engine.hands()
    with ThreadPoolExecutor(len(hands)) as pool:
        parts = [entries[n :: len(hands)] for n in range(len(hands))]
        for found in pool.map(lambda hand, part: _asked_by_hand(hand, book, part, today), hands, parts):
            told |= found
    return told


def _asked_by_hand(engine: Any, book: Any, entries: list[Any], today: dt.date) -> dict[tuple[str, str], int]:
    from anjian.duties import population
    from anjian.lib import conditions

    told: dict[tuple[str, str], int] = {}
    for entry in entries:
        ask = entry.ask
        (span,), (pick,), since = ask.spans, ask.who.picks, population.before(ask, today)
        who, values = conditions.to_sql(pick.where, lambda name: name, placeholder="?")
        shown = [words for test in ask.evidence.tests if test.on == "text" for words in _words(test)]
        role = next(test.key for test in ask.evidence.tests if test.on == "party")
        sql = _HAND.format(who=who, names=", ".join("?" for _ in ask.evidence.names), shown=_said(shown))
        given = [
            span.per, today, since, *values, ask.lo, ask.hi, *values, today, role, *ask.evidence.names, since, today,
            *(word for words in shown for word in words), ask.window, Decimal(span.need), Decimal(span.need), today,
            today,
        ]  # fmt: skip
        engine.narrow(book.names(entry))
        for outcome, n in engine.rows(sql, given):
            told[ask.rule, outcome] = n
    return told


def _words(test: Any) -> list[list[str]]:
    """Attribute and words, of which one must be there; of several that must all be there one list each."""
    wanted = [str(word) for word in test.want]
    return [[test.key, word] for word in wanted] if test.op == "all" else [[test.key, *wanted]]


def _said(shown: list[list[str]]) -> str:
    return "".join(_SHOWN.format(words=", ".join("?" for _ in words[1:])) for words in shown)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(*map(int, sys.argv[2:]))
    else:
        main(*map(int, sys.argv[1:]))
