"""Writing a workbook (写表): a plain table, a template, and the file of faulty rows under the office's own header."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from anjian.sheets import streaming
from anjian.sheets.events import FAULT_COLUMN, ROW_COLUMN, Fault, Field, Head, line_of
from anjian.sheets.reading import Opened

_BOLD = Font(bold=True)
_WRONG = PatternFill("solid", fgColor="FFF2CC")
_WRAP = Alignment(wrap_text=True, vertical="top")


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> bytes:
    """A workbook of one sheet. Every cell is text, so that nothing a person typed becomes a formula."""
    book = Workbook()
    sheet = _sheet(book, title or "Sheet1")
    _line(sheet, 1, headers, bold=True)
    for number, row in enumerate(rows, 2):
        _line(sheet, number, row)
    _widths(sheet, headers)
    sheet.freeze_panes = "A2"
    return _bytes(book)


def streamed(first: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> Iterator[bytes]:
    """A workbook in pieces, for lists of any length: what the list is in its first row, headers in its second."""
    return streaming.streamed(first, headers, rows, title=_title(title), widths=[_width(header) for header in headers])


def template(fields: Sequence[Field], *, title: str) -> bytes:
    """An empty sheet with the usual headers; what to write stands in a comment on each."""
    book = Workbook()
    sheet = _sheet(book, title)
    _line(sheet, 1, [field.label + ("*" if field.required else "") for field in fields], bold=True)
    for index, field in enumerate(fields, 1):
        if field.hint:
            sheet.cell(1, index).comment = Comment(field.hint, "安监", width=260, height=110)
    _widths(sheet, [field.label for field in fields])
    sheet.freeze_panes = "A2"
    return _bytes(book)


def faulty(book: Opened, name: str, head: Head, faults: Sequence[Fault]) -> bytes:
    """The faulty rows alone, under the header as the office wrote it: wrong cells marked, the reason at the end."""
    by_row: dict[int, list[Fault]] = {}
    for fault in faults:
        by_row.setdefault(line_of(fault.row), []).append(fault)
    out = Workbook()
    sheet = _sheet(out, name)
    width = max((column_index_from_string(column.letter) for column in head.columns), default=0)
    skipped = {column.letter for column in head.columns if column.header in (FAULT_COLUMN, ROW_COLUMN)}
    cut = min((column_index_from_string(letter) for letter in skipped), default=width + 1) - 1
    at = 0
    for line in book.rows(name):
        number, values = line.number, line.texts
        if head.first <= number <= head.last:
            at += 1
            _line(sheet, at, values[:cut], bold=True)
            if number == head.last:
                _line(sheet, at, [ROW_COLUMN, FAULT_COLUMN], bold=True, start=cut + 1)
        elif number in by_row:
            at += 1
            _line(sheet, at, values[:cut])
            why = "；".join(f"{fault.ref} {fault.label}：{fault.why}。{fault.next}" for fault in by_row[number])
            _line(sheet, at, [str(number), why], start=cut + 1)
            sheet.cell(at, cut + 2).alignment = _WRAP
            for fault in by_row[number]:
                letters = fault.ref.rstrip("0123456789")
                if letters.isascii() and letters.isalpha():
                    cell = sheet.cell(at, column_index_from_string(letters))
                    cell.fill = _WRONG
                    cell.comment = Comment(f"{fault.why}。{fault.next}", "安监", width=260, height=90)
    for low_col, low_row, high_col, high_row in book.merged(name):
        if head.first <= low_row and high_row <= head.last and high_col <= cut:
            sheet.merge_cells(
                start_row=low_row - head.first + 1,
                end_row=high_row - head.first + 1,
                start_column=low_col,
                end_column=high_col,
            )
    _widths(sheet, [""] * cut)
    sheet.column_dimensions[get_column_letter(cut + 2)].width = 70
    sheet.freeze_panes = f"A{head.last - head.first + 2}"
    return _bytes(out)


def _sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _title(title)
    return sheet


def _title(title: str) -> str:
    return "".join(each for each in title if each not in "[]:*?/\\")[:31] or "Sheet1"


def _line(sheet: Worksheet, row: int, values: Sequence[str], *, bold: bool = False, start: int = 1) -> None:
    for index, value in enumerate(values, start):
        if value == "":
            continue
        cell = sheet.cell(row, index)
        cell.value = value
        cell.data_type = "s"
        if bold:
            cell.font = _BOLD


def _widths(sheet: Worksheet, headers: Sequence[str]) -> None:
    for index, header in enumerate(headers, 1):
        sheet.column_dimensions[get_column_letter(index)].width = _width(header)


def _width(header: str) -> int:
    return max(12, len(header) * 2 + 4)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
