"""Reference against engines, row by row; counts how often each outcome occurred."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from anjian.duties.asks import Ask
from anjian.duties.compile import STANDING, Compiled, compile_ask, count_ask
from anjian.duties.engines import Engine
from anjian.duties.reference import World, evaluate
from anjian.duties.tests import faults
from anjian.duties.tests.engines import CALENDAR, dates, load
from anjian.duties.tests.random_pieces import TERMS
from anjian.duties.tests.worlds import Made, make

NAMES = [name for name, _ in STANDING]
FLOORS = {
    "met": 60,
    "met_late": 15,
    "met_entered_late": 8,
    "due": 20,
    "overdue": 30,
    "missed": 60,
    "undated": 15,
    "unscheduled": 8,
    "unmet": 3,
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
    ("consequence", "overdue"): 4,
    ("consequence", "met"): 3,
    ("consequence", "met_late"): 3,
    ("procedure", "breached"): 20,
    ("procedure", "met"): 6,
    ("procedure", "overdue"): 1,
    ("response", "lifted"): 5,
    ("gate", "lifted"): 2,
    ("beyond", "met"): 3,
    ("cover", "met"): 1,
    ("cover", "unknown"): 3,
    ("phase", "missed"): 1,
    ("unlike", "met"): 1,
    ("unlike", "overdue"): 3,
    ("hourly", "met"): 3,
    ("hourly", "met_late"): 3,
    ("hourly", "overdue"): 3,
    ("moved", "overdue"): 3,
    ("moved", "met"): 1,
    ("moved", "met_late"): 1,
}
"""The same for kinds that stand on others, and for what a fact lifts."""


def prepare(engine: Engine) -> None:
    """The tables of dates, once."""
    for table, rows in dates(TERMS, dt.date(2022, 1, 1), dt.date(2027, 12, 31)).items():
        engine.fill(table, rows)


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
                _number(a.need),
                _number(a.have),
                a.met_on,
                a.last_on,
                a.outcome,
                tuple(sorted(a.facts)),
            )
            for a in evaluate(world, ask, since=made.since)
        ),
        key=str,
    )


def counted(engine: Engine, made: Made, ask: Ask) -> Counter[str]:
    """How many of each outcome the text that counts everybody says."""
    given = {"as_of": made.as_of, "since": made.since, "horizon": made.as_of}
    text = count_ask(ask, said=engine.said)
    for name, rows in text.shared:
        engine.keep(name, rows.sql, rows.bind(**given))
    return Counter(dict(engine.rows(text.counts.sql, text.counts.bind(**given))))


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
    rows = engine.rows(sql, params)
    facts: dict[tuple[str, str, str], set[str]] = {}
    if compiled.facts:
        for bearer, each, token, _, fact, _, _ in engine.rows(compiled.facts.sql, compiled.facts.bind(**given)):
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


def sorts(ask: Ask, token: str) -> list[str]:
    """What a row of an ask is counted as: its kind, and what is special about it."""
    phase = token in {one.label for one in ask.phases}
    special = {"hourly": ask.hourly, "beyond": ask.beyond, "cover": ask.cover, "unlike": ask.unlike, "phase": phase}
    special["moved"] = bool(ask.moves)
    return [ask.kind, *(name for name, has in special.items() if has)]


def differences(
    engines: Sequence[Engine],
    made: Made,
    *,
    label: object,
    outcomes: Counter[str] | None = None,
    kinds: Counter[tuple[str, str]] | None = None,
) -> list[str]:
    """What engines say of a world otherwise than the reference, which is asked once for all of them."""
    found = []
    for engine in engines:
        load(engine, made.rows)
    for ask in made.asks:
        want = wanted(made, ask)
        if outcomes is not None:
            outcomes.update(row[12] for row in want)
        if kinds is not None:
            kinds.update((sort, row[12]) for row in want for sort in sorts(ask, row[3]))
        text = compile_ask(ask, replay=made.known is not None)
        for engine in engines:
            if (got := said(engine, made, text)) != want:
                more = [row for row in got if row not in want][:3]
                less = [row for row in want if row not in got][:3]
                found.append(
                    f"{engine.name} {label} {ask.kind} {ask}\n as_of {made.as_of} known {made.known} "
                    f"since {made.since}\n engine: {more}\n reference: {less}"
                )
    return found


def missed_faults(engine: Engine, seeds: Iterable[int]) -> tuple[list[str], int]:
    """Planted faults that no world of these seeds shows, and how many worlds it took until the last was found."""
    waiting = {name: (pattern, instead) for name, pattern, instead in faults.FAULTS}
    looked = 0
    for seed in seeds:
        if not waiting:
            break
        looked += 1
        made = make(seed)
        load(engine, made.rows)
        for ask in made.asks:
            text = compile_ask(ask, replay=made.known is not None)
            want = None
            for name, fault in list(waiting.items()):
                if faults.plant(text.standings.sql, *fault) is None:
                    continue
                want = want if want is not None else said(engine, made, text)
                if said(engine, made, text, fault=fault) != want:
                    del waiting[name]
    return sorted(waiting), looked
