"""My desk, and the page of one duty."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.web.asking import holder_of
from anjian.desk.web.polling import polled
from anjian.duties import queries as duties
from anjian.offline import queries as offline
from anjian.ui import moment
from anjian.ui.web.page import missing, page


@require_GET
@polled
@page
def home(request: HttpRequest) -> HttpResponse:
    """工作台. One sentence, one list in four groups, the undated folded; ``list``: what one number counts."""
    at, viewer = moment.of(request), holder_of(request)
    number = request.GET.get("list", "")
    if number:
        return _list(request, number)
    mine = queries.home(viewer, as_of=at.as_of, known=at.known, live=at.live)
    return render(
        request,
        "desk/home.html",
        {
            "here": "desk",
            "home": mine,
            "on_ladders": len(duties.proposals(viewer)) if at.live else 0,
            "held_offline": len(offline.undecided(viewer)) if at.live else 0,
            "empty_what": _("没有应办的事"),
            "empty_next": _("您现在的职务没有被任何已施行的文件点到。可以先看看文件："),
            "empty_word": _("打开文件"),
            "done_what": _("眼下没有到期的"),
            "done_next": _("以后到期的、没有期限的、等当地定的，都在下面。"),
        },
    )


def _list(request: HttpRequest, number: str) -> HttpResponse:
    """The duties that one number of the sentence counts."""
    at, viewer = moment.of(request), holder_of(request)
    titles = {
        "owed": _("本月应办"),
        "done": _("本月已办"),
        "soon": _("3 天内到期"),
        "overdue": _("逾期"),
        "waiting": _("等我处理"),
    }
    if number not in titles:
        raise missing(_("这张清单"))
    return render(
        request,
        "desk/home_list.html",
        {
            "here": "desk",
            "title": titles[number],
            "rows": queries.home_list(viewer, number, as_of=at.as_of, known=at.known, live=at.live),
            "empty_what": _("一件也没有"),
            "empty_next": _("数字变了，或者换了一天。"),
        },
    )


@require_GET
@page
def duty(request: HttpRequest, key: str) -> HttpResponse:
    """为什么. The reasons of one duty: a page, or with `part=why` the piece that opens in place."""
    at, viewer = moment.of(request), holder_of(request)
    why = queries.duty(viewer, key, as_of=at.as_of, known=at.known, live=at.live)
    template = "desk/_why.html" if request.GET.get("part") == "why" else "desk/duty.html"
    seats = queries.seats(viewer, as_of=at.as_of) if at.live and why.row.outcome.open else []
    return render(request, template, {"here": "desk", "why": why, "seats": seats})
