"""An import is taken back (撤销导入): exactly its facts are voided; what stands on them since is left and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.viewer import Viewer
from anjian.registry.intake.models import Intake, IntakeRow
from anjian.registry.intake.planning import CHANGED, NEW
from anjian.registry.models import Enterprise, Item

SOUGHT = 2000
"""Rows that are looked through at once for what stands on them."""


def blocked(id: UUID) -> list[str]:
    """Names of the firms of which something was told since, that taking the import back would pull away."""
    found: list[str] = []
    last = 0
    while part := list(_told(id).filter(id__gt=last).order_by("id")[:SOUGHT]):
        stuck = _stuck(id, part)
        found += [row.name for row in part if row.id in stuck]
        last = part[-1].id
    return sorted(set(found))


def undo_rows(viewer: Viewer, row: Intake, count: int) -> bool:
    """The next rows, the last first. Whether there were any. What stands on a row since leaves it as it is."""
    part = list(_told(row.id).order_by("-id")[:count])
    if not part:
        return False
    ledger.lock(viewer, {one.enterprise for one in part})
    stuck = _stuck(row.id, part)
    free = [one for one in part if one.id not in stuck]
    if free:
        ledger.void_many(viewer, [one.fact for one in free if one.fact], reason=row.reason)
    for one in part:
        one.outcome = "left" if one.id in stuck else "undone"
    IntakeRow.objects.for_change().bulk_update(part, ["outcome"])
    row.counts = dict(Counter(row.counts) + Counter(one.outcome for one in part))
    return True


def _told(id: UUID) -> QuerySet[IntakeRow]:
    """The rows of an import that say something still."""
    return IntakeRow.objects.for_change().filter(intake=id, outcome__in=(NEW, CHANGED))


def _stuck(id: UUID, part: Sequence[IntakeRow]) -> set[int]:
    """Of these rows those on which something stands that the import did not say itself."""
    firms = {one.enterprise for one in part}
    ours = {
        fact: enterprise
        for enterprise, fact in IntakeRow.objects.for_change()
        .filter(intake=id, enterprise__in=firms, fact__isnull=False)
        .values_list("enterprise", "fact")
        if fact is not None
    }
    new = {one.enterprise for one in part if one.outcome == NEW}
    stuck = _changed(ours) | facts.named_beside(new, ours)
    return {one.id for one in part if one.enterprise in stuck}


def _changed(ours: Mapping[UUID, str]) -> set[str]:
    """Firms of which a row that the import told was replaced by a fact of somebody else."""
    return {
        ours[said]
        for model in (Enterprise, Item)
        for said in model.objects.for_change()
        .filter(said_by__in=list(ours), replaced_by__isnull=False)
        .exclude(replaced_by__in=list(ours))
        .values_list("said_by", flat=True)
    }
