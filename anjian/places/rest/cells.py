"""Grid cells (网格), and the place that this installation serves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.lib import divisions
from anjian.places import actions, queries
from anjian.ui import moment
from anjian.ui.rest import FAULTS, KEYED, At, Page, ToldOut, asks, at_of, cut, page_of, tell, viewer_of

router = Router()
SAID: dict[str, Any] = {"response": {200: ToldOut, **FAULTS}, "openapi_extra": KEYED}


class CellOut(Schema):
    """A cell on a day. ``post``: of who walks it, empty for nobody."""

    cell: str
    place: str
    name: str
    post: str
    since: dt.date
    until: dt.date | None


class CellsOut(Schema):
    """Cells by place and number."""

    items: list[CellOut]
    next: str | None


class CellsAsked(Page):
    """Which cells."""

    inside: str | None = Field(None, max_length=12, description="在这个区划内")
    post: str | None = Field(None, max_length=64, description="由这个职务走的")


class CellIn(Schema):
    """A cell to draw."""

    model_config = ConfigDict(extra="forbid")
    cell: str = Field(min_length=1, max_length=40, description="网格编号")
    place: str = Field(max_length=12, description="乡镇以下的区划代码")
    name: str = Field(min_length=1, max_length=64)
    since: dt.date
    post: str = Field("", max_length=64, description="网格员的职务")


class CellChangeIn(Schema):
    """Another name, another walker; what is not written stays."""

    model_config = ConfigDict(extra="forbid")
    since: dt.date
    name: str | None = Field(None, min_length=1, max_length=64)
    post: str | None = Field(None, max_length=64)


class LastIn(Schema):
    """After which day it ends."""

    model_config = ConfigDict(extra="forbid")
    last_day: dt.date


class HomeIn(Schema):
    """Which place."""

    model_config = ConfigDict(extra="forbid")
    place: str = Field(max_length=12, description="省、市、县的区划代码")


class HomeOut(Schema):
    """The place that this installation serves; null before it was chosen."""

    place: str | None
    name: str


@router.get("/cells", response={200: CellsOut, **FAULTS}, summary="网格")
def list_cells(request: HttpRequest, asked: Query[CellsAsked], at: Query[At]) -> Any:
    """Grid cells on a day."""
    now = at_of(request)
    found = queries.cells(viewer_of(request), as_of=now.as_of, known=now.known, inside=asked.inside, post=asked.post)
    shown, after = cut(found, _key, after=page_of(asked.cursor, str, str), limit=asked.limit)
    return {"items": [{name: getattr(each, name) for name in CellOut.model_fields} for each in shown], "next": after}


@router.post("/cells", summary="划网格", **SAID)
@asks("register")
def draw_cell(request: HttpRequest, body: CellIn) -> Any:
    """Draw a cell in a town, village or community."""
    return tell(request, lambda: actions.draw_cell(viewer_of(request), **body.dict()))


@router.post("/cells/{cell}/change", summary="改网格", **SAID)
@asks("register")
def change_cell(request: HttpRequest, cell: str, body: CellChangeIn) -> Any:
    """Give a cell another name or another walker from a day."""
    return tell(request, lambda: actions.change_cell(viewer_of(request), cell=cell, **body.dict()))


@router.post("/cells/{cell}/end", summary="撤销网格", **SAID)
@asks("register")
def end_cell(request: HttpRequest, cell: str, body: LastIn) -> Any:
    """Give a cell up after a day."""
    return tell(request, lambda: actions.end_cell(viewer_of(request), cell=cell, last_day=body.last_day))


@router.get("/home", response={200: HomeOut, **FAULTS}, summary="本系统服务的地方")
def get_home(request: HttpRequest) -> Any:
    """The place that this installation serves."""
    place = queries.home()
    name = queries.path_name(place, as_of=moment.live(request).as_of) if place else ""
    return {"place": divisions.short(place) if place else None, "name": name}


@router.post("/home", summary="选定地方", **SAID)
@asks("admin")
def choose_home(request: HttpRequest, body: HomeIn) -> Any:
    """Say which place this installation serves; for the system administrator."""
    return tell(request, lambda: actions.choose_home(viewer_of(request), place=body.place, now=moment.clock(request)))


def _key(each: queries.CellCard) -> tuple[str, str]:
    return (each.place, each.cell)
