"""开张五步: the guide of an empty start."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.desk.queries import first_day as guide
from anjian.desk.web.asking import viewer_of
from anjian.lib.errors import Refusal
from anjian.places import actions as places
from anjian.policy import actions as policy
from anjian.ui import moment
from anjian.ui.web.page import page


@require_http_methods(["GET", "POST"])
@page
def first_day(request: HttpRequest) -> HttpResponse:
    """The five steps. POST chooses the place, or adopts a document for it from today."""
    viewer, at = viewer_of(request), moment.live(request)
    if not guide.may_see(viewer):
        raise Refusal(
            _("这一页只对管理员和安委办人员开放"),
            _("它讲的是怎样把系统用起来"),
            _("请回到工作台"),
            code="desk.forbidden",
        )
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "place":
                places.choose_home(viewer, place=request.POST.get("place", ""), now=at.now)
                messages.success(request, _("地方已选定"))
            else:
                home = guide.first_day(viewer, as_of=at.today).place
                policy.adopt(viewer, document=request.POST.get("document", ""), place=home, since=at.today)
                messages.success(request, _("文件已采用，今天起执行"))
            return HttpResponseRedirect("/first-day/")
        except Refusal as no:
            fault = no
    found = guide.first_day(viewer, as_of=at.today)
    context = {
        "here": "first-day",
        "guide": found,
        "fault": fault,
        "may_choose": viewer.has("administrator"),
        "may_adopt": bool(found.place) and viewer.sees(found.place),
    }
    return render(request, "desk/first_day.html", context, status=400 if fault else 200)
