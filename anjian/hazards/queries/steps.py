"""The six steps of a hazard as a page shows them: what was done when, and under which clauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from anjian.hazards.queries.basis import Basis, Clause
from anjian.hazards.states import OF_FACT, STEPS, VERBS
from anjian.ledger.events import Fact
from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Step:
    """One of the six steps: its word, the day of its last fact (None: not done yet), the clauses of it."""

    name: str
    word: str
    done: dt.date | None
    clauses: tuple[Clause, ...]


def steps(viewer: Viewer, told: Sequence[Fact], *, place: str, as_of: dt.date) -> list[Step]:
    """The steps in their order, with what these facts say of them, and the clauses of a hazard in that place."""
    last: dict[str, dt.date] = {}
    for fact in told:
        last[VERBS[OF_FACT[fact.name]].step] = fact.day
    basis = Basis(viewer, place=place, as_of=as_of)
    return [Step(name, word, last.get(name), basis.of(name)) for name, word in STEPS.items()]
