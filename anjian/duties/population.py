"""Everybody at once (全域测算): every rule over the whole population, counted by an engine beside the serving database.

For questions that no desk asks: how a whole province stands under all rules, or whether the projection says the same as
an engine that never saw it. The rules are the compiled texts themselves, one statement each, so that memory stays
bounded; what comes back are numbers. Running periods, the ones before, everything that does not recur, and triggered
duties that are open. Consequences and procedures are asked where they lie, not here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from anjian.duties import engines, rulebook, terms
from anjian.duties.asks import Ask
from anjian.duties.compile import compile_ask
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
    told: dict[tuple[str, str], int] = {}
    for entry in entries:
        text = compile_ask(entry.ask).standings
        asked = Question(as_of, since or before(entry.ask, as_of))
        engine.narrow(book.names(entry))
        sql = f"SELECT z.outcome, COUNT(*) AS n FROM ({text.sql}) z GROUP BY z.outcome"
        for outcome, n in engine.rows(sql, text.bind(**asked.values())):
            told[entry.ask.rule, outcome] = told.get((entry.ask.rule, outcome), 0) + int(n)
    return [Tallied(rule, "", OUTCOMES[outcome], n) for (rule, outcome), n in sorted(told.items())]


def before(ask: Ask, as_of: dt.date) -> dt.date:
    """The first day of the period before the running one; the day itself for what does not recur."""
    said = {span.per for span in ask.spans}
    kinds = [kind for kind in terms.KINDS if kind in said]
    return min((_before(kind, as_of) for kind in kinds), default=as_of)


def _before(kind: ends.Kind, day: dt.date) -> dt.date:
    return ends.period_of(kind, ends.period_of(kind, day).start - DAY).start
