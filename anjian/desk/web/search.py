"""Search: a page, and the piece that opens under the field while one types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk.queries import search as searching
from anjian.desk.web.asking import viewer_of
from anjian.ui import moment
from anjian.ui.web.page import page

FEW, MANY = 5, 20


@require_GET
@page
def search(request: HttpRequest) -> HttpResponse:
    """找. What ``q`` means, by kind; asked for by htmx, the first few of each kind come back as a piece."""
    at, viewer = moment.of(request), viewer_of(request)
    words = request.GET.get("q", "").strip()[: searching.LONGEST]
    piece = request.headers.get("HX-Request") == "true"
    found = searching.search(viewer, words, as_of=at.as_of, known=at.known, limit=FEW if piece else MANY)
    context = {
        "sought": words,
        "found": found,
        "empty_what": _("没有找到“%(words)s”") % {"words": words},
        "empty_next": _("可以换个写法：名称里的几个字、拼音首字母、统一社会信用代码，或“临发1号 三条”这样的条号。"),
    }
    return render(request, "desk/_found.html" if piece else "desk/search.html", context)
