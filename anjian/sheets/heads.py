"""Finding the header (表头): which rows it is, what each column is called, what it probably means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from anjian.sheets.events import FAULT_COLUMN, ROW_COLUMN, Column, Field, Head
from anjian.sheets.reading import Opened, letter

SEARCHED = 20
"""Rows from the top in which the header is looked for."""
DEEPEST = 3
"""Rows that a header may have."""
_NOISE = re.compile(r"[\s　*＊:：()（）\[\]【】、，,./·]|必填|选填")


def plain(header: str) -> str:
    """A header as it is compared: without spaces, brackets, stars; the last word of joined headers decides."""
    return _NOISE.sub("", header).lower()


Merged = Sequence[tuple[int, int, int, int]]
"""Merged ranges: first column, first row, last column, last row, from 1."""


def find(book: Opened, sheet: str, fields: Sequence[Field], known: Mapping[str, str]) -> Head:
    """The header of a sheet: the block of up to three rows that names most fields; the first filled row else.

    ``known``: headers that this office has explained before → field.
    """
    top: list[list[str]] = [[] for _ in range(SEARCHED)]
    for line in book.rows(sheet):
        if line.number > SEARCHED:
            break
        top[line.number - 1] = line.texts
    merged = book.merged(sheet)
    best = _best(top, range(len(top)), 1, fields, known, merged)
    if best is None:
        filled = next((n for n, values in enumerate(top) if sum(map(bool, values)) > 1), 0)
        return of(top[filled : filled + 1], filled + 1, merged)
    return best


def again(
    block: Sequence[Sequence[str]], first: int, fields: Sequence[Field], known: Mapping[str, str], merged: Merged
) -> Head:
    """The header that begins with row ``first``, of a further table below: as deep as names most fields."""
    return _best(block, range(1), first, fields, known, merged) or of(block[:1], first, merged)


def _best(
    rows: Sequence[Sequence[str]],
    starts: Iterable[int],
    offset: int,
    fields: Sequence[Field],
    known: Mapping[str, str],
    merged: Merged,
) -> Head | None:
    """Of the blocks that begin at these places of the rows the one that names most; ``offset``: number of row 0."""
    best: tuple[tuple[int, int, int, int], Head] | None = None
    for first in starts:
        for depth in range(1, DEEPEST + 1):
            last = first + depth - 1
            if last >= len(rows) or not any(rows[last]):
                break
            head = of(rows[first : last + 1], first + offset, merged)
            said = sum(column.header in known for column in head.columns)
            score = (said, len(guess(head, fields, known)), -last, -depth)
            if best is None or score > best[0]:
                best = (score, head)
    return best[1] if best is not None and best[0][:2] != (0, 0) else None


def of(rows: Sequence[Sequence[str]], first: int, merged: Merged) -> Head:
    """The header that these rows (beginning at row ``first``, from 1) make, merged cells filled."""
    width = max((len(row) for row in rows), default=0)
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    last = first + len(rows) - 1
    for low_col, low_row, high_col, high_row in merged:
        if low_row < first or low_row > last:
            continue
        value = grid[low_row - first][low_col - 1] if low_col <= width else ""
        for row in range(low_row, min(high_row, last) + 1):
            for col in range(low_col, min(high_col, width) + 1):
                grid[row - first][col - 1] = value
    columns = []
    for index in range(width):
        words = list(dict.fromkeys(word for row in grid if (word := " ".join(row[index].split()))))
        if words:
            columns.append(Column(letter(index), "/".join(words)[:200]))
    return Head(first, last, tuple(columns))


def blocks(head: Head, fields: Sequence[Field], known: Mapping[str, str]) -> list[Head]:
    """A header as those of tables beside each other: between two of them a column has none. One where it is one.

    A part is a table of its own when it has every column that must be there, and one more.
    """
    needed = [field.name for field in fields if field.required]
    parts: list[list[Column]] = []
    for column in head.columns:
        if parts and at(column.letter) == at(parts[-1][-1].letter) + 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    found: list[list[Column]] = []
    for part in parts:
        meant = guess(Head(head.first, head.last, tuple(part)), fields, known)
        whole = len(meant) > len(needed) and all(name in meant for name in needed)
        if not found or (whole and needed):
            found.append(part)
        else:
            found[-1] += part
    whole_first = guess(Head(head.first, head.last, tuple(found[0])), fields, known) if found else {}
    if len(found) < 2 or not all(name in whole_first for name in needed):
        return [head]
    return [Head(head.first, head.last, tuple(part)) for part in found]


def at(letters: str) -> int:
    """The place of a column, from 0."""
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(letters)) - 1


def guess(head: Head, fields: Sequence[Field], known: Mapping[str, str]) -> dict[str, str]:
    """Field → letter: what the office said before, then the usual words, each column and each field once."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    names = {field.name for field in fields}

    def take(field: str, column: Column) -> None:
        if field not in found and column.letter not in taken:
            found[field] = column.letter
            taken.add(column.letter)

    for column in head.columns:
        if column.header in (FAULT_COLUMN, ROW_COLUMN):
            taken.add(column.letter)
        elif column.header in known:
            if known[column.header] in names:
                take(known[column.header], column)
            taken.add(column.letter)  # "" was said on purpose: this column is not read
    words = {plain(word): field.name for field in fields for word in (field.label, *field.synonyms)}
    for whole in (True, False):
        for column in head.columns:
            word = plain(column.header if whole else column.header.split("/")[-1])
            if word in words:
                take(words[word], column)
    return found
