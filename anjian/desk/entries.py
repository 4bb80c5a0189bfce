"""The entries of the navigation that lead to the desk's pages."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from anjian.desk.queries import first_day
from anjian.desk.web import asking
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer
from anjian.ui import rail


def _administers(viewer: Viewer) -> bool:
    return viewer.has("administrator")


def _somebody(viewer: Viewer) -> bool:
    return bool(viewer.person)


def _leads(viewer: Viewer) -> bool:
    return bool(viewer.places) and duties.leads(viewer)


def _sees_places(viewer: Viewer) -> bool:
    return bool(viewer.places)


def enter() -> None:
    """Enter them; called once when the program starts."""
    rail.ground(asking.place_path)
    rail.add("desk", rail.Entry(10, _("工作台"), "/", phone=_("待办")))
    rail.add("record", rail.Entry(20, _("＋ 记录"), "/record/", phone=_("＋ 记录"), action=True))
    rail.add("month", rail.Entry(25, _("本月一页"), "/month/", may_see=_leads))
    rail.add("others", rail.Entry(30, _("他人应办"), "/others/"))
    rail.add("board", rail.Entry(44, _("统计"), "/board/", may_see=_sees_places))
    rail.add("own", rail.Entry(95, _("我的"), "/own/", phone=_("我的"), thumb=True))
    rail.add("help", rail.Entry(98, _("帮助"), "/help/", own=True))
    rail.add("documents", rail.Entry(40, _("文件"), "/documents/"))
    rail.add("first-day", rail.Entry(90, _("开张五步"), "/first-day/", may_see=first_day.may_see, own=True))
    rail.add("book", rail.Entry(10, _("我的履职档案"), "/people/me/book/", may_see=_somebody, own=True))
    rail.add("health", rail.Entry(90, _("健康状况"), "/health/", may_see=_administers))
