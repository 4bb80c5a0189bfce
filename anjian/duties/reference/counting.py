"""Facts that count, one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from anjian.duties.asks import Ask, Who
from anjian.duties.reference.limits import in_time as on_time
from anjian.duties.reference.world import Case, Row, World, fits, named


@dataclass(frozen=True)
class Count:
    have: Decimal
    entered: Decimal
    ever: Decimal
    met_on: dt.date | None
    last_on: dt.date | None
    facts: frozenset[str]


def count_of(
    world: World,
    ask: Ask,
    case: Case,
    need: Decimal | None,
    due: dt.date | None,
    facts: Sequence[Row],
    at: dt.datetime | None = None,
) -> Count:
    """Facts that show it, each part for itself; facts are in the order of their days."""
    zero = Decimal(0)
    totals = {"have": zero, "entered": zero, "ever": zero}
    reached: list[dt.date | None] = []
    used: list[Row] = []
    for part in ask.parts or (None,):
        shown = [
            fact
            for fact in sorted(facts, key=lambda row: (row["day"], str(row["fact"])))
            if part is None
            or (fits(world, part.tests, fact, case) is True and (not part.names or fact["name"] in part.names))
        ]
        in_time = [fact for fact in shown if on_time(fact, due, at)]
        prompt = [
            fact
            for fact in in_time
            if (due is not None and fact["recorded_day"] <= due)
            or (fact["recorded_day"] - fact["day"]).days <= ask.window
        ]
        for name, listed in (("have", in_time), ("entered", prompt), ("ever", shown)):
            n = Decimal(len(listed))
            totals[name] += n if part is None or need is None or n < need else need
        reached.append(shown[int(need) - 1]["day"] if need and need == int(need) and len(shown) >= need else None)
        used += shown
    met_on = max(day for day in reached if day) if all(reached) else None
    last_on = max((fact["day"] for fact in used), default=None)
    return Count(
        totals["have"],
        totals["entered"],
        totals["ever"],
        met_on,
        last_on,
        frozenset(str(fact["fact"]) for fact in used),
    )


def shown(world: World, ask: Ask, case: Case, first: dt.date, last: dt.date) -> list[Row]:
    """Facts between two days that pass all tests; what is not told is not shown."""
    assert ask.evidence is not None
    return [
        fact
        for fact in named(world, ask.evidence)
        if first <= fact["day"] <= last and fits(world, ask.evidence.tests, fact, case) is True
    ]


def whole_need(ask: Ask, need: Decimal | None) -> Decimal | None:
    return need * len(ask.parts) if need is not None and ask.parts else need


def done_by(count: Count, need: Decimal | None) -> str:
    if need is None:
        return ""
    if count.entered >= need:
        return "met"
    if count.have >= need:
        return "met_entered_late"
    return "met_late" if count.ever >= need else ""


def still_open(world: World, due: dt.date | None, over: str) -> str:
    if due is None:
        return "undated"
    return "due" if world.as_of <= due else over


def has_posts(ask: Ask) -> bool:
    return isinstance(ask.who, Who) and any(pick.kind == "post" for pick in ask.who.picks)
