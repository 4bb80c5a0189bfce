"""A list as a workbook (导出), under the office's own headers; and who of one's own body a duty may be given to."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.desk.queries.ground import own_place
from anjian.desk.queries.listing import EXPORTED, Filters, all_rows, listing
from anjian.desk.queries.wording import Law, rows
from anjian.duties import queries as duties
from anjian.duties.queries import DutyRow
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.sheets import queries as sheets
from anjian.ui import states

SHEET = "duties"
"""Under which the headers of an office are remembered."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A workbook in pieces and its name."""

    file: str
    chunks: Iterator[bytes]


def columns() -> dict[str, str]:
    """The columns with their usual headers, in order."""
    return {
        "state": _("状态"),
        "title": _("职责"),
        "bearer": _("承担者"),
        "each": _("对象"),
        "period": _("期间"),
        "due": _("期限"),
        "done": _("已办次数"),
        "need": _("应办次数"),
        "last": _("上次"),
        "source": _("依据"),
        "gist": _("摘要"),
    }


def sheet_headers(viewer: Viewer) -> list[tuple[str, str, str]]:
    """Of each column its name, its usual header, and the one that the viewer's office wants ("" for the usual)."""
    wanted = sheets.named(viewer, kind=SHEET, office=own_place(viewer))
    return [(name, usual, wanted.get(name, "")) for name, usual in columns().items()]


def exported(viewer: Viewer, filters: Filters, *, as_of: dt.date, known: int | None = None) -> Exported:
    """Exactly the list as a workbook: its filters and its length in the first row, then headers, then a row each."""
    shown = listing(viewer, filters, as_of=as_of, known=known, live=False)
    named = {name: wanted or usual for name, usual, wanted in sheet_headers(viewer)}
    first = _("%(words)s · 截至 %(day)s · 共 %(n)s 件") % {
        "words": " · ".join(shown.words),
        "day": as_of.isoformat(),
        "n": shown.total,
    }
    lines = _lines(viewer, all_rows(viewer, filters, as_of=as_of, known=known), as_of=as_of, known=known)
    told = ([line[name] for name in named] for line in lines)
    return Exported(f"duties-{as_of.isoformat()}.xlsx", sheets.streamed(first, list(named.values()), told))


def _lines(viewer: Viewer, told: Iterator[DutyRow], *, as_of: dt.date, known: int | None) -> Iterator[dict[str, str]]:
    law = Law(viewer, known=known)
    while batch := list(itertools.islice(told, EXPORTED)):
        for duty, row in zip(batch, rows(viewer, batch, law=law, as_of=as_of), strict=True):
            yield {
                "state": states.look(row.outcome).word,
                "title": duty.title,
                "bearer": row.bearer_name,
                "each": row.each_name,
                "period": row.period,
                "due": row.due.isoformat() if row.due else "",
                "done": duty.have,
                "need": duty.need,
                "last": duty.last.isoformat() if duty.last else "",
                "source": row.chip,
                "gist": "；".join(clause.gist for clause in row.clauses),
            }


def seats(viewer: Viewer, *, as_of: dt.date) -> Sequence[tuple[str, str]]:
    """(post, its name with its holder's) of the bodies for which the viewer may record: who may be given a duty."""
    own = set(duties.bearers(viewer))
    bodies = sorted({post.body for post in viewer.posts if post.body in own})
    found = [post for body in bodies for post in people.posts(viewer, as_of=as_of, body=body)]
    return [(post.id, f"{post.name}（{post.holder}）" if post.holder else post.name) for post in found]
