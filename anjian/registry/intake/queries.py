"""Questions about imports (导入): what a sheet means, how far it is, what it would do or did, what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import events
from anjian.registry.intake.fields import KIND, fields
from anjian.registry.intake.models import Intake, IntakeFault, IntakeRow
from anjian.registry.intake.planning import CHANGED, NEW
from anjian.registry.ledgers.templates import recognised
from anjian.registry.rights import ROLES
from anjian.sheets import queries as sheets
from anjian.sheets.events import Fault, Look, Table, line_of

SHOWN = 100
"""Faults and changes on a page; the file of faults has all."""


def may_import(viewer: Viewer) -> bool:
    """Whether sheets of enterprises are theirs to take in."""
    return bool(viewer.account) and any(viewer.has(role) for role in ROLES) and bool(viewer.places)


def office_of(viewer: Viewer) -> str:
    """The place whose register they keep. Refuses whom imports are not for."""
    if not may_import(viewer):
        raise Refusal(
            "导入企业台账只对维护底册的人开放",
            "底册由所在地的安委办和监管部门维护",
            "请联系本级安委办",
            code="registry.forbidden",
        )
    return viewer.places[0].lo


def sheet(viewer: Viewer, id: UUID) -> sheets.File:
    """A sheet of enterprises that this account uploaded. Refuses, like something that is not there, any other file."""
    office_of(viewer)
    found = sheets.file(viewer, id)
    if found.kind != KIND:
        raise _missing()
    return found


def look_at(viewer: Viewer, file: sheets.File, said: Mapping[str, Any]) -> Look:
    """The header of a sheet and what its columns mean: as said, as the ledger says whose it is, as the office said
    before, or guessed."""
    known = sheets.remembered(viewer, kind=KIND, office=office_of(viewer))
    name, mapping = str(said.get("sheet", "")), said.get("mapping") or None
    if mapping is None:
        head = sheets.header(file.data, fields(), sheet=name, known=known)
        ledger = recognised([column.header for column in head.columns])
        known |= {header: entry.name for header, entry in ledger.columns.items()} if ledger else {}
    beside = not said.get("skip_beside")
    return sheets.look(file.data, fields(), known=known, sheet=name, mapping=mapping, beside=beside)


def chosen_from(found: Look, said: Mapping[str, Any], *, now: dt.datetime) -> dict[str, Any]:
    """What is kept of a choice: tables with their meanings, the day, the source, the place. Refuses a wrong day."""
    today = now.astimezone(CHINA).date()
    try:
        since = dt.date.fromisoformat(str(said.get("since") or today))
    except ValueError:
        since = today + dt.timedelta(days=1)
    if since > today:
        raise Refusal(
            "起始日期读不懂，或者还没有到", "台账只记已经发生的事", "请重选日期", code="registry.since", field="since"
        )
    place = str(said.get("place") or "")
    tables = (Table(found.head, found.mapping), *found.tables)
    return {
        "sheet": found.sheet,
        "mapping": dict(found.mapping),
        "tables": _kept(tables),
        "upto": found.upto,
        "beside": [{"first": one.first, "last": one.last, "tables": _kept(one.tables)} for one in found.beside],
        "since": since.isoformat(),
        "source": str(said.get("source") or events.SOURCES[-1]),
        "place": divisions.normal(place) if place else "",
        "skip_hidden": bool(said.get("skip_hidden")),
        "skip_beside": bool(said.get("skip_beside")),
    }


def _kept(tables: Iterable[Table]) -> list[dict[str, Any]]:
    return [{"head": [one.head.first, one.head.last], "mapping": dict(one.mapping)} for one in tables]


def imports(viewer: Viewer, *, limit: int = 20) -> list[Intake]:
    """The latest imports of the viewer's places that wrote something, or are about to."""
    rows = Intake.objects.seen_by(viewer).filter(state__in=("take", "taken", "undo", "undone"))
    return list(rows.order_by("-at")[:limit])


def import_(viewer: Viewer, id: UUID) -> Intake | None:
    """One import of the viewer's places; None when there is none, or only an uploaded file."""
    return Intake.objects.seen_by(viewer).filter(id=id).first()


def faults(viewer: Viewer, id: UUID, *, after: int = 0, limit: int = SHOWN) -> list[tuple[int, Fault]]:
    """What is wrong, cell by cell in the order of the sheet, each with its number for the next page."""
    rows = IntakeFault.objects.seen_by(viewer).filter(intake=id, id__gt=after).order_by("id")[:limit]
    return [(one.id, _fault(one)) for one in rows]


def changes(viewer: Viewer, id: UUID, *, limit: int = SHOWN) -> list[IntakeRow]:
    """Rows that say something new of a firm that is registered, with old and new values."""
    return list(_rows(viewer, id).filter(outcome=CHANGED).order_by("id")[:limit])


def likely(viewer: Viewer, id: UUID, *, after: int = 0, limit: int = SHOWN) -> list[IntakeRow]:
    """New firms of a trial that may be registered already, in the order of the sheet; ``after``: beyond this row."""
    rows = _rows(viewer, id).filter(outcome=NEW, likely__isnull=False, row__gt=after)
    return list(rows.order_by("row")[:limit])


def left(viewer: Viewer, id: UUID, *, limit: int = SHOWN) -> list[IntakeRow]:
    """Rows that taking the import back left as they are: something was told of their firms since."""
    return list(_rows(viewer, id).filter(outcome="left").order_by("id")[:limit])


def fault_file(viewer: Viewer, id: UUID) -> bytes | None:
    """The faulty rows under the office's own header, to be corrected and fed again; None without faults."""
    file = sheet(viewer, id)
    found = [_fault(one) for one in IntakeFault.objects.seen_by(viewer).filter(intake=id).order_by("id")]
    return sheets.fault_file(file.data, look_at(viewer, file, file.chosen), found) if found and file.data else None


def template() -> bytes:
    """An empty sheet with the headers of the identity and of attributes."""
    return sheets.template([one for one in fields() if "." not in one.name], title="企业台账")


def _rows(viewer: Viewer, id: UUID) -> Any:
    return IntakeRow.objects.seen_by(viewer).filter(intake=id)


def _fault(one: IntakeFault) -> Fault:
    return Fault(line_of(one.row), one.ref, one.label, one.text, one.why, one.next, one.field)


def _missing() -> Refusal:
    return Refusal("没有找到这份表", "它不是企业的台账", "请重新上传", code="registry.missing", field="file")
