"""The six steps of a hazard as a page shows them: what was done when, and under which clauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from anjian.hazards.states import OF_FACT, STEPS, VERBS
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that a step rests on: where it stands, what it says in our words, its document.

    chip   where it stands, short; ``url``: of its place on the document's page
    """

    id: str
    document: str
    cite: str
    gist: str
    chip: str
    url: str


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
    return [
        Step(name, word, last.get(name), cited(viewer, name, place=place, as_of=as_of)) for name, word in STEPS.items()
    ]


def cited(viewer: Viewer, step: str, *, place: str, as_of: dt.date) -> tuple[Clause, ...]:
    """The clauses that a step rests on by the packs: of the documents that the place has adopted by that day; where
    these say nothing of the step, of all that are loaded here, to read."""
    found = clauses(viewer, _cited(policy.PACKS / "life" / "hazards.yaml")[step])
    bound = {
        one.document
        for one in policy.adoptions(viewer)
        if one.since <= as_of <= (one.until or as_of) and divisions.contains(one.place, place)
    }
    return tuple(one for one in found if one.document in bound) or found


def clauses(viewer: Viewer, ids: Sequence[str]) -> tuple[Clause, ...]:
    """These clauses, as far as their documents are loaded here."""
    return tuple(filter(None, (_clause(viewer, id) for id in ids)))


def _clause(viewer: Viewer, id: str) -> Clause | None:
    document, number = id.split("/", 1)
    card, found = policy.document(viewer, document), policy.clause(viewer, id)
    if card is None or found is None:
        return None
    url = f"/documents/{document}/#{policy.anchor(number)}"
    return Clause(id, document, found.clause.cite, found.clause.gist, card.chip((id,)), url)


@lru_cache(maxsize=2)
def _cited(path: Path) -> Mapping[str, list[str]]:
    told: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told
