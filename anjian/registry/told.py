"""Who said what an enterprise is, and when they saw it: each value with its source, its age and its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import events
from anjian.registry.dictionary import dictionary
from anjian.registry.models import Enterprise
from anjian.registry.values import IDENTITY, Value
from anjian.scope.queries import told_by

OLD = 365
"""Days after which a value counts as old: somebody should look again."""


@dataclass(frozen=True, slots=True)
class Told:
    """One value (值) over the days on which it holds. ``value`` None: said to be not known.

    attribute  its name in the dictionary
    source  who said it last, see `events.SOURCES`, "" where the office wrote it into the register (登记); ``seen`` the
            day on which they saw it: its age counts from then
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

    def holds(self, day: dt.date) -> bool:
        """Whether it is so on the day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def is_old(self, as_of: dt.date) -> bool:
        """Whether that is longer ago than a year."""
        return self.age(as_of) > OLD


def values(viewer: Viewer, enterprise_id: str, *, as_of: dt.date, known: int | None = None) -> dict[str, Told]:
    """What is known of an enterprise on a day, by name, each with its source. Unknown ones are left out.

    Empty when it did not exist then or is not theirs to see.
    """
    return standing(value_history(viewer, enterprise_id, known=known, until=as_of), as_of)


def standing(history: Mapping[str, Sequence[Told]], day: dt.date) -> dict[str, Told]:
    """Of a history up to the day what holds on it; what is not known is left out."""
    found = {name: [one for one in runs if one.holds(day)] for name, runs in history.items()}
    return {name: runs[-1] for name, runs in found.items() if runs and runs[-1].value is not None}


def value_history(
    viewer: Viewer, enterprise_id: str, *, known: int | None = None, until: dt.date | None = None
) -> dict[str, list[Told]]:
    """Every value that it is said to have had, of its identity too, by name and in time order.

    ``until``: as far as that day; what was told of later days is left out.
    """
    rows = list(told_by(Enterprise.objects.seen_by(viewer), known).filter(enterprise=enterprise_id).order_by("since"))
    facts = tellings(enterprise_id, known) if rows else []
    if until is not None:
        rows = [row for row in rows if row.since <= until]
        facts = [fact for fact in facts if _since(fact) <= until]
    found: dict[str, list[Told]] = {}
    for name in _columns():
        runs = [list(run) for _, run in groupby(rows, key=attrgetter(name))]
        said = [one for run in runs if (one := _run(name, run, facts)) is not None]
        if said:
            found[name] = said
    return found


def tellings(enterprise_id: str, known: int | None) -> list[Fact]:
    """The facts that tell values, first recorded first. Who may see the enterprise may see who said what it is."""
    names = [events.REGISTERED, events.CHANGED, events.ATTRIBUTES_TOLD]
    facts = ledger.facts(SYSTEM, names=names, party=enterprise_id, known=known, limit=ledger.LARGEST)
    return sorted((fact for fact in facts if fact.stands), key=lambda fact: fact.seq)


def _columns() -> Iterable[str]:
    return (entry.name for entry in dictionary().values() if not entry.cls)


def _run(name: str, rows: Sequence[Enterprise], facts: Sequence[Fact]) -> Told | None:
    """One value over neighbouring rows, by the last word that was said about it; None when nobody said anything.

    Of the identity somebody always did: where no fact names it, the row itself is the word of the register.
    """
    last_day = rows[-1].until if rows else None
    said = [
        fact
        for fact in facts
        if (name in fact.attributes or name in fact.attributes.get("unknown", ()))
        and (last_day is None or _since(fact) <= last_day)
    ]
    if not rows or not (said or name in IDENTITY):
        return None
    first = rows[0]
    value = None if getattr(first, name) == "" else getattr(first, name)
    if not said:
        if value is None:
            return None
        return Told(name, value, first.since, last_day, "", first.since, first.said_by)
    last = said[-1]
    return Told(name, value, first.since, last_day, str(last.attributes.get("source", "")), last.day, last.id)


def _since(fact: Fact) -> dt.date:
    said = fact.attributes.get("since")
    return dt.date.fromisoformat(said) if said else fact.day
