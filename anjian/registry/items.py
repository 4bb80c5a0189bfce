"""What an enterprise has several of (分项): permits, equipment, insurance, sites, contacts — each with its days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from anjian.ledger import queries as ledger
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry.dictionary import dictionary, kinds
from anjian.registry.models import Enterprise, Item
from anjian.registry.rights import is_own
from anjian.registry.told import OLD
from anjian.registry.values import Value
from anjian.scope.queries import told

READ_BY = ("office", "recorder", "decider")
"""Roles that read names and telephones of an enterprise they may see."""


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item of an enterprise (分项) on a day.

    values   by field of its kind; what nobody told is left out
    source   who said it last; ``seen`` the day they saw it
    hidden   it has a name or telephone that this viewer does not read, or that was erased
    """

    item: str
    enterprise: str
    kind: str
    cls: str
    values: Mapping[str, Value]
    source: str
    seen: dt.date
    since: dt.date
    until: dt.date | None
    hidden: bool
    fact: UUID

    def days_left(self, as_of: dt.date) -> int | None:
        """Days until it expires, negative afterwards; None: no day is told."""
        expires = self.values.get("expires")
        return (expires - as_of).days if isinstance(expires, dt.date) else None

    def age(self, as_of: dt.date) -> int:
        """Days since it was seen."""
        return (as_of - self.seen).days

    def is_old(self, as_of: dt.date) -> bool:
        """Whether that is longer ago than a year."""
        return self.age(as_of) > OLD


def items(
    viewer: Viewer, enterprise_id: str, *, as_of: dt.date, known: int | None = None, kind: str = ""
) -> list[ItemCard]:
    """The items of an enterprise on a day, kind by kind, what expires first before the rest."""
    rows = _standing(viewer, as_of, known).filter(enterprise=enterprise_id)
    found = list(rows.filter(kind=kind) if kind else rows)
    bodies = _bodies(viewer, enterprise_id, found)
    order = list(kinds())
    cards = [_card(row, bodies.get(row.private_in) if row.private_in else None) for row in found]
    return sorted(cards, key=lambda card: (order.index(card.kind), str(card.values.get("expires", "9")), card.cls))


def owned(viewer: Viewer, credit_code: str, *, as_of: dt.date, known: int | None = None) -> dict[str, str]:
    """Enterprises whose owner (投资主体) on the day has this credit code, by id, each with how: 母公司, 控股股东.

    As far as the viewer sees them; none for a firm without a code.
    """
    if not credit_code:
        return {}
    rows = _standing(viewer, as_of, known).filter(kind="owner", number=credit_code)
    return dict(rows.order_by("-cls").values_list("enterprise", "cls"))


def personal() -> frozenset[str]:
    """Names of the dictionary that say something about a person."""
    return frozenset(entry.name for entry in dictionary().values() if entry.personal)


def reads_contacts(viewer: Viewer, enterprises: Iterable[str] = ()) -> bool:
    """Whether names and telephones are theirs to read, in files they see; ``enterprises``: of these in any case one's
    own."""
    return any(viewer.has(role) for role in READ_BY) or any(is_own(viewer, one) for one in enterprises)


def _standing(viewer: Viewer, as_of: dt.date, known: int | None) -> QuerySet[Item]:
    """The items of that day, of firms that the viewer sees on it: where a firm moved to, its items are not theirs."""
    firms = told(Enterprise.objects.seen_by(viewer), as_of, known)
    return told(Item.objects.seen_by(viewer), as_of, known).filter(enterprise__in=firms.values("enterprise"))


def _bodies(viewer: Viewer, enterprise_id: str, rows: list[Item]) -> dict[UUID, Mapping[str, Value]]:
    """The private bodies that hold names and telephones of these rows, where the viewer may read them.

    By their facts: what came over from a merged file was told of that one.
    """
    ids = {row.private_in for row in rows if row.private_in}
    if not ids or not reads_contacts(viewer, [enterprise_id]):
        return {}
    return {id: fact.private for id, fact in ledger.those(SYSTEM, ids).items() if not fact.erased}


def _card(row: Item, private: Mapping[str, Value] | None) -> ItemCard:
    values: dict[str, Value] = {}
    for field, declared in kinds()[row.kind].fields.items():
        value = (private or {}).get(f"{row.kind}.{row.cls}.{field}") if declared.personal else getattr(row, field)
        if value not in (None, ""):
            values[field] = value
    return ItemCard(
        item=row.item,
        enterprise=row.enterprise,
        kind=row.kind,
        cls=row.cls,
        values=values,
        source=row.source,
        seen=row.seen,
        since=row.since,
        until=row.until,
        hidden=row.private_in is not None and private is None,
        fact=row.said_by,
    )
