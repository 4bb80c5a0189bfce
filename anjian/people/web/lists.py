"""Lists in and out (名册): upload, what each column means, a trial, the result; the faults as a file; taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import actions, queries
from anjian.people.web.register import viewer_of
from anjian.ui import moment
from anjian.ui.files import attached
from anjian.ui.web.page import missing, page
from anjian.ui.web.uploads import takes

FAULTS_SHOWN = 100
"""Faults on the page; the file has all."""


@takes(actions.MOST)
@require_http_methods(["GET", "POST"])
@page
def start(request: HttpRequest) -> HttpResponse:
    """导入名册. Upload a file; what was taken in before, and taking it back."""
    viewer = _importer(request)
    fault = None
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            id = actions.upload_list(
                viewer,
                given.read(actions.MOST + 1) if given else None,
                kind=request.POST.get("kind", "posts"),
                name=(given.name or "") if given else "",
                now=moment.clock(request),
            )
        except Refusal as no:
            fault = no
        else:
            return HttpResponseRedirect(f"/people/import/{id}/")
    context = {"here": "people", "fault": fault, "imports": queries.imports(viewer), "kinds": queries.LISTS.items()}
    return render(request, "people/import_start.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@page
def sheet(request: HttpRequest, id: UUID) -> HttpResponse:
    """One uploaded file: what its columns mean, the trial by cell, taking it in, the result."""
    viewer = _importer(request)
    file = queries.list_file(viewer, id)
    if file.chosen.get("batch"):
        done = {"here": "people", "file": file, "done": file.chosen, "has_faults": file.faults is not None}
        return render(request, "people/import_done.html", done)
    fault: Refusal | None = None
    chosen = dict(file.chosen)
    trial: queries.Trial | None = None
    now = moment.clock(request)
    try:
        if request.method == "POST":
            chosen = _chosen(request, file.kind)
            actions.explain_list(viewer, file, chosen=chosen)
        found = queries.look_at(viewer, file, chosen)
        if chosen and not found.missing:
            trial = queries.try_out(viewer, file, found, chosen, now=now)
        if trial is not None and request.POST.get("do") == "import":
            actions.take_list(viewer, file, trial, chosen=chosen, now=now)
            return HttpResponseRedirect(request.path)
    except Refusal as no:
        fault = no
        found = queries.look_at(viewer, file, {})
    meant = {letter: name for name, letter in found.mapping.items()}
    return render(
        request,
        "people/import_sheet.html",
        {
            "here": "people",
            "file": file,
            "kind": queries.LISTS[file.kind],
            "look": found,
            "fields": [(field, found.mapping.get(field.name, "")) for field in queries.fields_of(file.kind)],
            "columns": [(column, meant.get(column.letter, "")) for column in found.head.columns],
            "chosen": chosen,
            "trial": trial,
            "faults": trial.plan.faults[:FAULTS_SHOWN] if trial else (),
            "more": max(0, len(trial.plan.faults) - FAULTS_SHOWN) if trial else 0,
            "leaving": _leaving(trial),
            "fault": fault,
            "today": moment.live(request).today,
        },
        status=400 if fault else 200,
    )


@require_GET
@page
def faults(request: HttpRequest, id: UUID) -> HttpResponse:
    """The faulty rows as a file under the office's own header, to be corrected and fed again."""
    viewer = _importer(request)
    file = queries.list_file(viewer, id)
    data = queries.faulty_rows(viewer, file, now=moment.clock(request))
    if data is None:
        raise missing(_("错误清单"))
    return attached(data, f"faults-{str(id)[:8]}.xlsx")


@require_GET
@page
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty sheet."""
    _importer(request)
    if kind not in queries.LISTS:
        raise missing(_("空表"))
    return attached(queries.template(kind), f"{kind}.xlsx")


@require_GET
@page
def export(request: HttpRequest) -> HttpResponse:
    """导出. Posts and holders of the viewer's first place on the day, in a form that can be fed back."""
    at, viewer = moment.of(request), _importer(request)
    data, _count = queries.roll(viewer, inside=viewer.places[0].lo, as_of=at.as_of)
    return attached(data, f"people-{at.as_of.isoformat()}.xlsx")


@require_POST
@page
def undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """撤销导入."""
    viewer = _importer(request)
    count = actions.undo_import(viewer, batch, reason=request.POST.get("reason", ""))
    messages.success(request, _("已撤销，%(n)s 行回到导入之前") % {"n": count})
    return HttpResponseRedirect("/people/import/")


def _importer(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    queries.office_of(viewer)
    return viewer


def _leaving(trial: queries.Trial | None) -> list[queries.Seat]:
    """Who would leave a post because somebody else comes; none for a list of bodies."""
    seats = trial.plan.seats if trial and isinstance(trial.plan, queries.PostsPlan) else ()
    return [seat for seat in seats if seat.leaves][:20]


def _chosen(request: HttpRequest, kind: str) -> dict[str, Any]:
    post = request.POST
    return {
        "sheet": post.get("sheet", ""),
        "mapping": {field.name: post.get(f"column.{field.name}", "") for field in queries.fields_of(kind)},
        "since": post.get("since", "").strip(),
        "cls": post.get("cls", "").strip(),
        "months": post.get("months") == "yes",
    }
