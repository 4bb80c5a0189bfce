"""Bodies, posts with their holders, persons: those of the places that the account answers for and above."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anjian.lib.errors import Refusal
from anjian.people import queries
from anjian.people.queries import BodyCard, PostCard
from anjian.ui.rest import FAULTS, LIMIT, MOST, At, Page, at_of, cut, page_of, viewer_of

router = Router()


class BodyOut(Schema):
    """A body on a day. ``superior``: the body that a vertical one (垂直管理) stands under."""

    id: str
    name: str
    place: str
    level: str
    classes: list[str]
    functions: list[str]
    superior: str


class BodiesOut(Schema):
    """Bodies, by place."""

    items: list[BodyOut]
    next: str | None


class SeatOut(Schema):
    """A post on a day. ``holder``: the name of who holds it; empty: vacant."""

    id: str
    name: str
    body: str
    place: str
    level: str
    classes: list[str]
    person: str
    holder: str


class SeatsOut(Schema):
    """Posts, by place."""

    items: list[SeatOut]
    next: str | None


class PersonOut(Schema):
    """A person."""

    id: str
    name: str


class PersonsOut(Schema):
    """Persons, by pinyin."""

    items: list[PersonOut]


class TenureOut(Schema):
    """A person in a post from a day to a day. ``behalf``: id of the holder for whom they act (代理)."""

    post: str
    person: str
    since: dt.date
    until: dt.date | None
    kind: str
    ground: str
    behalf: str


class TenuresOut(Schema):
    """Tenures in time order; days without one are vacant."""

    items: list[TenureOut]


class TenuresAsked(Schema):
    """Of which post, of which person."""

    post: str | None = Field(None, max_length=64)
    person: str | None = Field(None, max_length=64)
    known: int | None = Field(None, ge=0, le=999_999_999_999, description="台账位次：按当时所知看")


class BodiesAsked(Page):
    """Which bodies."""

    inside: str | None = Field(None, max_length=12, description="在这个区划内")
    function: str | None = Field(None, max_length=64, description="有这项职能的")
    words: str = Field("", max_length=40, description="名称里的字")


class SeatsAsked(Page):
    """Which posts."""

    inside: str | None = Field(None, max_length=12, description="在这个区划内")
    body: str | None = Field(None, max_length=64, description="这个机构的")
    person: str | None = Field(None, max_length=64, description="这个人担任的")
    words: str = Field("", max_length=40, description="职务名称里的字")


class PersonsAsked(Schema):
    """Which persons."""

    words: str = Field(min_length=1, max_length=40, description="姓名里的字，或拼音首字母的开头")
    limit: int = Field(LIMIT, ge=1, le=MOST)


@router.get("/bodies", response={200: BodiesOut, **FAULTS}, summary="机构")
def list_bodies(request: HttpRequest, asked: Query[BodiesAsked], at: Query[At]) -> Any:
    """Bodies on a day."""
    now = at_of(request)
    found = queries.bodies(
        viewer_of(request), as_of=now.as_of, known=now.known, function=asked.function, inside=asked.inside
    )
    fit = [each for each in found if asked.words in each.name]
    shown, after = cut(fit, _by_place, after=page_of(asked.cursor, str, str), limit=asked.limit)
    return {"items": [_body(each) for each in shown], "next": after}


@router.get("/bodies/{body_id}", response={200: BodyOut, **FAULTS}, summary="一个机构")
def get_body(request: HttpRequest, body_id: str, at: Query[At]) -> Any:
    """One body on a day."""
    now = at_of(request)
    found = queries.body(viewer_of(request), body_id, as_of=now.as_of, known=now.known)
    if found is None:
        raise _missing("这个机构")
    return _body(found)


@router.get("/posts", response={200: SeatsOut, **FAULTS}, summary="职务和担任的人")
def list_posts(request: HttpRequest, asked: Query[SeatsAsked], at: Query[At]) -> Any:
    """Posts on a day, with who holds them."""
    now = at_of(request)
    found = queries.posts(
        viewer_of(request),
        as_of=now.as_of,
        known=now.known,
        body=asked.body,
        person=asked.person,
        inside=asked.inside,
    )
    fit = [each for each in found if asked.words in each.name]
    shown, after = cut(fit, _by_place, after=page_of(asked.cursor, str, str), limit=asked.limit)
    return {"items": [_post(each) for each in shown], "next": after}


@router.get("/posts/{post_id}", response={200: SeatOut, **FAULTS}, summary="一个职务")
def get_post(request: HttpRequest, post_id: str, at: Query[At]) -> Any:
    """One post on a day, with who holds it."""
    now = at_of(request)
    found = queries.post(viewer_of(request), post_id, as_of=now.as_of, known=now.known)
    if found is None:
        raise _missing("这个职务")
    return _post(found)


@router.get("/tenures", response={200: TenuresOut, **FAULTS}, summary="任职经过")
def list_tenures(request: HttpRequest, asked: Query[TenuresAsked]) -> Any:
    """Who held a post, or which posts a person held."""
    if not (asked.post or asked.person):
        raise Refusal("没有说是哪个职务或哪个人", "任职经过按职务或按人列出", "请写post或person", code="people.asked")
    found = queries.tenures(viewer_of(request), post=asked.post, person=asked.person, known=asked.known)
    return {"items": [{name: getattr(each, name) for name in TenureOut.model_fields} for each in found]}


@router.get("/persons", response={200: PersonsOut, **FAULTS}, summary="查人")
def list_persons(request: HttpRequest, asked: Query[PersonsAsked]) -> Any:
    """Persons whose posts the account may see, by name or the initials of its pinyin."""
    found = queries.find_persons(viewer_of(request), asked.words.strip(), limit=asked.limit)
    return {"items": [{"id": id, "name": name} for id, name in found]}


def _by_place(each: BodyCard | PostCard) -> tuple[str, str]:
    return (each.place, each.id)


def _body(each: BodyCard) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "place": each.place,
        "level": each.level,
        "classes": sorted(each.classes),
        "functions": sorted(each.functions),
        "superior": each.superior,
    }


def _post(each: PostCard) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "body": each.body,
        "place": each.place,
        "level": each.level,
        "classes": sorted(each.classes),
        "person": each.person,
        "holder": each.holder,
    }


def _missing(what: str) -> Refusal:
    return Refusal(f"没有找到{what}", "它那天不存在，或者不在您的权限范围内", "请核对编号和日期", code="people.missing")
