"""Documents taken over by a place (采用)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.policy import actions, queries
from anjian.ui.rest import FAULTS, KEYED, At, ToldOut, asks, at_of, tell, viewer_of

router = Router()


class AdoptionOut(Schema):
    """A place that took the document over, for itself and everything below it."""

    document: str
    place: str
    since: dt.date
    until: dt.date | None
    fact: str


class AdoptionsOut(Schema):
    """By place."""

    items: list[AdoptionOut]


class AdoptIn(Schema):
    """Where and from which day."""

    model_config = ConfigDict(extra="forbid")
    place: str = Field(max_length=12, description="区划代码")
    since: dt.date


@router.get("/documents/{document_id}/adoptions", response={200: AdoptionsOut, **FAULTS}, summary="在哪里采用")
def list_adoptions(request: HttpRequest, document_id: str, at: Query[At]) -> Any:
    """The places around the account that took the document over."""
    viewer, now = viewer_of(request), at_of(request)
    _there(request, document_id)
    found = queries.adoptions(viewer, document=document_id, known=now.known)
    return {
        "items": [
            {
                "document": one.document,
                "place": divisions.short(one.place),
                "since": one.since,
                "until": one.until,
                "fact": one.fact,
            }
            for one in found
        ]
    }


@router.post(
    "/documents/{document_id}/adoptions", response={200: ToldOut, **FAULTS}, summary="采用", openapi_extra=KEYED
)
@asks("decide")
def adopt_document(request: HttpRequest, document_id: str, body: AdoptIn) -> Any:
    """Take a loaded document over from a day: from then on its rules run there and below."""
    _there(request, document_id)
    return tell(
        request,
        lambda: actions.adopt(viewer_of(request), document=document_id, place=body.place, since=body.since),
    )


def _there(request: HttpRequest, document_id: str) -> None:
    if queries.document(viewer_of(request), document_id) is None:
        raise Refusal(
            "没有找到这份文件", "它没有装入，或者不在您的权限范围内", "请从文件目录重新进入", code="policy.missing"
        )
