"""A chunk of planned rows becomes facts and rows (写入): each firm one fact that says all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib.viewer import Viewer
from anjian.registry import events, putting
from anjian.registry.intake.planning import Plan
from anjian.registry.intake.saying import Said
from anjian.registry.models import Enterprise, Item
from anjian.scope import actions as slices


def write(viewer: Viewer, plans: Sequence[Plan], *, said: Said) -> list[Fact]:
    """Record what the plans say and write their rows; the caller holds the turns of all their firms.

    No two of them change the same row: the caller sees to it.
    """
    facts = ledger.record_many(viewer, [_fact(made, said) for made in plans], changes=())
    told = list(zip(plans, facts, strict=True))
    slices.begin_many(
        Enterprise,
        "enterprise",
        {made.enterprise: (made.fresh.row, fact.id) for made, fact in told if made.fresh},
        since=said.since,
    )
    slices.say_many(
        Enterprise,
        "enterprise",
        {made.enterprise: (made.told.row(), fact.id) for made, fact in told if not made.fresh and made.told.columns},
        since=said.since,
    )
    _items(told, said)
    return facts


def _items(told: Sequence[tuple[Plan, Fact]], said: Said) -> None:
    new: dict[str, tuple[Mapping[str, Any], UUID]] = {}
    changed: dict[str, tuple[Mapping[str, Any], UUID]] = {}
    for made, fact in told:
        for n, item in enumerate(made.fresh.items if made.fresh else ()):
            new[putting.new_id(fact.id, n)] = (_with_body(item.row, item.personal, fact), fact.id)
        for n, target in enumerate(made.targets):
            row = putting.row_of(target, made.told, source=said.source, seen=said.since)
            values = _with_body(row, target.key in made.told.personal, fact)
            if target.row is None:
                new[putting.new_id(fact.id, n)] = ({"enterprise": made.enterprise, **values}, fact.id)
            else:
                changed[target.row.item] = (values, fact.id)
    slices.begin_many(Item, "item", new, since=said.since, unheard=True)
    slices.say_many(Item, "item", changed, since=said.since)


def _with_body(row: Mapping[str, Any], personal: bool, fact: Fact) -> Mapping[str, Any]:
    """The row of an item, with where its names and telephones stand."""
    return {**row, "private_in": fact.id} if personal else row


def _fact(made: Plan, said: Said) -> ledger.Ready:
    if made.fresh and made.fresh.fact:
        return made.fresh.fact
    assert made.before is not None, "what enters a new firm was put together where its row was read"
    return said.fact(
        events.CHANGED if putting.changes_identity(made.before, made.told) else events.ATTRIBUTES_TOLD,
        row=made.row,
        place=made.place,
        firm=Party("enterprise", "enterprise", made.enterprise, made.name),
        regulator=made.regulator,
        told=made.told,
        private=putting.private(made.targets, made.told, made.kept),
    )
