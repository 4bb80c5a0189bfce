"""我的: what is one's own, for the phone's last button; and one's saved views."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjian.desk import actions
from anjian.desk.queries.views import views as views_of
from anjian.desk.web.asking import viewer_of
from anjian.ui import rail
from anjian.ui.web.page import page


@require_GET
@page
def own(request: HttpRequest) -> HttpResponse:
    """我的. Everything the bottom bar has no room for: pages, saved views, one's book, account and help."""
    viewer = viewer_of(request)
    return render(request, "desk/own.html", {"here": "own", "pages": rail.entries(viewer), "views": views_of(viewer)})


@require_http_methods(["GET", "POST"])
@page
def views(request: HttpRequest) -> HttpResponse:
    """我的视图. POST keeps an address under a name. Asked for by htmx, the names come back for the menu."""
    viewer = viewer_of(request)
    if request.method == "POST":
        url = request.POST.get("url", "")
        actions.save_view(viewer, name=request.POST.get("name", ""), url=url)
        messages.success(request, _("已存为视图，在名字下面的菜单里"))
        return HttpResponseRedirect(url)
    template = "desk/_views.html" if request.headers.get("HX-Request") == "true" else "desk/views.html"
    context = {
        "here": "own",
        "views": views_of(viewer),
        "empty_what": _("还没有存过视图"),
        "empty_next": _("在任何一张清单上选好筛选，点右上角自己的名字，再点“把这一页存为视图”。"),
    }
    return render(request, template, context)


@require_POST
@page
def drop(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Take a saved view away."""
    actions.drop_view(viewer_of(request), view_id)
    messages.success(request, _("已删去"))
    return HttpResponseRedirect("/views/")
