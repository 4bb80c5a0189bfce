"""What every Word file of the program is made of (Word 文件): an empty sheet, a table, the bytes."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from anjian.papers import formats

Faces = Mapping[str, tuple[str, float]]
"""Face and size in points of a style, by its name in Word (Normal, Title, Heading 1)."""


def blank(as_of: dt.date) -> Paper:
    """A4 with the margins and faces of the official format in force on a day."""
    told = formats.in_force(as_of)
    paper = Document()
    section, room, size = paper.sections[0], told.margins, told.page
    section.page_width, section.page_height = Mm(size.width), Mm(size.height)
    section.top_margin, section.bottom_margin = Mm(room.top), Mm(size.height - room.top - room.height)
    section.left_margin, section.right_margin = Mm(room.left), Mm(size.width - room.left - room.width)
    body, title, heading = told.faces.body, told.faces.title, told.faces.heading
    faced(
        paper,
        {
            "Normal": (body.face, body.size),
            "Title": (title.face, title.size),
            "Heading 1": (heading.face, heading.size),
        },
    )
    return paper


def board(faces: Faces) -> Paper:
    """A4 on its side, to be hung up."""
    paper = Document()
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    faced(paper, faces)
    return paper


def faced(paper: Paper, faces: Faces) -> None:
    """Give styles their face, for Chinese too, and their size."""
    for name, (face, size) in faces.items():
        style = paper.styles[name]
        style.font.name, style.font.size = face, Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def centred(paper: Paper, text: str, *, style: str | None = None) -> Paragraph:
    """A line in the middle."""
    paragraph = paper.add_paragraph(text, style=style)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def table(
    paper: Paper,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[float] = (),
    size: float | None = None,
) -> None:
    """A table under its heads. ``widths`` of the columns in mm; ``size`` of the type in points."""
    made = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, word in zip(made.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(word).bold = True
    for row in rows:
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text)
    for line in made.rows:
        for n, cell in enumerate(line.cells):
            if widths:
                cell.width = Mm(widths[n])
            for run in cell.paragraphs[0].runs if size else ():
                run.font.size = Pt(size or 0)


def finished(paper: Paper, title: str) -> bytes:
    """The bytes of the file, with its title and nobody's name in it."""
    paper.core_properties.title = title
    paper.core_properties.author = ""
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
