"""Lists in and out (名册): upload, what the columns mean, a trial by cell, taking in, faults as a file, taking back."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import actions, queries
from anjian.sheets import queries as sheets
from anjian.ui import moment
from anjian.ui.rest import (
    EXCEL,
    FAULTS,
    KEYED,
    Answer,
    At,
    CellFaultsOut,
    Page,
    SheetColumnOut,
    asks,
    at_of,
    columns_of,
    cut,
    faults_by_cell,
    gives,
    once,
    page_of,
    viewer_of,
)

router = Router()
Kind = Literal["posts", "bodies"]


class FieldOut(Schema):
    """Something that a list of this kind may tell."""

    name: str
    label: str
    required: bool
    hint: str


class TrialOut(Schema):
    """What taking the list in would do; nothing is written yet."""

    rows: int
    good: int
    same: int
    faulty: int


class TakenOut(Schema):
    """What taking it in has done. ``batch``: by which it is taken back."""

    batch: UUID
    good: int
    same: int
    faulty: int


class ListOut(Schema):
    """An uploaded list. ``missing``: labels of columns without which it cannot be read; ``taken``: once it came in."""

    id: UUID
    kind: str
    name: str
    sheet: str
    sheets: list[str]
    rows: int
    columns: list[SheetColumnOut]
    fields: list[FieldOut]
    missing: list[str]
    remembered: bool
    trial: TrialOut | None
    taken: TakenOut | None


class ImportOut(Schema):
    """A list that came in."""

    batch: UUID
    kind: str
    file: str
    rows: int
    at: dt.datetime
    undone: bool


class ImportsOut(Schema):
    """The latest lists first."""

    items: list[ImportOut]


class ListUndoneOut(Schema):
    """How many rows went back to what they were."""

    batch: UUID
    rows: int


class UploadIn(Schema):
    """Which kind of list."""

    kind: Kind = "posts"


class MeaningIn(Schema):
    """What the columns mean: field → letter, as told by ``columns`` and ``fields``."""

    model_config = ConfigDict(extra="forbid")
    sheet: str = Field("", max_length=64)
    mapping: dict[str, str] = Field(max_length=30)
    since: dt.date | None = Field(None, description="没写日期的行从哪天起；不填为今天")
    cls: str = Field("", max_length=64, description="没写类别的新职务按什么类别")
    months: bool = Field(False, description="只写到月的按当月1日")


class ReasonIn(Schema):
    """Why."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=200)


@router.get("/people/export.xlsx", summary="导出名册", **gives(EXCEL))
@asks("register")
def export_people(request: HttpRequest, at: Query[At]) -> HttpResponse:
    """Posts and holders of the account's place on a day, in a form that can be fed back."""
    viewer, day = viewer_of(request), at_of(request).as_of
    data, _count = queries.roll(viewer, inside=queries.office_of(viewer), as_of=day)
    return HttpResponse(data, content_type=EXCEL)


@router.get("/people/templates/{kind}.xlsx", summary="空表", **gives(EXCEL))
@asks("register")
def get_list_template(request: HttpRequest, kind: Kind) -> HttpResponse:
    """An empty sheet with the headers that are read."""
    queries.office_of(viewer_of(request))
    return HttpResponse(queries.template(kind), content_type=EXCEL)


@router.get("/people/imports", response={200: ImportsOut, **FAULTS}, summary="导入记录")
@asks("register")
def list_imports(request: HttpRequest) -> Any:
    """The lists taken in where the account sees."""
    viewer = viewer_of(request)
    queries.office_of(viewer)
    return {"items": [{name: getattr(one, name) for name in ImportOut.model_fields} for one in queries.imports(viewer)]}


@router.post(
    "/people/imports/{batch}/undo", response={200: ListUndoneOut, **FAULTS}, summary="撤销导入", openapi_extra=KEYED
)
@asks("register")
def undo_import(request: HttpRequest, batch: UUID, body: ReasonIn) -> Any:
    """Take a whole list back: everything it said is as before."""
    viewer = viewer_of(request)
    queries.office_of(viewer)

    def do() -> Answer:
        return Answer(200, {"batch": str(batch), "rows": actions.undo_import(viewer, batch, reason=body.reason)})

    return once(request, do).body


@router.post("/people/lists", response={200: ListOut, **FAULTS}, summary="上传名册")
@asks("register")
def upload_list(request: HttpRequest, file: File[UploadedFile], said: Form[UploadIn]) -> Any:
    """Keep a list for its trial: columns are recognised as the office named them before. Nothing is written."""
    viewer, now = viewer_of(request), moment.clock(request)
    data = file.read(actions.MOST + 1)
    id = actions.upload_list(viewer, data, kind=said.kind, name=file.name or "", now=now)
    return _told(viewer, queries.list_file(viewer, id), now)


@router.get("/people/lists/{list_id}", response={200: ListOut, **FAULTS}, summary="一份上传的名册")
@asks("register")
def get_list(request: HttpRequest, list_id: UUID) -> Any:
    """One's own uploaded list: its columns, its trial once they are explained, what became of it."""
    viewer = viewer_of(request)
    return _told(viewer, queries.list_file(viewer, list_id), moment.clock(request))


@router.post("/people/lists/{list_id}/meaning", response={200: ListOut, **FAULTS}, summary="列的含义和试算")
@asks("register")
def explain_list(request: HttpRequest, list_id: UUID, body: MeaningIn) -> Any:
    """Say what the columns mean; the answer is the trial, its faults by cell stand below ``/faults``."""
    viewer, now = viewer_of(request), moment.clock(request)
    chosen = body.dict() | {"since": body.since.isoformat() if body.since else ""}
    file = queries.list_file(viewer, list_id)
    queries.look_at(viewer, file, chosen)  # refuses columns that there are not, before anything is kept
    actions.explain_list(viewer, file, chosen=chosen)
    return _told(viewer, queries.list_file(viewer, list_id), now)


@router.get("/people/lists/{list_id}/faults", response={200: CellFaultsOut, **FAULTS}, summary="试算的错误，逐单元格")
@asks("register")
def list_faults(request: HttpRequest, list_id: UUID, page: Query[Page]) -> Any:
    """What is wrong, cell by cell, in the order of the sheet."""
    viewer = viewer_of(request)
    file = queries.list_file(viewer, list_id)
    trial = _trial(viewer, file, moment.clock(request))
    found = list(enumerate(trial.plan.faults)) if trial else []
    shown, after = cut(found, lambda pair: (pair[0],), after=page_of(page.cursor, int), limit=page.limit)
    return faults_by_cell((each for _number, each in shown), next=after)


@router.get("/people/lists/{list_id}/faults.xlsx", summary="错误清单", **gives(EXCEL))
@asks("register")
def get_fault_file(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The faulty rows under the office's own header, to be corrected and fed again."""
    viewer = viewer_of(request)
    data = queries.faulty_rows(viewer, queries.list_file(viewer, list_id), now=moment.clock(request))
    if data is None:
        raise Refusal("没有错误清单", "还没有试算，或者没有错", "请先说明列的含义", code="people.missing")
    return HttpResponse(data, content_type=EXCEL)


@router.post("/people/lists/{list_id}/take", response={200: TakenOut, **FAULTS}, summary="导入", openapi_extra=KEYED)
@asks("register")
def take_list(request: HttpRequest, list_id: UUID) -> Any:
    """Write the good rows of the trial; faulty ones stay out and can be fetched as a file."""
    viewer, now = viewer_of(request), moment.clock(request)

    def do() -> Answer:
        file = queries.list_file(viewer, list_id)
        trial = _trial(viewer, file, now)
        return Answer(200, actions.take_list(viewer, file, trial, chosen=file.chosen, now=now))

    return once(request, do).body


def _trial(viewer: Viewer, file: sheets.File, now: dt.datetime) -> queries.Trial | None:
    """The trial of what was chosen; None before the columns are explained, and after it came in."""
    if not file.chosen or not file.data:
        return None
    found = queries.look_at(viewer, file, file.chosen)
    return None if found.missing else queries.try_out(viewer, file, found, file.chosen, now=now)


def _told(viewer: Viewer, file: sheets.File, now: dt.datetime) -> dict[str, Any]:
    told: dict[str, Any] = {"id": file.id, "kind": file.kind, "name": file.name, "trial": None, "taken": None}
    told["fields"] = [
        {"name": one.name, "label": one.label, "required": one.required, "hint": one.hint}
        for one in queries.fields_of(file.kind)
    ]
    if file.chosen.get("batch"):
        gone: dict[str, Any] = {"sheet": "", "sheets": [], "columns": [], "missing": [], "rows": 0, "remembered": False}
        return {**told, **gone, "taken": dict(file.chosen)}
    found = queries.look_at(viewer, file, file.chosen)
    trial = _trial(viewer, file, now)
    return {
        **told,
        "sheet": found.sheet,
        "sheets": list(found.sheets),
        "rows": found.rows,
        "remembered": found.remembered,
        "missing": list(found.missing),
        "columns": columns_of(found.head.columns, found.mapping),
        "trial": {
            "rows": trial.plan.rows,
            "good": trial.good,
            "same": len(trial.plan.same),
            "faulty": trial.plan.faulty,
        }
        if trial
        else None,
    }
