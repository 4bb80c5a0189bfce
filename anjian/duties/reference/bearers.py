"""Who owes, of whom, and what keeps it from being judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from anjian.duties.asks import Ask, Span, Who
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.world import Row, World, below, holds, in_range, is_vacant, slices, span_on, unset


@dataclass(frozen=True)
class Bearer:
    """A bearer on its judging day. `ended`: it is gone by then."""

    id: str
    place: str
    kind: str
    sure: bool
    ended: bool
    early: bool
    members: tuple[str, ...] = ()


def bearers(world: World, ask: Ask, begins: dt.date, day: dt.date) -> list[Bearer]:
    """Who was there on some day from `begins` to `day`; the slice that reaches furthest speaks for them."""
    if ask.who is None:
        return [Bearer("", ask.lo, "", True, False, True, ("",))]
    assert isinstance(ask.who, Who)
    by_id: dict[str, list[tuple[Row, str, bool]]] = {}
    for id, row, pick, sure in slices(world, ask, ask.who):
        if row["since"] <= day and (row["until"] is None or row["until"] >= begins):
            by_id.setdefault(id, []).append((row, pick.kind, sure))
    found = []
    for id, rows in sorted(by_id.items()):
        far = max(row["until"] or dt.date.max for row, _, _ in rows)
        best = sorted(
            (not sure, row["place"], kind) for row, kind, sure in rows if (row["until"] or dt.date.max) == far
        )[0]
        unsure, place, kind = best
        early = any(holds(row, begins) for row, _, _ in rows)
        found.append(Bearer(id, place, kind, not unsure, far < day, early, (id,)))
    found = [one for one in found if not _elsewhere(world, ask, one.id, day)]
    if ask.together:
        there = [one for one in found if not one.ended]
        if not there:
            return []
        ids = tuple(one.id for one in there)
        place = min(one.place for one in there)
        return [Bearer("+".join(ids), place, "", all(one.sure for one in there), False, True, ids)]
    return found


def _elsewhere(world: World, ask: Ask, bearer: str, day: dt.date) -> bool:
    """Whether a narrower rule, or an earlier case, binds this one on the day."""
    return any(
        one.since <= day
        and (one.until is None or day <= one.until)
        and any(
            id == bearer and (sure or one.unsure) and holds(row, day)
            for id, row, _, sure in slices(world, ask, one.who)
        )
        for one in ask.excepts
    )


def things(world: World, ask: Ask, bearer: Bearer, day: dt.date) -> list[str]:
    if ask.each is None:
        return [""]
    return sorted(
        {
            id
            for id, row, _, _ in slices(world, replace(ask, holes=()), ask.each)
            if holds(row, day) and (not ask.each.inside or below(bearer.place, row["place"]))
        }
    )


def nobody(world: World, ask: Ask) -> Iterator[Answer]:
    span = span_on(ask, world.as_of)
    if not isinstance(ask.who, Who) or span is None or ask.case:
        return
    there = {row["place"] for _, row, _, _ in slices(world, ask, ask.who) if holds(row, world.as_of)}
    levels = ask.who.levels
    ground = {
        row["place"]
        for row in world.on("rel_place", world.as_of)
        if row["level"] in levels
        and in_range(ask, row["place"])
        and (not ask.who.endings or row["name"].endswith(ask.who.endings))
    }
    empty = ground - there if ground else (set() if there or ask.nested else {ask.lo})
    lead = span.slots.get(ask.lead.name) if ask.lead and not ask.nested else None
    if lead is not None and lead not in {id for id, _, _, _ in slices(world, ask, ask.who)}:
        empty = {*empty, ask.lo}  # the lead that was named is none of those who owe it
    for place in sorted(empty):
        yield Answer(ask.rule, "", "", place, place, None, None, None, "no_subject")


def hindrance(world: World, ask: Ask, span: Span, bearer: Bearer, day: dt.date) -> str:
    """What keeps a duty from being judged, or the empty text."""
    if (
        span.need is None
        or unset(ask, span, ask.evidence, ask.whole)
        or (ask.lead and span.slots.get(ask.lead.name) is None)
    ):
        return "not_set"
    if (ask.kind == "recurring" or ask.periodic) and span.per is None:
        return "unscheduled"
    if bearer.ended:
        return "lifted"
    if not bearer.sure:
        return "unknown"
    if bearer.kind == "post" and is_vacant(world, bearer.id, day):
        return "gap"
    return ""


def named_lead(ask: Ask, span: Span, bearer: Bearer) -> bool:
    lead = span.slots.get(ask.lead.name) if ask.lead else None
    return lead is None or lead == bearer.id
