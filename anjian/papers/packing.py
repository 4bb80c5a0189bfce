"""The file of a paper (公文文件): one canonical archive, with fields, text and digests of its parts embedded.

What is embedded lies in ``customXml/item1.xml``, which Word keeps and does not show. Files are stored, not compressed,
in one order and with one time, so that equal papers are equal bytes, and a changed byte can be found.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from docx.document import Document as Paper
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from lxml import etree

from anjian.lib import canonical
from anjian.papers import writing
from anjian.papers.events import Said, Value
from anjian.papers.kinds import Kind

EMBEDDED = "customXml/item1.xml"
DOCUMENT = "word/document.xml"
SPACE = "urn:anjian:paper:1"
_SEAL = b"\n<!-- sha256:"
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def packed(paper: Paper, kind: Kind, said: Said, *, number: str, day: dt.date, title: str) -> bytes:
    """The bytes of a paper that was laid out, its fields embedded."""
    part = Part(PackURI(f"/{EMBEDDED}"), "application/xml", b"<a/>", paper.part.package)
    paper.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
    paper.core_properties.created = paper.core_properties.modified = dt.datetime.combine(day, dt.time())
    parts = unpacked(writing.finished(paper, title))
    root = etree.Element(f"{{{SPACE}}}paper", nsmap={None: SPACE})
    for attribute, told in (("kind", kind.code), ("number", number), ("day", day.isoformat())):
        root.set(attribute, told)
    for name in ("issuer", "copies", "attachments"):
        _under(root, "said", _json(getattr(said, name)), name=name)
    for name, value in said.fields.items():
        field = kind.fields[name]
        heads = "｜".join(field.heads)
        _under(root, "field", _json(value), name=name, type=field.type, label=field.label.zh, heads=heads)
    for text in texts(parts[DOCUMENT]):
        _under(root, "text", text)
    for name in sorted(parts):
        if name != EMBEDDED:
            _under(root, "part", hashlib.sha256(parts[name]).hexdigest(), name=name)
    parts[EMBEDDED] = sealed(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    return archived(parts)


def said_in(content: bytes) -> Said:
    """What a whole paper says. Raises what `unpacked`, `parsed` and `from_embedded` raise."""
    return from_embedded(parsed(unpacked(content)[EMBEDDED]))


def from_embedded(root: Any) -> Said:
    """What a paper says, from what is embedded. Raises ValueError, KeyError and TypeError for what is none."""
    told = {one.get("name"): json.loads(one.text or "") for one in root.iter(f"{{{SPACE}}}said")}
    fields = {
        one.get("name"): _VALUES[one.get("type")](json.loads(one.text or "")) for one in root.iter(f"{{{SPACE}}}field")
    }
    return Said(told["issuer"], fields, tuple(told["copies"]), tuple(told["attachments"]))


_VALUES: Mapping[str, Callable[[Any], Value]] = {
    "text": str,
    "count": int,
    "day": dt.date.fromisoformat,
    "lines": tuple,
    "table": lambda rows: tuple(tuple(row) for row in rows),
}


def sealed(content: bytes) -> bytes:
    """The embedded part with its own digest behind it."""
    return content + _SEAL + hashlib.sha256(content).hexdigest().encode() + b" -->\n"


def is_sealed(content: bytes) -> bool:
    """Whether the embedded part is as it was written."""
    inner, mark, _ = content.rpartition(_SEAL)
    return bool(mark) and sealed(inner) == content


def archived(parts: Mapping[str, bytes]) -> bytes:
    """The one archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            archive.writestr(info, parts[name])
    return out.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of an archive. Raises zipfile.BadZipFile and what else a damaged archive raises."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def parsed(content: bytes) -> Any:
    """An XML part. Raises lxml's XMLSyntaxError."""
    return etree.fromstring(content, _SAFE)


def texts(document: bytes) -> list[str]:
    """What is seen, paragraph by paragraph, those of tables too."""
    return [text_of(paragraph) for paragraph in parsed(document).iter(qn("w:p"))]


def text_of(element: Any) -> str:
    """What is seen of an element."""
    return "".join(piece.text or "" for piece in element.iter(qn("w:t")))


def _json(value: Value) -> str:
    return canonical.encode(value).decode()


def _under(root: Any, tag: str, text: str, **attributes: str) -> None:
    one = etree.SubElement(root, f"{{{SPACE}}}{tag}", attributes)
    one.text = text
