"""Ledgers of enterprises out: which there are, each as a sheet, and the list of enterprises as a sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Schema

from anjian.registry.intake.queries import office_of
from anjian.registry.ledgers import templates
from anjian.registry.ledgers.writing import export_ledger, export_list
from anjian.ui.rest import EXCEL, FAULTS, At, asks, at_of, gives, viewer_of

router = Router()


class LedgerOut(Schema):
    """A ledger: who asks for it, its headers with the names of the dictionary below them."""

    id: str
    title: str
    asked_by: str
    columns: dict[str, str]


class LedgersOut(Schema):
    """All ledgers; together they ask ``fields`` cells of a firm, that are ``facts`` different things."""

    items: list[LedgerOut]
    fields: int
    facts: int


@router.get("/registry/ledgers", response={200: LedgersOut, **FAULTS}, summary="台账")
@asks("read")
def list_ledgers(request: HttpRequest) -> Any:
    """Which ledgers offices ask for."""
    found = templates.asked()
    items = [
        {
            "id": one.id,
            "title": one.title,
            "asked_by": one.asked_by,
            "columns": {header: entry.name for header, entry in one.columns.items()},
        }
        for one in templates.ledgers().values()
    ]
    return {"items": items, "fields": found.fields, "facts": found.facts}


@router.get("/registry/ledgers/{ledger_id}.xlsx", summary="一本台账", **gives(EXCEL))
@asks("register")
def get_ledger_file(request: HttpRequest, ledger_id: str, at: Query[At]) -> StreamingHttpResponse:
    """One ledger of the enterprises of the account's places on a day."""
    viewer = viewer_of(request)
    office_of(viewer)
    return StreamingHttpResponse(
        export_ledger(viewer, ledger_id, as_of=at_of(request).as_of).chunks, content_type=EXCEL
    )


@router.get("/registry/export.xlsx", summary="导出企业名单", **gives(EXCEL))
@asks("register")
def export_enterprises(request: HttpRequest, at: Query[At]) -> StreamingHttpResponse:
    """The list of enterprises under the office's own headers."""
    viewer = viewer_of(request)
    office_of(viewer)
    return StreamingHttpResponse(export_list(viewer, as_of=at_of(request).as_of).chunks, content_type=EXCEL)
