"""Clauses that are data, on screen (条款数据): what each is, for which line of work, who leads and who shares."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.policy.queries import ClauseCard
from anjian.ui import days


@dataclass(frozen=True, slots=True)
class PartView:
    """The data of one clause.

    kind, line  words; ``refers`` the standard on which a criterion rests
    lead        who leads, share who shares in it, in the text's own words; ``open``: the text ends the list with 等
    how         how several leads divide the work; "" where there is one
    """

    kind: str
    line: str
    refers: str = ""
    lead: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    how: str = ""
    open: bool = False


def part_view(each: ClauseCard) -> PartView | None:
    """What a clause gives as data; None for every other clause."""
    part = each.clause.data
    if part is None:
        return None
    topic = policy.vocabulary().topics[part.line]
    line = topic.title.en if days.english() else topic.title.zh
    if part.kind != "assignment":
        return PartView(kind_word(part.kind), line, part.refers if part.kind == "criterion" else "")
    how = ""
    if len(part.lead) > 1:
        how = _("按职责分别牵头") if part.ways == "each" else _("怎样分，原文没有写")
    return PartView(kind_word(part.kind), line, "", part.lead, part.share, how, part.open)


def answering(viewer: Viewer, each: ClauseCard, *, known: int | None = None) -> list[PartView]:
    """Who answers for the line of work of a criterion or an item, as the same document assigns it."""
    part = each.clause.data
    if part is None or part.kind == "assignment":
        return []
    card = policy.document(viewer, each.id.split("/")[0], known=known)
    others = card.clauses if card else ()
    return [
        view
        for one in others
        if (data := one.clause.data) and data.kind == "assignment" and data.line == part.line
        if (view := part_view(one))
    ]


def kind_word(kind: str) -> str:
    """判定标准 for ``criterion``."""
    return {
        "criterion": _("重大隐患判定标准"),
        "item": _("排查重点"),
        "assignment": _("监管分工"),
    }.get(kind, kind)
