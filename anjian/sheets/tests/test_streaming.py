"""An export of any length: what others confess is that it eats memory; here one row at a time is held."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

from openpyxl import load_workbook

from anjian.sheets import queries

ROWS, WORDS = 6000, 400
WIDE = "整改" * WORDS
"""A row is of some kilobytes: all together are far more than what may be held."""


def rows(taken: list[int]) -> Iterator[list[str]]:
    """Rows made when they are asked for; how many were, and what was held then."""
    for n in range(ROWS):
        taken.append(tracemalloc.get_traced_memory()[0])
        yield [str(n), f"{n}{WIDE}"]


def test_a_long_export_is_written_row_by_row_and_read_out_in_pieces():
    taken: list[int] = []
    tracemalloc.start()
    try:
        size = sum(map(len, queries.streamed("隐患", ("编号", "内容"), rows(taken), title="隐患")))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(taken) == ROWS
    assert size > 10_000
    whole = ROWS * WORDS * 2 * 2
    assert peak < whole / 4, (peak, whole)
    assert taken[-1] - taken[ROWS // 2] < whole / 50, "the second half of the rows needs no more than the first"


def test_what_was_streamed_is_a_workbook_with_every_row():
    made = b"".join(queries.streamed("", ("编号",), ([str(n)] for n in range(300)), title="隐患"))
    sheet = load_workbook(io.BytesIO(made), read_only=True).active
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["编号", *map(str, range(300))]
