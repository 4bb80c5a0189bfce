"""The class of each clause of a loaded document (覆盖): what the program does with it, as `counting` says."""

from __future__ import annotations

from anjian.policy.counting import CLASSES, FOUR, classify
from anjian.policy.pack import Rule
from anjian.policy.queries.cards import DocumentCard

__all__ = ["CLASSES", "FOUR", "classes"]


def classes(card: DocumentCard) -> dict[str, str]:
    """Clause id → its class, one of `CLASSES`, in the document's order."""

    def rule(id: str) -> Rule | None:
        held = card.rules.get(id)
        return held.rule if held else None

    return {each.id: classify(each.clause, [card.rules[id].rule for id in each.rules], rule) for each in card.clauses}
