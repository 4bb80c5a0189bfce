"""Questions about enterprises. Seen by who answers for their place, by their regulator, and by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, Unpack, cast

from django.db.models import Count, Q, QuerySet, expressions
from django.db.models.functions import Concat

from anjian.lib import divisions
from anjian.lib.viewer import STRANGER, Viewer
from anjian.registry.dictionary import Entry, declared, dictionary, kinds, named
from anjian.registry.finding import meant_by
from anjian.registry.identity.aliases import Merged, any_merged, mergers, survivors
from anjian.registry.identity.doubles import Double, Incoming, Likely, doubles, likely_same
from anjian.registry.industries import name as industry_name
from anjian.registry.items import ItemCard, items, owned, personal, reads_contacts
from anjian.registry.models import Enterprise
from anjian.registry.quality import Quality, asked_names, filled, is_small, ledgers_asking, quality_of, to_confirm
from anjian.registry.quality import quality as figures
from anjian.registry.recognising import meant
from anjian.registry.rights import is_own, keeps, may_tell
from anjian.registry.told import OLD, Told, standing, value_history, values
from anjian.registry.values import IDENTITY, KEPT_BY_OFFICE, Value
from anjian.scope.queries import told, told_by

__all__ = [
    "IDENTITY", "KEPT_BY_OFFICE", "OLD", "Card", "Chosen", "Double", "Entry", "Ids", "Incoming", "ItemCard", "Likely",
    "Merged", "Quality", "Told", "Value", "any_merged", "asked_names", "cards", "count", "declared", "dictionary",
    "doubles", "enterprise", "find", "founded", "history", "ids", "industry_name", "is_own", "is_small", "items",
    "keeps", "kinds", "ledgers_asking", "likely_same", "may_tell", "meant", "mergers", "named", "owned", "page_key",
    "personal", "quality", "quality_of", "reads_contacts", "seen", "standing", "survivors", "tally", "to_confirm",
    "value_history", "values",
]  # fmt: skip
FEW = 20
"""Where fewer are found by their name of the day, those that had it before are looked for too."""
SORTED = 10_000
"""So many are sorted sooner than met one by one among all of a region, whose names begin alike where they are near."""
Ids = Collection[str] | QuerySet[Any, str]
"""Ids of enterprises: told one by one, or an opaque subquery."""


@dataclass(frozen=True, slots=True)
class Card:
    """An enterprise (企业) as it was in a span of days. ``staff`` and ``safety_staff`` in persons, None: not known.

    ``regulator`` is the id of the body that answers for it, None: nobody does. ``until`` None: still so.
    ``filled``: how many of the values asked of every enterprise are known (`asked_names`).
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
    filled: int


def enterprise(viewer: Viewer, enterprise_id: str, *, as_of: dt.date, known: int | None = None) -> Card | None:
    """One enterprise on that day; None when it did not exist then or is not theirs to see.

    Of a file that is merged then the one that stands for it: its ``id`` is another.
    """
    row = told(Enterprise.objects.seen_by(viewer), as_of, known).filter(enterprise=enterprise_id).first()
    if row is None and (stands := survivors([enterprise_id], as_of=as_of, known=known)):
        return enterprise(viewer, stands[enterprise_id], as_of=as_of, known=known)
    return _card(row) if row else None


def position(viewer: Viewer, enterprise_id: str, *, as_of: dt.date) -> tuple[float, float] | None:
    """Where an enterprise stands: degrees north and east of its main site; None where nobody told or may see it."""
    row = told(Enterprise.objects.seen_by(viewer).filter(enterprise=enterprise_id), as_of).first()
    if row is None or row.latitude is None or row.longitude is None:
        return None
    return float(row.latitude), float(row.longitude)


def history(viewer: Viewer, enterprise_id: str, *, known: int | None = None) -> list[Card]:
    """What is told of an enterprise over all days, in time order."""
    rows = told_by(Enterprise.objects.seen_by(viewer), known).filter(enterprise=enterprise_id)
    return [_card(row) for row in rows.order_by("since")]


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
    counted: int | None = None,
    **chosen: Unpack[Chosen],
) -> list[Card]:
    """Enterprises by pinyin of their names. The next page begins ``after`` the last row's key, see :func:`page_key`.

    ``counted``: how many there are, where it is known: so few as can be sorted are not sought among all in their order.
    Where few are called so now, those follow that were called so before, or stand for a file that is.
    """
    rows = _filtered(viewer, as_of=as_of, known=known, **chosen)
    if after is not None:
        rows = rows.filter(Q(sort_key__gt=after[0]) | Q(sort_key=after[0], enterprise__gt=after[1]))
    if counted is not None and counted <= SORTED:
        rows = rows.order_by(Concat("sort_key", expressions.Value("")), "enterprise")  # no index has this order
    else:
        rows = rows.order_by("sort_key", "enterprise")
    found = [_card(row) for row in rows[:limit]]
    if after is None and len(found) < min(limit, FEW):
        before = _called_before(viewer, as_of=as_of, known=known, **chosen)
        found += [_card(row) for row in before.order_by("sort_key", "enterprise")[: limit - len(found)]]
    return found


def page_key(viewer: Viewer, enterprise_id: str, *, as_of: dt.date) -> tuple[str, str] | None:
    """Where the page after this enterprise begins."""
    row = told(Enterprise.objects.seen_by(viewer), as_of).filter(enterprise=enterprise_id).first()
    return (row.sort_key, row.enterprise) if row else None


def count(
    viewer: Viewer, *, as_of: dt.date, known: int | None = None, most: int | None = None, **chosen: Unpack[Chosen]
) -> int:
    """How many enterprises the viewer sees that day; a stranger 0. ``most``: beyond it nothing is counted."""
    rows = _filtered(viewer, as_of=as_of, known=known, **chosen)
    n = rows.count() if most is None else rows.values("enterprise")[:most].count()
    return n + _called_before(viewer, as_of=as_of, known=known, **chosen).count() if n < FEW else n


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


def quality(viewer: Viewer, *, as_of: dt.date, known: int | None = None, **chosen: Unpack[Chosen]) -> Quality:
    """How much is known of the enterprises that the viewer sees that day, and how fresh it is."""
    return figures(_filtered(viewer, as_of=as_of, known=known, **chosen), as_of=as_of)


def cards(viewer: Viewer, wanted: Iterable[str], *, as_of: dt.date) -> dict[str, Card]:
    """Cards by id in one query; a closed enterprise by its last state. What is not theirs to see is left out."""
    rows = told_by(Enterprise.objects.seen_by(viewer)).filter(enterprise__in=set(wanted), since__lte=as_of)
    return {row.enterprise: _card(row) for row in rows.order_by("since")}


def founded(viewer: Viewer, enterprise_id: str) -> dt.date | None:
    """The first day that is told of an enterprise; None when it is unknown or not theirs to see."""
    rows = told_by(Enterprise.objects.seen_by(viewer)).filter(enterprise=enterprise_id)
    return rows.order_by("since").values_list("since", flat=True).first()


def _filtered(
    viewer: Viewer, *, as_of: dt.date, known: int | None = None, **chosen: Unpack[Chosen]
) -> QuerySet[Enterprise]:
    meant = meant_by(chosen.get("words", ""), among_few=_sees_few(viewer))
    rows = told(Enterprise.objects.seen_by(viewer), as_of, known).filter(meant)
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


def _sees_few(viewer: Viewer) -> bool:
    return all(divisions.level(held.lo) in ("county", "town", "village") for held in viewer.places)


def _called_before(
    viewer: Viewer, *, as_of: dt.date, known: int | None = None, **chosen: Unpack[Chosen]
) -> QuerySet[Enterprise]:
    """Of what is chosen those that had the name or code asked for before that day, in a file merged since too."""
    words = chosen.get("words", "")
    if not words.strip():
        return Enterprise.objects.seen_by(STRANGER)
    rows = told_by(Enterprise.objects.seen_by(viewer), known).filter(meant_by(words), until__lt=as_of)
    ids = set(rows.values_list("enterprise", flat=True).distinct()[:FEW])
    stands = survivors(ids, as_of=as_of, known=known)
    rest = cast(Chosen, {**chosen, "words": ""})
    found = _filtered(viewer, as_of=as_of, known=known, **rest).exclude(meant_by(words))
    return found.filter(enterprise__in={stands.get(id, id) for id in ids})


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
        filled=filled(row),
    )
