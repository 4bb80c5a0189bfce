"""The parts of an .xlsx beside its cells (工作簿): names of sheets, shared strings, which numbers are dates."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat

from lxml import etree

PIECE = 1 << 16
"""Bytes that are unpacked at once."""
_SMALL = 32 * 1024 * 1024
"""Bytes of a part that is read whole."""
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ID_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class Damaged(Exception):
    """A part is missing or cannot be read."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, where its cells stand in the archive, whether people see it."""

    name: str
    path: str
    visible: bool


class Strings:
    """Strings that cells share, one behind the other: some bytes each, so that a long sheet needs little memory."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        """One more."""
        self._bytes += text.encode("utf-8", "replace")
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, index: int) -> str:
        return self._bytes[self._ends[index] : self._ends[index + 1]].decode()


@contextmanager
def whole() -> Iterator[None]:
    """Whatever the archive cannot give back inside is said to be damaged."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Damaged(str(error)) from error


def sheets(archive: zipfile.ZipFile) -> tuple[tuple[Sheet, ...], bool]:
    """The sheets of cells in their order, and whether days count from 1904."""
    book = _part(archive, "xl/workbook.xml")
    links = {one.get("Id"): one for one in _part(archive, "xl/_rels/workbook.xml.rels")}
    found = []
    for one in book.iterfind(".//{*}sheets/{*}sheet"):
        link = links.get(one.get(_ID) or one.get(_ID_STRICT))
        if link is None or not str(link.get("Type")).endswith("/worksheet"):
            continue  # a sheet of charts
        path = posixpath.normpath(posixpath.join("/xl", str(link.get("Target")))).lstrip("/")
        found.append(Sheet(str(one.get("name")), path, one.get("state", "visible") == "visible"))
    told = book.find("{*}workbookPr")
    return tuple(found), told is not None and told.get("date1904") in ("1", "true")


def dates(archive: zipfile.ZipFile) -> frozenset[str]:
    """The styles (by their number, as cells name them) whose numbers are days."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    styles = _part(archive, "xl/styles.xml")
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iterfind("{*}numFmts/{*}numFmt")}
    formats = {str(number): code for number, code in BUILTIN_FORMATS.items()} | formats
    # 27-36 and 50-58 are the built-in Chinese days, which no file writes down.
    chinese = {str(number) for number in (*range(27, 37), *range(50, 59))}
    return frozenset(
        str(index)
        for index, style in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if (code := style.get("numFmtId", "0")) in chinese or is_date_format(formats.get(code, ""))
    )


def strings(archive: zipfile.ZipFile) -> Strings:
    """The shared strings, rich text joined, without the readings above signs."""
    found = Strings()
    if "xl/sharedStrings.xml" not in archive.namelist():
        return found
    reader = _SharedStrings(found)
    with archive.open("xl/sharedStrings.xml") as file:
        for _ in fed(reader.parser, file):
            pass
    return found


class _SharedStrings:
    def __init__(self, found: Strings) -> None:
        self._found = found
        self._words: list[str] = []
        self._in_text = self._in_reading = False
        self.parser = parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "si":
                self._words.clear()
            case "t":
                self._in_text = not self._in_reading
            case "rPh":
                self._in_reading = True

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "si":
                self._found.add("".join(self._words))
            case "t":
                self._in_text = False
            case "rPh":
                self._in_reading = False

    def _data(self, text: str) -> None:
        if self._in_text:
            self._words.append(text)


def parser() -> Any:
    """A streaming XML parser that takes no document type: without one there are no entities that swell."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _no_doctype
    return made


def fed(reader: Any, file: IO[bytes]) -> Iterator[None]:
    """Feed a parser piece by piece; a stop after each."""
    try:
        while piece := file.read(PIECE):
            reader.Parse(piece, False)
            yield
        reader.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise Damaged(str(error)) from error


def _no_doctype(*_: Any) -> None:
    raise Damaged("a document type has no place in a workbook")


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        if archive.getinfo(name).file_size > _SMALL:
            raise Damaged(f"{name} is too large")
        return etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
    except (KeyError, etree.XMLSyntaxError) as error:
        raise Damaged(f"{name}: {error}") from error
