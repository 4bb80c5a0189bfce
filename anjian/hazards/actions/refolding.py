"""Rows of hazards are made from their facts: after an imported history, and after a notice of holidays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import transaction

from anjian.duties import queries as duties
from anjian.hazards import folding, taking
from anjian.hazards.models import Hazard
from anjian.hazards.states import OF_FACT
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

BATCH = 500


@transaction.atomic
def refold(viewer: Viewer, hazards: Iterable[str]) -> int:
    """Make hazards that have no row from their facts (补建), oldest first. For an imported history, which calls nobody.

    Returns how many. Facts about one that nobody ever entered are left to the duties. Refuses anybody but the program.
    """
    if not viewer.is_system:
        raise Refusal("只有程序自己可以补建隐患", "", "请逐条登记", code="hazards.not_allowed")
    made = 0
    for hazard in hazards:
        told = taking.facts_of(hazard)
        if taking.begins(told) and not Hazard.objects.for_change().filter(hazard=hazard).exists():
            row = taking.folded(hazard, told)
            row.number = taking.number(row.place, row.found_on.year)
            row.save(force_insert=True)
            for fact in told:
                taking.picture(hazard, fact)
            made += 1
    return made


def imported(viewer: Viewer) -> list[str]:
    """Ids of the hazards that the ledger's facts name, oldest first."""
    found: dict[str, None] = {}
    for fact in sorted(_every(viewer), key=lambda one: one.seq):
        found.update(dict.fromkeys(fact.party("hazard")))
    return list(found)


def _every(viewer: Viewer) -> Iterator[Fact]:
    """All facts that make hazards, page by page."""
    before = None
    while page := ledger.facts(viewer, names=list(OF_FACT), limit=ledger.LARGEST, before=before):
        yield from page
        before = page[-1].day, page[-1].seq


def settle_provisional() -> int:
    """Read again the clocks whose end the calendar had not settled (暂定). Returns how many came to another day."""
    calendar, moved = duties.calendar(), 0
    rows = Hazard.objects.for_change().filter(provisional=True)
    for row in rows.iterator(chunk_size=BATCH):
        before = (row.due, row.provisional)
        folding.settle(row, calendar)
        if (row.due, row.provisional) != before:
            row.save(update_fields=["due", "provisional"])
            moved += 1
    return moved
