"""The entries of the navigation that lead to the desk's pages."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from anjian.desk.queries import first_day
from anjian.desk.web import asking
from anjian.lib.viewer import Viewer
from anjian.ui import rail


def _administers(viewer: Viewer) -> bool:
    return viewer.has("administrator")


def _somebody(viewer: Viewer) -> bool:
    return bool(viewer.person)


def enter() -> None:
    """Enter them; called once when the program starts."""
    rail.ground(asking.place_path)
    rail.add("desk", rail.Entry(10, _("工作台"), "/", phone=_("待办")))
    rail.add("record", rail.Entry(20, _("＋ 记录"), "/record/", phone=_("＋ 记录"), action=True))
    rail.add("others", rail.Entry(30, _("他人应办"), "/others/", phone=_("他人")))
    rail.add("documents", rail.Entry(40, _("文件"), "/documents/", phone=_("文件")))
    rail.add("first-day", rail.Entry(90, _("开张五步"), "/first-day/", may_see=first_day.may_see, own=True))
    rail.add("book", rail.Entry(10, _("我的履职档案"), "/people/me/book/", may_see=_somebody, own=True))
    rail.add("health", rail.Entry(90, _("健康状况"), "/health/", may_see=_administers))
