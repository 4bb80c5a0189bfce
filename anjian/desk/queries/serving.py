"""One record, many duties, on screen (一记多用): which documents a record serves, and the filings that saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from anjian.desk.queries.facts import fact_title
from anjian.desk.queries.shapes import Row
from anjian.desk.queries.wording import Law, rows
from anjian.duties import queries as duties
from anjian.duties.queries import Serving
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.viewer import Viewer

LISTED = 30
"""Records on the list at most, the latest ones; the figure counts all."""


@dataclass(frozen=True, slots=True)
class Of:
    """What a record does for one document."""

    title: str
    url: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """A record with its duties by document; ``title`` is empty for a record that the viewer may not open."""

    fact: str
    title: str
    day: dt.date | None
    groups: tuple[Of, ...]
    saved: int

    @property
    def rows(self) -> list[Row]:
        """Its duties, one document after the other."""
        return [row for group in self.groups for row in group.rows]


@dataclass(frozen=True, slots=True)
class SavedView:
    """The figure of a place with its list; ``more`` records are not on it."""

    since: dt.date
    duties: int
    records: int
    filings: int
    across: int
    shared: tuple[Served, ...]
    more: int


def served(viewer: Viewer, fact: Fact, *, as_of: dt.date, known: int | None = None) -> Served:
    """The duties for which a record counts, by document; none for one that does not stand."""
    if not fact.stands:
        return Served(str(fact.id), fact_title(fact.name), fact.day, (), 0)
    found = duties.served_by(viewer, fact.id, as_of=as_of, known=known)
    law = Law(viewer, known=known)
    return _served(found, fact, _made(viewer, [found], law=law, as_of=as_of), law=law)


def saved(viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None) -> SavedView:
    """Filings that records of this year saved in a place and below it, with the records that did."""
    found = duties.saved(viewer, since=dt.date(as_of.year, 1, 1), as_of=as_of, place=place, known=known)
    law = Law(viewer, known=known)
    listed = found.shared[:LISTED]
    made = _made(viewer, listed, law=law, as_of=as_of)
    shown = [_served(one, ledger.fact(viewer, UUID(one.fact), known=known), made, law=law) for one in listed]
    more = max(0, len(found.shared) - LISTED)
    return SavedView(found.since, found.duties, found.records, found.filings, found.across, tuple(shown), more)


def _made(viewer: Viewer, listed: Iterable[Serving], *, law: Law, as_of: dt.date) -> dict[str, Row]:
    """The rows of several records by the key of the duty, so that names are asked for once."""
    told = {row.key: row for one in listed for row in one.rows}
    return {row.key: row for row in rows(viewer, told.values(), law=law, as_of=as_of)}


def _served(one: Serving, fact: Fact | None, made: Mapping[str, Row], *, law: Law) -> Served:
    groups = []
    for name, listed in one.by_document.items():
        card = law.document(name)
        title = (card.document.short or card.document.title) if card else name
        groups.append(Of(title, f"/documents/{name}/", tuple(made[row.key] for row in listed)))
    return Served(one.fact, fact_title(fact.name) if fact else "", one.day, tuple(groups), one.saved)
