"""Which file is which firm: doubles, mergers and their undoing, changes of identity, split, close."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.lib.errors import Refusal
from anjian.registry import actions, queries
from anjian.registry.rest.enterprises import seer
from anjian.ui.rest import FAULTS, KEYED, At, Page, ToldOut, asks, at_of, cursor_of, page_of, tell, viewer_of

router = Router()
TAKEN = Literal["name", "credit_code", "address", "industry", "staff", "regulator"]


class GroundOut(Schema):
    """One item of the sum; ``percent``: how much alike the names are, where they are not the same."""

    name: str
    words: str
    points: int
    percent: int | None


class DoubleOut(Schema):
    """Two files that may be one firm, the older one first; ``score``: the sum of the grounds."""

    one: str
    other: str
    score: int
    grounds: list[GroundOut]


class DoublesOut(Schema):
    """Pairs, the likeliest first."""

    items: list[DoubleOut]
    count: int
    next: str | None


class DoublesAsked(Page):
    """Which pairs."""

    inside: str | None = Field(None, max_length=12, description="在这个区划内")


class MergerOut(Schema):
    """A file that is a part of another since a day; ``name``: what it was called then; ``fact`` can be undone."""

    enterprise: str
    name: str
    survivor: str
    since: dt.date
    fact: UUID


class MergersOut(Schema):
    """Mergers of the places that the account sees, the latest first."""

    items: list[MergerOut]


class MergeIn(Schema):
    """That two files are one firm; ``take``: values of the merged one that the survivor takes over."""

    model_config = ConfigDict(extra="forbid")
    survivor: str = Field(max_length=64)
    merged: str = Field(max_length=64)
    since: dt.date
    reason: str = Field("", max_length=200)
    take: list[TAKEN] = Field(default_factory=list, max_length=6)


class UndoMergerIn(Schema):
    """Why."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(max_length=200)


class ApartIn(Schema):
    """That two files are two firms; ``until``: put off, asked again after that day."""

    model_config = ConfigDict(extra="forbid")
    one: str = Field(max_length=64)
    other: str = Field(max_length=64)
    since: dt.date
    until: dt.date | None = None
    reason: str = Field("", max_length=200)


class ChangeIn(Schema):
    """What becomes another from a day; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    since: dt.date
    name: str | None = Field(None, max_length=128)
    credit_code: str | None = Field(None, max_length=24)
    place: str | None = Field(None, max_length=12)
    status: str | None = Field(None, max_length=32)
    industry: str | None = Field(None, max_length=8)
    staff: int | None = None
    safety_staff: int | None = None
    regulator: str | None = Field(None, max_length=64)


class CloseIn(Schema):
    """That it ended; ``successor``: the enterprise that it went into."""

    model_config = ConfigDict(extra="forbid")
    last_day: dt.date
    reason: str = Field("", max_length=200)
    successor: str | None = Field(None, max_length=64)


class SplitIn(Schema):
    """The part that became a firm of its own; ``id`` where it has no code."""

    model_config = ConfigDict(extra="forbid")
    since: dt.date
    name: str = Field(max_length=128)
    credit_code: str = Field("", max_length=24)
    id: str = Field("", max_length=64)
    reason: str = Field("", max_length=200)


@router.get("/enterprise-doubles", response={200: DoublesOut, **FAULTS}, summary="疑似重复的企业")
def list_doubles(request: HttpRequest, asked: Query[DoublesAsked], at: Query[At]) -> Any:
    """Pairs of files that may be one firm."""
    found = queries.doubles(viewer_of(request), as_of=at_of(request).as_of, inside=asked.inside)
    after = page_of(asked.cursor, int)
    start = after[0] if after else 0
    end = start + asked.limit
    return {
        "items": [_double(one) for one in found[start:end]],
        "count": len(found),
        "next": cursor_of(end) if end < len(found) else None,
    }


@router.post("/enterprise-doubles/apart", response={200: ToldOut, **FAULTS}, summary="不是同一家", openapi_extra=KEYED)
@asks("record")
def set_apart(request: HttpRequest, body: ApartIn) -> Any:
    """Say that two files are two firms, or put it off."""
    viewer = seer(request, body.one, body.other)
    return tell(request, lambda: actions.set_apart(viewer, **body.model_dump()))


@router.get("/enterprise-mergers", response={200: MergersOut, **FAULTS}, summary="已并的档案")
def list_mergers(request: HttpRequest, at: Query[At]) -> Any:
    """Files that are parts of others."""
    now = at_of(request)
    found = queries.mergers(viewer_of(request), as_of=now.as_of, known=now.known)
    return {"items": [{name: getattr(one, name) for name in MergerOut.model_fields} for one in found]}


@router.post("/enterprise-mergers", response={200: ToldOut, **FAULTS}, summary="并档", openapi_extra=KEYED)
@asks("record")
def merge_enterprises(request: HttpRequest, body: MergeIn) -> Any:
    """Say that two files are one firm, and go on as one from a day."""
    viewer = seer(request, body.survivor, body.merged)
    return tell(request, lambda: actions.merge(viewer, **body.model_dump()))


@router.post(
    "/enterprise-mergers/{fact}/undo", response={200: ToldOut, **FAULTS}, summary="撤销并档", openapi_extra=KEYED
)
@asks("record")
def undo_merger(request: HttpRequest, fact: UUID, body: UndoMergerIn) -> Any:
    """Undo a merger: both files stand again as they did."""
    viewer = viewer_of(request)
    if fact not in {one.fact for one in queries.mergers(viewer, as_of=at_of(request).today)}:
        raise Refusal(
            "没有这条并档", "它已撤销，或者不在您的权限范围内", "请从并档列表里取编号", code="registry.merger"
        )
    return tell(request, lambda: actions.take_apart(viewer, fact=fact, reason=body.reason))


@router.post(
    "/enterprises/{enterprise_id}/change",
    response={200: ToldOut, **FAULTS},
    summary="变更企业信息（改名、迁移等）",
    openapi_extra=KEYED,
)
@asks("record")
def change_enterprise(request: HttpRequest, enterprise_id: str, body: ChangeIn) -> Any:
    """Change its name, place, code and the like from a day; null means that it stays."""
    viewer = seer(request, enterprise_id)
    fields = {name: value for name, value in body.model_dump().items() if value is not None}
    return tell(request, lambda: actions.change(viewer, enterprise=enterprise_id, **fields))


@router.post(
    "/enterprises/{enterprise_id}/close", response={200: ToldOut, **FAULTS}, summary="关闭企业", openapi_extra=KEYED
)
@asks("record")
def close_enterprise(request: HttpRequest, enterprise_id: str, body: CloseIn) -> Any:
    """Say that it ended after a day."""
    viewer = seer(request, enterprise_id, *([body.successor] if body.successor else []))
    return tell(request, lambda: actions.close(viewer, enterprise=enterprise_id, **body.model_dump()))


@router.post(
    "/enterprises/{enterprise_id}/split", response={200: ToldOut, **FAULTS}, summary="企业分立", openapi_extra=KEYED
)
@asks("record")
def split_enterprise(request: HttpRequest, enterprise_id: str, body: SplitIn) -> Any:
    """Enter the part that became a firm of its own on a day."""
    viewer = seer(request, enterprise_id)
    said = body.model_dump()
    new = said.pop("id")
    return tell(request, lambda: actions.split(viewer, enterprise=enterprise_id, new=new, **said))


def _double(double: queries.Double) -> dict[str, Any]:
    grounds = [{name: getattr(one, name) for name in GroundOut.model_fields} for one in double.likeness.grounds]
    return {"one": double.one, "other": double.other, "score": double.likeness.score, "grounds": grounds}
