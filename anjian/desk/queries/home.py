"""My desk (工作台): the sentence and the list in groups."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils.translation import gettext as _

from anjian.desk.queries.shapes import Group, Home, Row
from anjian.desk.queries.wording import Law, rows, seen_to
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer


def home(viewer: Viewer, *, as_of: dt.date, known: int | None = None, live: bool = True) -> Home:
    """What this person owes on a day. ``live``: offer to record."""
    found = duties.desk(viewer, as_of=as_of, known=known)
    law = Law(viewer, known=known)
    open_ = [
        ("overdue", _("逾期"), ""),
        ("waiting", _("等我处理"), ""),
        ("week", _("七天内"), ""),
        ("month", _("本月其余"), ""),
    ]
    folded = [
        ("later", _("以后"), _("本月不到期")),
        ("undated", _("没有期限"), _("不判逾期，只显示已过多少天")),
        ("unset", _("未设定"), _("等当地定了才判断")),
        ("missed", _("上期未办成"), _("期已过，不能再补")),
        ("done", _("本月已办"), ""),
    ]

    own = set(duties.bearers(viewer))

    def group(name: str, title: str, hint: str) -> Group:
        listed = rows(viewer, found.groups.get(name, ()), law=law, as_of=as_of, record=live)
        return Group(name, title, tuple(_mine(viewer, listed, own, as_of=as_of)), hint)

    counts = found.counts
    return Home(
        owed=counts.owed,
        done=counts.done,
        soon=counts.soon,
        overdue=counts.overdue,
        waiting=counts.waiting,
        groups=tuple(group(*each) for each in open_),
        folded=tuple(group(*each) for each in folded),
    )


def home_list(viewer: Viewer, number: str, *, as_of: dt.date, known: int | None = None, live: bool = True) -> list[Row]:
    """The duties that one number of the sentence counts, by day: as many as the number says."""
    found = duties.desk_list(viewer, number, as_of=as_of, known=known)
    listed = rows(viewer, found, law=Law(viewer, known=known), as_of=as_of, record=live)
    return _mine(viewer, listed, set(duties.bearers(viewer)), as_of=as_of)


def _mine(viewer: Viewer, listed: list[Row], own: set[str], *, as_of: dt.date) -> list[Row]:
    """The rows with who sees to each; what others owe and one only sees to is not recorded here."""
    marked = seen_to(viewer, listed, as_of=as_of)
    return [row if own & set(row.bearer.split("+")) else replace(row, record_url="") for row in marked]


def recordable(viewer: Viewer, *, as_of: dt.date) -> list[Row]:
    """The viewer's open duties that a record can meet, the most urgent first."""
    mine = home(viewer, as_of=as_of)
    return [row for group in mine.groups + mine.folded for row in group.rows if row.record_url]
