"""Questions about files of sheets. The functions on bytes need no viewer: the caller holds the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.sheets import heads, reading, scanning
from anjian.sheets.events import Fault, Field, Head, Look, Row, Side, Table
from anjian.sheets.models import Mapping as Remembered
from anjian.sheets.models import Upload
from anjian.sheets.reading import LARGEST

# `writing` and openpyxl itself take 0.15 s to import, and hardly a process of the many that ask here needs them:
# they are imported where they are used.

__all__ = [
    "LARGEST",
    "File",
    "fault_file",
    "file",
    "header",
    "headers_of",
    "look",
    "named",
    "remembered",
    "rows",
    "streamed",
    "table",
    "template",
]


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file (上传的表格). ``chosen``: what the person chose on the way (sheet, mapping, options)."""

    id: UUID
    kind: str
    name: str
    digest: str
    data: bytes
    faults: bytes | None
    chosen: Mapping[str, Any]
    at: datetime


def file(viewer: Viewer, id: UUID) -> File:
    """A file that this account uploaded. Refuses, like something that is not there, everybody else's."""
    row = Upload.objects.seen_by(viewer).filter(id=id).first()
    if row is None:
        raise Refusal(
            "没有找到这个表格",
            "它不存在、已经过期，或者不是您上传的",
            "请重新上传",
            code="sheets.missing",
            field="file",
        )
    faults = bytes(row.faults) if row.faults is not None else None
    return File(row.id, row.kind, row.name, row.digest, bytes(row.data), faults, row.chosen, row.at)


def remembered(viewer: Viewer, *, kind: str, office: str) -> dict[str, str]:
    """Header → field ("": not read), as the office chose last time."""
    rows = Remembered.objects.seen_by(viewer).filter(kind=kind, office=office)
    return dict(rows.values_list("header", "field"))


def look(
    data: bytes,
    fields: Sequence[Field],
    *,
    sheet: str = "",
    known: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    beside: bool = True,
) -> Look:
    """A first look: the header, what each column means. ``mapping`` (field → letter) overrides what is proposed.

    Tables beside the first are read as well, unless ``beside`` is False.
    Refuses a file that cannot be read, an unknown sheet, and a sheet without anything in it.
    """
    with reading.opened(data) as book:
        chosen = sheet or _fullest(book, fields, known or {})
        if chosen not in book.sheets:
            raise reading.refuse(f"没有名为“{sheet}”的工作表", f"可选：{'、'.join(book.sheets)}")
        whole = heads.find(book, chosen, fields, known or {})
        if not whole.columns:
            raise reading.refuse(f"工作表“{chosen}”是空的", "请选另一张工作表，或检查文件")
        head, *others = _beside(book, chosen, whole, fields, known or {})
        meant = heads.guess(head, fields, known or {}) if mapping is None else _checked(mapping, head, fields)
        upto = head.columns[-1].letter if others else ""
        seen = scanning.scan(book, chosen, head, meant, fields, last=upto)
        by_header = {
            column.header: name for name, at in meant.items() for column in head.columns if column.letter == at
        }
        sides = [_side(book, chosen, one, fields, {**(known or {}), **by_header}) for one in others if beside]
        return Look(
            sheet=chosen,
            sheets=book.sheets,
            head=head,
            mapping=meant,
            missing=tuple(field.label for field in fields if field.required and field.name not in meant),
            rows=seen.rows + sum(rows for _, rows in sides),
            before=seen.first,
            remembered=bool(known) and any(column.header in (known or {}) for column in head.columns),
            tables=seen.tables,
            upto=upto,
            beside=tuple(side for side, _ in sides),
            marks=seen.marks,
        )


def header(data: bytes, fields: Sequence[Field], *, sheet: str = "", known: Mapping[str, str] | None = None) -> Head:
    """The header alone, without going through the rows. Refuses what `look` refuses of a file."""
    with reading.opened(data) as book:
        chosen = sheet if sheet in book.sheets else _fullest(book, fields, known or {})
        return heads.find(book, chosen, fields, known or {})


def rows(data: bytes, found: Look, *, after: int = 0) -> Iterator[Row]:
    """The rows below the headers that hold anything in a mapped column, one by one; those up to ``after`` are skipped.

    A cell merged downwards counts for all its rows. Rows that only add up are left out.
    """
    with reading.opened(data) as book:
        yield from scanning.rows(book, found, after=after)


def fault_file(data: bytes, found: Look, faults: Sequence[Fault]) -> bytes:
    """The faulty rows under the office's own header, with the reason beside each, to be corrected and fed again."""
    from anjian.sheets import writing

    with reading.opened(data) as book:
        last = found.beside[-1].tables[0].head if found.beside else found.head
        return writing.faulty(
            book, found.sheet, Head(last.first, last.last, (*found.head.columns, *last.columns)), faults
        )


def template(fields: Sequence[Field], *, title: str) -> bytes:
    """An empty workbook with the usual headers."""
    from anjian.sheets import writing

    return writing.template(fields, title=title)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> bytes:
    """A workbook of one plain sheet; every cell is text."""
    from anjian.sheets import writing

    return writing.table(headers, rows, title=title)


def streamed(first: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> Iterator[bytes]:
    """A workbook of any length in pieces: what the list is in its first row, headers in its second."""
    from anjian.sheets import writing

    return writing.streamed(first, headers, rows, title=title)


def named(viewer: Viewer, *, kind: str, office: str) -> dict[str, str]:
    """Field → the header under which the office wants it in its exports."""
    return {field: header for header, field in remembered(viewer, kind=kind, office=office).items() if field}


def headers_of(head: Head) -> dict[str, str]:
    """Letter → header."""
    return {column.letter: column.header for column in head.columns}


def _beside(
    book: reading.Opened, sheet: str, whole: Head, fields: Sequence[Field], known: Mapping[str, str]
) -> list[Head]:
    """The headers of the tables beside each other, from the left; the one alone where nothing empty lies between."""
    found = heads.blocks(whole, fields, known)
    return found if len(found) == 1 or scanning.apart(book, sheet, found) else [whole]


def _side(
    book: reading.Opened, sheet: str, head: Head, fields: Sequence[Field], known: Mapping[str, str]
) -> tuple[Side, int]:
    """The tables under a header to the right of the first, and how many rows they have."""
    first, last = head.columns[0].letter, head.columns[-1].letter
    meant = heads.guess(head, fields, known)
    seen = scanning.scan(book, sheet, head, meant, fields, first=first, last=last)
    return Side(first, last, (Table(head, meant), *seen.tables)), seen.rows


def _fullest(book: reading.Opened, fields: Sequence[Field], known: Mapping[str, str]) -> str:
    """The visible sheet whose header names most fields; the first of equals."""
    if len(book.sheets) == 1:
        return book.sheets[0]
    scored = [(len(heads.guess(heads.find(book, name, fields, known), fields, known)), name) for name in book.sheets]
    return max(scored, key=lambda pair: pair[0])[1]


def _checked(mapping: Mapping[str, str], head: Head, fields: Sequence[Field]) -> dict[str, str]:
    letters = {column.letter for column in head.columns}
    names = {field.name: field.label for field in fields}
    found: dict[str, str] = {}
    for name, letter in mapping.items():
        if name not in names or not letter:
            continue
        if letter not in letters or letter in found.values():
            raise Refusal(
                f"“{names[name]}”对应的列{letter}不对",
                "一列只能对应一项，而且要在表头里",
                "请重新选择",
                code="sheets.mapping",
                field=name,
            )
        found[name] = letter
    return found
