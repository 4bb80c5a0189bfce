"""Listed supervision: the board, putting on, striking off, publishing, saying that it is overdue; the figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.papers.events import PaperCard
from anjian.supervision import actions, queries
from anjian.supervision.events import Board
from anjian.ui.rest import FAULTS, KEYED, At, Page, ToldOut, asks, at_of, cursor_of, live, page_of, tell, viewer_of

router = Router()
SAID: dict[str, Any] = {"response": {200: ToldOut, **FAULTS}, "openapi_extra": KEYED}


class HazardListingOut(Schema):
    """One listing. ``due`` with extensions, ``first_due`` as it was listed; ``state``: listed, late, delisted."""

    hazard: str
    enterprise: str
    place: str
    body: str
    level: str
    number: str
    supervisor: str
    listed_on: dt.date
    first_due: dt.date | None
    due: dt.date | None
    delisted_on: dt.date | None
    published_on: dt.date | None
    end_published_on: dt.date | None
    found: str
    hazard_state: str
    state: str


class ListingRungOut(Schema):
    """A rung that was reached because the hazard is late. ``about``: who did not do it; ``word``: of its state."""

    title: str
    chip: str
    rung: int
    reached: dt.date
    late_days: int
    target: str
    about: str
    state: str
    word: str


class ListingOneOut(HazardListingOut):
    """One listing with the rungs that it has led to, in their order."""

    ladder: list[ListingRungOut]


class ListingsOut(Schema):
    """Listings, the newest first."""

    items: list[HazardListingOut]
    next: str | None


class ListingFigureOut(Schema):
    """How far a document's figure about listings is reached, as the rule counts it; "" where it cannot say."""

    rule: str
    title: str
    bearer: str
    outcome: str
    period: str
    need: str
    have: str


class ListingFiguresOut(Schema):
    """The figures of the adopted documents."""

    items: list[ListingFigureOut]


class ListingsAsked(Page):
    """Which listings. ``standing``: true those not struck off, false those that are."""

    inside: str | None = Field(None, max_length=12)
    standing: bool | None = None


class _Act(Schema):
    model_config = ConfigDict(extra="forbid")
    id: UUID | None = None


class ListingIn(_Act):
    """A hazard to be put on the board. ``supervisor``: the post that answers for it."""

    hazard: str = Field(max_length=64)
    due: dt.date
    by: str = Field("", max_length=64)
    supervisor: str = Field("", max_length=64)


class DelistIn(_Act):
    """Why it is struck off."""

    opinion: str = Field(min_length=1, max_length=500)


class ReleaseIn(_Act):
    """Where it is released to the public."""

    channel: str = Field(min_length=1, max_length=20)
    address: str = Field("", max_length=200)


class ListingNoticeIn(Schema):
    """The notice of listing. ``sign``: the letters before the year; ``demands``: what is asked, point by point."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    sign: str = Field(min_length=1, max_length=16)
    demands: list[str] = Field(min_length=1, max_length=20)
    contact: str = Field("", max_length=100)


class DelistingNoticeIn(Schema):
    """The notice of striking off."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    sign: str = Field(min_length=1, max_length=16)


class QuarterlyIn(Schema):
    """The quarterly notice of a body for its place. ``quarter``: 2026-Q3."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    body: str = Field(min_length=1, max_length=64)
    sign: str = Field(min_length=1, max_length=16)
    quarter: str = Field(pattern=r"^\d{4}-Q[1-4]$")
    problems: list[str] = Field(default_factory=list, max_length=20)
    demands: list[str] = Field(default_factory=list, max_length=20)


class ListingPaperOut(Schema):
    """The paper that was issued."""

    id: UUID
    number: str
    title: str
    fact: UUID


class FollowIn(_Act):
    """What was found when the listed hazard was followed up."""

    found: str = Field(min_length=1, max_length=500)


class OverdueIn(_Act):
    """On what it rests that it was not rectified in time."""

    ground: str = Field(min_length=1, max_length=500)


@router.get("/listings", response={200: ListingsOut, **FAULTS}, summary="挂牌督办")
def list_listings(request: HttpRequest, asked: Query[ListingsAsked], at: Query[At]) -> Any:
    """Listings that the account sees, the newest first."""
    now = at_of(request)
    after = page_of(asked.cursor, dt.date, str)
    found = queries.boards(
        viewer_of(request), as_of=now.as_of, inside=asked.inside, standing=asked.standing,
        after=(after[0], after[1]) if after else None, limit=asked.limit,
    )  # fmt: skip
    last = found[-1] if len(found) == asked.limit else None
    return {"items": [_out(row) for row in found], "next": cursor_of(last.listed_on, last.hazard) if last else None}


@router.get("/listings/figures", response={200: ListingFiguresOut, **FAULTS}, summary="挂牌督办的指标")
def list_listing_figures(request: HttpRequest, at: Query[At]) -> Any:
    """The indicators of adopted documents that count listings."""
    return {"items": [asdict(one) for one in queries.figures(viewer_of(request), as_of=at_of(request).as_of)]}


@router.get("/listings/public", response={200: ListingsOut, **FAULTS}, summary="已公告的挂牌")
def list_public_listings(request: HttpRequest, asked: Query[Page], at: Query[At]) -> Any:
    """What was released to the public, the newest first."""
    after = page_of(asked.cursor, dt.date, str)
    found = queries.public(as_of=at_of(request).as_of, after=(after[0], after[1]) if after else None, limit=asked.limit)
    last = found[-1] if len(found) == asked.limit else None
    return {"items": [_out(row) for row in found], "next": cursor_of(last.published_on, last.hazard) if last else None}


@router.post("/listings/quarterly", response={200: ListingPaperOut, **FAULTS}, summary="发季度通报")
@asks("decide")
def issue_quarterly_notice(request: HttpRequest, body: QuarterlyIn) -> Any:
    """Issue the quarterly notice of hazards; the same ``id`` sent again gives the paper back."""
    today = live(request).today
    return _paper(actions.issue_quarterly(viewer_of(request), day=today, today=today, **body.dict()))


@router.get("/listings/{hazard_id}", response={200: ListingOneOut, **FAULTS}, summary="一条挂牌")
def get_listing(request: HttpRequest, hazard_id: str, at: Query[At]) -> Any:
    """The last listing of a hazard."""
    viewer, as_of = viewer_of(request), at_of(request).as_of
    found = queries.board_of(viewer, hazard_id, as_of=as_of)
    if found is None:
        raise queries.missing()
    return {**_out(found), "ladder": [asdict(one) for one in queries.ladder(viewer, hazard_id, as_of=as_of)]}


@router.post("/listings", summary="挂牌", **SAID)
@asks("decide")
def list_on_board(request: HttpRequest, body: ListingIn) -> Any:
    """Put a major hazard on the board."""
    today = live(request).today
    return tell(
        request,
        lambda: actions.list_hazard(
            viewer_of(request), body.hazard, due=body.due, day=today, today=today, by=body.by,
            supervisor=body.supervisor, id=body.id,
        ),
    )  # fmt: skip


@router.post("/listings/{hazard_id}/delist", summary="摘牌", **SAID)
@asks("decide")
def delist(request: HttpRequest, hazard_id: str, body: DelistIn) -> Any:
    """Strike a verified hazard off the board."""
    today = live(request).today
    return tell(
        request,
        lambda: actions.delist(viewer_of(request), hazard_id, opinion=body.opinion, day=today, today=today, id=body.id),
    )


@router.post("/listings/{hazard_id}/publish", summary="公告", **SAID)
@asks("decide")
def publish_listing(request: HttpRequest, hazard_id: str, body: ReleaseIn) -> Any:
    """Release the listing, or its end, to the public."""
    today = live(request).today
    return tell(
        request,
        lambda: (
            actions.publish(
                viewer_of(request),
                hazard_id,
                channel=body.channel,
                address=body.address,
                day=today,
                today=today,
                id=body.id,
            ).fact
        ),
    )


@router.post("/listings/{hazard_id}/notice", response={200: ListingPaperOut, **FAULTS}, summary="发挂牌督办通知书")
@asks("decide")
def issue_listing_notice(request: HttpRequest, hazard_id: str, body: ListingNoticeIn) -> Any:
    """Issue the notice of listed supervision; the same ``id`` sent again gives the paper back."""
    today = live(request).today
    return _paper(actions.issue_listing(viewer_of(request), hazard_id, day=today, today=today, **body.dict()))


@router.post("/listings/{hazard_id}/end-notice", response={200: ListingPaperOut, **FAULTS}, summary="发摘牌通知书")
@asks("decide")
def issue_delisting_notice(request: HttpRequest, hazard_id: str, body: DelistingNoticeIn) -> Any:
    """Issue the notice of striking off; the same ``id`` sent again gives the paper back."""
    today = live(request).today
    return _paper(actions.issue_delisting(viewer_of(request), hazard_id, day=today, today=today, **body.dict()))


@router.post("/listings/{hazard_id}/follow", summary="跟踪督办", **SAID)
@asks("record")
def follow_listing(request: HttpRequest, hazard_id: str, body: FollowIn) -> Any:
    """Say that a listed hazard was followed up."""
    today = live(request).today
    return tell(
        request,
        lambda: (
            actions.follow(viewer_of(request), hazard_id, found=body.found, day=today, today=today, id=body.id).fact
        ),
    )


@router.post("/listings/{hazard_id}/overdue", summary="认定逾期未整改", **SAID)
@asks("decide")
def find_listing_overdue(request: HttpRequest, hazard_id: str, body: OverdueIn) -> Any:
    """Say that a listed hazard was not rectified in time."""
    today = live(request).today
    return tell(
        request,
        lambda: (
            actions.find_overdue(
                viewer_of(request), hazard_id, ground=body.ground, day=today, today=today, id=body.id
            ).fact
        ),
    )


def _paper(card: PaperCard) -> dict[str, Any]:
    return {"id": card.id, "number": card.number, "title": card.title, "fact": card.said_by}


def _out(row: Board) -> dict[str, Any]:
    return {**asdict(row), "state": row.state}
