"""Word files (.docx): paragraphs with the numbers that Word makes (自动编号), tables a row a line, in their order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from anjian.lib.errors import Refusal
from anjian.reader.sources.counting import printed

_LARGEST_UNPACKED = 400 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def extracted(data: bytes, *, name: str) -> str:
    """The text of the document: a paragraph a line, cells of a row separated by tabs. Raises Refusal."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _LARGEST_UNPACKED:
                raise Refusal(
                    f"“{name}”解压后太大",
                    "一份公文不会有这么大，可能是恶意文件",
                    "请换一个来源",
                    code="reader.too_large",
                )
            if any(one.flag_bits & 1 for one in archive.infolist()):
                raise Refusal(
                    f"“{name}”有密码保护",
                    "没有密码读不出里面的文字",
                    "请取消密码后另存，再选一次",
                    code="reader.protected",
                )
        document = docx.Document(io.BytesIO(data))
    except Refusal:
        raise
    except Exception:  # whatever the library meets in a damaged package
        raise Refusal(
            f"“{name}”已经损坏", "不是完整的 Word 文档，打不开", "请用 Word 打开后另存，再选一次", code="reader.damaged"
        ) from None
    numbers = _Numbers(document)
    return "\n".join(_lines(document.element.body, numbers)) + "\n"


def _lines(parent: Any, numbers: _Numbers) -> Iterator[str]:
    for child in parent.iterchildren():
        if child.tag == _W + "p":
            text = _words(child)
            yield (numbers.before(child) + text) if text.strip() else text
        elif child.tag == _W + "tbl":
            yield from _rows(child, numbers)
        elif child.tag in {_W + "sdt", _W + "sdtContent", _W + "customXml", _W + "ins"}:
            yield from _lines(child, numbers)


def _words(paragraph: Any) -> str:
    """The characters of a paragraph, insertions with them, deletions without; a tab is a wide blank, not a cell."""
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag == _W + "t" and not _inside(node, paragraph, {_W + "txbxContent", _W + "del", _W + "moveFrom"}):
            parts.append(node.text or "")
        elif node.tag == _W + "tab" and node.getparent().tag == _W + "r":
            parts.append("\u3000")
        elif node.tag in {_W + "br", _W + "cr"}:
            parts.append("\n")
        elif node.tag == _W + "noBreakHyphen":
            parts.append("-")
        elif node.tag == _W + "sym":
            parts.append("")
    return "".join(parts)


def _inside(node: Any, stop: Any, tags: set[str]) -> bool:
    above = node.getparent()
    while above is not None and above is not stop:
        if above.tag in tags:
            return True
        above = above.getparent()
    return False


def _rows(table: Any, numbers: _Numbers) -> Iterator[str]:
    """Each row with its cells as printed; a cell merged downwards is repeated, one merged sideways leaves blanks."""
    above: list[str] = []
    for row in table.iterchildren(_W + "tr"):
        cells: list[str] = []
        for cell in row.iterchildren(_W + "tc"):
            style = cell.find(_W + "tcPr")
            span = _attribute(style, "gridSpan")
            merged = style.find(_W + "vMerge") if style is not None else None
            if merged is not None and merged.get(qn("w:val")) != "restart" and len(above) > len(cells):
                text = above[len(cells)]
            else:
                text = " ".join(piece.strip() for piece in _lines(cell, numbers) if piece.strip())
            cells.append(" ".join(text.replace("\t", " ").split("\n")))
            cells += [""] * (int(span) - 1 if span and span.isdigit() else 0)
        above = cells
        if any(cells):
            yield "\t".join(cells)


def _attribute(parent: Any, name: str) -> str | None:
    found = parent.find(_W + name) if parent is not None else None
    return found.get(qn("w:val")) if found is not None else None


class _Numbers:
    """The numbers that Word prints before paragraphs: by list and level, from the package's own definitions."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[str, Any]] = {}
        self._starts: dict[str, dict[str, int]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(_W + "style")}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for one in root.iterchildren(_W + "abstractNum"):
            self._levels[one.get(qn("w:abstractNumId"))] = {
                level.get(qn("w:ilvl")): level for level in one.iterchildren(_W + "lvl")
            }
        for one in root.iterchildren(_W + "num"):
            number = one.get(qn("w:numId"))
            self._abstract[number] = _attribute(one, "abstractNumId") or ""
            self._starts[number] = {
                over.get(qn("w:ilvl")): int(_attribute(over, "startOverride") or 1)
                for over in one.iterchildren(_W + "lvlOverride")
                if over.find(_W + "startOverride") is not None
            }

    def before(self, paragraph: Any) -> str:
        """What Word prints before the paragraph, with nothing behind it; empty when it prints none."""
        number, depth = self._of(paragraph)
        levels = self._levels.get(self._abstract.get(number, ""), {})
        level = levels.get(str(depth))
        if not number or level is None:
            return ""
        # Lists that share a definition go on counting together, unless one says where it starts.
        starts = self._starts.get(number, {})
        key = number if starts else self._abstract[number]
        counts = self._counts.setdefault(key, {})
        start = starts.get(str(depth)) or int(_attribute(level, "start") or 1)
        counts[depth] = counts.get(depth, start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        shape = _attribute(level, "lvlText") or ""
        for place in range(9):
            if f"%{place + 1}" in shape:
                other = levels.get(str(place))
                form = (_attribute(other, "numFmt") if other is not None else None) or "decimal"
                first = int((_attribute(other, "start") if other is not None else None) or 1)
                shape = shape.replace(f"%{place + 1}", printed(counts.get(place, first), form))
        if (_attribute(level, "numFmt") or "") == "bullet":
            return "——" if shape.strip() in {"—", "——"} else ""
        return shape

    def _of(self, paragraph: Any) -> tuple[str, int]:
        """(list, level) of a paragraph: its own, else its style's or that of a style this one is based on."""
        own = paragraph.find(_W + "pPr")
        number, depth = self._said(own)
        style = _attribute(own, "pStyle")
        for _ in range(8):
            if number or style is None or style not in self._styles:
                break
            number, depth = self._said(self._styles[style].find(_W + "pPr"))
            if number and depth is None:
                levels = self._levels.get(self._abstract.get(number, ""), {})
                depth = next((int(n) for n, level in levels.items() if _attribute(level, "pStyle") == style), 0)
            style = _attribute(self._styles[style], "basedOn")
        return ("" if number in {None, "0"} else str(number)), depth or 0

    @staticmethod
    def _said(properties: Any) -> tuple[str | None, int | None]:
        said = properties.find(_W + "numPr") if properties is not None else None
        if said is None:
            return None, None
        depth = _attribute(said, "ilvl")
        return _attribute(said, "numId"), int(depth) if depth and depth.isdigit() else None
