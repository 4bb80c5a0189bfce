"""What a sheet is made of: plain frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from anjian.lib.parts import by_parts

FAULT_COLUMN = "错误原因"
ROW_COLUMN = "原行号"
"""Columns that a file of faults has besides the office's own; they are skipped when it is fed again."""


BESIDE = 1_000_000
"""What the number of a row is raised by for each table that stands to its left: it tells the table and the row."""


def line_of(number: int) -> int:
    """The row of the file that a row's number means."""
    return number % BESIDE


def row_said(number: int) -> str:
    """A row as a person finds it: 第7行, or 右边的表第7行."""
    return f"{'右边的表' if number >= BESIDE else ''}第{line_of(number)}行"


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a kind of sheet may tell (栏目).

    name      its name in code
    label     its usual header
    synonyms  other headers that mean it; compared without spaces, brackets and stars
    required  a sheet without this column cannot be read
    hint      what to write in it, in Chinese, for the template and the page
    """

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the office has it: its letter, and its header; headers of merged rows are joined: 任职情况/单位."""

    letter: str
    header: str


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a sheet: rows ``first`` to ``last`` (from 1), and its columns."""

    first: int
    last: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One of several tables below each other on a sheet: its header and what its columns mean."""

    head: Head
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """Tables in some columns of a sheet (并排的表), told apart from those beside them by an empty column.

    first, last  letters of its first and last column; "" where the sheet begins or ends
    tables       its table, and those below it
    """

    first: str
    last: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What is odd about a sheet and should be known before it is taken in (提示).

    hidden_rows      numbers of rows that hold something and that nobody sees; all of them are read
    hidden_columns   letters of such columns
    hidden_sheets    names of such sheets; none of them is read
    beyond           columns too far right to be read
    totals           numbers of rows that only add up (合计); they are skipped
    beside           letter of a column where another table seems to begin that no empty column sets apart
    """

    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    beyond: int = 0
    totals: tuple[int, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """A first look into a file.

    sheet     the sheet looked at; ``sheets`` all visible ones
    head      the header that was found
    mapping   field name → letter of its column, as proposed or remembered
    missing   labels of required fields without a column
    rows      rows below the header that hold anything
    before    the first rows below the header, as text, for the page
    remembered  the mapping is the office's own of last time
    tables    further tables below the first, each with a header of its own
    upto      letter of the last column of these where others stand beside them; "": to the end
    beside    the tables to their right
    marks     what is odd about the sheet
    """

    sheet: str
    sheets: tuple[str, ...]
    head: Head
    mapping: Mapping[str, str]
    missing: tuple[str, ...]
    rows: int
    before: tuple[tuple[str, ...], ...] = ()
    remembered: bool = False
    tables: tuple[Table, ...] = ()
    upto: str = ""
    beside: tuple[Side, ...] = ()
    marks: Marks = Marks()


@by_parts
@dataclass(frozen=True, slots=True)
class Row:
    """A row as text: dates as 2026-03-15, whole numbers without a point; a field without a column has no cell.

    number   of the row in the file, from 1; beside the first table raised by `BESIDE`
    columns  field → the letter of its column and its place in ``texts``; one mapping for all rows of a table
    odd      place → what is wrong with the cell itself, whatever it should say: a formula without a value, a rounded
             number
    """

    number: int
    columns: Mapping[str, tuple[str, int]]
    texts: Sequence[str]
    odd: Mapping[int, str] = field(default_factory=dict)
    hidden: bool = False

    def text(self, name: str) -> str:
        """The text of a field; "" where there is none."""
        _, at = self.columns.get(name, ("", len(self.texts)))
        return self.texts[at] if at < len(self.texts) else ""

    def ref(self, name: str) -> str:
        """The name of the field's cell, such as C7; the row alone where the sheet has no such column."""
        if name in self.columns:
            return f"{self.columns[name][0]}{line_of(self.number)}"
        return row_said(self.number)

    def told(self) -> Iterator[tuple[str, str, str]]:
        """Field, text and what is odd of each cell that holds anything."""
        width, odd = len(self.texts), self.odd
        for name, (_, at) in self.columns.items():
            text = self.texts[at] if at < width else ""
            wrong = odd.get(at, "") if odd else ""
            if text or wrong:
                yield name, text, wrong


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell (错误): why, and what to write instead. The whole row stays out."""

    row: int
    ref: str
    label: str
    text: str
    why: str
    next: str
    field: str = ""
