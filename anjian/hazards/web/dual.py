"""双报告: who has to tell whom how hazards are treated, who did, and one press to record it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.hazards import actions, queries
from anjian.hazards.web.asking import form_id, keep, place_of, viewer_of
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.places import queries as places
from anjian.policy import queries as policy
from anjian.records.events import Faults
from anjian.registry import queries as registry
from anjian.ui import moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import page

PAGE = 25


@require_http_methods(["GET", "POST"])
@page
def dual(request: HttpRequest) -> HttpResponse:
    """双报告. GET ``firm``: words of a name; POST records one report of one enterprise with its proof."""
    at, viewer = moment.of(request), viewer_of(request)
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            _report(request, at)
        except Refusal as no:
            fault = no
        else:
            messages.success(request, _("已记录"))
            return HttpResponseRedirect(request.get_full_path())
    inside = place_of(request, viewer) if viewer.places else ""
    words, after = request.GET.get("firm", "").strip()[:40], request.GET.get("after", "")
    found = queries.dual(
        viewer,
        as_of=at.as_of,
        inside=inside,
        words=words,
        after=registry.page_key(viewer, after, as_of=at.as_of) if after else None,
        limit=PAGE + 1,
    )
    asked = queries.dual_asked(viewer, as_of=at.as_of, inside=inside) if inside else []
    audience = policy.vocabulary().facts[queries.TREATMENT].attributes["audience"]
    context = {
        "here": "hazards",
        "asked": [(one, [(told.outcome, told.n) for told in one.tallied]) for one in asked],
        "audiences": [code for code, _word in policy.vocabulary().choices(audience)],
        "rows": [(one, list(one.owed.values()), _may(request, one.firm.id)) for one in found[:PAGE]],
        "next": found[PAGE - 1].firm.id if len(found) > PAGE else "",
        "words": words,
        "where": places.name(inside, as_of=at.as_of) if inside else "",
        "fault": fault,
        "id": str(uuid7(at.now)),
    }
    return render(request, "hazards/dual.html", context, status=400 if fault else 200)


def _may(request: HttpRequest, enterprise: str) -> bool:
    viewer = viewer_of(request)
    return moment.of(request).live and (queries.acts(viewer) or registry.is_own(viewer, enterprise))


def _report(request: HttpRequest, at: Moment) -> None:
    at.must_be_live()
    viewer = viewer_of(request)
    digests, wrong = keep(request, viewer)
    if wrong:
        raise Faults(tuple(wrong))
    actions.report_treatment(
        viewer,
        request.POST.get("enterprise", "")[:64],
        audience=request.POST.get("audience", "")[:20],
        day=at.today,
        today=at.today,
        files=digests,
        id=form_id(request),
    )
