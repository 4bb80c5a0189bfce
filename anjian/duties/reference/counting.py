"""Facts that count, one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anjian.duties.asks import Ask, Who
from anjian.duties.reference.limits import in_time as on_time
from anjian.duties.reference.world import Case, Row, World, fits, named, parties


@dataclass(frozen=True)
class Count:
    """What was counted. `need` is asked of all pieces together; `maybe` is missing where a piece may not be asked."""

    have: Decimal
    entered: Decimal
    ever: Decimal
    met_on: dt.date | None
    last_on: dt.date | None
    facts: frozenset[str]
    need: Decimal | None = None
    maybe: Decimal = Decimal(0)


@dataclass(frozen=True)
class Piece:
    """Something that is counted for itself: the facts that show it, and whether it is sure that it is asked."""

    shown: Sequence[Row]
    sure: bool = True


def count_of(
    world: World,
    ask: Ask,
    case: Case,
    need: Decimal | None,
    due: dt.date | None,
    facts: Sequence[Row],
    at: dt.datetime | None = None,
    things: Mapping[str, bool] | None = None,
) -> Count:
    """Facts that show it, each part or thing for itself; facts are in the order of their days."""
    zero = Decimal(0)
    totals = {"have": zero, "entered": zero, "ever": zero}
    maybe = zero
    reached: list[dt.date | None] = []
    used: list[Row] = []
    pieces = _pieces(world, ask, case, facts, things)
    for piece in pieces:
        in_time = [fact for fact in piece.shown if on_time(fact, due, at)]
        prompt = [
            fact
            for fact in in_time
            if (due is not None and fact["recorded_day"] <= due)
            or (fact["recorded_day"] - fact["day"]).days <= ask.window
        ]
        for name, listed in (("have", in_time), ("entered", prompt), ("ever", piece.shown)):
            n = Decimal(len(listed))
            totals[name] += n if (not ask.parts and things is None) or need is None or n < need else need
        if need is not None and not piece.sure:
            maybe += max(need - len(in_time), zero)
        enough = need and need == int(need) and len(piece.shown) >= need
        reached.append(piece.shown[int(need) - 1]["day"] if need and enough else None)
        used += piece.shown
    met_on = max((day for day in reached if day), default=None) if all(reached) else None
    last_on = max((fact["day"] for fact in used), default=None)
    return Count(
        totals["have"],
        totals["entered"],
        totals["ever"],
        met_on,
        last_on,
        frozenset(str(fact["fact"]) for fact in used),
        need * len(pieces) if need is not None and pieces else None,
        maybe,
    )


def _pieces(world: World, ask: Ask, case: Case, facts: Sequence[Row], things: Mapping[str, bool] | None) -> list[Piece]:
    listed = sorted(facts, key=lambda row: (row["day"], str(row["fact"])))
    if things is not None:
        assert ask.cover is not None
        role = ask.cover.role
        named = {
            id: [fact for fact in listed if any(p["id"] == id for p in parties(world, fact, role))] for id in things
        }
        return [Piece(named[id], sure) for id, sure in things.items()]
    if not ask.parts:
        return [Piece(listed)]
    return [
        Piece(
            [
                fact
                for fact in listed
                if fits(world, part.tests, fact, case) is True and (not part.names or fact["name"] in part.names)
            ]
        )
        for part in ask.parts
    ]


def shown(world: World, ask: Ask, case: Case, first: dt.date, last: dt.date) -> list[Row]:
    """Facts between two days that pass all tests; what is not told is not shown."""
    assert ask.evidence is not None
    return [
        fact
        for fact in named(world, ask.evidence)
        if first <= fact["day"] <= last
        and fits(world, ask.evidence.tests, fact, case) is True
        and not any(str(fact["fact"]) in world.spent.get(member, ()) for member in case.members)
    ]


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
