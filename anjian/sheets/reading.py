"""Reading a workbook (读表): streaming, with limits, cells as text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from anjian.lib.errors import Refusal

LARGEST = 20 * 1024 * 1024
"""Bytes of a file at most."""
UNPACKED = 300 * 1024 * 1024
"""Bytes of its content unpacked at most: a small file that swells is refused before it is opened."""
WIDEST = 200
"""Columns that are read."""
LONGEST = 100_000
"""Rows that are read."""
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+\d+:[A-Z]+\d+)"')


class Opened:
    """An open workbook: names of its visible sheets, merged ranges and rows of one of them."""

    def __init__(self, workbook: Any, data: bytes) -> None:
        self._workbook = workbook
        self._data = data
        self.sheets: tuple[str, ...] = tuple(
            str(sheet.title) for sheet in workbook.worksheets if getattr(sheet, "sheet_state", "visible") == "visible"
        )

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """(number from 1, texts) of each row in order; empty ones too."""
        found = self._workbook[sheet].iter_rows(max_col=WIDEST, max_row=LONGEST, values_only=True)
        for number, values in enumerate(found, 1):
            yield number, [text(value) for value in values]

    def merged(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Merged ranges as (first column, first row, last column, last row), from 1."""
        path = str(self._workbook[sheet]._worksheet_path).lstrip("/")
        with zipfile.ZipFile(io.BytesIO(self._data)) as archive, archive.open(path) as file:
            tail = b""
            found: list[tuple[int, int, int, int]] = []
            while chunk := file.read(1 << 20):
                block = tail + chunk
                cut = max(block.rfind(b"/>"), 0)
                for hit in _MERGED.finditer(block[:cut] if cut else b""):
                    low_col, low_row, high_col, high_row = range_boundaries(hit.group(1).decode())
                    found.append((int(low_col or 0), int(low_row or 0), int(high_col or 0), int(high_row or 0)))
                tail = block[cut:]
        return found


@contextmanager
def opened(data: bytes) -> Iterator[Opened]:
    """A workbook from its bytes. Refuses what is too large, no .xlsx, damaged, protected by a password, or empty."""
    if len(data) > LARGEST:
        raise refuse(f"文件超过{LARGEST // 1024 // 1024}MB", "请分成几个文件上传")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise refuse("这是旧格式的.xls，或者加了打开密码", "请用Excel或WPS另存为.xlsx、不设密码，再上传")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED:
                raise refuse("文件展开后过大", "请删去多余的工作表、图片和空行再上传")
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError) as error:
        raise refuse("这不是能打开的Excel文件（.xlsx）", "请用Excel或WPS打开它，另存为.xlsx再上传") from error
    try:
        made = Opened(workbook, data)
        if not made.sheets:
            raise refuse("文件里没有可见的工作表", "请取消隐藏后再上传")
        yield made
    except (ParseError, KeyError, zipfile.BadZipFile) as error:
        raise refuse("文件内容已损坏", "请用Excel或WPS打开它，另存为.xlsx再上传") from error
    finally:
        workbook.close()


def text(value: Any) -> str:
    """A value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("\u00a0", " ").replace("\u3000", " ").strip()


def letter(index: int) -> str:
    """The letter of a column, from 0."""
    return str(get_column_letter(index + 1))


def refuse(what: str, next: str) -> Refusal:
    """The no to a file."""
    return Refusal(what, "读不全的表不能导入，否则会漏人漏岗；没有写入任何内容", next, code="sheets.file", field="file")
