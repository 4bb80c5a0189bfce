"""The list behind a number (清单): looked at page by page, exported, urged, assigned; the report of a document."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.desk import queries
from anjian.desk.queries.ground import chosen_place, own_place
from anjian.desk.queries.listing import Filters
from anjian.desk.rest.documents import Where
from anjian.desk.rest.duties import CountOut
from anjian.desk.rest.shapes import DutyOut, duty_out
from anjian.duties import actions
from anjian.duties import queries as duties
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.sheets import actions as sheets
from anjian.ui.rest import (
    EXCEL,
    FAULTS,
    KEYED,
    WORD,
    Answer,
    At,
    asks,
    at_of,
    cursor_of,
    gives,
    live,
    once,
    page_of,
    viewer_of,
)

router = Router()


class Narrowed(Schema):
    """What a list is narrowed to."""

    place: str = Field("", max_length=12, description="区划代码，含下级；不填为账号所在地")
    alone: bool = Field(False, description="只看这个地方本级")
    outcome: str = Field("", max_length=200, description="状态的代码，几种用逗号隔开；不填为全部")
    rule: str = Field("", max_length=160)
    document: str = Field("", max_length=64)
    clause: str = Field("", max_length=160)
    bearer: str = Field("", max_length=2000, description="承担者的编号")
    ended: str = Field("", max_length=7, description="在这个月（如2026-10）到期的；不填为现在的")
    others: bool = Field(False, description="不含我承担的")


class ListAsked(Narrowed):
    """Which page."""

    cursor: str | None = Field(None, max_length=600, description="上一页答复中的 next")


class ListingOut(Schema):
    """One page. ``counts``: how many of each state, whatever states are asked for; ``total``: how long the list is."""

    items: list[DutyOut]
    counts: list[CountOut]
    total: int
    words: list[str]
    next: str | None


class HeadersIn(Schema):
    """Column → header of one's own; empty takes it back."""

    model_config = ConfigDict(extra="forbid")
    headers: dict[str, str] = Field(max_length=30)


class HeadersOut(Schema):
    """Column → the header that exports of this office have."""

    headers: dict[str, str]


class ActedOut(Schema):
    """How many letters went out, or how many duties were given."""

    count: int


class AssignIn(Schema):
    """To whom."""

    model_config = ConfigDict(extra="forbid")
    to: str = Field(min_length=1, max_length=64, description="本单位的一个职务")
    note: str = Field("", max_length=500)
    duty: str = Field("", max_length=400, description="只分派这一项；不填为清单上的全部")


@router.get("/duties", response={200: ListingOut, **FAULTS}, summary="清单")
def list_duties(request: HttpRequest, asked: Query[ListAsked], at: Query[At]) -> Any:
    """The duties of a place, narrowed: as many as the number of a page says."""
    viewer, now = viewer_of(request), at_of(request)
    after = page_of(asked.cursor, str)
    filters = _filters(viewer, asked)
    found = queries.listing(
        viewer, filters, as_of=now.as_of, known=now.known, after=after[0] if after else "", live=now.live
    )
    return {
        "items": [duty_out(row) for row in found.rows],
        "counts": [
            {"outcome": one.outcome.value, "word": one.outcome.word, "n": one.n, "red": one.red}
            for one in found.tally.counts
        ],
        "total": found.total,
        "words": list(found.words),
        "next": cursor_of(found.after) if found.after else None,
    }


@router.get("/duties/export.xlsx", summary="导出清单", **gives(EXCEL))
def export_duties(request: HttpRequest, asked: Query[Narrowed], at: Query[At]) -> HttpResponseBase:
    """Exactly the list, under the headers that the office chose."""
    viewer, now = viewer_of(request), at_of(request)
    made = queries.exported(viewer, _filters(viewer, asked), as_of=now.as_of, known=now.known)
    return StreamingHttpResponse(made.chunks, content_type=EXCEL)


@router.post("/duties/headers", response={200: HeadersOut, **FAULTS}, summary="导出的表头")
@asks("record")
def name_headers(request: HttpRequest, body: HeadersIn) -> Any:
    """Say under which headers the account's office wants its exports."""
    viewer, known = viewer_of(request), queries.columns()
    unknown = sorted(set(body.headers) - set(known))
    if unknown:
        raise Refusal(
            f"没有“{unknown[0][:40]}”这一列", f"有：{'、'.join(known)}", "请改正", code="desk.column", field="headers"
        )
    sheets.name_columns(viewer, kind=queries.SHEET, office=own_place(viewer), headers=body.headers)
    return {"headers": {name: wanted or usual for name, usual, wanted in queries.sheet_headers(viewer)}}


@router.post("/duties/urge", response={200: ActedOut, **FAULTS}, summary="催办", openapi_extra=KEYED)
@asks("decide")
def urge_duties(request: HttpRequest, asked: Query[Narrowed]) -> Any:
    """One letter to each who owes a duty of the list; the same duty once a day."""
    viewer, today = viewer_of(request), live(request).today

    def do() -> Answer:
        return Answer(200, {"count": actions.urge(viewer, _open(viewer, asked, request), as_of=today)})

    return once(request, do).body


@router.post("/duties/assign", response={200: ActedOut, **FAULTS}, summary="分派", openapi_extra=KEYED)
@asks("decide")
def assign_duties(request: HttpRequest, asked: Query[Narrowed], body: AssignIn) -> Any:
    """The duties of the list, or the one named, go to a post of the account's own body."""
    viewer, today = viewer_of(request), live(request).today

    def do() -> Answer:
        named = [duties.duty(viewer, body.duty, as_of=today).row] if body.duty else _open(viewer, asked, request)
        return Answer(200, {"count": actions.assign(viewer, named, to=body.to, note=body.note, as_of=today)})

    return once(request, do).body


@router.get("/documents/{document_id}/report.docx", summary="落实情况报告", **gives(WORD))
def get_report(request: HttpRequest, document_id: str, asked: Query[Where], at: Query[At]) -> HttpResponse:
    """The document's own report for a place, as a Word file."""
    viewer, now = viewer_of(request), at_of(request)
    place = chosen_place(viewer, asked.place)
    data = queries.report(viewer, document_id, place=place, as_of=now.as_of, known=now.known)
    if data is None:
        raise Refusal(
            "没有找到这份文件", "它不存在，或者不在您的权限范围内", "请从文件目录重新进入", code="desk.missing"
        )
    return HttpResponse(data, content_type=WORD)


def _filters(viewer: Viewer, asked: Narrowed) -> Filters:
    given = {
        name: ("1" if value else "") if isinstance(value, bool) else value
        for name, value in asked.dict().items()
        if name not in ("place", "cursor")
    }
    return Filters.read(given, place=chosen_place(viewer, asked.place))


def _open(viewer: Viewer, asked: Narrowed, request: HttpRequest) -> list[duties.DutyRow]:
    """The open duties of the list, one more than may be acted on at once at most."""
    found = queries.all_rows(viewer, _filters(viewer, asked), as_of=live(request).today, limit=actions.MOST + 1)
    return [row for row in found if row.outcome.open]
