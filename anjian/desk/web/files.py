"""The file of a body, that of an enterprise, and the timeline of anybody who takes part in facts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.queries import files
from anjian.desk.queries.enterprise import counted_timeline, enterprise_file
from anjian.desk.queries.timeline import timeline
from anjian.desk.web.asking import viewer_of
from anjian.ui import moment
from anjian.ui.web.page import missing, page


@require_GET
@page
def body(request: HttpRequest, body_id: str) -> HttpResponse:
    """机构档案. Who it is, its posts and who sits there, what it owes now, what happened."""
    at, viewer = moment.of(request), viewer_of(request)
    found = files.body_file(viewer, body_id, as_of=at.as_of, known=at.known, before=request.GET.get("before", ""))
    return render(request, "desk/body.html", {"here": "board", "file": found, "timeline": found.timeline})


@require_GET
@page
def enterprise(request: HttpRequest, enterprise_id: str) -> HttpResponse:
    """企业档案. Who it is and who answers, what is wrong now, what it owes, each value with source and age.

    For which clauses each fact of its timeline counted is computed and comes after, as ``part=timeline``.
    """
    at, viewer = moment.of(request), viewer_of(request)
    before = request.GET.get("before", "")
    if request.GET.get("part") == "timeline":
        told = counted_timeline(viewer, enterprise_id, as_of=at.as_of, known=at.known, before=before)
        return render(request, "desk/_timeline.html", {"timeline": told})
    found = enterprise_file(viewer, enterprise_id, as_of=at.as_of, known=at.known, before=before)
    if found.card.id != enterprise_id:  # merged into it
        return HttpResponseRedirect(f"/enterprises/{found.card.id}/")
    return render(request, "desk/enterprise.html", {"here": "enterprises", "file": found, "timeline": found.timeline})


@require_GET
@page
def happened(request: HttpRequest, subject: str) -> HttpResponse:
    """时间线. Of a person, a post or a matter: what they took part in, as far as the viewer may see it."""
    at, viewer = moment.of(request), viewer_of(request)
    told = timeline(viewer, subject, as_of=at.as_of, known=at.known, before=request.GET.get("before", ""))
    if not told.rows:
        raise missing(_("这条时间线"))
    name = told.name or queries.names(viewer, [subject], as_of=at.as_of)[subject]
    return render(request, "desk/timeline.html", {"name": name, "timeline": told})
