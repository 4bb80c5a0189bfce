"""Sheets of enterprises in: upload, what the columns mean, the trial by cell, taking in, the faults, taking back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from anjian.lib.errors import Refusal
from anjian.registry import events
from anjian.registry.intake import actions, advancing, queries
from anjian.registry.intake.models import Intake
from anjian.sheets import queries as sheets
from anjian.ui import moment
from anjian.ui.rest import (
    EXCEL,
    FAULTS,
    KEYED,
    Answer,
    CellFaultsOut,
    Page,
    SheetColumnOut,
    asks,
    columns_of,
    cursor_of,
    faults_by_cell,
    gives,
    once,
    page_of,
    viewer_of,
)

router = Router()


class MarksOut(Schema):
    """What is odd about the sheet: hidden rows are read; hidden sheets, columns beyond and totals are not."""

    hidden_rows: list[int]
    hidden_columns: list[str]
    hidden_sheets: list[str]
    beyond: int
    totals: list[int]
    beside: str


class SheetOut(Schema):
    """An uploaded sheet of enterprises."""

    id: UUID
    name: str
    sheet: str
    sheets: list[str]
    rows: int
    tables: int
    columns: list[SheetColumnOut]
    missing: list[str]
    marks: MarksOut


class IntakeOut(Schema):
    """Where an import stands: ``state`` trial → tried → take → taken → undo → undone; counts of rows by outcome."""

    id: UUID
    name: str
    state: str
    since: dt.date
    source: str
    rows: int
    counts: dict[str, int]
    stopped: str
    at: dt.datetime


class IntakesOut(Schema):
    """The latest imports first."""

    items: list[IntakeOut]


class LikelyRowOut(Schema):
    """A row that is a new firm, and the file that it may be already; ``sum`` says what speaks for it."""

    row: int
    name: str
    enterprise: str
    enterprise_name: str
    sum: str


class LikelyRowsOut(Schema):
    """In the order of the sheet."""

    items: list[LikelyRowOut]
    next: str | None


class SheetMeaningIn(Schema):
    """What the columns mean: name of the dictionary → letter; left out: as recognised."""

    model_config = ConfigDict(extra="forbid")
    sheet: str = Field("", max_length=64)
    mapping: dict[str, str] = Field(default_factory=dict, max_length=200)
    since: dt.date | None = Field(None, description="从哪一天起是这样；不填为今天")
    source: str = Field(events.SOURCES[-1], max_length=20, description=f"谁说的：{'、'.join(events.SOURCES)}")
    place: str = Field("", max_length=12, description="没写所在地的行按什么地方")
    skip_hidden: bool = Field(False, description="不读隐藏的行")
    skip_beside: bool = Field(False, description="几个表并排时只读左边的")


class UndoIn(Schema):
    """Why; ``leave``: rows of firms of which something was told since stay as they are."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=200)
    leave: bool = False


@router.get("/registry/imports", response={200: IntakesOut, **FAULTS}, summary="导入记录")
@asks("register")
def list_intakes(request: HttpRequest) -> Any:
    """The sheets taken in where the account sees."""
    viewer = viewer_of(request)
    queries.office_of(viewer)
    return {"items": [_told(row) for row in queries.imports(viewer)]}


@router.post("/registry/imports", response={200: SheetOut, **FAULTS}, summary="上传企业台账")
@asks("register")
def upload_sheet(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep a sheet for its trial: columns are recognised as the office named them before. Nothing is written."""
    viewer = viewer_of(request)
    data = file.read(sheets.LARGEST + 1)
    id = actions.upload(viewer, data, name=file.name or "", now=moment.clock(request))
    kept = queries.sheet(viewer, id)
    found = queries.look_at(viewer, kept, {})
    return {
        "id": id,
        "name": kept.name,
        "sheet": found.sheet,
        "sheets": list(found.sheets),
        "rows": found.rows,
        "tables": 1 + len(found.tables) + sum(len(side.tables) for side in found.beside),
        "missing": list(found.missing),
        "marks": {name: getattr(found.marks, name) for name in MarksOut.model_fields},
        "columns": columns_of(found.head.columns, found.mapping),
    }


@router.get("/registry/imports/template.xlsx", summary="企业空表", **gives(EXCEL))
@asks("register")
def get_sheet_template(request: HttpRequest) -> HttpResponse:
    """An empty sheet with the headers that are read."""
    queries.office_of(viewer_of(request))
    return HttpResponse(queries.template(), content_type=EXCEL)


@router.get("/registry/imports/{intake_id}", response={200: IntakeOut, **FAULTS}, summary="一次导入到哪一步")
@asks("register")
def get_intake(request: HttpRequest, intake_id: UUID) -> Any:
    """Where an import stands. A long one goes on in the background."""
    return _told(_found(request, intake_id))


@router.post("/registry/imports/{intake_id}/trial", response={200: IntakeOut, **FAULTS}, summary="列的含义和试算")
@asks("register")
def try_sheet(request: HttpRequest, intake_id: UUID, body: SheetMeaningIn) -> Any:
    """Say what the columns mean and try the sheet out; its faults by cell stand below ``/faults``."""
    said = body.dict() | {"since": body.since.isoformat() if body.since else ""}
    now = moment.clock(request)
    actions.explain(viewer_of(request), intake_id, said=said, now=now)
    return _gone_on(request, intake_id, now)


@router.post(
    "/registry/imports/{intake_id}/take", response={200: IntakeOut, **FAULTS}, summary="导入", openapi_extra=KEYED
)
@asks("register")
def take_sheet(request: HttpRequest, intake_id: UUID) -> Any:
    """Write the good rows; faulty ones stay out and can be fetched as a file."""
    now = moment.clock(request)

    def do() -> Answer:
        actions.take(viewer_of(request), intake_id, now=now)
        return Answer(200, _told(_found(request, intake_id)))

    once(request, do)
    return _gone_on(request, intake_id, now)


@router.post(
    "/registry/imports/{intake_id}/undo", response={200: IntakeOut, **FAULTS}, summary="撤销导入", openapi_extra=KEYED
)
@asks("register")
def undo_sheet(request: HttpRequest, intake_id: UUID, body: UndoIn) -> Any:
    """Take an import back: exactly its facts are voided. Firms of which something was told since are named."""
    now = moment.clock(request)

    def do() -> Answer:
        actions.undo(viewer_of(request), intake_id, reason=body.reason, leave=body.leave, now=now)
        return Answer(200, _told(_found(request, intake_id)))

    once(request, do)
    return _gone_on(request, intake_id, now)


@router.get("/registry/imports/{intake_id}/faults", response={200: CellFaultsOut, **FAULTS}, summary="错误，逐单元格")
@asks("register")
def list_cell_faults(request: HttpRequest, intake_id: UUID, page: Query[Page]) -> Any:
    """What is wrong, cell by cell, in the order of the sheet."""
    row = _found(request, intake_id)
    after = page_of(page.cursor, int)
    found = queries.faults(viewer_of(request), row.id, after=after[0] if after else 0, limit=page.limit + 1)
    shown = found[: page.limit]
    next = cursor_of(shown[-1][0]) if len(found) > page.limit else None
    return faults_by_cell((one for _number, one in shown), next=next)


@router.get(
    "/registry/imports/{intake_id}/likely", response={200: LikelyRowsOut, **FAULTS}, summary="新登记的里可能已经在册的"
)
@asks("register")
def list_likely_rows(request: HttpRequest, intake_id: UUID, page: Query[Page]) -> Any:
    """New firms of a trial that may be registered already, each with the likeliest file."""
    row = _found(request, intake_id)
    after = page_of(page.cursor, int)
    found = queries.likely(viewer_of(request), row.id, after=after[0] if after else 0, limit=page.limit + 1)
    shown = found[: page.limit]
    return {
        "items": [{"row": one.line, "name": one.name, **_file_of(one.likely or {})} for one in shown],
        "next": cursor_of(shown[-1].row) if len(found) > page.limit else None,
    }


@router.get("/registry/imports/{intake_id}/faults.xlsx", summary="错误清单", **gives(EXCEL))
@asks("register")
def get_cell_fault_file(request: HttpRequest, intake_id: UUID) -> HttpResponse:
    """The faulty rows under the office's own header, to be corrected and fed again."""
    row = _found(request, intake_id)
    data = queries.fault_file(viewer_of(request), row.id)
    if data is None:
        raise Refusal("没有错误清单", "还没有试算，或者没有错", "请先说明列的含义", code="registry.missing")
    return HttpResponse(data, content_type=EXCEL)


def _file_of(likely: Mapping[str, str]) -> dict[str, str]:
    return {"enterprise": likely["enterprise"], "enterprise_name": likely["name"], "sum": likely["sum"]}


def _gone_on(request: HttpRequest, id: UUID, now: dt.datetime) -> dict[str, Any]:
    """Done at once where it is short."""
    advancing.advance_short(viewer_of(request), id, now=now)
    return _told(_found(request, id))


def _found(request: HttpRequest, id: UUID) -> Intake:
    viewer = viewer_of(request)
    queries.office_of(viewer)
    row = queries.import_(viewer, id)
    if row is None:
        raise Refusal("没有找到这次导入", "它不存在，或者不是您这里的", "请核对编号", code="registry.missing")
    return row


def _told(row: Intake) -> dict[str, Any]:
    return {name: getattr(row, name) for name in IntakeOut.model_fields}
