"""Going through the rows below a header (逐行): further tables, hidden rows, totals, cells merged downwards."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from anjian.sheets import heads
from anjian.sheets.events import BESIDE, Field, Head, Look, Marks, Row, Side, Table
from anjian.sheets.heads import at as _at
from anjian.sheets.reading import Line, Opened, letter

SHOWN = 5
"""Rows below the header that a look shows."""
TOTALS = frozenset({"合计", "小计", "总计", "合 计", "小 计", "总 计", "累计"})
"""What begins a row that only adds up."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What going through a sheet found; the fields are those of `Look`."""

    rows: int
    first: tuple[tuple[str, ...], ...]
    tables: tuple[Table, ...]
    marks: Marks


@dataclass(slots=True)
class _Counted:
    rows: int = 0
    shown: list[tuple[str, ...]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def scan(
    book: Opened,
    sheet: str,
    head: Head,
    mapping: Mapping[str, str],
    fields: Sequence[Field],
    *,
    first: str = "",
    last: str = "",
) -> Seen:
    """Count the rows below a header, find further tables, and note what is odd; in these columns alone."""
    counted = _Counted()
    columns = [_at(column.letter) for column in head.columns]
    headers = {column.header: name for name, at in mapping.items() for column in head.columns if column.letter == at}
    words = {word for column in head.columns for word in column.header.split("/")}
    merged = book.merged(sheet)
    block: list[Line] = []
    for line in _within(book.rows(sheet), first, last):
        if line.number <= head.last or not any(line.texts):
            continue
        if block and line.number > block[0].number + heads.DEEPEST - 1:
            _begin(counted, block, fields, headers, merged)
            block = []
        if block or _is_head(line, words):
            block.append(line)
            continue
        _count(counted, line, columns)
    if block:
        _begin(counted, block, fields, headers, merged)
    return _seen(counted, book, head, mapping, fields, headers)


def apart(book: Opened, sheet: str, found: Sequence[Head]) -> bool:
    """Whether the columns between these headers are empty in every row below them."""
    between = [
        index
        for left, right in itertools.pairwise(found)
        for index in range(_at(left.columns[-1].letter) + 1, _at(right.columns[0].letter))
    ]
    below = (line.texts for line in book.rows(sheet) if line.number > found[0].last)
    return not any(index < len(texts) and texts[index] for texts in below for index in between)


def rows(book: Opened, found: Look, *, after: int = 0) -> Iterator[Row]:
    """See `queries.rows`."""
    sides = [Side("", found.upto, (Table(found.head, found.mapping), *found.tables)), *found.beside]
    for index, side in enumerate(sides):
        raised = index * BESIDE
        if after < raised + BESIDE:
            yield from _rows(book, found.sheet, side, raised=raised, after=after - raised)


def _rows(book: Opened, sheet: str, side: Side, *, raised: int, after: int) -> Iterator[Row]:
    tables = side.tables
    filling = _Filling(book.merged(sheet), tables)
    at = -1
    columns: dict[str, tuple[str, int]] = {}
    for line in _within(book.rows(sheet), side.first, side.last):
        while at + 1 < len(tables) and line.number >= tables[at + 1].head.first:
            at += 1
            columns = {name: (letters, _at(letters)) for name, letters in tables[at].mapping.items()}
        if at < 0 or line.number <= tables[at].head.last:
            continue
        filling.fill(line)
        if line.number <= after or _adds_up(line):
            continue
        row = Row(raised + line.number, columns, line.texts, line.odd, line.hidden)
        if any(row.told()):
            yield row


def _within(lines: Iterator[Line], first: str, last: str) -> Iterator[Line]:
    """The lines with the texts of these columns alone."""
    if not first and not last:
        return lines
    low, high = (_at(first) if first else 0), (_at(last) + 1 if last else None)
    return (replace(line, texts=[""] * min(low, len(line.texts)) + line.texts[low:high]) for line in lines)


class _Filling:
    """A cell merged over several rows says the same in each of them."""

    def __init__(self, merged: heads.Merged, tables: Sequence[Table]) -> None:
        last = tables[0].head.last
        self._ranges = sorted(
            (low_row, high_row, col) for col, low_row, _, high_row in merged if high_row > low_row > last
        )
        self._next = 0
        self._open: list[tuple[int, int, str]] = []

    def fill(self, line: Line) -> None:
        while self._next < len(self._ranges) and self._ranges[self._next][0] <= line.number:
            low, high, col = self._ranges[self._next]
            text = line.texts[col - 1] if low == line.number and col <= len(line.texts) else ""
            self._open.append((high, col - 1, text))
            self._next += 1
        self._open = [one for one in self._open if one[0] >= line.number]
        for _, index, text in self._open:
            line.texts += [""] * (index + 1 - len(line.texts))
            line.texts[index] = line.texts[index] or text


def _count(counted: _Counted, line: Line, columns: Sequence[int]) -> None:
    if _adds_up(line):
        counted.totals.append(line.number)
        return
    counted.rows += 1
    if line.hidden:
        counted.hidden.append(line.number)
    if len(counted.shown) < SHOWN:
        counted.shown.append(tuple(line.texts[index] if index < len(line.texts) else "" for index in columns))


def _seen(
    counted: _Counted,
    book: Opened,
    head: Head,
    mapping: Mapping[str, str],
    fields: Sequence[Field],
    headers: Mapping[str, str],
) -> Seen:
    shown = {_at(column.letter) for column in head.columns}
    marks = Marks(
        hidden_rows=tuple(counted.hidden),
        hidden_columns=tuple(letter(index) for index in sorted(book.hidden_columns & shown)),
        hidden_sheets=book.hidden_sheets,
        beyond=book.beyond,
        totals=tuple(counted.totals),
        beside=_beside(head, mapping, fields, headers),
    )
    return Seen(counted.rows, tuple(counted.shown), tuple(counted.tables), marks)


def _is_head(line: Line, words: set[str]) -> bool:
    """Whether a row says the words of the header once more: at least three of them and more than half of its cells."""
    filled = [" ".join(text.split()) for text in line.texts if text]
    said = sum(text in words for text in filled)
    return said >= min(3, len(words)) and said * 2 > len(filled)


def _begin(
    counted: _Counted, block: Sequence[Line], fields: Sequence[Field], headers: Mapping[str, str], merged: heads.Merged
) -> None:
    """A further table whose header begins with the first of these lines; the others may be its rows already."""
    first = block[0].number
    texts: list[list[str]] = [[] for _ in range(heads.DEEPEST)]
    for line in block:
        texts[line.number - first] = line.texts
    head = heads.again(texts, first, fields, headers, merged)
    counted.tables.append(Table(head, heads.guess(head, fields, headers)))
    for line in block:
        if line.number > head.last:
            _count(counted, line, [_at(column.letter) for column in head.columns])


def _beside(head: Head, mapping: Mapping[str, str], fields: Sequence[Field], headers: Mapping[str, str]) -> str:
    """Where the header of what must be there stands a second time, further right."""
    taken = set(mapping.values())
    rest = Head(head.first, head.last, tuple(one for one in head.columns if one.letter not in taken))
    again = heads.guess(rest, [field for field in fields if field.required], headers)
    needed = [field.name for field in fields if field.required]
    return min(again.values(), key=_at) if needed and all(name in again for name in needed) else ""


def _adds_up(line: Line) -> bool:
    return next((text for text in line.texts if text), "") in TOTALS
