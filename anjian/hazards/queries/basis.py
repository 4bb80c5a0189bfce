"""The clauses that the steps of a hazard rest on (依据): of the documents that its place has adopted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that a step rests on: where it stands, what it says in our words, its document.

    chip     where it stands, short; ``url``: of its place on the document's page
    adopted  whether the place of the hazard has adopted the document; another one is for reading
    """

    id: str
    document: str
    cite: str
    gist: str
    chip: str
    url: str
    adopted: bool


class Basis:
    """The documents loaded here, all read at once, and which of them a place has adopted by a day."""

    def __init__(self, viewer: Viewer, *, place: str, as_of: dt.date) -> None:
        self._cards = {card.id: card for card in policy.documents(viewer)}
        self._bound = {
            one.document
            for one in policy.adoptions(viewer)
            if one.since <= as_of <= (one.until or as_of) and divisions.contains(one.place, place)
        }

    def of(self, step: str) -> tuple[Clause, ...]:
        """The clauses that a step rests on by the packs: of the documents that the place has adopted; where these say
        nothing of the step, of all that are loaded here, to read."""
        found = self.clauses(_cited(policy.PACKS / "life" / "hazards.yaml")[step])
        return tuple(one for one in found if one.adopted) or found

    def clauses(self, ids: Iterable[str]) -> tuple[Clause, ...]:
        """These clauses, as far as their documents are loaded here."""
        return tuple(filter(None, map(self._clause, ids)))

    def _clause(self, id: str) -> Clause | None:
        document, number = id.split("/", 1)
        card = self._cards.get(document)
        found = next((one.clause for one in card.clauses if one.id == id), None) if card else None
        if card is None or found is None:
            return None
        url = f"/documents/{document}/#{policy.anchor(number)}"
        return Clause(id, document, found.cite, found.gist, card.chip((id,)), url, document in self._bound)


@lru_cache(maxsize=2)
def _cited(path: Path) -> Mapping[str, list[str]]:
    told: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told
