"""Ledgers and the list of enterprises as sheets (导出): row by row out of the files, however many there are."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack
from uuid import UUID

from django.utils.translation import gettext as _

from anjian.ledger import queries as ledger
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.registry import queries
from anjian.registry.dictionary import Entry, dictionary
from anjian.registry.intake.fields import KIND
from anjian.registry.ledgers.templates import ledger as template
from anjian.registry.models import Enterprise, Item
from anjian.registry.queries import Chosen
from anjian.scope.queries import told
from anjian.sheets import queries as sheets

AT_ONCE = 1000
"""Enterprises whose items are read in one question."""
Found = Mapping[tuple[str, str], Item]
"""Of one enterprise the first item of each kind and class."""
Bodies = Mapping[UUID | None, Mapping[str, Any]]
"""Private bodies by the facts they lie in."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A workbook in pieces and its name."""

    file: str
    chunks: Iterator[bytes]


def export_list(viewer: Viewer, *, as_of: dt.date, **chosen: Unpack[Chosen]) -> Exported:
    """The list of enterprises with its filters: identity and attributes, under the headers that the office wants."""
    entries = [entry for entry in dictionary().values() if not entry.cls]
    office = viewer.places[0].lo if viewer.places else ""
    wanted = sheets.named(viewer, kind=KIND, office=office) if office else {}
    columns = {wanted.get(entry.name, entry.label): entry for entry in entries}
    first = _("企业名单 · 截至 %(day)s") % {"day": as_of.isoformat()}
    rows = _rows(viewer, list(columns.values()), as_of=as_of, chosen=chosen)
    return Exported(f"enterprises-{as_of.isoformat()}.xlsx", sheets.streamed(first, list(columns), rows, title="企业"))


def export_ledger(viewer: Viewer, ledger_id: str, *, as_of: dt.date, **chosen: Unpack[Chosen]) -> Exported:
    """A ledger of the enterprises that the viewer sees, by its own headers: what was told once is in all of them."""
    found = template(ledger_id)
    rows = _rows(viewer, list(found.columns.values()), as_of=as_of, chosen=chosen)
    name = f"{ledger_id}-{as_of.isoformat()}.xlsx"
    return Exported(name, sheets.streamed(found.title, list(found.columns), rows, title=found.title))


def _rows(viewer: Viewer, entries: Sequence[Entry], *, as_of: dt.date, chosen: Chosen) -> Iterator[list[str]]:
    rows = told(Enterprise.objects.seen_by(viewer), as_of)
    if any(chosen.values()):
        rows = rows.filter(enterprise__in=queries.ids(viewer, as_of=as_of, **chosen))
    listed = rows.order_by("sort_key", "enterprise").iterator(chunk_size=AT_ONCE)
    bodies = {one.id: one.name for one in people.bodies(viewer, as_of=as_of)}
    names: dict[str, str] = {}
    while batch := list(itertools.islice(listed, AT_ONCE)):
        new = {row.place for row in batch} - names.keys()
        names |= places.names(new, as_of=as_of) if new else {}
        items = _items(batch, entries, as_of)
        private = _private(viewer, items) if any(entry.personal for entry in entries) else {}
        for row in batch:
            mine = items.get(row.enterprise, {})
            yield [_cell(entry, row, mine, private, names, bodies) for entry in entries]


def _cell(
    entry: Entry,
    row: Enterprise,
    items: Found,
    private: Bodies,
    names: Mapping[str, str],
    bodies: Mapping[str, str],
) -> str:
    if entry.cls:
        item = items.get((entry.group, entry.cls))
        if item is None:
            return ""
        value = private.get(item.private_in, {}).get(entry.name) if entry.personal else getattr(item, entry.field)
        return entry.say(value)
    value = getattr(row, entry.name)
    if entry.name == "place":
        return names.get(value, value)
    return bodies.get(value, value or "") if entry.name == "regulator" else entry.say(value)


def _items(
    batch: Sequence[Enterprise], entries: Sequence[Entry], as_of: dt.date
) -> dict[str, dict[tuple[str, str], Item]]:
    """The items that the columns ask for, the first of each class."""
    asked = {entry.cls for entry in entries if entry.cls}
    if not asked:
        return {}
    rows = told(Item.objects.for_change(), as_of).filter(
        enterprise__in=[row.enterprise for row in batch], cls__in=asked
    )
    found: dict[str, dict[tuple[str, str], Item]] = {}
    for item in rows.order_by("since", "id"):
        found.setdefault(item.enterprise, {}).setdefault((item.kind, item.cls), item)
    return found


def _private(viewer: Viewer, items: Mapping[str, Found]) -> Bodies:
    """Names and telephones, for whoever may read them."""
    if not queries.reads_contacts(viewer):
        return {}
    ids = {item.private_in for found in items.values() for item in found.values() if item.private_in}
    return {id: fact.private for id, fact in ledger.those(SYSTEM, ids).items()}
