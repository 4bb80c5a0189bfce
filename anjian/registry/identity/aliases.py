"""Under which id a merged file answers (并档后的编号)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from anjian.ledger import queries as ledger
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import events
from anjian.registry.models import Merger
from anjian.scope import prepared
from anjian.scope.queries import told


@dataclass(frozen=True, slots=True)
class Merged:
    """A file that is a part of another one (并档) since a day; ``fact`` says so and can be undone.

    name   what it was called then; it may never have stood for a whole day
    """

    enterprise: str
    name: str
    survivor: str
    since: dt.date
    fact: UUID


def any_merged(*, known: int | None = None) -> bool:
    """Whether files are merged here, or may have been at a position; else nobody needs to look for survivors."""
    now = "" if known is not None else " WHERE NOT m.replaced"
    return bool(prepared.run(f"SELECT 1 FROM rel_merged m{now} LIMIT 1", [], few=True))


def survivors(ids: Collection[str], *, as_of: dt.date, known: int | None = None) -> dict[str, str]:
    """Of these ids those of files that are merged on the day, each with the id that stands for it. One lookup."""
    if not ids:
        return {}
    rows = told(Merger.objects.seen_by(SYSTEM), as_of, known).filter(enterprise__in=set(ids))
    return dict(rows.values_list("enterprise", "survivor"))


def mergers(viewer: Viewer, *, as_of: dt.date, known: int | None = None, of: str = "") -> list[Merged]:
    """Files that are merged on a day into those of the viewer's places, the latest first. ``of``: into this one."""
    rows = told(Merger.objects.seen_by(viewer), as_of, known).order_by("-since", "enterprise")
    found = list(rows.filter(survivor=of) if of else rows)
    return [_merged(row, known) for row in found]


def _merged(row: Merger, known: int | None) -> Merged:
    """With the fact that merged the file, whatever has been said of its survivor since."""
    facts = ledger.facts(SYSTEM, names=[events.MERGED], party=row.enterprise, known=known)
    fact = next(fact for fact in facts if fact.stands and row.enterprise in fact.party("merged"))
    called = next((party.name for party in fact.parties if party.id == row.enterprise), "")
    return Merged(row.enterprise, called or row.enterprise, row.survivor, row.since, fact.id)
