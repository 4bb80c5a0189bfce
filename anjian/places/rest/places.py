"""Divisions: find, one, those below it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.places import queries
from anjian.places.queries import Place
from anjian.ui.rest import FAULTS, LIMIT, MOST, At, at_of

router = Router()


class PlaceOut(Schema):
    """A division on a day. ``code``: 12 digits."""

    code: str
    short: str
    name: str
    level: str
    parent: str | None
    since: dt.date
    until: dt.date | None


class PlaceInOut(PlaceOut):
    """A division with its path from the province down, and what lies directly below."""

    path: list[str]
    below: list[PlaceOut]


class PlacesOut(Schema):
    """Divisions, larger ones first."""

    items: list[PlaceOut]


class PlacesAsked(Schema):
    """Which divisions."""

    words: str = Field(min_length=1, max_length=40, description="名称里的字，或代码的开头")
    inside: str = Field("", max_length=12, description="在这个区划内")
    limit: int = Field(LIMIT, ge=1, le=MOST)


@router.get("/places", response={200: PlacesOut, **FAULTS}, summary="查区划")
def list_places(request: HttpRequest, asked: Query[PlacesAsked], at: Query[At]) -> Any:
    """Divisions whose name holds the words or whose code begins with them."""
    inside = divisions.normal(asked.inside) if asked.inside.strip() else divisions.COUNTRY
    found = queries.find(asked.words.strip(), as_of=at_of(request).as_of, inside=inside, limit=asked.limit)
    return {"items": [_told(each) for each in found]}


@router.get("/places/{code}", response={200: PlaceInOut, **FAULTS}, summary="一个区划")
def get_place(request: HttpRequest, code: str, at: Query[At]) -> Any:
    """One division on a day, its path and what lies directly below it."""
    day = at_of(request).as_of
    found = queries.place(code, as_of=day)
    if found is None:
        raise Refusal(
            "没有这个区划", "代码打错了，或者那天还没有设立、已经撤并", "请核对代码和日期", code="places.missing"
        )
    return {
        **_told(found),
        "path": [each.name for each in queries.path(found.code, as_of=day)],
        "below": [_told(each) for each in queries.children(found.code, as_of=day)],
    }


def _told(found: Place) -> dict[str, Any]:
    return {
        "code": found.code,
        "short": divisions.short(found.code),
        "name": found.name,
        "level": found.level,
        "parent": found.parent,
        "since": found.since,
        "until": found.until,
    }
