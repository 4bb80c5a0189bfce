"""Reporting: by staff and inspectors on a page of the program, and by anybody on the small page of a gate."""

from __future__ import annotations

from typing import Any, cast

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anjian.access.viewing import public
from anjian.hazards import actions, queries
from anjian.hazards.events import MAJOR
from anjian.hazards.web.asking import controls, filled, form_id, judged_by, photos_of, viewer_of
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import Viewer
from anjian.records.events import faults_of
from anjian.registry import queries as registry
from anjian.registry.queries import Card
from anjian.ui import moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import page


@require_http_methods(["GET", "POST"])
@page
def report(request: HttpRequest) -> HttpResponse:
    """报隐患. GET ``q``: words of the enterprise's name; ``enterprise``: the one it is about."""
    at, viewer = moment.of(request), viewer_of(request)
    at.must_be_live()
    asked = request.POST.get("enterprise") or request.GET.get("enterprise", "")
    own = next((post.body for post in viewer.posts if registry.is_own(viewer, post.body) and ":" in post.body), "")
    card = queries.firm(viewer, asked or own, as_of=at.as_of) if asked or own else None
    if card is None:
        return _choose(request, viewer, at)
    verb = "find" if registry.is_own(viewer, card.id) else "find_out"
    if request.POST.get("do") == "notice" or request.GET.get("do") == "notice":
        verb = "notice"
    faults: list[Refusal] = []
    if request.method == "POST":
        try:
            return _report(request, viewer, card, verb, at)
        except Refusal as no:
            faults = faults_of(no)
    fact = queries.VERBS[verb].fact
    context = {
        "here": "hazards",
        "firm": card,
        "verb": verb,
        "fields": [
            (field, next((no for no in faults if no.field == field.name), None))
            for field in controls(viewer, fact, request, but=("criterion", "judged", "neglected"))
        ],
        "criteria": queries.offered(industry=card.industry, day=at.as_of) if verb != "notice" else [],
        "asked_of": request.POST.get("criterion", ""),
        "faults": faults,
        "id": request.POST.get("id") or str(uuid7(at.now)),
        "hazard": request.POST.get("hazard") or request.GET.get("hazard", ""),
        "photos": photos_of(request, viewer),
    }
    return render(request, "hazards/report.html", context, status=400 if faults else 200)


@require_GET
@page
def alike(request: HttpRequest) -> HttpResponse:
    """What the words typed so far may be the same as: a piece of the page of reporting."""
    at, viewer = moment.of(request), viewer_of(request)
    found = queries.alike(
        viewer,
        enterprise=request.GET.get("enterprise", "")[:64],
        found=request.GET.get("attr.found", "")[:2000],
        spot=request.GET.get("attr.spot", "")[:200],
    )
    rows = queries.rows_of([one.card for one in found], as_of=at.as_of)
    return render(request, "hazards/_alike.html", {"alike": list(zip(found, rows, strict=True))})


@require_http_methods(["GET", "POST"])
@public
@page
def gate(request: HttpRequest, token: str) -> HttpResponse:
    """扫码报隐患. A small page for anybody: no sign-in, a draft kept on the phone, sent by script or plainly."""
    at = moment.of(request)
    card = actions.opened(token, as_of=at.today)
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            moved = actions.report_at_door(
                token,
                hazard=_hazard(request, at),
                found=request.POST.get("found", "").strip()[:2000],
                spot=request.POST.get("spot", "").strip()[:200],
                contact=request.POST.get("contact", "").strip()[:100],
                photos=[(cast(Any, file.file), file.name or "") for file in request.FILES.getlist("photos")],
                now=moment.clock(request),
                today=at.today,
                id=form_id(request),
            )
            return _answer(request, {"number": moved.card.number}, 200)
        except Refusal as no:
            fault = no
            if _wants_json(request):
                return _answer(request, {"what": no.what, "why": no.why, "next": no.next}, 400)
    context = {
        "firm": card,
        "fault": fault,
        "id": request.POST.get("id") or str(uuid7(at.now)),
        "typed": request.POST,
    }
    return render(request, "hazards/gate.html", context, status=400 if fault else 200)


@require_GET
@page
def gate_code(request: HttpRequest, enterprise_id: str) -> HttpResponse:
    """隐患上报码. The code to hang up at an enterprise's gate, to look at and to print."""
    at, viewer = moment.of(request), viewer_of(request)
    card = registry.enterprise(viewer, enterprise_id, as_of=at.as_of)
    if card is None:
        raise queries.missing()
    url = f"/hazards/at/{actions.door(card.id)}/"
    drawn = segno.make(request.build_absolute_uri(url), error="m").svg_inline(scale=4)
    return render(
        request, "hazards/gate_code.html", {"here": "hazards", "firm": card, "url": url, "code": mark_safe(drawn)}
    )


def _report(request: HttpRequest, viewer: Viewer, card: Card, verb: Any, at: Moment) -> HttpResponse:
    draft, digests = filled(viewer, queries.VERBS[verb].fact, request)
    said = dict(draft.attributes)
    if verb != "notice" and said.get("grade") == MAJOR:
        said |= judged_by(request)
    by = next((post.body for post in viewer.posts if post.body != card.id), "") if verb == "find_out" else ""
    moved = actions.report(
        viewer, verb, hazard=_hazard(request, at), enterprise=card.id, day=draft.day, today=at.today, by=by,
        attributes=said, private=draft.private, files=digests, id=form_id(request),
    )  # fmt: skip
    messages.success(request, _("已记录，编号%(number)s") % {"number": moved.card.number})
    return HttpResponseRedirect(f"/hazards/{moved.card.id}/")


def _choose(request: HttpRequest, viewer: Viewer, at: Moment) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:40]
    found = queries.firms(viewer, words, as_of=at.as_of)
    return render(request, "hazards/choose.html", {"here": "hazards", "rows": found, "words": words})


def _hazard(request: HttpRequest, at: Moment) -> str:
    """The id of the hazard: one that was only noticed so far, else made of the form's own id."""
    given = request.POST.get("hazard", "")
    if given.startswith("hazard:") and len(given) <= 64:
        return given
    return f"hazard:{form_id(request) or uuid7(at.now)}"


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _answer(request: HttpRequest, said: dict[str, str], status: int) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse(said, status=status)
    return render(request, "hazards/gate_done.html", said, status=status)
