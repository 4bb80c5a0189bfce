"""What a row would enter as a new firm (新户), worked out where it is read.

Most rows of a large sheet turn out to be one, and nothing of it has to be asked of the register: so it is put together
while the server still writes the chunk before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib import canonical, divisions
from anjian.lib.parts import by_parts
from anjian.registry import events, putting
from anjian.registry.intake.saying import Said
from anjian.registry.putting import Putting
from anjian.registry.values import NEVER_EMPTY, Value

NEEDED = tuple(sorted(NEVER_EMPTY - {"status"}))
"""What a firm is not entered without; its state is 在营 where the row does not say."""


NOTHING = Putting()


@by_parts
@dataclass(frozen=True, slots=True)
class Item:
    """The row of an item of it. ``personal``: names or telephones of it stand in the fact's private body."""

    row: Mapping[str, Any]
    personal: bool


@by_parts
@dataclass(frozen=True, slots=True)
class Fresh:
    """A new firm.

    told   what is told of it, while it is only tried out
    fact   to be written: the fact that enters it, its row, and its items
    """

    enterprise: str
    told: Putting = NOTHING
    fact: ledger.Ready | None = None
    row: Mapping[str, Any] = field(default_factory=dict)
    items: Sequence[Item] = ()


def fresh(values: Mapping[str, Value], *, row: int, said: Said, trial: bool) -> Fresh | None:
    """The new firm that a row's values make. None when it does not tell what a firm is not entered without."""
    if not all(values.get(name) for name in NEEDED):
        return None
    enterprise, place = _id(values, said.intake), str(values["place"])
    told = putting.sort_out({"status": "operating", **values})
    if trial:
        return Fresh(enterprise, told)
    targets = putting.targets(enterprise, told, since=said.since, standing=())
    fact = said.fact(
        events.REGISTERED,
        row=row,
        place=place,
        firm=Party("enterprise", "enterprise", enterprise, str(values["name"])),
        regulator=str(values.get("regulator") or "") or None,
        told=told,
        private=putting.private(targets, told, {}),
    )
    items = [
        Item(
            {"enterprise": enterprise, **putting.row_of(target, told, source=said.source, seen=said.since)},
            target.key in told.personal,
        )
        for target in targets
    ]
    return Fresh(enterprise, NOTHING, fact, told.row(), items)


def _id(values: Mapping[str, Value], intake: UUID) -> str:
    """The id of a new firm; without a code one for its name in this import, the same for each of its rows."""
    if code := values.get("credit_code"):
        return f"ent:{code}"
    return f"ent:{canonical.digest([str(intake), divisions.county(str(values['place'])), values['name']])[:16]}"
