"""Where the term of a duty ends that a fact started."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.duties.asks import Named, Span
from anjian.duties.reference.world import Case, Row, World, fits, named, values
from anjian.lib.ends import Term

_LAST = dt.timedelta(hours=23, minutes=59)


@dataclass(frozen=True)
class Limit:
    """The last day, whether it is provisional, and for a term in hours the last instant."""

    due: dt.date | None
    provisional: bool = False
    at: dt.datetime | None = None


def limit(world: World, span: Span, day: dt.date, cause: Row | None, *, recorded: bool = False) -> Limit:
    """The limit of a term that starts on a day, or in hours at the instant of a fact."""
    if not span.term:
        return Limit(span.due)
    term = Term(*span.term)  # type: ignore[arg-type]
    if term.unit != "hour":
        end = term.due(day, world.calendar)
        return Limit(end.due, end.provisional)
    assert cause is not None
    start = cause["recorded_at"] if recorded else cause["happened_at"]
    if not recorded and cause["precision"] != "minute":
        start += _LAST  # it may have come in the last minute of its day
    end = term.due(start, world.calendar)
    return Limit(end.due, False, end.at)


def named_limit(world: World, said: Named, cause: Row, span: Span) -> Limit:
    """The last day as the triggering fact names it, or as the last fact that moved it does; it never rolls."""
    case = Case((), "", "", "", span, cause=cause)
    days = [row["day"] for row in values(world, cause, said.attr) if row["day"] is not None]
    moves = [
        (fact["day"], row["day"])
        for one in said.moved
        for fact in named(world, one.evidence)
        if fact["fact"] != cause["fact"] and fact["day"] >= cause["day"]
        if fits(world, one.evidence.tests, fact, case) is True
        for row in values(world, fact, one.to)
        if row["day"] is not None
    ]
    return Limit(max(moves)[1] if moves else max(days, default=None))


def in_time(fact: Row, due: dt.date | None, at: dt.datetime | None) -> bool:
    """Whether a fact came by the last day, or by the last minute."""
    if at is not None:
        return bool(fact["happened_at"].replace(second=0, microsecond=0) <= at)
    return due is None or bool(fact["day"] <= due)
