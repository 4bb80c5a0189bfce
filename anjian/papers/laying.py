"""An official paper laid out (公文排版): head, number, red line, title, text, signature, imprint, its fields marked.

Every field stands in a content control of Word (``w:sdt``) that carries its name, so that it can be read back from
where it is seen. Names that begin with ``@`` belong to every paper: ``@issuer``, ``@number``, ``@day``, ``@copies``,
``@attachments``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from anjian.papers import formats, writing
from anjian.papers.events import Said
from anjian.papers.formats import Face, Format
from anjian.papers.kinds import Kind, Part, day_shown, shown, slots

_TWIPS = 1440 / 25.4
_KEPT_STYLES = {
    *("normal", "title", "heading 1", "table grid", "default paragraph font", "normal table", "header", "footer")
}
_DROPPED = ("/customXml", "/stylesWithEffects", "/numbering", "/thumbnail")


_ORDER = [
    qn(f"w:{name}")
    for name in (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr"),
        *("widowControl", "numPr", "suppressLineNumbers", "pBdr"),
    )
]
"""The first properties of a paragraph, as the schema orders them."""


def laid(kind: Kind, said: Said, *, number: str, day: dt.date) -> Paper:
    """The paper, before its fields are embedded. ``said`` fits the kind and is in its normal form."""
    told = formats.in_force(day)
    paper = writing.blank(day)
    _slim(paper)
    _grid(paper, told)
    _head(paper, told, said.issuer, number)
    _title(paper, told, kind, said)
    if kind.to:
        _text(paper, told, kind, said, kind.to + "：", indent=0).paragraph_format.space_before = _lines(told, 1)
    for part in kind.body:
        if not part.when or part.when in said.fields:
            _part(paper, told, kind, said, part)
    _attachments(paper, told, said)
    _signature(paper, told, said, day)
    _imprint(paper, told, said, day)
    _page_numbers(paper, told)
    return paper


def _slim(paper: Paper) -> None:
    """Leave out what Word's own template brings and an official paper does not use."""
    styles = paper.styles.element
    for style in list(styles.iterchildren(qn("w:style"))):
        if style.find(qn("w:name")).get(qn("w:val")).lower() not in _KEPT_STYLES:
            styles.remove(style)
    for relations in (paper.part.rels, paper.part.package.rels):
        for key in [key for key, one in relations.items() if one.reltype.endswith(_DROPPED)]:
            del relations[key]
    paper.core_properties.comments = ""


def _grid(paper: Paper, told: Format) -> None:
    """So many lines a page and characters a line."""
    room = told.margins
    section = paper.sections[0]
    section.footer_distance = Mm(told.page.height - room.top - room.height - told.page_number.below_text - 5)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    pitch = int(room.height * _TWIPS / told.grid.lines)
    wide = room.width / 25.4 * 72 / told.grid.characters - told.faces.body.size
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(pitch))
    grid.set(qn("w:charSpace"), str(int(wide * 4096)))
    style = paper.styles["Normal"].paragraph_format
    style.space_before = style.space_after = Pt(0)
    style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch / 20)


def _head(paper: Paper, told: Format, issuer: str, number: str) -> None:
    name = issuer + "文件"
    mark = paper.add_paragraph()
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    size = min(told.mark.largest, max(told.mark.smallest, told.margins.width / 25.4 * 72 / len(name)))
    mark.paragraph_format.space_before = Mm(told.mark.below_top)
    mark.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    mark._p.append(_control("@issuer", "发文机关", issuer))
    mark.add_run("文件")
    _type(mark, Face(face=told.faces.title.face, size=size, sure="", cite=""), colour=told.mark.colour)
    line = paper.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_before = _lines(told, 2)
    line._p.append(_control("@number", "发文字号", number))
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (
        ("val", "single"),
        ("sz", str(round(told.rule.thickness / 25.4 * 72 * 8))),
        ("space", str(round(told.rule.below_number / 25.4 * 72))),
        ("color", told.mark.colour),
    ):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    _put(line, border)


def _title(paper: Paper, told: Format, kind: Kind, said: Said) -> None:
    title = _text(paper, told, kind, said, kind.title, indent=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = _lines(told, 2)
    title.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
    _type(title, told.faces.title)


def _part(paper: Paper, told: Format, kind: Kind, said: Said, part: Part) -> None:
    if part.heading:
        _type(_text(paper, told, kind, said, part.heading), told.faces.heading)
    elif part.lines:
        label = kind.fields[part.lines].label.zh
        for n, line in enumerate(_several(said.fields[part.lines]), 1):
            paragraph = _indented(paper, told)
            paragraph.add_run(f"{n}. ")
            paragraph._p.append(_control(part.lines, label, str(line)))
    elif part.table:
        field = kind.fields[part.table]
        rows = [[str(cell) for cell in row] for row in _several(said.fields[part.table])]
        writing.table(paper, field.heads, rows, size=told.faces.imprint.size)
        made = paper.tables[-1]._tbl
        held = _sdt(part.table, field.label.zh)
        made.addprevious(held)
        held.find(qn("w:sdtContent")).append(made)
    else:
        _text(paper, told, kind, said, part.text)


def _several(value: object) -> Sequence[Any]:
    assert isinstance(value, list | tuple)
    return value


def _text(paper: Paper, told: Format, kind: Kind, said: Said, template: str, *, indent: int = 2) -> Paragraph:
    """A paragraph of a template, its fields in their controls."""
    paragraph = _indented(paper, told, indent)
    for text, name in slots(template):
        if text:
            paragraph.add_run(text)
        if name:
            field = kind.fields[name]
            paragraph._p.append(_control(name, field.label.zh, shown(said.fields[name])))
    return paragraph


def _attachments(paper: Paper, told: Format, said: Said) -> None:
    for n, title in enumerate(said.attachments, 1):
        paragraph = _indented(paper, told)
        if n == 1:
            paragraph.paragraph_format.space_before = _lines(told, 1)
        many = f"{n}. " if len(said.attachments) > 1 else ""
        paragraph.add_run(("附件：" if n == 1 else "　　　") + many)
        paragraph._p.append(_control("@attachments", "附件", title))


def _signature(paper: Paper, told: Format, said: Said, day: dt.date) -> None:
    lines = (("@issuer", "发文机关", said.issuer), ("@day", "成文日期", day_shown(day)))
    for n, (name, label, text) in enumerate(lines):
        line = paper.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(told.faces.body.size * told.signature.right)
        line.paragraph_format.keep_with_next = n == 0
        if n == 0:
            line.paragraph_format.space_before = _lines(told, 2)
        line._p.append(_control(name, label, text))


def _imprint(paper: Paper, told: Format, said: Said, day: dt.date) -> None:
    """To whom it is copied, who prints it and when: at the foot of the last page, between lines."""
    lines: list[list[Any]] = []
    if said.copies:
        pieces: list[Any] = ["抄送："]
        for n, copy in enumerate(said.copies):
            pieces += [*(["，"] if n else []), _control("@copies", "抄送", copy)]
        lines.append([*pieces, "。"])
    lines.append(
        [_control("@issuer", "发文机关", said.issuer), "　　", _control("@day", "成文日期", day_shown(day)), "印发"]
    )
    for n, pieces in enumerate(lines):
        paragraph = paper.add_paragraph()
        for piece in pieces:
            if isinstance(piece, str):
                paragraph.add_run(piece)
            else:
                paragraph._p.append(piece)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(told.faces.imprint.size)
        _type(paragraph, told.faces.imprint)
        _framed(paragraph, told, first=n == 0, last=n == len(lines) - 1)


def _framed(paragraph: Paragraph, told: Format, *, first: bool, last: bool) -> None:
    frame = OxmlElement("w:framePr")
    for name, value in (
        ("w", str(round(told.margins.width * _TWIPS))),
        ("wrap", "notBeside"),
        ("hAnchor", "margin"),
        ("vAnchor", "margin"),
        ("xAlign", "left"),
        ("yAlign", "bottom"),
    ):
        frame.set(qn(f"w:{name}"), value)
    _put(paragraph, frame)
    border = OxmlElement("w:pBdr")
    for side, thick in (("top", first), ("bottom", last), ("between", False)):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8" if thick else "6"), ("space", "1"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        border.append(edge)
    _put(paragraph, border)


def _put(paragraph: Paragraph, property: Any) -> None:
    """A property of a paragraph, in the order that the schema of Word files asks for."""
    before = _ORDER[: _ORDER.index(property.tag)]
    properties = paragraph._p.get_or_add_pPr()
    properties.insert(sum(one.tag in before for one in properties), property)


def _page_numbers(paper: Paper, told: Format) -> None:
    """— 1 —, on the right of odd pages and the left of even ones."""
    paper.settings.odd_and_even_pages_header_footer = True
    section = paper.sections[0]
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.alignment = side
        inset = Pt(told.faces.page_number.size)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = inset
        line.add_run("— ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        field.append(deepcopy(line.add_run("1")._r))
        line._p.remove(line.runs[-1]._r)
        line._p.append(field)
        line.add_run(" —")
        _type(line, told.faces.page_number)


def _indented(paper: Paper, told: Format, characters: int = 2) -> Paragraph:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(told.faces.body.size * characters)
    return paragraph


def _lines(told: Format, n: int) -> Pt:
    return Pt(told.margins.height / 25.4 * 72 / told.grid.lines * n)


def _type(paragraph: Paragraph, face: Face, *, colour: str = "") -> None:
    """Give every run of a paragraph, those inside controls too, its face, size and colour."""
    for run in paragraph._p.iter(qn("w:r")):
        properties = run.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for script in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{script}"), face.face)
        properties.sz_val = Pt(face.size)
        if colour:
            properties.get_or_add_color().val = RGBColor.from_string(colour)


def _control(name: str, label: str, text: str) -> Any:
    held = _sdt(name, label)
    run = OxmlElement("w:r")
    piece = OxmlElement("w:t")
    piece.text = text
    piece.set(qn("xml:space"), "preserve")
    run.append(piece)
    held.find(qn("w:sdtContent")).append(run)
    return held


def _sdt(name: str, label: str) -> Any:
    held = OxmlElement("w:sdt")
    properties = OxmlElement("w:sdtPr")
    for tag, value in (("alias", label), ("tag", name), ("lock", "sdtContentLocked")):
        one = OxmlElement(f"w:{tag}")
        one.set(qn("w:val"), value)
        properties.append(one)
    held.append(properties)
    held.append(OxmlElement("w:sdtContent"))
    return held
