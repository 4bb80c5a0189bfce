"""My desk, and the page of one duty."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.web.asking import holder_of
from anjian.ui import moment
from anjian.ui.web.page import page


@require_GET
@page
def home(request: HttpRequest) -> HttpResponse:
    """工作台. One sentence, one list in four groups, what has no date folded at its foot."""
    at, viewer = moment.of(request), holder_of(request)
    mine = queries.home(viewer, as_of=at.as_of, known=at.known, live=at.live)
    return render(
        request,
        "desk/home.html",
        {
            "here": "desk",
            "home": mine,
            "empty_what": _("没有应办的事"),
            "empty_next": _("您现在的职务没有被任何已施行的文件点到。可以先看看文件："),
            "empty_word": _("打开文件"),
            "done_what": _("眼下没有到期的"),
            "done_next": _("以后到期的、没有期限的、等当地定的，都在下面。"),
        },
    )


@require_GET
@page
def duty(request: HttpRequest, key: str) -> HttpResponse:
    """为什么. The reasons of one duty: a page, or with `part=why` the piece that opens in place."""
    at, viewer = moment.of(request), holder_of(request)
    why = queries.duty(viewer, key, as_of=at.as_of, known=at.known, live=at.live)
    template = "desk/_why.html" if request.GET.get("part") == "why" else "desk/duty.html"
    return render(request, template, {"here": "desk", "why": why})
