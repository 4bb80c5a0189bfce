"""The compiled text on the little worlds of examples: all of them beside each other in one set of temporary tables.

Making the tables for each example anew costs twenty times what its statements cost. Here each row carries the number
of its world, and views of the names of the published relations show the rows of one world at a time: the text that
runs is the one that runs on the real relations. The connection is one of its own, so that nothing stays behind on the
serving one: neither tables that shadow the relations nor statements that were parsed against them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, cast

import psycopg
from django.db import connection

from anjian.duties import terms
from anjian.duties.asks import Ask
from anjian.duties.compile import STANDING, Statement, compile_ask
from anjian.duties.engines.tables import DATES, RELATIONS, declared
from anjian.duties.examples.worlds import Rows
from anjian.duties.reference import Answer
from anjian.lib import ends

_STATEMENTS = 10_000
"""Texts kept parsed: more than any pack has."""


@contextmanager
def laid() -> Iterator[Tables]:
    """Empty tables on a connection of their own, closed afterwards. Raises OperationalError without a server."""
    mine = connection.copy()
    mine.ensure_connection()
    try:
        yield Tables(cast("psycopg.Connection[Any]", mine.connection))
    finally:
        mine.close()


class Tables:
    """Worlds by number, and the days that their facts and periods look up."""

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self._raw = raw
        raw.prepare_threshold, raw.prepared_max = 0, _STATEMENTS
        self._worlds = 0
        self._dated: dict[str, set[tuple[Any, ...]]] = {name: set() for name in DATES}
        make = ["SET jit = off", "SET plan_cache_mode = force_generic_plan", "SET anjian.world = '0'"]
        for name, relation in RELATIONS.items():
            make += [
                f"CREATE TEMP TABLE world_{name} (world int, {declared(name)})",
                f"CREATE INDEX ON world_{name} (world)",
                f"CREATE TEMP VIEW {name} AS SELECT {', '.join(relation.columns)} FROM world_{name} "
                "WHERE world = CAST(current_setting('anjian.world') AS int)",
            ]
        make += [f"CREATE TEMP TABLE {name} ({declared(name)})" for name in DATES]
        make += ["CREATE INDEX ON duties_due (unit, n, day)", "CREATE INDEX ON duties_period (kind, begins)"]
        with raw.cursor() as cursor:
            cursor.execute(";\n".join(make).encode(), prepare=False)

    def lay(self, rows: Rows) -> int:
        """A new world with these rows; its number."""
        self._worlds += 1
        for name, relation in RELATIONS.items():
            self._put(f"world_{name}", [(self._worlds, *(row[c] for c in relation.columns)) for row in rows[name]])
        return self._worlds

    def answers(self, world: int, rows: Rows, ask: Ask, as_of: dt.date, known: int | None) -> list[Answer]:
        """What the compiled text says of an ask in a world."""
        self._date(ask, as_of, rows)
        text = compile_ask(ask, replay=known is not None)
        given = {"as_of": as_of, "since": ask.origin, "horizon": as_of, "known": known}
        with psycopg.RawCursor(self._raw) as cursor:
            cursor.execute(b"SELECT set_config('anjian.world', $1, false)", [str(world)])
        facts: dict[tuple[str, str, str], set[str]] = {}
        if text.facts:
            for bearer, each, token, _, fact, *_ in self._run(text.facts, given):
                facts.setdefault((bearer, each, token), set()).add(fact)
        names = [*(name for name, _ in STANDING), "outcome"]
        found = [dict(zip(names, row, strict=True)) for row in self._run(text.standings, given)]
        return [_answer(row, facts.get((row["bearer"], row["each_id"], row["token"]), set())) for row in found]

    def _date(self, ask: Ask, as_of: dt.date, rows: Rows) -> None:
        """Only the days that can be looked up: of facts, and the ends of periods."""
        below = [ask]
        for one in below:
            below.extend(one.below)
        kinds = sorted({span.per for one in below for span in one.spans if span.per and span.per != "phase"})
        first = min(one.origin for one in below)
        periods = list(ends.period_table(cast("Any", kinds), first, as_of))
        days = {row[name] for row in rows["rel_fact"] for name in ("day", "recorded_day")} | {row[2] for row in periods}
        if ask.kind in ("consequence", "procedure"):  # what follows is counted from due days, which may be any
            days |= {first + dt.timedelta(days=n) for n in range((as_of - first).days + 1)}
        due = [
            (unit, n, day, end.due, end.provisional)
            for n, unit in sorted(terms.needed([ask]))
            for day in sorted(days)
            for end in [ends.Term(n, cast("Any", unit)).due_day(day, terms.calendar())]
        ]
        for name, wanted in (("duties_period", periods), ("duties_due", due)):
            fresh = [row for row in map(tuple, wanted) if row not in self._dated[name]]
            self._dated[name].update(fresh)
            self._put(name, fresh)

    def _put(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            marks = ", ".join(["(" + ", ".join(["%s"] * len(rows[0])) + ")"] * len(rows))
            with self._raw.cursor() as cursor:
                values = [value for row in rows for value in row]
                cursor.execute(f"INSERT INTO {table} VALUES {marks}".encode(), values, prepare=False)

    def _run(self, statement: Statement, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        with psycopg.RawCursor(self._raw) as cursor:
            cursor.execute(statement.sql.encode(), statement.bind(**given))
            return cursor.fetchall()


def _answer(row: Mapping[str, Any], facts: set[str]) -> Answer:
    return Answer(
        row["rule"], row["bearer"], row["each_id"], row["place"], row["token"], row["begins"], row["ends"], row["due"],
        row["outcome"], row["provisional"], row["need"], Decimal(row["have"]), row["met_on"], row["last_on"],
        frozenset(facts), row["total"],
    )  # fmt: skip
