"""The steps of a matter, one matter after the other."""

from __future__ import annotations

from collections.abc import Iterator

from anjian.duties.asks import Ask, RoleOf
from anjian.duties.reference.grounds import Ground
from anjian.duties.reference.world import Row, World, parties


def grounds(world: World, ask: Ask) -> Iterator[Ground]:
    """Matters in which the step is asked, or was done before its turn."""
    needs = ask.stages[ask.step].needs
    for matter in sorted(_matters(world, ask)):
        before = [_first(world, ask, number, matter) for number in needs]
        done = _first(world, ask, ask.step, matter)
        token = f"{matter}#{ask.step + 1}"
        there = [(fact["day"], number, fact) for number, fact in zip(needs, before, strict=True) if fact is not None]
        if len(there) == len(needs):
            day, _, cause = max(there, key=lambda one: one[:2])
            if cause["place"] is not None:
                early = done is not None and done["day"] < day
                yield Ground("", token, cause["place"], day, late=False, cause=cause, stop="early" if early else "")
        elif done is not None and done["place"] is not None:
            yield Ground("", token, done["place"], done["day"], late=False, cause=done, stop="early")


def openers(world: World, ask: Ask, token: str) -> list[str]:
    """Whoever stands in the role in the first fact of the matter that names somebody there."""
    assert isinstance(ask.who, RoleOf)
    matter = token.rpartition("#")[0]
    facts = {fact["fact"]: fact for number in range(len(ask.stages)) for fact in _facts(world, ask, number, matter)}
    for fact in sorted(facts.values(), key=lambda one: (one["day"], str(one["fact"]))):
        found = sorted({row["id"] for row in parties(world, fact, ask.who.role)})
        if found:
            return found
    return []


def _matters(world: World, ask: Ask) -> set[str]:
    numbers = (*ask.stages[ask.step].needs, ask.step)
    return {
        row["id"]
        for number in numbers
        for fact in world.seen("rel_fact")
        if fact["name"] in ask.stages[number].names
        for row in parties(world, fact, ask.stages[number].role)
        if row["kind"] == "matter"
    }


def _facts(world: World, ask: Ask, number: int, matter: str) -> list[Row]:
    stage = ask.stages[number]
    return [
        fact
        for fact in world.seen("rel_fact")
        if fact["name"] in stage.names
        and any(row["kind"] == "matter" and row["id"] == matter for row in parties(world, fact, stage.role))
    ]


def _first(world: World, ask: Ask, number: int, matter: str) -> Row | None:
    found = _facts(world, ask, number, matter)
    return min(found, key=lambda fact: (fact["day"], str(fact["fact"])), default=None)
