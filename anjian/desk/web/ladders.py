"""The list of what ladders ask: proposals to decide, measures owed, measures that have lost their ground."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.desk.queries import ladders as queries
from anjian.desk.web.asking import viewer_of
from anjian.duties import actions
from anjian.lib.errors import Refusal
from anjian.ui import moment
from anjian.ui.web.page import page

_DOES = ("take", "decline", "withdraw", "keep")


@require_http_methods(["GET", "POST"])
@page
def ladders(request: HttpRequest) -> HttpResponse:
    """阶梯上的事. POST answers one of them for the body whose turn it is; a refusal stands at the top."""
    at, viewer = moment.of(request), viewer_of(request)
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            _answer(request)
        except Refusal as no:
            fault = no
        else:
            messages.success(request, _("已记下"))
            return HttpResponseRedirect(request.path)
    context = {
        "here": "desk",
        "rows": queries.asked(viewer, as_of=at.as_of),
        "fault": fault,
        "may_answer": at.live,
        "empty_what": _("没有等您的事"),
        "empty_next": _("到级的提议、应采取的措施、要不要撤销，都会列在这里。"),
    }
    return render(request, "desk/ladders.html", context, status=400 if fault else 200)


def _answer(request: HttpRequest) -> None:
    viewer, doing = viewer_of(request), request.POST.get("do", "")
    rung, ground = request.POST.get("rung", ""), request.POST.get("ground", "")
    moment.of(request).must_be_live()
    if doing not in _DOES or not rung.isdigit():
        raise Refusal(_("没有看懂要做什么"), _("提交的内容不完整"), _("请从清单重新操作"), code="desk.ladder")
    actions.respond(viewer, rung=int(rung), do=doing, ground=ground)
