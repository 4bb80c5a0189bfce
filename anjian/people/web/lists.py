"""Lists in and out (名册): upload, what each column means, a trial, the result; the faults as a file; taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjian.ledger.events import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import actions, queries, words
from anjian.people.web.register import may_change, viewer_of
from anjian.sheets import actions as keeping
from anjian.sheets import queries as sheets
from anjian.sheets.events import Field, Look
from anjian.ui import moment
from anjian.ui.web.page import missing, page

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"posts": "人员和职务", "bodies": "机构"}
FAULTS_SHOWN = 100
"""Faults on the page; the file has all."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file would do: its look, its plan, how many good rows."""

    look: Look
    plan: Any
    good: int


@require_http_methods(["GET", "POST"])
@page
def start(request: HttpRequest) -> HttpResponse:
    """导入名册. Upload a file; what was taken in before, and taking it back."""
    viewer = _importer(request)
    fault = None
    if request.method == "POST":
        kind = request.POST.get("kind", "posts")
        given = request.FILES.get("file")
        try:
            if given is None or kind not in KINDS:
                raise Refusal(
                    "没有选文件", "没有表就没有可以导入的", "请选一个.xlsx文件", code="people.file", field="file"
                )
            if given.size is not None and given.size > 20 * 1024 * 1024:
                raise Refusal(
                    "文件超过20MB", "太大的表读起来会占住别人", "请分成几个文件", code="people.file", field="file"
                )
            id = keeping.keep(viewer, given.read(), kind=kind, name=given.name or "", now=moment.clock(request))
        except Refusal as no:
            fault = no
        else:
            return HttpResponseRedirect(f"/people/import/{id}/")
    context = {"here": "people", "fault": fault, "imports": queries.imports(viewer), "kinds": KINDS.items()}
    return render(request, "people/import_start.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@page
def sheet(request: HttpRequest, id: UUID) -> HttpResponse:
    """One uploaded file: what its columns mean, the trial by cell, taking it in, the result."""
    viewer = _importer(request)
    file = sheets.file(viewer, id)
    if file.chosen.get("batch"):
        done = {"here": "people", "file": file, "done": file.chosen, "has_faults": file.faults is not None}
        return render(request, "people/import_done.html", done)
    fault: Refusal | None = None
    chosen = dict(file.chosen)
    trial: Trial | None = None
    try:
        if request.method == "POST":
            chosen = _chosen(request, file.kind)
            keeping.choose(viewer, id, chosen=chosen, faults=file.faults)
        found = _look(viewer, file, chosen)
        if chosen and not found.missing:
            trial = _trial(viewer, file, found, chosen, moment.clock(request))
        if trial is not None and request.POST.get("do") == "import":
            _take(viewer, file, trial, chosen, moment.clock(request))
            return HttpResponseRedirect(request.path)
    except Refusal as no:
        fault = no
        found = _look(viewer, file, {})
    meant = {letter: name for name, letter in found.mapping.items()}
    return render(
        request,
        "people/import_sheet.html",
        {
            "here": "people",
            "file": file,
            "kind": KINDS[file.kind],
            "look": found,
            "fields": [(field, found.mapping.get(field.name, "")) for field in _fields(file.kind)],
            "columns": [(column, meant.get(column.letter, "")) for column in found.head.columns],
            "chosen": chosen,
            "trial": trial,
            "faults": trial.plan.faults[:FAULTS_SHOWN] if trial else (),
            "more": max(0, len(trial.plan.faults) - FAULTS_SHOWN) if trial else 0,
            "leaving": [seat for seat in trial.plan.seats if seat.leaves][:20]
            if trial and file.kind == "posts"
            else [],
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
    file = sheets.file(viewer, id)
    data = file.faults
    if data is None and file.data and file.chosen:
        found = _look(viewer, file, file.chosen)
        trial = _trial(viewer, file, found, file.chosen, moment.clock(request))
        data = sheets.fault_file(file.data, found, trial.plan.faults) if trial.plan.faults else None
    if data is None:
        raise missing(_("错误清单"))
    return _file(data, f"faults-{str(id)[:8]}.xlsx")


@require_GET
@page
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty sheet."""
    _importer(request)
    if kind not in KINDS:
        raise missing(_("空表"))
    return _file(queries.template(kind), f"{kind}.xlsx")


@require_GET
@page
def export(request: HttpRequest) -> HttpResponse:
    """导出. Posts and holders of the viewer's first place on the day, in a form that can be fed back."""
    at, viewer = moment.of(request), _importer(request)
    data, _count = queries.roll(viewer, inside=viewer.places[0].lo, as_of=at.as_of)
    return _file(data, f"people-{at.as_of.isoformat()}.xlsx")


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
    if not may_change(viewer):
        raise Refusal(
            _("这一页只对安委办人员和管理员开放"),
            _("名册决定职责落到谁身上"),
            _("请联系本级安委办"),
            code="people.forbidden",
        )
    return viewer


def _fields(kind: str) -> tuple[Field, ...]:
    return queries.BODIES_SHEET if kind == "bodies" else queries.POSTS_SHEET


def _chosen(request: HttpRequest, kind: str) -> dict[str, Any]:
    post = request.POST
    return {
        "sheet": post.get("sheet", ""),
        "mapping": {field.name: post.get(f"column.{field.name}", "") for field in _fields(kind)},
        "since": post.get("since", "").strip(),
        "cls": post.get("cls", "").strip(),
        "months": post.get("months") == "yes",
    }


def _look(viewer: Viewer, file: sheets.File, chosen: Mapping[str, Any]) -> Look:
    known = sheets.remembered(viewer, kind=file.kind, office=viewer.places[0].lo)
    wanted = str(chosen.get("sheet", ""))
    first = sheets.look(file.data, _fields(file.kind), known=known, sheet=wanted)
    if not chosen or chosen.get("looked") not in (None, first.sheet):
        return first
    return sheets.look(file.data, _fields(file.kind), known=known, sheet=first.sheet, mapping=chosen["mapping"])


def _trial(viewer: Viewer, file: sheets.File, found: Look, chosen: Mapping[str, Any], now: dt.datetime) -> Trial:
    today = now.astimezone(CHINA).date()
    try:
        since = dt.date.fromisoformat(chosen["since"]) if chosen["since"] else today
    except ValueError:
        raise Refusal(
            "起始日期读不懂", "没写日期的行要从哪天起", "请重选日期", code="people.day", field="since"
        ) from None
    rows = sheets.rows(file.data, found)
    office = viewer.places[0].lo
    plan: Any
    if file.kind == "bodies":
        plan = queries.check_bodies(
            viewer, rows, inside=office, today=today, since=since, months=bool(chosen["months"])
        )
        return Trial(found, plan, len(plan.bodies))
    cls = words.codes("post", [chosen["cls"]])[0] if chosen["cls"] else ""
    plan = queries.check_posts(
        viewer, rows, office=office, today=today, since=since, cls=cls, months=bool(chosen["months"])
    )
    return Trial(found, plan, len(plan.seats))


def _take(viewer: Viewer, file: sheets.File, trial: Trial, chosen: dict[str, Any], now: dt.datetime) -> None:
    if not trial.good:
        raise Refusal("没有可以导入的行", "好的行才会写入", "请先改正错误", code="people.nothing")
    batch, office = uuid4(), viewer.places[0].lo
    told: dict[str, Any] = {"batch": batch, "sheet": file.digest, "name": file.name, "place": office, "now": now}
    if file.kind == "bodies":
        actions.import_bodies(viewer, trial.plan.bodies, **told)
    else:
        actions.import_posts(viewer, trial.plan.seats, **told)
    keeping.remember(viewer, trial.look, kind=file.kind, office=office)
    faulty = sheets.fault_file(file.data, trial.look, trial.plan.faults) if trial.plan.faults else None
    result = {"batch": str(batch), "good": trial.good, "same": len(trial.plan.same), "faulty": trial.plan.faulty}
    keeping.choose(viewer, file.id, chosen=chosen | result, faults=faulty, close=True)


def _file(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=EXCEL)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
