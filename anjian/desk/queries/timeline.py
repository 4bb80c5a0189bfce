"""The timeline (时间线) of a body, an enterprise, a person or a matter: what happened, for which clauses it counted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from anjian.desk.queries.facts import fact_title
from anjian.desk.queries.naming import party_names, place_name
from anjian.desk.queries.shapes import ClauseLine
from anjian.desk.queries.wording import Law
from anjian.duties import queries as duties
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.viewer import Viewer

PAGE = 30


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact on a timeline. ``others``: who else took part; ``clauses``: those it counted for; ``chips`` beside them.

    stands   False: it was voided or another stands in its place
    """

    id: UUID
    day: dt.date
    title: str
    others: tuple[str, ...]
    place: str
    clauses: tuple[tuple[str, ClauseLine], ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, the latest first. ``before``: where the next page begins, "" on the last.

    name  what the facts call the subject; "" when they call it nothing
    """

    name: str
    rows: tuple[Happened, ...]
    before: str


def timeline(
    viewer: Viewer,
    subject: str,
    *,
    bearers: Collection[str] = (),
    as_of: dt.date,
    known: int | None = None,
    before: str = "",
    limit: int = PAGE,
) -> Timeline:
    """What the subject took part in up to a day, as far as this viewer may see it.

    ``bearers``: whose duties tell the clauses (a body and its posts); none for a person or a matter.
    """
    found = ledger.facts(viewer, party=subject, until=as_of, known=known, before=_key(before), limit=limit + 1)
    facts = found[:limit]
    law = Law(viewer, known=known)
    counted = _counted(viewer, bearers, facts, as_of=as_of, known=known) if bearers and facts else {}
    rows = tuple(_row(viewer, fact, subject, counted.get(str(fact.id), ()), law) for fact in facts)
    last = facts[-1] if len(found) > limit else None
    called = (party.name for fact in facts for party in fact.parties if party.id == subject and party.name)
    return Timeline(next(called, ""), rows, f"{last.day.isoformat()}.{last.seq}" if last else "")


def _counted(
    viewer: Viewer, bearers: Collection[str], facts: Collection[Fact], *, as_of: dt.date, known: int | None
) -> Mapping[str, tuple[str, ...]]:
    """The clauses for which each fact counted in duties of the bearers."""
    since = min(fact.day for fact in facts).replace(month=1, day=1)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for verdict in duties.verdicts(viewer, as_of=as_of, known=known, since=since, bearers=bearers):
        for fact in verdict.facts:
            found[fact].update(dict.fromkeys(verdict.clauses))
    return {fact: tuple(clauses) for fact, clauses in found.items()}


def _row(viewer: Viewer, fact: Fact, subject: str, clauses: Collection[str], law: Law) -> Happened:
    others = party_names(viewer, [party for party in fact.parties if party.id != subject], as_of=fact.day)
    lines = []
    for id in clauses:
        card = law.document(id.split("/", 1)[0])
        lines.append((card.chip((id,)) if card else "", law.line(id)))
    return Happened(
        fact.id,
        fact.day,
        fact_title(fact.name),
        tuple(dict.fromkeys(others)),
        place_name(fact.place, as_of=fact.day),
        tuple(lines),
        fact.stands,
    )


def _key(before: str) -> tuple[dt.date, int] | None:
    """Where a page begins; an address that cannot be read begins at the top."""
    day, _, seq = before.partition(".")
    try:
        return (dt.date.fromisoformat(day), int(seq)) if before else None
    except ValueError:
        return None
