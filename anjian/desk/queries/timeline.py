"""The timeline (时间线) of a body, an enterprise, a person or a matter: what happened, for which clauses it counted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from anjian.desk.queries.facts import fact_title
from anjian.desk.queries.naming import party_names_on, place_names_on
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

    under    the merged file under which it was told (并入的档案), "" where it was told of the subject itself
    stands   False: it was voided or another stands in its place
    """

    id: UUID
    day: dt.date
    title: str
    others: tuple[str, ...]
    under: str
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
    merged: Mapping[str, str] = MappingProxyType({}),
    as_of: dt.date,
    known: int | None = None,
    before: str = "",
    limit: int = PAGE,
) -> Timeline:
    """What the subject took part in up to a day, as far as this viewer may see it.

    ``bearers``: whose duties tell the clauses (a body and its posts); none for a person or a matter. ``merged``: the
    files that are parts of the subject, with their names: what was told under them happened to it.
    """
    ids = {subject, *merged}
    found = ledger.facts(viewer, party=ids, until=as_of, known=known, before=_key(before), limit=limit + 1)
    facts = found[:limit]
    law = Law(viewer, known=known)
    counted = _counted(viewer, bearers, facts, as_of=as_of, known=known) if bearers and facts else {}
    others = [[party for party in fact.parties if party.id not in _own(fact, subject, merged)] for fact in facts]
    called = party_names_on(viewer, [(parties, fact.day) for parties, fact in zip(others, facts, strict=True)])
    where = place_names_on({(fact.place, fact.day) for fact in facts if fact.place})
    rows = tuple(
        Happened(
            fact.id,
            fact.day,
            fact_title(fact.name),
            tuple(dict.fromkeys(names)),
            _under(fact, subject, merged),
            where.get((fact.place, fact.day), "") if fact.place else "",
            _lines(counted.get(str(fact.id), ()), law),
            fact.stands,
        )
        for fact, names in zip(facts, called, strict=True)
    )
    last = facts[-1] if len(found) > limit else None
    itself = (party.name for fact in facts for party in fact.parties if party.id == subject and party.name)
    return Timeline(next(itself, ""), rows, f"{last.day.isoformat()}.{last.seq}" if last else "")


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


def _own(fact: Fact, subject: str, merged: Mapping[str, str]) -> Set[str]:
    """Which parties of a fact are the subject: itself, or the merged files under which it was told."""
    return {subject} if any(party.id == subject for party in fact.parties) else merged.keys()


def _under(fact: Fact, subject: str, merged: Mapping[str, str]) -> str:
    told = _own(fact, subject, merged) - {subject}
    return "、".join(dict.fromkeys(merged[party.id] for party in fact.parties if party.id in told))


def _lines(clauses: Collection[str], law: Law) -> tuple[tuple[str, ClauseLine], ...]:
    cards = [(law.document(id.split("/", 1)[0]), id) for id in clauses]
    return tuple((card.chip((id,)) if card else "", law.line(id)) for card, id in cards)


def _key(before: str) -> tuple[dt.date, int] | None:
    """Where a page begins; an address that cannot be read begins at the top."""
    day, _, seq = before.partition(".")
    try:
        return (dt.date.fromisoformat(day), int(seq)) if before else None
    except ValueError:
        return None
