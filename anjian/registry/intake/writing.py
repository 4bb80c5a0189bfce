"""A chunk of planned rows becomes facts and rows (写入): each firm one fact that says all of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, NewFact, Party
from anjian.lib.ends import CHINA
from anjian.lib.viewer import Viewer
from anjian.registry import events, putting
from anjian.registry.intake.planning import NEW, Plan
from anjian.registry.models import Enterprise, Item
from anjian.scope import actions as slices


def write(
    viewer: Viewer,
    plans: Sequence[Plan],
    *,
    intake: UUID,
    since: dt.date,
    source: str,
    meanwhile: Callable[[], None],
) -> list[Fact]:
    """Record what the plans say and write their rows; the caller holds the turns of all their firms.

    No two of them change the same row: the caller sees to it. ``meanwhile``: called when little is left to put
    together, and the server writes for long.
    """
    facts = ledger.record_many(viewer, [_fact(made, intake, since, source) for made in plans], changes=())
    meanwhile()
    told = list(zip(plans, facts, strict=True))
    slices.begin_many(
        Enterprise,
        "enterprise",
        {made.enterprise: (made.told.row(), fact.id) for made, fact in told if made.outcome == NEW},
        since=since,
    )
    slices.say_many(
        Enterprise,
        "enterprise",
        {
            made.enterprise: (made.told.row(), fact.id)
            for made, fact in told
            if made.outcome != NEW and made.told.columns
        },
        since=since,
    )
    _items(told, since, source)
    return facts


def _items(told: Sequence[tuple[Plan, Fact]], since: dt.date, source: str) -> None:
    new: dict[str, tuple[Mapping[str, Any], UUID]] = {}
    changed: dict[str, tuple[Mapping[str, Any], UUID]] = {}
    for made, fact in told:
        for n, target in enumerate(made.targets):
            values = putting.row_of(target, made.told, fact=fact.id, source=source, seen=since)
            if target.row is None:
                new[putting.new_id(fact.id, n)] = ({"enterprise": made.enterprise, **values}, fact.id)
            else:
                changed[target.row.item] = (values, fact.id)
    slices.begin_many(Item, "item", new, since=since)
    slices.say_many(Item, "item", changed, since=since)


def _fact(made: Plan, intake: UUID, since: dt.date, source: str) -> NewFact:
    name = events.REGISTERED if made.outcome == NEW else events.ATTRIBUTES_TOLD
    if made.before is not None and putting.changes_identity(made.before, made.told):
        name = events.CHANGED
    parties = [Party("enterprise", "enterprise", made.enterprise, made.name)]
    if made.regulator:
        parties.append(Party("regulator", "body", made.regulator))
    return NewFact(
        name,
        dt.datetime.combine(since, dt.time(), CHINA),
        made.place,
        parties,
        {**made.told.attributes(), "source": source, "since": since},
        {**putting.private(made.targets, made.told, made.kept), "list": str(intake), "row": made.row},
        precision="day",
    )
