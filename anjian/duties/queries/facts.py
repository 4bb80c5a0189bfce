"""Facts and the duties they meet: recorded ones, and one that is still being written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from anjian.duties import evaluating, refreshing, rulebook
from anjian.duties.answers import DutyRow
from anjian.duties.compile import Draft
from anjian.duties.evaluating import Question, Standing
from anjian.duties.queries import mine
from anjian.duties.queries.shaping import row as shape
from anjian.duties.queries.sources import visible
from anjian.ledger import queries as ledger
from anjian.ledger.events import Party
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM, Viewer

EVER = dt.date(1949, 10, 1)
MET = (Outcome.MET, Outcome.MET_LATE, Outcome.MET_ENTERED_LATE, Outcome.ATTESTED)
_UNWRITTEN = UUID(int=0)


class Unrecorded(Protocol):
    """A fact that is not recorded yet, as forms have it: name, day, place, parties, published attributes."""

    @property
    def name(self) -> str:
        """What happened."""

    @property
    def day(self) -> dt.date:
        """Its day at UTC+8."""

    @property
    def place(self) -> str | None:
        """Division code, 12 digits."""

    @property
    def parties(self) -> Sequence[Party]:
        """Who took part."""

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Values by name, as the ledger takes them."""


def met_by(viewer: Viewer, fact_id: UUID | str, *, as_of: dt.date, known: int | None = None) -> list[DutyRow]:
    """The duties for which a recorded fact counts, on a day; empty for a fact that does not stand."""
    wanted = UUID(str(fact_id))
    fact = ledger.fact(SYSTEM, wanted)
    if fact is None:
        return []
    found = counting(viewer, fact, str(wanted), Question(as_of, EVER, known=known))
    return [shape(one, as_of) for one in found]


def would_meet(viewer: Viewer, draft: Unrecorded, *, as_of: dt.date) -> list[DutyRow]:
    """The duties that this fact would meet, were it recorded today; nothing is written."""
    written = Draft(
        fact=_UNWRITTEN,
        name=draft.name,
        day=draft.day,
        recorded=as_of,
        place=draft.place,
        precision="day",
        parties=tuple((party.role, party.kind, party.id) for party in draft.parties),
        attributes=tuple(row for name, value in draft.attributes.items() for row in _values(name, value)),
    )
    found = counting(viewer, draft, str(_UNWRITTEN), Question(as_of, EVER, draft=written))
    return [shape(one, as_of) for one in found if one.outcome in MET]


def counting(viewer: Viewer, fact: Unrecorded, wanted: str, asked: Question) -> list[Standing]:
    """The duties for which the fact of id ``wanted`` counts, as far as the viewer may see, sorted."""
    book = rulebook.book(asked.as_of, known=asked.known)
    rulebook.prepare(book)
    own = mine.bearers(viewer)
    touched = refreshing.subjects(fact.parties, fact.day)
    found: list[Standing] = []
    for entry in book.entries:
        if entry.ask.evidence is None or fact.name not in entry.ask.evidence.names:
            continue
        scope = refreshing.scope([entry], fact.parties, touched)
        if scope == ():
            continue
        narrowed = Question(asked.as_of, asked.since, known=asked.known, bearers=scope, draft=asked.draft)
        hits = {
            key
            for key, listed in evaluating.evidence(entry, narrowed).items()
            if any(one.fact == wanted for one in listed)
        }
        if hits:
            found += [
                one
                for one in evaluating.standings([entry], narrowed, facts=True)
                if (one.bearer, one.each_id, one.token) in hits and visible(viewer, one, own)
            ]
    return sorted(found, key=lambda one: one.identity)


def _values(name: str, value: Any) -> list[tuple[str, str | None, Decimal | None, dt.date | None]]:
    """Rows of `rel_attr` as the ledger writes them."""
    rows: list[tuple[str, str | None, Decimal | None, dt.date | None]] = []
    for one in value if isinstance(value, list | tuple) else [value]:
        if one is None:
            continue
        if isinstance(one, bool):
            rows.append((name, "true" if one else "false", None, None))
        elif isinstance(one, int | float | Decimal):
            rows.append((name, None, Decimal(str(one)), None))
        elif isinstance(one, dt.date):
            rows.append((name, one.isoformat(), None, one))
        else:
            rows.append((name, str(one), None, None))
    return rows
