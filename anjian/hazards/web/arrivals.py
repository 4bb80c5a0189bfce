"""来报: what platforms and sensors sent and nobody could place; an office says whose it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.hazards import actions, queries
from anjian.hazards.events import MARKS, Arrival
from anjian.hazards.web.asking import viewer_of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.ui import moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import page


@require_http_methods(["GET", "POST"])
@page
def arrivals(request: HttpRequest) -> HttpResponse:
    """待认领的来报. GET ``one`` and ``firm``: look for the enterprise of one of them; POST decides."""
    at, viewer = moment.of(request), viewer_of(request)
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            done = _decided(request, viewer, at)
        except Refusal as no:
            fault = no
        else:
            messages.success(request, _("已记录"))
            return HttpResponseRedirect(f"/hazards/{done.hazard}/" if done.hazard else request.path)
    asked = request.POST.get("arrival") or request.GET.get("one", "")
    words = request.GET.get("firm", "").strip()[:40]
    context: dict[str, Any] = {
        "here": "hazards",
        "rows": [(one, [MARKS[mark] for mark in one.marks]) for one in queries.arrivals(viewer, held=True)],
        "asked": asked,
        "words": words,
        "firms": queries.firms(viewer, words, as_of=at.as_of),
        "reason": request.POST.get("reason", ""),
        "fault": fault,
        "decides": at.live and queries.acts(viewer),
    }
    return render(request, "hazards/arrivals.html", context, status=400 if fault else 200)


def _decided(request: HttpRequest, viewer: Viewer, at: Moment) -> Arrival:
    at.must_be_live()
    try:
        arrival = UUID(request.POST.get("arrival", ""))
    except ValueError:
        raise Refusal(_("没有说是哪一条"), "", _("请从列表里选"), code="hazards.arrival") from None
    return actions.decide_arrival(
        viewer,
        arrival,
        do="record" if request.POST.get("do") == "record" else "drop",
        enterprise=request.POST.get("enterprise", "")[:64],
        reason=request.POST.get("reason", ""),
        today=at.today,
    )
