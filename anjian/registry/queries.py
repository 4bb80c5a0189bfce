"""Questions about enterprises. Seen by who answers for their place, by their regulator, and by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, TypedDict, Unpack
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import queries as policy
from anjian.registry import events
from anjian.registry.finding import meant_by
from anjian.registry.identity.aliases import any_merged, survivors
from anjian.registry.models import Enterprise
from anjian.scope.queries import told, told_by

IDENTITY = frozenset({"name", "credit_code", "place", "status", "industry", "staff", "safety_staff", "regulator"})
"""What an enterprise is entered with and changed in; everything else that the vocabulary declares is an attribute."""
Value = str | bool | int | Decimal | None
__all__ = ["any_merged", "survivors"]
Ids = Collection[str] | QuerySet[Any, str]
"""Ids of enterprises: told one by one, or an opaque subquery."""


@dataclass(frozen=True, slots=True)
class Card:
    """An enterprise (企业) as it was in a span of days. ``staff`` and ``safety_staff`` in persons, None: not known.

    ``regulator`` is the id of the body that answers for it, None: nobody does. ``until`` None: still so.
    """

    id: str
    name: str
    credit_code: str
    place: str
    status: str
    industry: str
    staff: int | None
    safety_staff: int | None
    regulator: str | None
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Told:
    """One value of an attribute (属性值) over the days on which it holds. ``value`` None: said to be not known.

    source  who said it last, see `events.SOURCES`; ``seen`` the day on which they saw it: its age counts from then
    until   last day; None: still
    fact    the fact that says so
    """

    attribute: str
    value: Value
    since: dt.date
    until: dt.date | None
    source: str
    seen: dt.date
    fact: UUID

    def age(self, as_of: dt.date) -> int:
        """Days since it was seen."""
        return (as_of - self.seen).days


def declared() -> Mapping[str, policy.Attribute]:
    """The attributes of an enterprise that can be told, by name, as the vocabulary declares them."""
    known = policy.vocabulary().subjects["enterprise"].attributes
    return {name: entry for name, entry in known.items() if name not in IDENTITY}


def enterprise(viewer: Viewer, enterprise_id: str, *, as_of: dt.date, known: int | None = None) -> Card | None:
    """One enterprise on that day; None when it did not exist then or is not theirs to see."""
    row = told(Enterprise.objects.seen_by(viewer), as_of, known).filter(enterprise=enterprise_id).first()
    return _card(row) if row else None


def history(viewer: Viewer, enterprise_id: str, *, known: int | None = None) -> list[Card]:
    """What is told of an enterprise over all days, in time order."""
    rows = told_by(Enterprise.objects.seen_by(viewer), known).filter(enterprise=enterprise_id)
    return [_card(row) for row in rows.order_by("since")]


def attributes(viewer: Viewer, enterprise_id: str, *, as_of: dt.date, known: int | None = None) -> dict[str, Told]:
    """What is known of an enterprise's attributes on a day, by name, each with its source. Unknown ones are left out.

    Empty when it did not exist then or is not theirs to see.
    """
    rows = list(told(Enterprise.objects.seen_by(viewer), as_of, known).filter(enterprise=enterprise_id))
    facts = _tellings(enterprise_id, known) if rows else []
    found = (_run(name, rows, [fact for fact in facts if _since(fact) <= as_of]) for name in declared())
    return {one.attribute: one for one in found if one is not None and one.value is not None}


def attribute_history(viewer: Viewer, enterprise_id: str, *, known: int | None = None) -> dict[str, list[Told]]:
    """Every value that an attribute is said to have had, by attribute and in time order."""
    rows = list(told_by(Enterprise.objects.seen_by(viewer), known).filter(enterprise=enterprise_id).order_by("since"))
    facts = _tellings(enterprise_id, known) if rows else []
    found: dict[str, list[Told]] = {}
    for name in declared():
        runs = [list(run) for _, run in groupby(rows, key=attrgetter(name))]
        said = [one for run in runs if (one := _run(name, run, facts)) is not None]
        if said:
            found[name] = said
    return found


class Chosen(TypedDict, total=False):
    """What narrows a list of enterprises.

    words     see `finding.meant_by`; inside: a division with everything below it; status: one of `events.STATUSES`
    industry  beginning of a code of GB/T 4754
    regulator  id of the body that answers for them; unregulated: those that nobody answers for
    places     divisions, each for itself alone; among: only these ids; apart: without these ids
    """

    words: str
    inside: str | None
    status: str | None
    industry: str
    regulator: str | None
    unregulated: bool
    places: Collection[str]
    among: Ids
    apart: Ids


def find(
    viewer: Viewer,
    *,
    as_of: dt.date,
    known: int | None = None,
    after: tuple[str, str] | None = None,
    limit: int = 50,
    **chosen: Unpack[Chosen],
) -> list[Card]:
    """Enterprises by pinyin of their names. The next page begins ``after`` the last row's key, see :func:`page_key`."""
    rows = _filtered(viewer, as_of=as_of, known=known, **chosen)
    if after is not None:
        rows = rows.filter(Q(sort_key__gt=after[0]) | Q(sort_key=after[0], enterprise__gt=after[1]))
    return [_card(row) for row in rows.order_by("sort_key", "enterprise")[:limit]]


def page_key(viewer: Viewer, enterprise_id: str, *, as_of: dt.date) -> tuple[str, str] | None:
    """Where the page after this enterprise begins."""
    row = told(Enterprise.objects.seen_by(viewer), as_of).filter(enterprise=enterprise_id).first()
    return (row.sort_key, row.enterprise) if row else None


def count(
    viewer: Viewer, *, as_of: dt.date, known: int | None = None, most: int | None = None, **chosen: Unpack[Chosen]
) -> int:
    """How many enterprises the viewer sees that day; a stranger 0. ``most``: beyond it nothing is counted."""
    rows = _filtered(viewer, as_of=as_of, known=known, **chosen)
    return rows.count() if most is None else rows.values("enterprise")[:most].count()


def ids(
    viewer: Viewer, *, as_of: dt.date, known: int | None = None, **chosen: Unpack[Chosen]
) -> QuerySet[Enterprise, str]:
    """An opaque subquery of ids, for ``enterprise_id__in`` in another module's question."""
    return _filtered(viewer, as_of=as_of, known=known, **chosen).values_list("enterprise", flat=True)


def seen(viewer: Viewer) -> QuerySet[Enterprise, str]:
    """An opaque subquery of the ids that the viewer sees on any day: the scope of rows about enterprises elsewhere."""
    return Enterprise.objects.seen_by(viewer).values_list("enterprise", flat=True)


def tally(
    viewer: Viewer,
    by: Literal["regulator", "place"],
    *,
    as_of: dt.date,
    known: int | None = None,
    **chosen: Unpack[Chosen],
) -> dict[str | None, int]:
    """How many enterprises of each regulator, or of each place, the viewer sees that day; None: of no regulator."""
    rows = _filtered(viewer, as_of=as_of, known=known, **chosen)
    return dict(rows.values_list(by).annotate(n=Count("enterprise")))


def cards(viewer: Viewer, wanted: Iterable[str], *, as_of: dt.date) -> dict[str, Card]:
    """Cards by id in one query; a closed enterprise by its last state. What is not theirs to see is left out."""
    rows = told_by(Enterprise.objects.seen_by(viewer)).filter(enterprise__in=set(wanted), since__lte=as_of)
    return {row.enterprise: _card(row) for row in rows.order_by("since")}


def founded(viewer: Viewer, enterprise_id: str) -> dt.date | None:
    """The first day that is told of an enterprise; None when it is unknown or not theirs to see."""
    rows = told_by(Enterprise.objects.seen_by(viewer)).filter(enterprise=enterprise_id)
    return rows.order_by("since").values_list("since", flat=True).first()


def _tellings(enterprise_id: str, known: int | None) -> list[Fact]:
    """The facts that tell attributes, first recorded first. Who may see the enterprise may see who said what it is."""
    facts = ledger.facts(SYSTEM, names=[events.ATTRIBUTES_TOLD], party=enterprise_id, known=known, limit=ledger.LARGEST)
    return sorted((fact for fact in facts if fact.stands), key=lambda fact: fact.seq)


def _run(name: str, rows: Sequence[Enterprise], facts: Sequence[Fact]) -> Told | None:
    """One value over neighbouring rows, by the last word that was said about it; None when nobody said anything."""
    last_day = rows[-1].until if rows else None
    said = [
        fact
        for fact in facts
        if (name in fact.attributes or name in fact.attributes.get("unknown", ()))
        and (last_day is None or _since(fact) <= last_day)
    ]
    if not rows or not said:
        return None
    last = said[-1]
    value = getattr(rows[0], name)
    return Told(name, value, rows[0].since, last_day, str(last.attributes["source"]), last.day, last.id)


def _since(fact: Fact) -> dt.date:
    return dt.date.fromisoformat(fact.attributes["since"])


def _filtered(
    viewer: Viewer, *, as_of: dt.date, known: int | None = None, **chosen: Unpack[Chosen]
) -> QuerySet[Enterprise]:
    rows = told(Enterprise.objects.seen_by(viewer), as_of, known).filter(meant_by(chosen.get("words", "")))
    if inside := chosen.get("inside"):
        span = divisions.of(inside)
        rows = rows.filter(place__gte=span.lo, place__lte=span.hi)
    if industry := chosen.get("industry"):
        rows = rows.filter(industry__startswith=industry)
    if status := chosen.get("status"):
        rows = rows.filter(status=status)
    if regulator := chosen.get("regulator"):
        rows = rows.filter(regulator=regulator)
    if (places := chosen.get("places")) is not None:
        rows = rows.filter(place__in=places)
    if (among := chosen.get("among")) is not None:
        rows = rows.filter(enterprise__in=among)
    if (apart := chosen.get("apart")) is not None:
        rows = rows.exclude(enterprise__in=apart)
    return rows.filter(regulator__isnull=True) if chosen.get("unregulated") else rows


def _card(row: Enterprise) -> Card:
    return Card(
        id=row.enterprise,
        name=row.name,
        credit_code=row.credit_code,
        place=row.place,
        status=row.status,
        industry=row.industry,
        staff=row.staff,
        safety_staff=row.safety_staff,
        regulator=row.regulator,
        since=row.since,
        until=row.until,
    )
