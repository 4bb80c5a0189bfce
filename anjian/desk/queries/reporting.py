"""贯彻落实情况报告: the living document of a place as a Word file, with the numbers of the page and its date."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from docx.document import Document as Paper

from anjian.desk.queries.listing import Filters, all_rows
from anjian.desk.queries.living import living
from anjian.desk.queries.shapes import ClauseView, Count, Living
from anjian.desk.queries.wording import Law, rows, tally_by_rule
from anjian.duties import queries as duties
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer
from anjian.papers import queries as papers
from anjian.ui import days, states

NAMED = 100
"""Lapses that the report names one by one; more are counted."""


def report(viewer: Viewer, document_id: str, *, place: str, as_of: dt.date, known: int | None = None) -> bytes | None:
    """The report as a .docx; None when the document is not loaded."""
    doc = living(viewer, document_id, place=place, as_of=as_of, known=known)
    if doc is None:
        return None
    paper = papers.blank(as_of)
    title = _("%(place)s贯彻落实《%(title)s》情况报告") % {"place": doc.place_name, "title": doc.title}
    _head(paper, doc, title, as_of)
    _summary(paper, viewer, doc, place=place, as_of=as_of, known=known)
    _articles(paper, doc)
    _lapses(paper, viewer, Filters(place=place, document=document_id), as_of=as_of, known=known)
    return papers.finished(paper, title)


def _head(paper: Paper, doc: Living, title: str, as_of: dt.date) -> None:
    papers.centred(paper, title, style="Title")
    told = [doc.number, doc.issuer, _("数据截至 %(day)s") % {"day": days.full(as_of)}]
    papers.centred(paper, " · ".join(filter(None, told)))


def _summary(paper: Paper, viewer: Viewer, doc: Living, *, place: str, as_of: dt.date, known: int | None) -> None:
    paper.add_heading(_("一、总体情况"), 1)
    classes = "，".join(_("%(word)s %(n)s 款") % {"word": word, "n": n} for _only, word, n in doc.coverage)
    paper.add_paragraph(_("文件共 %(n)s 款：%(classes)s。") % {"n": doc.total, "classes": classes})
    found = duties.tallies(viewer, as_of=as_of, known=known, place=place, rules=_rules(viewer, doc, known))
    told = tally_by_rule(found, Law(viewer, known=known))
    paper.add_paragraph(
        _("按规则推算，现有职责 %(n)s 项：%(counts)s。") % {"n": told.total, "counts": _counts(told.counts) or _("无")}
    )
    if doc.holes:
        paper.add_paragraph(_("原文留给当地决定的，还有 %(n)s 处没有定。") % {"n": doc.holes})
    unassigned = sum(view.unassigned for article in doc.articles for view in article.clauses)
    if unassigned:
        paper.add_paragraph(_("没有责任单位的 %(n)s 款。") % {"n": unassigned})


def _articles(paper: Paper, doc: Living) -> None:
    paper.add_heading(_("二、逐条情况"), 1)
    heads = (_("条款"), _("要求（摘要）"), _("落实情况"))
    lines = [
        (f"{article.number} {view.cite}", view.gist, _state(view))
        for article in doc.articles
        for view in article.clauses
    ]
    papers.table(paper, heads, lines, widths=(26, 80, 50), size=10.5)


def _state(view: ClauseView) -> str:
    if view.tally.counts:
        return _counts(view.tally.counts)
    return "：".join(filter(None, (view.why_not or view.status_word, view.reason)))


def _lapses(paper: Paper, viewer: Viewer, filters: Filters, *, as_of: dt.date, known: int | None) -> None:
    """Who has not done what, by name."""
    paper.add_heading(_("三、没有落实的"), 1)
    wrong = tuple(one.value for one in Outcome if one.red)
    asked = Filters(place=filters.place, document=filters.document, outcomes=wrong)
    found = list(all_rows(viewer, asked, as_of=as_of, known=known, limit=NAMED + 1))
    if not found:
        paper.add_paragraph(_("没有逾期或者不符的。"))
    for row in rows(viewer, found[:NAMED], law=Law(viewer, known=known), as_of=as_of):
        due = days.short(row.due, as_of) if row.due else ""
        told = [row.bearer_name, row.title, row.each_name, states.look(row.outcome).word, due, row.chip]
        paper.add_paragraph("，".join(filter(None, told)), style="List Number")
    if len(found) > NAMED:
        paper.add_paragraph(_("以上列出前 %(n)s 项，其余见系统清单。") % {"n": NAMED})


def _counts(counts: tuple[Count, ...]) -> str:
    return "，".join(f"{states.look(one.outcome).word} {one.n}" for one in counts)


def _rules(viewer: Viewer, doc: Living, known: int | None) -> list[str]:
    return Filters(place="", document=doc.id).rules(viewer, known=known) or []
