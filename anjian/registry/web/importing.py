"""A sheet of enterprises in (导入台账): upload, what each column means, a trial by cell, taken in, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.registry import events, queries
from anjian.registry.intake import actions, advancing
from anjian.registry.intake import queries as intakes
from anjian.registry.intake.fields import grouped
from anjian.registry.intake.models import RUNNING, Intake
from anjian.registry.web.asking import place_choices
from anjian.sheets import queries as sheets
from anjian.ui import moment
from anjian.ui.files import attached
from anjian.ui.web.page import missing, page
from anjian.ui.web.uploads import takes


@takes(sheets.LARGEST)
@require_http_methods(["GET", "POST"])
@page
def start(request: HttpRequest) -> HttpResponse:
    """导入台账. Upload a sheet; what came in before."""
    viewer = _keeper(request)
    fault = None
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            data = given.read(sheets.LARGEST + 1) if given else None
            id = actions.upload(viewer, data, name=(given.name or "") if given else "", now=moment.clock(request))
        except Refusal as no:
            fault = no
        else:
            return HttpResponseRedirect(f"/enterprises/import/{id}/")
    context = {"here": "enterprises", "fault": fault, "imports": intakes.imports(viewer)}
    return render(request, "registry/import_start.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@page
def sheet(request: HttpRequest, id: UUID) -> HttpResponse:
    """One sheet: what its columns mean, the trial, how far it is, the result, taking it back."""
    viewer = _keeper(request)
    row = intakes.import_(viewer, id)
    if row is None:
        intakes.sheet(viewer, id)  # refuses, like something that is not there, what is another account's
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            _do(request, viewer, id)
            return HttpResponseRedirect(request.path)
        except Refusal as no:
            fault = no
    if row is not None and row.state in RUNNING:
        template = "registry/_import_progress.html" if "part" in request.GET else "registry/import_running.html"
        return render(request, template, _told(viewer, row) | {"fault": fault}, status=_status(fault))
    if "part" in request.GET:  # it came to its end meanwhile: the whole page is another one
        return HttpResponse(headers={"HX-Redirect": request.path})
    if row is not None and row.state in ("taken", "undone"):
        return render(
            request, "registry/import_done.html", _told(viewer, row) | {"fault": fault}, status=_status(fault)
        )
    told = _meaning(request, viewer, id, row, fault)
    return render(request, "registry/import_sheet.html", told, status=_status(fault))


@require_GET
@page
def faults(request: HttpRequest, id: UUID) -> HttpResponse:
    """The faulty rows as a file under the office's own header, to be corrected and fed again."""
    data = intakes.fault_file(_keeper(request), id)
    if data is None:
        raise missing(_("错误清单"))
    return attached(data, f"faults-{str(id)[:8]}.xlsx")


@require_GET
@page
def template(request: HttpRequest) -> HttpResponse:
    """An empty sheet."""
    _keeper(request)
    return attached(intakes.template(), "enterprises.xlsx")


def _do(request: HttpRequest, viewer: Viewer, id: UUID) -> None:
    """What the form asks for. Short sheets are done at once, long ones by the worker."""
    now = moment.clock(request)
    match request.POST.get("do"):
        case "take":
            actions.take(viewer, id, now=now)
        case "undo":
            leave = request.POST.get("leave") == "yes"
            actions.undo(viewer, id, reason=request.POST.get("reason", ""), leave=leave, now=now)
        case "go_on":
            actions.go_on(viewer, id, now=now)
        case _:
            actions.explain(viewer, id, said=_said(request), now=now)
    advancing.advance_short(viewer, id, now=now)


def _said(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    mapping: dict[str, str] = {}
    for name, field in post.items():
        if not name.startswith("column.") or not field:
            continue
        if field in mapping:
            raise Refusal(
                _("“%(label)s”选了两列") % {"label": queries.named(str(field)).label},
                _("一项只能从一列读"),
                _("请把其中一列改为“不读”"),
                code="registry.mapping",
                field="mapping",
            )
        mapping[str(field)] = name.removeprefix("column.")
    chosen = {name: post.get(name, "").strip() for name in ("sheet", "since", "source", "place")}
    return {**chosen, "mapping": mapping, **{name: post.get(name) == "yes" for name in ("skip_hidden", "skip_beside")}}


def _meaning(
    request: HttpRequest, viewer: Viewer, id: UUID, row: Intake | None, fault: Refusal | None
) -> dict[str, Any]:
    file = intakes.sheet(viewer, id)
    chosen = dict(row.chosen) if row else {}
    look = intakes.look_at(viewer, file, chosen)
    meant = {letter: name for name, letter in look.mapping.items()}
    today = moment.live(request).today
    after = request.GET.get("likely", "")
    told = _told(viewer, row, after=int(after) if after.isascii() and after.isdigit() else 0) if row else {}
    return told | {
        "here": "enterprises",
        "file": file,
        "look": look,
        "fault": fault,
        "columns": [(column, meant.get(column.letter, "")) for column in look.head.columns],
        "groups": grouped(),
        "chosen": chosen,
        "sources": events.SOURCES,
        "place_choices": place_choices(viewer, as_of=today),
        "today": today,
        "trial": row is not None,
    }


def _told(viewer: Viewer, row: Intake, *, after: int = 0) -> dict[str, Any]:
    """What became of the rows so far; ``after``: where the page of those that may be registered begins."""
    tried = row.state == "tried"
    likely = intakes.likely(viewer, row.id, after=after, limit=intakes.SHOWN + 1) if tried else []
    return {
        "here": "enterprises",
        "row": row,
        "counts": row.counts,
        "done": sum(row.counts.get(name, 0) for name in ("new", "changed", "same", "faulty")),
        "good": row.counts.get("new", 0) + row.counts.get("changed", 0),
        "faults": [one for _number, one in intakes.faults(viewer, row.id)],
        "more": max(0, row.counts.get("faulty", 0) - intakes.SHOWN),
        "changes": [_changed(one) for one in intakes.changes(viewer, row.id, limit=20)],
        "likely": likely[: intakes.SHOWN],
        "likely_after": likely[intakes.SHOWN - 1].row if len(likely) > intakes.SHOWN else 0,
        "left": intakes.left(viewer, row.id),
    }


def _changed(one: Any) -> dict[str, Any]:
    named = queries.dictionary()
    said = [
        (named[name].label if name in named else new, old if name in named else "", new)
        for name, (old, new) in one.said.items()
    ]
    return {"enterprise": one.enterprise, "name": one.name, "said": said}


def _keeper(request: HttpRequest) -> Viewer:
    viewer = getattr(request, "viewer", STRANGER)
    assert isinstance(viewer, Viewer)
    intakes.office_of(viewer)
    return viewer


def _status(fault: Refusal | None) -> int:
    return 400 if fault else 200
