"""Questions about enterprises. Seen by who answers for their place, by their regulator, and by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.registry.models import Enterprise
from anjian.scope.queries import told, told_by


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


def enterprise(viewer: Viewer, enterprise_id: str, *, as_of: dt.date, known: int | None = None) -> Card | None:
    """One enterprise on that day; None when it did not exist then or is not theirs to see."""
    row = told(Enterprise.objects.seen_by(viewer), as_of, known).filter(enterprise=enterprise_id).first()
    return _card(row) if row else None


def history(viewer: Viewer, enterprise_id: str, *, known: int | None = None) -> list[Card]:
    """What is told of an enterprise over all days, in time order."""
    rows = told_by(Enterprise.objects.seen_by(viewer), known).filter(enterprise=enterprise_id)
    return [_card(row) for row in rows.order_by("since")]


def find(
    viewer: Viewer,
    *,
    as_of: dt.date,
    known: int | None = None,
    words: str = "",
    inside: str | None = None,
    status: str | None = None,
    regulator: str | None = None,
    unregulated: bool = False,
    after: tuple[str, str] | None = None,
    limit: int = 50,
) -> list[Card]:
    """Enterprises by pinyin of their names. ``words``: part of the name or code, or beginning of the pinyin initials.

    The next page begins ``after`` the (sort key, id) of the last row, see :func:`page_key`.
    """
    rows = _filtered(
        viewer,
        as_of=as_of,
        known=known,
        words=words,
        inside=inside,
        status=status,
        regulator=regulator,
        unregulated=unregulated,
    )
    if after is not None:
        rows = rows.filter(Q(sort_key__gt=after[0]) | Q(sort_key=after[0], enterprise__gt=after[1]))
    return [_card(row) for row in rows.order_by("sort_key", "enterprise")[:limit]]


def page_key(viewer: Viewer, enterprise_id: str, *, as_of: dt.date) -> tuple[str, str] | None:
    """Where the page after this enterprise begins."""
    row = told(Enterprise.objects.seen_by(viewer), as_of).filter(enterprise=enterprise_id).first()
    return (row.sort_key, row.enterprise) if row else None


def count(viewer: Viewer, *, as_of: dt.date, inside: str | None = None, status: str | None = None) -> int:
    """How many enterprises the viewer sees that day; a stranger 0."""
    return _filtered(viewer, as_of=as_of, inside=inside, status=status).count()


def ids(
    viewer: Viewer, *, as_of: dt.date, inside: str | None = None, status: str | None = None
) -> QuerySet[Enterprise, str]:
    """An opaque subquery of ids, for ``enterprise_id__in`` in another module's question."""
    rows = _filtered(viewer, as_of=as_of, inside=inside, status=status)
    return rows.values_list("enterprise", flat=True)


def cards(viewer: Viewer, wanted: Iterable[str], *, as_of: dt.date) -> dict[str, Card]:
    """Cards by id in one query; a closed enterprise by its last state. What is not theirs to see is left out."""
    rows = told_by(Enterprise.objects.seen_by(viewer)).filter(enterprise__in=set(wanted), since__lte=as_of)
    return {row.enterprise: _card(row) for row in rows.order_by("since")}


def founded(viewer: Viewer, enterprise_id: str) -> dt.date | None:
    """The first day that is told of an enterprise; None when it is unknown or not theirs to see."""
    rows = told_by(Enterprise.objects.seen_by(viewer)).filter(enterprise=enterprise_id)
    return rows.order_by("since").values_list("since", flat=True).first()


def _filtered(
    viewer: Viewer,
    *,
    as_of: dt.date,
    known: int | None = None,
    words: str = "",
    inside: str | None = None,
    status: str | None = None,
    regulator: str | None = None,
    unregulated: bool = False,
) -> QuerySet[Enterprise]:
    rows = told(Enterprise.objects.seen_by(viewer), as_of, known)
    if words.strip():
        word = words.strip()
        initials = Q(sort_key__contains=f" {word.lower()}")
        rows = rows.filter(Q(name__contains=word) | Q(credit_code__startswith=word.upper()) | initials)
    if inside is not None:
        span = divisions.of(inside)
        rows = rows.filter(place__gte=span.lo, place__lte=span.hi)
    if status is not None:
        rows = rows.filter(status=status)
    if regulator is not None:
        rows = rows.filter(regulator=regulator)
    return rows.filter(regulator__isnull=True) if unregulated else rows


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
