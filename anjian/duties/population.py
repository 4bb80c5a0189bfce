"""Everybody at once (全域测算): every rule over the whole population, counted by an engine beside the serving database.

For questions that no desk asks: how a whole province stands under all rules, or whether the projection says the same as
an engine that never saw it. The rules are the compiled texts themselves, one statement each, so that memory stays
bounded; whom they ask, and for what, is found once for all rules that ask the same. What comes back are numbers.
Running periods, the ones before, everything that does not recur, and triggered duties that are open. Consequences and
procedures are asked where they lie, not here.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from anjian.duties import engines, rulebook, terms
from anjian.duties.asks import Ask
from anjian.duties.compile import count_ask
from anjian.duties.engines import Engine
from anjian.duties.evaluating import OUTCOMES, Question
from anjian.duties.queries import Tallied
from anjian.duties.rulebook import Entry, Rulebook
from anjian.lib import ends

DAY = dt.timedelta(days=1)


def count(
    *, as_of: dt.date, where: str, since: dt.date | None = None, rules: Collection[str] | None = None
) -> list[Tallied]:
    """How many duties of each rule have which outcome on a day, everywhere.

    where   the engine (see `engines.opened`)
    since   finished periods and matters that ended before are left out; None: for each rule the period before

    Raises Refusal when there is no such engine.
    """
    book = rulebook.book(as_of)
    rulebook.prepare(book)
    entries = [entry for entry in book.kept if rules is None or entry.ask.rule in rules]
    with engines.opened(where) as engine:
        take(engine, book, entries)
        return tallies(engine, book, entries, as_of=as_of, since=since)


def take(engine: Engine, book: Rulebook, entries: Iterable[Entry]) -> None:
    """Give an engine the present of the serving database, as far as these entries ask for it."""
    names = frozenset(name for entry in entries for name in book.names(entry))
    engine.take(engines.login(), names)


def tallies(
    engine: Engine, book: Rulebook, entries: Iterable[Entry], *, as_of: dt.date, since: dt.date | None = None
) -> list[Tallied]:
    """The numbers of these entries, from an engine that has taken their facts; by rule and outcome."""
    counts = [_Count.of(engine, entry.ask, book.names(entry), as_of=as_of, since=since) for entry in entries]
    told = sum(engine.spread(_counted, _alike(counts)), Counter[tuple[str, str]]())
    return [Tallied(rule, "", OUTCOMES[outcome], n) for (rule, outcome), n in sorted(told.items())]


@dataclass(frozen=True)
class _Count:
    """What an engine is told to count an ask: tables to be kept, by name, and the question; each with its values."""

    rule: str
    names: frozenset[str]
    kept: tuple[tuple[str, str, list[Any]], ...]
    sql: str
    params: list[Any]

    @classmethod
    def of(cls, engine: Engine, ask: Ask, names: frozenset[str], *, as_of: dt.date, since: dt.date | None) -> _Count:
        text = count_ask(ask, said=engine.said)
        asked = Question(as_of, since or before(ask, as_of)).values()
        kept = tuple((name, rows.sql, rows.bind(**asked)) for name, rows in text.shared)
        return cls(ask.rule, names, kept, text.counts.sql, text.counts.bind(**asked))


def _alike(counts: Iterable[_Count]) -> list[list[_Count]]:
    """Asks of the same bearers together, the most first; among them those of the same duties side by side."""
    together: dict[str, list[_Count]] = {}
    for one in sorted(counts, key=lambda one: repr(one.kept)):
        together.setdefault(repr(one.kept[0]) if one.kept else one.rule, []).append(one)
    return sorted(together.values(), key=len, reverse=True)


def _counted(engine: Engine, alike: Iterable[_Count]) -> Counter[tuple[str, str]]:
    """How many by rule and outcome."""
    told: Counter[tuple[str, str]] = Counter()
    held: list[tuple[str, str, list[Any]]] = []
    for one in alike:
        engine.narrow(one.names)
        for n, table in enumerate(one.kept):
            if held[n : n + 1] != [table]:
                engine.keep(*table)
                held[n:] = [table]
        for outcome, n in engine.rows(one.sql, one.params):
            told[one.rule, outcome] += int(n)
    return told


def before(ask: Ask, as_of: dt.date) -> dt.date:
    """The first day of the period before the running one; the day itself for what does not recur."""
    said = {span.per for span in ask.spans}
    kinds = [kind for kind in terms.KINDS if kind in said]
    return min((_before(kind, as_of) for kind in kinds), default=as_of)


def _before(kind: ends.Kind, day: dt.date) -> dt.date:
    return ends.period_of(kind, ends.period_of(kind, day).start - DAY).start
