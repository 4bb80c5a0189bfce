"""Official papers: the register, one paper with its fields, its file; withdraw one, check a file."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from anjian.papers import actions, queries
from anjian.papers.events import PaperCard, Read
from anjian.ui.rest import (
    FAULTS,
    KEYED,
    WORD,
    Page,
    ToldOut,
    asks,
    cursor_of,
    gives,
    live,
    page_of,
    tell,
    viewer_of,
)
from anjian.ui.web.page import missing

router = Router()
LARGEST = 5 * 1024 * 1024


class PaperOut(Schema):
    """A paper of the register. ``withdrawn_on``: empty while it stands; its number is never given again."""

    id: UUID
    kind: str
    number: str
    place: str
    body: str
    issuer: str
    title: str
    day: dt.date
    matter: str
    digest: str
    said_by: UUID
    withdrawn_on: dt.date | None
    reason: str


class PapersOut(Schema):
    """The latest first."""

    items: list[PaperOut]
    next: str | None


class PaperFieldOut(Schema):
    """A field as the paper shows it, line by line."""

    label: str
    lines: list[str]


class PaperDifferenceOut(Schema):
    """One thing in a file that is not as it was issued."""

    where: str
    text: str


class PaperWholeOut(PaperOut):
    """The same with what it says."""

    fields: list[PaperFieldOut]


class PaperCheckedOut(Schema):
    """A file held against the register: the paper with its number, and every difference; none: it is the very file."""

    number: str
    paper: PaperOut | None
    whole: bool
    differences: list[PaperDifferenceOut]
    fields: list[PaperFieldOut]


class PaperWithdrawIn(Schema):
    """Why."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=300)


@router.get("/papers", response={200: PapersOut, **FAULTS}, summary="发文登记")
def list_papers(request: HttpRequest, page: Query[Page], kind: str = "", year: int | None = None) -> Any:
    """The register of the places that are yours to see, the latest first, withdrawn papers included."""
    (after,) = page_of(page.cursor, str) or ("",)
    rows = queries.register(viewer_of(request), kind=kind, year=year, after=queries.key_of(after), limit=page.limit + 1)
    more = cursor_of(queries.key_text(rows[page.limit - 1])) if len(rows) > page.limit else None
    return {"items": [_card(row) for row in rows[: page.limit]], "next": more}


@router.get("/papers/{uuid:paper_id}", response={200: PaperWholeOut, **FAULTS}, summary="一份公文")
def get_paper(request: HttpRequest, paper_id: UUID) -> Any:
    """One paper and what it says."""
    viewer = viewer_of(request)
    card = queries.paper(viewer, paper_id)
    if card is None:
        raise missing("这份公文")
    return _card(card) | {"fields": _fields(queries.read(queries.content(viewer, paper_id)))}


@router.get("/papers/{uuid:paper_id}/file.docx", summary="公文文件", **gives(WORD))
def get_paper_file(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """The .docx as issued."""
    return HttpResponse(queries.content(viewer_of(request), paper_id), content_type=WORD)


@router.post(
    "/papers/{uuid:paper_id}/withdraw", response={200: ToldOut, **FAULTS}, openapi_extra=KEYED, summary="撤回公文"
)
@asks("decide")
def withdraw_paper(request: HttpRequest, paper_id: UUID, given: PaperWithdrawIn) -> Any:
    """Withdraw a paper of one's own body. Its number stays taken."""
    at = live(request)
    return tell(
        request,
        lambda: actions.withdraw(viewer_of(request), paper_id, reason=given.reason, day=at.as_of, today=at.as_of),
    )


@router.post("/papers/check", response={200: PaperCheckedOut, **FAULTS}, summary="核对公文")
@asks("read")
def check_paper(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Whether a .docx is a paper as it was issued; each difference by its place. Bytes beyond 5 MB are not read."""
    assert file.file is not None
    found, card = queries.checked(viewer_of(request), file.read(LARGEST))
    return {
        "number": found.number,
        "paper": _card(card) if card else None,
        "whole": found.whole,
        "differences": [{"where": one.where, "text": one.text} for one in found.differences],
        "fields": _fields(found),
    }


def _fields(found: Read) -> list[dict[str, Any]]:
    return [{"label": label, "lines": lines} for label, lines in found.shown]


def _card(card: PaperCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in PaperOut.model_fields}
