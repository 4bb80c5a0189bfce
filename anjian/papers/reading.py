"""A paper read back (公文读回): its fields, and everything in the file that is not as it was issued."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from anjian.papers import kinds, packing
from anjian.papers.events import Difference, Read, Said
from anjian.papers.packing import DOCUMENT, EMBEDDED, SPACE

_PARTS = {
    DOCUMENT: "正文",
    "word/styles.xml": "字体和样式",
    "word/settings.xml": "版面设置",
    "docProps/core.xml": "文件属性",
}
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, KeyError)


def read(content: bytes) -> Read:
    """Read a paper. Never raises for what the bytes are: what is wrong is named."""
    found: list[Difference] = []
    parts: dict[str, bytes] = {}
    try:
        parts = packing.unpacked(content)
    except _DAMAGED as error:
        found.append(Difference("文件", f"不是完整的公文文件：{error}"))
        parts = _what_can_be_read(content)
    else:
        if packing.archived(parts) != content:
            found.append(Difference("文件", "文件被改动，或者另存过"))
    root = _embedded(parts.get(EMBEDDED), found)
    if root is None:
        return Read("", "", None, None, tuple(found))
    found += _digests(root, parts)
    kind, number, told = root.get("kind", ""), root.get("number", ""), root.get("day", "")
    try:
        day = dt.date.fromisoformat(told)
        said = packing.from_embedded(root)
    except (ValueError, KeyError, TypeError) as error:
        found.append(Difference("内嵌要素", f"读不出：{error}"))
        return Read(kind, number, None, None, tuple(found))
    expected = list(_expected(root, said, number=number, day=day))
    if DOCUMENT in parts:
        found += _visible(root, parts[DOCUMENT], expected)
    shown = tuple((one.label, tuple(one.lines)) for one in expected if one.lines)
    return Read(kind, number, day, said, tuple(found), shown)


def _what_can_be_read(content: bytes) -> dict[str, bytes]:
    """The parts of a damaged archive whose own bytes hold."""
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                try:
                    parts[info.filename] = archive.read(info)
                except _DAMAGED:
                    continue
    except _DAMAGED:
        return parts
    return parts


def _embedded(content: bytes | None, found: list[Difference]) -> Any:
    if content is None:
        found.append(Difference("内嵌要素", "没有内嵌的要素：不是本系统发出的公文，或者被去掉了"))
        return None
    if not packing.is_sealed(content):
        found.append(Difference("内嵌要素", "内嵌的要素被改动"))
    try:
        return packing.parsed(content)
    except etree.XMLSyntaxError:
        found.append(Difference("内嵌要素", "内嵌的要素读不出"))
        return None


def _digests(root: Any, parts: dict[str, bytes]) -> Iterator[Difference]:
    kept = {one.get("name"): one.text for one in root.iter(f"{{{SPACE}}}part")}
    for name in sorted({*kept, *parts} - {EMBEDDED}):
        where = _PARTS.get(name, name)
        if name not in parts:
            yield Difference(where, "缺失，或者已损坏")
        elif name not in kept:
            yield Difference(where, "是加进来的")
        elif hashlib.sha256(parts[name]).hexdigest() != kept[name]:
            yield Difference(where, "被改动")


def _visible(root: Any, document: bytes, expected: list[_Shown]) -> Iterator[Difference]:
    """What is seen against the embedded fields, then the rest of the text, paragraph by paragraph."""
    try:
        body = packing.parsed(document)
    except etree.XMLSyntaxError:
        yield Difference("正文", "读不出")
        return
    seen = _seen(body)
    named = False
    for one in expected:
        places = seen.get(one.name, [])
        for text in [[line for place in places for line in place]] if one.listed else places or [[]]:
            if text != one.lines:
                named = True
                yield Difference(one.label, f"看到的是“{'；'.join(text)}”，发出时是“{'；'.join(one.lines)}”")
    if not named:
        yield from _rest([one.text or "" for one in root.iter(f"{{{SPACE}}}text")], packing.texts(document))


def _rest(kept: list[str], now: list[str]) -> Iterator[Difference]:
    for n, (was, text) in enumerate(zip(kept, now, strict=False), 1):
        if was != text:
            yield Difference(f"正文第{n}段", f"看到的是“{text}”，发出时是“{was}”")
    if len(kept) != len(now):
        yield Difference("正文", f"现有{len(now)}段，发出时有{len(kept)}段")


def _seen(body: Any) -> dict[str, list[list[str]]]:
    """By name: the lines that each of its places shows."""
    seen: dict[str, list[list[str]]] = defaultdict(list)
    for held in body.iter(qn("w:sdt")):
        name = held.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
        rows = [_row(packing.text_of(cell) for cell in row.iter(qn("w:tc"))) for row in held.iter(qn("w:tr"))]
        seen[name].append(rows or [packing.text_of(held)])
    return seen


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a field should show; ``listed``: each line in a place of its own, else all of them in every place."""

    name: str
    label: str
    lines: list[str]
    listed: bool = False


def _expected(root: Any, said: Said, *, number: str, day: dt.date) -> Iterator[_Shown]:
    yield _Shown("@issuer", "发文机关", [said.issuer])
    yield _Shown("@number", "发文字号", [number])
    yield _Shown("@day", "成文日期", [kinds.day_shown(day)])
    yield _Shown("@copies", "抄送", list(said.copies), listed=True)
    yield _Shown("@attachments", "附件", list(said.attachments), listed=True)
    for one in root.iter(f"{{{SPACE}}}field"):
        name, label, value = one.get("name"), one.get("label"), said.fields[one.get("name")]
        if isinstance(value, list | tuple):
            rows = [line if isinstance(line, str) else _row(line) for line in value]
            table = one.get("type") == "table"
            yield _Shown(name, label, [one.get("heads"), *rows] if table else rows, listed=not table)
        else:
            yield _Shown(name, label, [kinds.shown(value)])


def _row(cells: Iterable[str]) -> str:
    return "｜".join(cells)
