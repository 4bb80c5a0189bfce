"""My desk (工作台): the sentence and the list in groups."""

from __future__ import annotations

import datetime as dt
import itertools

from django.utils.translation import gettext as _

from anjian.desk.queries.shapes import Group, Home, Row
from anjian.desk.queries.wording import Law, rows_to_do
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer


def home(viewer: Viewer, *, as_of: dt.date, known: int | None = None, live: bool = True) -> Home:
    """What this person owes on a day. ``live``: offer to record."""
    found = duties.desk(viewer, as_of=as_of, known=known)
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

    told = [found.groups.get(name, ()) for name, _title, _hint in (*open_, *folded)]
    listed = rows_to_do(viewer, itertools.chain(*told), law=Law(viewer, known=known), as_of=as_of, live=live)
    left = iter(listed)
    groups = [
        Group(name, title, tuple(itertools.islice(left, len(rows))), hint)
        for (name, title, hint), rows in zip((*open_, *folded), told, strict=True)
    ]
    counts = found.counts
    return Home(
        owed=counts.owed,
        done=counts.done,
        soon=counts.soon,
        overdue=counts.overdue,
        waiting=counts.waiting,
        groups=tuple(groups[: len(open_)]),
        folded=tuple(groups[len(open_) :]),
    )


def home_list(viewer: Viewer, number: str, *, as_of: dt.date, known: int | None = None, live: bool = True) -> list[Row]:
    """The duties that one number of the sentence counts, by day: as many as the number says."""
    found = duties.desk_list(viewer, number, as_of=as_of, known=known)
    return rows_to_do(viewer, found, law=Law(viewer, known=known), as_of=as_of, live=live)


def recordable(viewer: Viewer, *, as_of: dt.date) -> list[Row]:
    """The viewer's open duties that a record can meet, the most urgent first."""
    mine = home(viewer, as_of=as_of)
    return [row for group in mine.groups + mine.folded for row in group.rows if row.record_url]
