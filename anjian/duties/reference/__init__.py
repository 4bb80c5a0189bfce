"""The slow, obvious evaluator: loops over everything, no index, no SQL. It says what the compiled text must say.

Written apart from `compile`: it shares only the asks and `lib`. Deadlines come from `lib.ends`, not from tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from anjian.duties.asks import Ask
from anjian.duties.reference import acts, consequences, indicators, lifting, registers, serving, states
from anjian.duties.reference.answer import Answer
from anjian.duties.reference.bearers import nobody
from anjian.duties.reference.world import Row, World

__all__ = ["Answer", "Row", "World", "evaluate"]


def evaluate(world: World, ask: Ask, *, since: dt.date) -> list[Answer]:
    """All duties of one ask on the world's day; finished periods and matters before `since` are left out."""
    kinds = {
        "recurring": acts.recurring,
        "one_off": acts.one_off,
        "response": acts.response,
        "requirement": states.requirement,
        "indicator": indicators.indicator,
        "gate": acts.gate,
        "definition": states.definition,
        "attested": states.attested,
        "register": registers.register,
        "consequence": _consequence,
        "procedure": _consequence,
    }
    if ask.beyond:
        world = replace(world, spent=serving.spent(world, ask, evaluate))
    found = [lifting.judged(world, ask, answer) for answer in kinds[ask.kind](world, ask, since)]
    return found if ask.kind in ("consequence", "procedure") else [*found, *nobody(world, ask)]


def _consequence(world: World, ask: Ask, since: dt.date) -> Iterator[Answer]:
    return consequences.consequence(world, ask, since, evaluate)
