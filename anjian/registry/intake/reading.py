"""The rows of a sheet that is coming in (读行): read on where the last chunk ended, while this process lives.

A chunk asks for the rows after the last one that is done. Usually that is where the open file stands; after a crash, or
when another process did the chunk before, it is opened anew and read up to there. The rows of a long sheet are read by
a process of its own, so that the next chunk is ready when this one is written.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Any
from uuid import UUID

from anjian.host.beside import Beside
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry.intake.models import Intake
from anjian.registry.intake.parsing import Parsed, Reader
from anjian.registry.intake.saying import Said
from anjian.sheets import queries as sheets
from anjian.sheets.events import Head, Look, Side, Table

LONG = 5000
"""Rows above which a sheet is read by a process of its own."""
MEANWHILE = 4
"""Chunks of it that are read here until that process has started, which takes a second or two."""
AT_ONCE = 2
"""Long sheets that are kept open; the one that nobody has gone on with for longest is let go first."""


@dataclass(slots=True)
class _Open:
    state: str
    at: int
    long: bool
    chunks: Generator[list[Parsed], None, None]


_open: dict[UUID, _Open] = {}
"""Files that this process is reading. Few: a worker has one, a request its own."""


def rows(viewer: Viewer, row: Intake, count: int) -> list[Parsed]:
    """The next rows after those that are done, read by cell. Refuses when the uploaded file is gone."""
    found = _open.pop(row.id, None)  # a chunk that fails leaves nothing behind
    if found is None or (found.state, found.at) != (row.state, row.at_row):
        if found is not None:
            found.chunks.close()
        found = _begin(viewer, row, count)
    parsed = next(found.chunks, [])
    if parsed:
        found.at = parsed[-1].row.number
        _open[row.id] = found
        for id in [id for id, one in list(_open.items()) if one.long][:-AT_ONCE]:
            close(id)
    return parsed


def close(id: UUID) -> None:
    """Let the file go."""
    if (found := _open.pop(id, None)) is not None:
        found.chunks.close()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of a file are to be read: those after a number and up to another, so many at once."""

    reader: Reader
    data: bytes
    look: Look
    after: int
    upto: int
    skip_hidden: bool
    count: int


def chunks(asked: Asked) -> Generator[list[Parsed], None, None]:
    """The rows, read by cell. Asks nothing of the database."""
    rows = takewhile(lambda one: one.number <= asked.upto, sheets.rows(asked.data, asked.look, after=asked.after))
    read = (asked.reader.read(one) for one in rows if not (asked.skip_hidden and one.hidden))
    while some := list(islice(read, asked.count)):
        yield some


def _long(asked: Asked) -> Generator[list[Parsed], None, None]:
    here = asked.after + MEANWHILE * asked.count
    beside: Beside[list[Parsed]] = Beside(f"{__name__}:chunks", replace(asked, after=here))
    try:
        yield from chunks(replace(asked, upto=here))
        yield from beside
    finally:
        beside.close()


def _begin(viewer: Viewer, row: Intake, count: int) -> _Open:
    file = sheets.file(SYSTEM, row.id)  # the worker goes on with what another account uploaded
    if not file.data:
        raise Refusal("上传的表格已经不在", "文件只保留一周", "请重新上传", code="registry.gone", field="file")
    reader = Reader(
        viewer,
        office=row.office,
        place=row.chosen.get("place", ""),
        said=Said(row.id, row.since, row.source),
        trial=row.state == "trial",
    )
    asked = Asked(reader, file.data, _look(row), row.at_row, sys.maxsize, bool(row.chosen.get("skip_hidden")), count)
    long = row.rows > LONG
    return _Open(row.state, row.at_row, long, _long(asked) if long else chunks(asked))


def _look(row: Intake) -> Look:
    """The headers and meanings as they were chosen; what columns are called is not needed to read rows."""
    chosen = row.chosen
    first, *more = _tables(chosen["tables"])
    return Look(
        chosen["sheet"],
        (),
        first.head,
        first.mapping,
        (),
        row.rows,
        tables=tuple(more),
        upto=chosen.get("upto", ""),
        beside=tuple(Side(one["first"], one["last"], _tables(one["tables"])) for one in chosen.get("beside", ())),
    )


def _tables(kept: Sequence[Mapping[str, Any]]) -> tuple[Table, ...]:
    return tuple(Table(Head(table["head"][0], table["head"][1], ()), table["mapping"]) for table in kept)
