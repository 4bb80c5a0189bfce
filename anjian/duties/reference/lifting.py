"""Facts that lift a duty."""

from __future__ import annotations

from dataclasses import replace

from anjian.duties.asks import Ask, Lift
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.counting import has_posts
from anjian.duties.reference.world import Case, Row, World, comes_first, fits, named

_OPEN = frozenset({"unknown", "gap", "breached", "unmet", "short", "undated", "due", "missed", "overdue"})


def judged(world: World, ask: Ask, answer: Answer) -> Answer:
    """The answer, lifted where all facts that lift it are there and it was not done."""
    out_of_order = ask.kind == "procedure" and answer.outcome == "breached"
    stale = ask.kind == "register" and answer.met_on is not None
    if not ask.unless or answer.outcome not in _OPEN or out_of_order or stale:
        return answer
    cause = next((fact for fact in world.seen("rel_fact") if str(fact["fact"]) == answer.token), None)
    case = Case(
        tuple(answer.bearer.split("+")), answer.place, answer.each, answer.token, ask.spans[0], cause=cause,
        posts=has_posts(ask),
    )  # fmt: skip
    there = all(
        any(_lifts(world, ask, lift, fact, case, answer) for fact in named(world, lift.evidence)) for lift in ask.unless
    )
    return replace(answer, outcome="lifted") if there else answer


def _lifts(world: World, ask: Ask, lift: Lift, fact: Row, case: Case, answer: Answer) -> bool:
    if fits(world, lift.evidence.tests, fact, case) is not True:
        return False
    if lift.came == "since":
        return bool((answer.begins or ask.origin) <= fact["day"] <= (answer.ends or world.as_of))
    if case.cause is None or fact["fact"] == case.cause["fact"]:
        return False
    return lift.came == "ever" or comes_first(fact, case.cause)
