"""Whom or what facts serve: what another rule used up, and the things that must be covered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from anjian.duties.asks import Ask
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.counting import Count
from anjian.duties.reference.world import Case, World, below, holds, slices

Evaluate = Callable[..., Iterable[Answer]]


def spent(world: World, ask: Ask, evaluate: Evaluate) -> Mapping[str, frozenset[str]]:
    """Facts of each bearer that met the rules beyond which the ask goes: the earliest, as many as were asked."""
    days = {str(fact["fact"]): fact["day"] for fact in world.seen("rel_fact")}
    found: dict[str, set[str]] = {}
    for source in ask.beyond:
        for answer in evaluate(world, source, since=source.origin):
            first = sorted(answer.facts, key=lambda fact: (days[fact], fact))
            found.setdefault(answer.bearer, set()).update(first[: int(answer.need or 0)])
    return {bearer: frozenset(facts) for bearer, facts in found.items()}


def to_cover(world: World, ask: Ask, case: Case, day: dt.date) -> Mapping[str, bool] | None:
    """The things to be covered on the day, and whether it is sure that they are; None: the ask covers nothing."""
    if ask.cover is None:
        return None
    found: dict[str, bool] = {}
    for id, row, _, sure in slices(world, replace(ask, holes=()), ask.cover.who):
        if holds(row, day) and (not ask.cover.who.inside or below(case.place, row["place"])):
            found[id] = found.get(id, False) or sure
    return found


def clouded(stop: str, count: Count, things: Mapping[str, bool] | None) -> str:
    """What keeps a duty from being judged, when it cannot be told what must be covered or there is nothing."""
    if things is None or stop not in ("", "gap", "unknown"):
        return stop
    if not things or (count.need is not None and count.have + count.maybe >= count.need):
        return "unknown"
    return stop
