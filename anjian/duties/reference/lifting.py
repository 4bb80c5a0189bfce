"""Facts that lift a duty."""

from __future__ import annotations

from dataclasses import replace

from anjian.duties.asks import Ask
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.counting import has_posts
from anjian.duties.reference.world import Case, World, fits, named

_OPEN = frozenset({"unknown", "gap", "breached", "unmet", "short", "undated", "due", "missed", "overdue"})


def judged(world: World, ask: Ask, answer: Answer) -> Answer:
    """The answer, lifted where a fact of its period (or since it began) says so and it was not done."""
    out_of_order = ask.kind == "procedure" and answer.outcome == "breached"
    stale = ask.kind == "register" and answer.met_on is not None
    if ask.unless is None or answer.outcome not in _OPEN or out_of_order or stale:
        return answer
    cause = next((fact for fact in world.seen("rel_fact") if str(fact["fact"]) == answer.token), None)
    case = Case(
        tuple(answer.bearer.split("+")), answer.place, answer.each, answer.token, ask.spans[0], cause=cause,
        posts=has_posts(ask),
    )  # fmt: skip
    for fact in named(world, ask.unless):
        inside = (answer.begins or ask.origin) <= fact["day"] <= (answer.ends or world.as_of)
        if inside and fits(world, ask.unless.tests, fact, case) is True:
            return replace(answer, outcome="lifted")
    return answer
