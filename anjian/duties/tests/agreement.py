"""Reference against engines, row by row; counts how often each outcome occurred."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

from anjian.duties.asks import Ask
from anjian.duties.compile import STANDING, Compiled, compile_ask
from anjian.duties.reference import World, evaluate
from anjian.duties.tests import faults
from anjian.duties.tests.engines import CALENDAR, Engine, dates
from anjian.duties.tests.random_pieces import TERMS
from anjian.duties.tests.worlds import Made, make

NAMES = [name for name, _ in STANDING]
FLOORS = {
    "met": 60,
    "met_late": 15,
    "met_entered_late": 8,
    "due": 20,
    "overdue": 30,
    "missed": 100,
    "undated": 15,
    "unscheduled": 8,
    "unmet": 5,
    "short": 3,
    "breached": 10,
    "unknown": 15,
    "not_set": 30,
    "gap": 10,
    "no_subject": 60,
    "lifted": 10,
    "attested": 5,
    "not_yet": 5,
}
"""How often each outcome must occur in 150 worlds; an agreement about nothing is none."""
KIND_FLOORS = {
    ("register", "overdue"): 5,
    ("register", "met"): 1,
    ("consequence", "overdue"): 10,
    ("consequence", "met"): 3,
    ("consequence", "met_late"): 3,
    ("procedure", "breached"): 20,
    ("procedure", "met"): 10,
    ("procedure", "overdue"): 3,
    ("response", "lifted"): 5,
    ("gate", "lifted"): 2,
    ("hourly", "met"): 3,
    ("hourly", "met_late"): 3,
    ("hourly", "overdue"): 3,
}
"""The same for kinds that stand on others, and for what a fact lifts."""


def prepare(engine: Engine) -> None:
    """The tables of dates, once."""
    for table, rows in dates(TERMS, dt.date(2022, 1, 1), dt.date(2027, 12, 31)).items():
        engine.put(table, rows)


def wanted(made: Made, ask: Ask) -> list[tuple[Any, ...]]:
    """What the reference says."""
    world = World(made.rows, CALENDAR, made.as_of, made.known)
    return sorted(
        (
            (
                a.bearer,
                a.each,
                a.place,
                a.token,
                a.begins,
                a.ends,
                a.due,
                a.provisional,
                a.need,
                a.have,
                a.met_on,
                a.last_on,
                a.outcome,
                tuple(sorted(a.facts)),
            )
            for a in evaluate(world, ask, since=made.since)
        ),
        key=str,
    )


def said(
    engine: Engine,
    made: Made,
    compiled: Compiled,
    *,
    fault: tuple[str, str] | None = None,
    bearers: list[str] | None = None,
) -> list[tuple[Any, ...]]:
    """What the compiled text says on an engine; with a planted fault, what that one says."""
    given = {
        "as_of": made.as_of,
        "since": made.since,
        "horizon": made.as_of,
        "known": made.known,
        "bearers": bearers,
    }
    sql, params = compiled.standings.sql, compiled.standings.bind(**given)
    if fault:
        planted = faults.plant(sql, *fault)
        assert planted is not None
        sql, params = faults.renumber(planted, params)
    rows = engine.execute(sql, params)
    facts: dict[tuple[str, str, str], set[str]] = {}
    if compiled.facts:
        for bearer, each, token, _, fact, _, _ in engine.execute(compiled.facts.sql, compiled.facts.bind(**given)):
            facts.setdefault((bearer, each, token), set()).add(fact)
    found = []
    for row in rows:
        r = dict(zip([*NAMES, "outcome"], row, strict=True))
        found.append(
            (
                r["bearer"],
                r["each_id"],
                r["place"],
                r["token"],
                r["begins"],
                r["ends"],
                r["due"],
                r["provisional"],
                _number(r["need"]),
                _number(r["have"]),
                r["met_on"],
                r["last_on"],
                r["outcome"],
                tuple(sorted(facts.get((r["bearer"], r["each_id"], r["token"]), ()))),
            )
        )
    return sorted(found, key=str)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).normalize()


def sorts(ask: Ask) -> list[str]:
    """What an ask is counted as: its kind, and what is special about it."""
    return [ask.kind, *(["hourly"] if ask.hourly else [])]


def difference(
    engine: Engine,
    seed: int,
    outcomes: Counter[str] | None = None,
    kinds: Counter[tuple[str, str]] | None = None,
) -> str:
    """What differs in the world of a seed, or the empty text."""
    made = make(seed)
    engine.load(made.rows)
    for ask in made.asks:
        want = [(*row[:8], _number(row[8]), _number(row[9]), *row[10:]) for row in wanted(made, ask)]
        want.sort(key=str)
        got = said(engine, made, compile_ask(ask, replay=made.known is not None))
        if outcomes is not None:
            outcomes.update(row[12] for row in want)
        if kinds is not None:
            kinds.update((sort, row[12]) for row in want for sort in sorts(ask))
        if got != want:
            more = [row for row in got if row not in want][:3]
            less = [row for row in want if row not in got][:3]
            return (
                f"{engine.name} seed {seed} {ask.kind} {ask}\n as_of {made.as_of} known {made.known} "
                f"since {made.since}\n engine: {more}\n reference: {less}"
            )
    return ""
