"""监管责任公示牌: the signboard of an enterprise as a Word file, with a QR code that opens its file.

A4 on its side, to be printed and hung up at the gate. Empty places stay empty lines that are filled by hand.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from anjian.lib.viewer import Viewer
from anjian.papers import queries as papers
from anjian.places import queries as places
from anjian.registry.queries import Card
from anjian.responsibility import queries
from anjian.responsibility.naming import Shown

BLANK = "＿＿＿＿＿＿"


@dataclass(frozen=True, slots=True)
class Board:
    """What a signboard says. ``url``: the whole address of the enterprise's file; ``place``: its division in words."""

    card: Card
    place: str
    answers: Sequence[Shown]
    url: str

    @property
    def unnamed(self) -> bool:
        """Whether somebody answers of whom no post is told."""
        return any(not one.post for one in self.answers)


def of(viewer: Viewer, card: Card, *, as_of: dt.date, known: int | None = None, url: str) -> Board:
    """The signboard of an enterprise on a day."""
    told = queries.answering_of(viewer, [card], as_of=as_of, known=known)[card.id]
    place = places.path_name(card.place, as_of=as_of)
    return Board(card, place, queries.shown(viewer, told, as_of=as_of, known=known), url)


def docx(board: Board) -> bytes:
    """The signboard as a .docx."""
    paper = papers.board({"Normal": ("仿宋", 18), "Title": ("黑体", 32)})
    title = _("安全生产监管责任公示牌")
    papers.centred(paper, title, style="Title")
    for word, text in (
        (_("企业名称"), board.card.name),
        (_("信用代码"), board.card.credit_code),
        (_("所在地"), board.place),
    ):
        paper.add_paragraph(f"{word}：{text or BLANK}")
    heads = (_("监管责任"), _("单位"), _("责任人"), _("电话"))
    papers.table(paper, heads, [_row(one) for one in board.answers])
    foot = paper.add_paragraph()
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run().add_picture(io.BytesIO(_png(board.url)), width=Cm(3.4))
    paper.add_paragraph(_("扫码看这家企业的监管责任")).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return papers.finished(paper, f"{board.card.name} {title}")


def svg(url: str) -> str:
    """The QR code as a drawing for the page."""
    return segno.make(url, error="m").svg_inline(scale=4)


def _png(url: str) -> bytes:
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="png", scale=8, border=2)
    return out.getvalue()


def _row(one: Shown) -> tuple[str, ...]:
    person = " ".join(filter(None, (one.post, one.holder)))
    if one.walker:
        person += f" {_('网格员')} {one.cell} {one.walker}"
    return _(one.line), one.body, person.strip() or BLANK, one.told.phone or BLANK
