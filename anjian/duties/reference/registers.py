"""Registers, one part after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from anjian.duties.asks import Ask
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.bearers import hindrance
from anjian.duties.reference.counting import has_posts, shown, still_open
from anjian.duties.reference.states import asked_today
from anjian.duties.reference.world import Case, World, fits
from anjian.lib.ends import Term


def register(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    """It is there when every part is; it must be renewed when its oldest part is older than the term."""
    for span, bearer, each in asked_today(world, ask):
        case = Case(bearer.members, bearer.place, each, "", span, posts=has_posts(ask))
        facts = shown(world, ask, case, dt.date.min, world.as_of)
        latest: list[dt.date] = []
        used: set[str] = set()
        for part in ask.parts or (None,):
            mine = [
                fact
                for fact in facts
                if part is None
                or (fits(world, part.tests, fact, case) is True and (not part.names or fact["name"] in part.names))
            ]
            used |= {str(fact["fact"]) for fact in mine}
            if mine:
                latest.append(max(fact["day"] for fact in mine))
        wanted = max(len(ask.parts), 1)
        stop = hindrance(world, ask, span, bearer, world.as_of)
        due, provisional, stale = span.due, False, None
        if len(latest) == wanted:
            stale, due = min(latest), None
            if span.term:
                end = Term(*span.term).due(stale, world.calendar)  # type: ignore[arg-type]
                due, provisional = end.due, end.provisional
        if stop == "not_set":
            outcome = stop
        elif stale and ask.renewed and span.term is None:
            outcome = "unscheduled"
        elif stale:
            outcome = "met" if due is None or world.as_of <= due else "overdue"
        else:
            outcome = stop or still_open(world, due, "overdue")
        yield Answer(
            ask.rule, bearer.id, each, bearer.place, "", None, None, due, outcome, provisional,
            Decimal(wanted), Decimal(len(latest)), stale, max(latest, default=None), frozenset(used),
        )  # fmt: skip
