"""An import goes on, chunk by chunk (推进导入): each chunk one transaction, with where it stands inside.

So a killed import goes on where it was: a chunk is there with its facts, its rows and its counts, or not at all. The
trial does all that taking in does except to write facts and rows of the register.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q

from anjian.host.beside import Gone
from anjian.ledger import actions as ledger
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry.intake import knowing, planning, reading, suspecting, undoing, writing
from anjian.registry.intake.matching import Register, turns
from anjian.registry.intake.models import RUNNING, Intake, IntakeFault, IntakeRow
from anjian.registry.intake.parsing import Parsed
from anjian.registry.intake.planning import CHANGED, NEW, SAME, Plan
from anjian.registry.intake.saying import Said
from anjian.scope import actions as slices
from anjian.scope.queries import among
from anjian.sheets.events import row_said

CHUNK = 500
"""Rows of one transaction."""
INLINE = reading.LONG
"""Rows up to which whoever asks waits for the end; longer sheets are gone on with by the worker."""
ENDS = {"trial": "tried", "take": "taken", "undo": "undone"}
LEFT = dt.timedelta(seconds=30)
"""Without a chunk for so long, whoever waited for a short import is gone."""
TRIES = 5
"""Attempts at a chunk whose firms somebody else was just deciding on."""


class _Again(Exception):
    """The register shows firms that are not locked: read once more."""

    def __init__(self, firms: set[str]) -> None:
        super().__init__()
        self.firms = firms


def advance_short(viewer: Viewer, id: UUID, *, now: dt.datetime) -> None:
    """Do the whole of an import that is short; a long one is left to the worker."""
    if Intake.objects.seen_by(viewer).filter(id=id, rows__lte=INLINE).exists():
        advance(viewer, id, now=now)


def advance_waiting(viewer_of: Callable[[str], Viewer], *, now: dt.datetime) -> int:
    """One chunk of the import that waits longest, by the rights that its account has today. Returns how many it did.

    Long ones, and those that whoever asked for them has left behind.
    """
    left = Q(rows__gt=INLINE) | Q(touched__lt=now - LEFT)
    rows = Intake.objects.for_change().filter(left, state__in=RUNNING, stopped="").order_by("at")
    waiting = rows.values_list("id", "account").first()
    if waiting is None:
        return 0
    id, account = waiting
    advance(viewer_of(account), id, now=now, chunks=1)
    return 1


def advance(viewer: Viewer, id: UUID, *, now: dt.datetime, chunks: int = INLINE // CHUNK + 2) -> bool:
    """Do the next chunks of an import, in transactions of their own. Returns whether there is more to do.

    A refusal (rights were withdrawn meanwhile, the uploaded file is gone) stops the import and says why; what is in
    stays in.
    """
    for _ in range(chunks):
        try:
            if not _chunk(viewer, id, now):
                knowing.settle()
                return False
        except Refusal as no:
            reading.close(id)
            Intake.objects.for_change().filter(id=id).update(stopped=f"{no.what}。{no.next}"[:400], touched=now)
            return False
    return True


def _chunk(viewer: Viewer, id: UUID, now: dt.datetime) -> bool:
    for tried in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                return _held(viewer, id, now)
        except (_Again, Gone, OperationalError):
            if tried == TRIES:
                raise
    raise AssertionError("unreachable")


def _held(viewer: Viewer, id: UUID, now: dt.datetime) -> bool:
    """One chunk, with the import held. False when it is done, or somebody else is just doing it."""
    running = Intake.objects.for_change().filter(id=id, state__in=RUNNING, stopped="")
    row = running.select_for_update(skip_locked=True).first()
    if row is None:
        return False
    knowing.know(wait=row.at_row == 0)
    more = undoing.undo_rows(viewer, row, CHUNK) if row.state == "undo" else _rows(viewer, row)
    if not more:
        row.state = ENDS[row.state]
        reading.close(id)
    row.touched = now
    row.save(update_fields=["state", "at_row", "counts", "touched"])
    return more


def _rows(viewer: Viewer, row: Intake) -> bool:
    """The next rows of the sheet, tried out or taken in. Whether there were any."""
    parsed = reading.rows(viewer, row, CHUNK)
    if not parsed:
        return False
    counts = Counter(row.counts)
    for part in _each_firm_once(parsed, row.office):
        plans = _new_ones(row, part, _planned(viewer, row, part))
        _keep(viewer, row, plans)
        counts.update(made.outcome for made in plans)
    _keep_faults(row.id, parsed)
    counts["faulty"] += sum(bool(one.faults) for one in parsed)
    row.counts, row.at_row = dict(counts), parsed[-1].row.number
    return True


def _each_firm_once(parsed: Sequence[Parsed], office: str) -> Iterator[list[Parsed]]:
    """The rows in parts, so that what an earlier row says of a firm stands before the next one is planned."""
    rest = list(parsed)
    while rest:
        seen: set[str] = set()
        part: list[Parsed] = []
        later: list[Parsed] = []
        for one in rest:
            where = divisions.county(one.text("place") or office)
            mine = {one.text("credit_code"), f"{where}:{one.text('name')}"} - {""}
            (later if mine & seen else part).append(one)
            seen |= mine
        yield part
        rest = later


def _planned(viewer: Viewer, row: Intake, part: Sequence[Parsed]) -> list[Plan]:
    """The plans of these rows; taking in, their firms are locked first, so that nobody decides on them meanwhile."""
    register = _locked(viewer, row, part) if row.state == "take" else Register(part, since=row.since)
    return planning.plan(viewer, part, office=row.office, since=row.since, register=register)


def _locked(viewer: Viewer, row: Intake, part: Sequence[Parsed]) -> Register:
    """The register, read when all firms in it are locked: usually those that the rows name, else once more."""
    named = turns(part, row.office)
    try:
        with transaction.atomic():  # a savepoint: taken back, its locks are free, so that all are taken in one order
            return _read_locked(viewer, row, part, named)
    except _Again as again:
        return _read_locked(viewer, row, part, named | again.firms)


def _read_locked(viewer: Viewer, row: Intake, part: Sequence[Parsed], firms: set[str]) -> Register:
    ledger.lock(viewer, firms)
    register = Register(part, since=row.since)
    if not firms.issuperset(register.rows):
        raise _Again(set(register.rows))
    return register


def _new_ones(row: Intake, part: Sequence[Parsed], plans: Sequence[Plan]) -> list[Plan]:
    """Without the rows that say again what another row of the sheet has said: those are faults by name."""
    by_number = {one.row.number: one for one in part}
    before: dict[str, IntakeRow] = {}
    keys: dict[str, int] = {}
    told = IntakeRow.objects.for_change().filter(
        among("enterprise", {made.enterprise for made in plans}), intake=row.id
    )
    for earlier in told.order_by("row"):
        before.setdefault(earlier.enterprise, earlier)
        keys[earlier.key] = earlier.row
    good = []
    for made in plans:
        first = before.get(made.enterprise)
        if first is not None and first.digest != made.digest:
            why = f"与{row_said(first.row)}是同一家，但两行说的不一样"
            by_number[made.row].wrong("name", why, "请核对，只留对的一行")
        elif made.key in keys:
            by_number[made.row].wrong("name", f"与{row_said(keys[made.key])}是同一家", "请删去一行")
        else:
            if first is not None and made.outcome == NEW:
                made.outcome = CHANGED  # of a trial: taken in, the first row has entered the firm by now
            good.append(made)
    return good


def _keep(viewer: Viewer, row: Intake, plans: Sequence[Plan]) -> None:
    """Note what the rows become; taking in, write it first."""
    said_by: dict[int, UUID] = {}
    if row.state == "take":
        told = [made for made in plans if made.outcome != SAME]
        facts = writing.write(viewer, told, said=Said(row.id, row.since, row.source))
        said_by = {made.row: fact.id for made, fact in zip(told, facts, strict=True)}
    likely = suspecting.suspected(viewer, plans, since=row.since) if row.state == "trial" else {}
    slices.put_rows(
        IntakeRow,
        (
            {
                "intake": row.id,
                "row": made.row,
                "key": made.key,
                "digest": made.digest,
                "outcome": made.outcome,
                "enterprise": made.enterprise,
                "name": made.name,
                "said": made.said,
                "likely": likely.get(made.row),
                "fact": said_by.get(made.row),
            }
            for made in plans
        ),
    )


def _keep_faults(id: UUID, parsed: Sequence[Parsed]) -> None:
    slices.put_rows(IntakeFault, ({"intake": id, **asdict(fault)} for one in parsed for fault in one.faults))
