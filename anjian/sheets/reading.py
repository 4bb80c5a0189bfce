"""Reading a workbook (读表): streaming, with limits, cells as text, and what is odd about a row or a cell is said."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from anjian.lib.errors import Refusal
from anjian.sheets import workbook
from anjian.sheets.workbook import Damaged

LARGEST = 50 * 1024 * 1024
"""Bytes of a file at most."""
UNPACKED = 300 * 1024 * 1024
"""Bytes of its content unpacked at most: a small file that swells is refused before it is opened."""
WIDEST = 200
"""Columns that are read; what stands further right is counted and said."""
LONGEST = 150_000
"""Number of the last row that may hold something."""
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_NONE: Mapping[int, str] = {}
NO_VALUE = "公式没有算出的值"
BROKEN = "公式出错"
ROUNDED = "超过15位的数字，Excel已经丢掉末几位"


@dataclass(slots=True)
class Line:
    """A row that stands in the file: its number from 1, its texts from column A, whether people see it.

    odd   column from 0 → what is wrong with the cell itself, whatever it should say
    """

    number: int
    texts: list[str]
    hidden: bool
    odd: Mapping[int, str]


class Opened:
    """An open workbook: names of its visible sheets, merged ranges and rows of one of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        found, since_1904 = workbook.sheets(archive)
        self._paths = {sheet.name: sheet.path for sheet in found}
        self.sheets: tuple[str, ...] = tuple(sheet.name for sheet in found if sheet.visible)
        self.hidden_sheets: tuple[str, ...] = tuple(sheet.name for sheet in found if not sheet.visible)
        self.hidden_columns: set[int] = set()
        """Of the sheet that was read last, from 0."""
        self.beyond = 0
        """Columns of the sheet that was read last which lie beyond `WIDEST`."""
        self._dates = workbook.dates(archive)
        self._strings: workbook.Strings | None = None
        self._day = lru_cache(4096)(_day_of(since_1904))

    def rows(self, sheet: str) -> Iterator[Line]:
        """The rows that stand in the file, in order; one that is not there is empty."""
        if self._strings is None:
            self._strings = workbook.strings(self._archive)
        self.hidden_columns.clear()
        self.beyond = 0
        reader = _Cells(self, self._strings, self._dates, self._day)
        with workbook.whole(), self._archive.open(self._paths[sheet]) as file:
            for _ in workbook.fed(reader.parser, file):
                yield from reader.lines
                reader.lines.clear()

    def merged(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Merged ranges as (first column, first row, last column, last row), from 1."""
        from openpyxl.utils.cell import range_boundaries

        with self._archive.open(self._paths[sheet]) as file:
            tail = b""
            found: list[tuple[int, int, int, int]] = []
            while chunk := file.read(1 << 20):
                block = tail + chunk
                cut = max(block.rfind(b">"), 0)
                for hit in _MERGED.finditer(block[:cut] if cut else b""):
                    low_col, low_row, high_col, high_row = range_boundaries(hit.group(1).decode())
                    found.append((int(low_col or 0), int(low_row or 0), int(high_col or 0), int(high_row or 0)))
                tail = block[cut:]
        return found


class _Cells:
    """Hears the cells of a sheet and makes lines of them."""

    def __init__(self, book: Opened, strings: workbook.Strings, dates: frozenset[str], day: Any) -> None:
        self.lines: list[Line] = []
        self._book, self._strings, self._dates, self._day = book, strings, dates, day
        self._row = 0
        self._hidden = False
        self._texts: list[str] = []
        self._odd: dict[int, str] = {}
        self._column = -1
        self._attrs: dict[str, str] = {}
        self._words: list[str] = []
        self._listening = self._formula = False
        self.parser = workbook.parser()
        self.parser.StartElementHandler = self._begin

    def _begin(self, name: str, attrs: dict[str, str]) -> None:
        """The root element says under which prefix all others stand."""
        prefix = name[: -len("worksheet")]
        self._starts = {
            f"{prefix}{word}": call
            for word, call in {
                "c": self._cell,
                "v": self._listen,
                "t": self._listen,
                "rPh": self._reading,
                "f": self._calculated,
                "row": self._line,
                "col": self._col,
            }.items()
        }
        self._ends = {
            f"{prefix}{word}": call
            for word, call in {"c": self._celled, "v": self._deaf, "t": self._deaf, "row": self._lined}.items()
        }
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if call := self._starts.get(name):
            call(attrs)

    def _end(self, name: str) -> None:
        if call := self._ends.get(name):
            call()

    def _data(self, text: str) -> None:
        if self._listening:
            self._words.append(text)

    def _listen(self, _: dict[str, str]) -> None:
        self._listening = True

    def _deaf(self) -> None:
        self._listening = False

    def _reading(self, _: dict[str, str]) -> None:
        """How signs above are read is no text of the cell: its <t> is taken back when the cell ends."""
        self._words.append("\x00")

    def _calculated(self, _: dict[str, str]) -> None:
        self._formula = True

    def _col(self, attrs: dict[str, str]) -> None:
        if attrs.get("hidden") in ("1", "true"):
            last = min(_whole(attrs.get("max")), WIDEST)
            self._book.hidden_columns.update(range(max(_whole(attrs.get("min")) - 1, 0), last))

    def _line(self, attrs: dict[str, str]) -> None:
        self._row = _whole(attrs.get("r")) or self._row + 1
        self._hidden = attrs.get("hidden") in ("1", "true")
        self._texts, self._odd, self._column = [], {}, -1

    def _lined(self) -> None:
        if self._row > LONGEST and any(self._texts):
            raise refuse(f"第{self._row}行还有内容，一次最多{LONGEST}行", "请分成几个文件上传")
        self.lines.append(Line(self._row, self._texts, self._hidden, self._odd or _NONE))

    def _cell(self, attrs: dict[str, str]) -> None:
        self._column = _index(attrs["r"]) if "r" in attrs else self._column + 1
        self._attrs, self._formula = attrs, False
        self._words.clear()

    def _celled(self) -> None:
        if not self._words and not self._formula:
            return
        if self._column >= WIDEST:
            self._book.beyond = max(self._book.beyond, self._column + 1 - WIDEST)
            return
        raw = "".join(self._words) if len(self._words) != 1 else self._words[0]
        try:
            text, odd = self._read(raw)
        except (ValueError, IndexError) as error:
            raise Damaged(f"{self._attrs}: {error}") from error
        missing = self._column - len(self._texts)
        if missing > 0:
            self._texts += [""] * missing
        self._texts.append(text)
        if odd:
            self._odd[self._column] = odd

    def _read(self, raw: str) -> tuple[str, str]:
        """The text of a cell, and what is odd about it."""
        kind = self._attrs.get("t", "n")
        if kind == "s":
            return _plain(self._strings[int(raw)]), ""
        if kind in ("inlineStr", "str"):
            return _plain(raw.partition("\x00")[0]), ""
        if kind == "e":
            return raw, BROKEN
        if not raw:
            return "", NO_VALUE if self._formula else ""
        if kind == "b":
            return ("是" if raw == "1" else "否"), ""
        if kind == "d":
            return raw.removesuffix("T00:00:00"), ""
        if self._attrs.get("s") in self._dates:
            return self._day(raw), ""
        return _number(raw)


@contextmanager
def opened(data: bytes) -> Iterator[Opened]:
    """A workbook from its bytes. Refuses what is too large, no .xlsx, damaged, protected by a password, or empty."""
    if len(data) > LARGEST:
        raise refuse(f"文件超过{LARGEST // 1024 // 1024}MB", "请分成几个文件上传")
    if data[:8] == _OLD:
        if _LOCKED in data:
            raise refuse("文件加了打开密码", "请用Excel或WPS去掉密码，另存后再上传")
        raise refuse("这是旧格式的.xls", "请用Excel或WPS另存为.xlsx，再上传")
    try:
        with workbook.whole(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED:
                raise refuse("文件展开后过大", "请删去多余的工作表、图片和空行再上传")
            made = Opened(archive)
            if not made.sheets:
                raise refuse("文件里没有可见的工作表", "请取消隐藏后再上传")
            yield made
    except Damaged as error:
        raise refuse(
            "这不是能打开的Excel文件（.xlsx），或者内容已损坏", "请用Excel或WPS打开它，另存为.xlsx再上传"
        ) from error


def letter(index: int) -> str:
    """The letter of a column, from 0."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(index + 1))


def refuse(what: str, next: str) -> Refusal:
    """The no to a file."""
    return Refusal(what, "读不全的表不能导入，否则会漏人漏岗；没有写入任何内容", next, code="sheets.file", field="file")


def _whole(text: str | None) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise Damaged(f"{text} is no number")
    return int(text)


@lru_cache(1 << 10)
def _letters(letters: str) -> int:
    from openpyxl.utils import column_index_from_string

    try:
        return int(column_index_from_string(letters)) - 1
    except ValueError as error:
        raise Damaged(f"{letters} is no column") from error


def _index(ref: str) -> int:
    return _letters(ref.rstrip("0123456789"))


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u3000", " ").strip()


def _number(raw: str) -> tuple[str, str]:
    """A number as a person would type it; one that Excel has rounded is odd."""
    if raw.isdigit() and len(raw) <= 15:
        return raw, ""
    value = float(raw)
    if abs(value) >= 1e15:
        return format(value, ".0f"), ROUNDED
    return format(value, ".15g"), ""


def _day_of(since_1904: bool) -> Any:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

    epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900

    def day(raw: str) -> str:
        try:
            found = from_excel(float(raw), epoch)
        except (OverflowError, ValueError):
            return raw
        text = str(found.isoformat(sep=" ", timespec="minutes")) if hasattr(found, "date") else str(found)
        return text.removesuffix(" 00:00")

    return day
