"""The rows of a sheet that is coming in (读行): read on where the last chunk ended, while this process lives.

A chunk asks for the rows after the last one that is done. Usually that is where the open file stands; after a crash, or
when another process did the chunk before, it is opened anew and read up to there.
While the server writes a chunk, a thread reads the rows of the next one: that needs no connection. It begins when what
is to be written has been put together: until then the two would only take the interpreter away from each other.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import actions as people
from anjian.registry.intake.models import Intake
from anjian.registry.intake.parsing import Parsed, Reader
from anjian.sheets import queries as sheets
from anjian.sheets.events import Head, Look, Row, Side, Table


@dataclass(slots=True)
class _Open:
    state: str
    at: int
    reader: Reader
    rows: Iterator[Row]
    ahead: Future[list[Parsed]] | None = None
    """The rows of the next chunk, as they are being read."""

    def go_on(self, count: int) -> Future[list[Parsed]]:
        """Begin to read the next rows, and to spell their names: what is worked out once is kept for who asks."""

        def read() -> list[Parsed]:
            parsed = [self.reader.read(one) for one in itertools.islice(self.rows, count)]
            for one in parsed:
                people.sort_key(one.text("name"))
            return parsed

        return _ahead.submit(read)


_open: dict[UUID, _Open] = {}
"""Files that this process is reading. Few: a worker has one, a request its own."""
_ahead = ThreadPoolExecutor(2, thread_name_prefix="intake")


def rows(viewer: Viewer, row: Intake, count: int) -> list[Parsed]:
    """The next rows after those that are done, read by cell. Refuses when the uploaded file is gone."""
    found = _open.pop(row.id, None)  # a chunk that fails leaves nothing behind
    if found is None or (found.state, found.at) != (row.state, row.at_row):
        found = _begin(viewer, row)
    parsed = (found.ahead or found.go_on(count)).result()
    if parsed:
        found.at, found.ahead = parsed[-1].row.number, None
        _open[row.id] = found
    return parsed


def go_on(id: UUID, count: int) -> None:
    """Begin to read the rows of the next chunk, unless that has begun."""
    found = _open.get(id)
    if found is not None and found.ahead is None:
        found.ahead = found.go_on(count)


def close(id: UUID) -> None:
    """Let the file go."""
    _open.pop(id, None)


def _begin(viewer: Viewer, row: Intake) -> _Open:
    file = sheets.file(SYSTEM, row.id)  # the worker goes on with what another account uploaded
    if not file.data:
        raise Refusal("上传的表格已经不在", "文件只保留一周", "请重新上传", code="registry.gone", field="file")
    reader = Reader(viewer, office=row.office, as_of=row.since, place=row.chosen.get("place", ""))
    told = sheets.rows(file.data, _look(row), after=row.at_row)
    if row.chosen.get("skip_hidden"):
        told = (one for one in told if not one.hidden)
    return _Open(row.state, row.at_row, reader, told)


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
