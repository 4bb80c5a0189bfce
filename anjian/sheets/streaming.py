"""A workbook of any length in pieces (流式写表): the parts of an .xlsx written as they are, every cell a text.

Rows are taken one by one and packed at once into a file, which is read out piece by piece when it is whole. Ten times
quicker than making an object of each cell, and nothing but one row is in memory.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO
from xml.sax.saxutils import escape, quoteattr

PIECE = 1 << 16
"""Bytes that are packed, and that go out, at once."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FONT = '<font>{}<sz val="11"/><name val="Calibri"/></font>'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACK}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACK}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACK}/relationships">'
    f'<Relationship Id="rId1" Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_REL}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2">{_FONT.format("")}{_FONT.format("<b/>")}</fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" fontId="0"/><xf numFmtId="49" fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
"""All parts but the names of sheets and the cells. 49 is the number of the format of text."""


def streamed(
    first: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, title: str, widths: Sequence[int]
) -> Iterator[bytes]:
    """The workbook in pieces: what the list is in its first row ("": none), then headers, then the rows."""
    with tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name, text in _PARTS.items():
                archive.writestr(name, _HEAD + text)
            archive.writestr("xl/workbook.xml", _book(title))
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                _sheet(sheet, [line for line in ([first] if first else [], headers) if line], rows, widths)
        out.seek(0)
        while piece := out.read(PIECE):
            yield piece


def _book(title: str) -> str:
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        f'<sheet name={quoteattr(title)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(
    sheet: IO[bytes], heads: Sequence[Sequence[str]], rows: Iterable[Sequence[str]], widths: Sequence[int]
) -> None:
    below = len(heads)
    cols = "".join(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1))
    parts = [
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane ySplit="{below}" topLeftCell="A{below + 1}" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{cols}</cols><sheetData>",
        *(_row(number, line, ' s="1"') for number, line in enumerate(heads, 1)),
    ]
    size = 0
    for number, line in enumerate(rows, below + 1):
        parts.append(made := _row(number, line, ""))
        size += len(made)
        if size > PIECE:
            sheet.write("".join(parts).encode())
            parts, size = [], 0
    sheet.write("".join([*parts, "</sheetData></worksheet>"]).encode())


def _row(number: int, values: Sequence[str], style: str) -> str:
    """A row; an empty cell keeps its place."""
    cells = "".join(
        [
            f'<c{style} t="inlineStr"><is><t xml:space="preserve">{escape(_UNWRITABLE.sub("", value))}</t></is></c>'
            if value
            else "<c/>"
            for value in values
        ]
    )
    return f'<row r="{number}">{cells}</row>'
