"""Changes of bodies, posts and who holds them: what an office does by hand, one fact each.

They stand on the router of `people`: an address belongs to one router, with all its methods.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field

from anjian.people import actions, events, words
from anjian.people.rest.people import router
from anjian.ui.rest import FAULTS, KEYED, ToldOut, asks, tell, viewer_of

__all__ = ["router"]
SAID: dict[str, Any] = {"response": {200: ToldOut, **FAULTS}, "openapi_extra": KEYED}
"""What every change answers, and that it may bear a key."""


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Since(_Strict):
    """From which day."""

    since: dt.date = Field(description="从哪一天起，可以是过去的日子")


class Last(_Strict):
    """After which day it ends."""

    last_day: dt.date = Field(description="最后一天")


class BodyIn(Since):
    """A body to set up. ``classes`` and ``functions``: codes or titles of the vocabulary."""

    id: str = Field(min_length=1, max_length=64, pattern=r"^body:[\w.-]+$")
    name: str = Field(min_length=1, max_length=128)
    place: str = Field(max_length=12, description="区划代码")
    classes: list[str] = Field(min_length=1, max_length=10)
    functions: list[str] = Field([], max_length=30)
    superior: str = Field("", max_length=64, description="垂直管理的，写上级机构的编号")


class NameIn(Since):
    """Another name."""

    name: str = Field(min_length=1, max_length=128)


class SuperiorIn(Since):
    """The body above; empty: back under its place."""

    superior: str = Field("", max_length=64)


class FunctionIn(Since):
    """A function given."""

    function: str = Field(min_length=1, max_length=64, description="职能的代码或名称")


class FunctionEndIn(Last):
    """A function taken."""

    function: str = Field(min_length=1, max_length=64, description="职能的代码或名称")


class PostIn(Since):
    """A post to make. ``classes``: codes or titles of the vocabulary."""

    id: str = Field(min_length=1, max_length=64, pattern=r"^post:[\w.-]+$")
    name: str = Field(min_length=1, max_length=128)
    body: str = Field(min_length=1, max_length=64)
    classes: list[str] = Field(min_length=1, max_length=10)


class PersonIn(Since):
    """A person to enter. The name is personal: it can be erased later. The id is given here, and stands in the fact."""

    name: str = Field(min_length=1, max_length=64)


class AppointIn(Since):
    """Who takes the post. ``kind``: full 任职, seconded 挂职."""

    person: str = Field(min_length=1, max_length=64)
    until: dt.date | None = None
    kind: str = Field("full", max_length=16)
    ground: str = Field("", max_length=200, description="依据的文件")


class DelegateIn(Since):
    """Who acts in the post for a time."""

    person: str = Field(min_length=1, max_length=64)
    until: dt.date | None = None
    ground: str = Field(min_length=1, max_length=200, description="依据的文件、会议或批示")


class MoveIn(Since):
    """From which post to which."""

    leaves: str = Field(min_length=1, max_length=64)
    takes: str = Field(min_length=1, max_length=64)
    ground: str = Field("", max_length=200, description="依据的文件")


@router.post("/bodies", summary="设立机构", **SAID)
@asks("register")
def found_body(request: HttpRequest, body: BodyIn) -> Any:
    """Set up a body in a place that the account's office answers for."""
    said = body.dict(exclude={"id"})
    said["classes"] = words.codes("body", body.classes)
    said["functions"] = words.codes("function", body.functions)
    return tell(request, lambda: actions.found_body(viewer_of(request), body=body.id, **said))


@router.post("/bodies/{body_id}/rename", summary="机构更名", **SAID)
@asks("register")
def rename_body(request: HttpRequest, body_id: str, body: NameIn) -> Any:
    """Give a body another name from a day; its functions and posts stay."""
    return tell(request, lambda: actions.rename_body(viewer_of(request), body=body_id, **body.dict()))


@router.post("/bodies/{body_id}/superior", summary="机构上收或下放", **SAID)
@asks("register")
def place_body_under(request: HttpRequest, body_id: str, body: SuperiorIn) -> Any:
    """Put a body under a higher one (垂直管理), or back under its place."""
    return tell(request, lambda: actions.place_under(viewer_of(request), body=body_id, **body.dict()))


@router.post("/bodies/{body_id}/end", summary="撤销机构", **SAID)
@asks("register")
def end_body(request: HttpRequest, body_id: str, body: Last) -> Any:
    """Dissolve a body with its functions and posts."""
    return tell(request, lambda: actions.end_body(viewer_of(request), body=body_id, **body.dict()))


@router.post("/bodies/{body_id}/functions", summary="划入职能", **SAID)
@asks("register")
def give_function(request: HttpRequest, body_id: str, body: FunctionIn) -> Any:
    """Give a body a function from a day."""
    (function,) = words.codes("function", [body.function])
    return tell(
        request,
        lambda: actions.give_function(viewer_of(request), body=body_id, function=function, since=body.since),
    )


@router.post("/bodies/{body_id}/functions/end", summary="划出职能", **SAID)
@asks("register")
def take_function(request: HttpRequest, body_id: str, body: FunctionEndIn) -> Any:
    """Take a function from a body after a day."""
    (function,) = words.codes("function", [body.function])
    return tell(
        request,
        lambda: actions.take_function(viewer_of(request), body=body_id, function=function, last_day=body.last_day),
    )


@router.post("/posts", summary="设职务", **SAID)
@asks("register")
def make_post(request: HttpRequest, body: PostIn) -> Any:
    """Make a post in a body."""
    said = body.dict(exclude={"id"}) | {"classes": words.codes("post", body.classes)}
    return tell(request, lambda: actions.make_post(viewer_of(request), post=body.id, **said))


@router.post("/posts/{post_id}/end", summary="撤销职务", **SAID)
@asks("register")
def end_post(request: HttpRequest, post_id: str, body: Last) -> Any:
    """Abolish a post after a day; its holder leaves it."""
    return tell(request, lambda: actions.end_post(viewer_of(request), post=post_id, **body.dict()))


@router.post("/posts/{post_id}/appoint", summary="任职", **SAID)
@asks("register")
def appoint(request: HttpRequest, post_id: str, body: AppointIn) -> Any:
    """Put a person into a post from a day; who held it leaves the day before."""
    return tell(request, lambda: actions.appoint(viewer_of(request), post=post_id, **body.dict()))


@router.post("/posts/{post_id}/vacate", summary="离任", **SAID)
@asks("register")
def vacate(request: HttpRequest, post_id: str, body: Last) -> Any:
    """Say that the holder left; from the next day the post is vacant."""
    return tell(request, lambda: actions.vacate(viewer_of(request), post=post_id, **body.dict()))


@router.post("/posts/{post_id}/delegate", summary="代理", **SAID)
@asks("register")
def delegate(request: HttpRequest, post_id: str, body: DelegateIn) -> Any:
    """Let somebody act in a post for a time: duties, desk and rights are theirs from day to day."""
    return tell(request, lambda: actions.delegate(viewer_of(request), post=post_id, **body.dict()))


@router.post("/posts/{post_id}/delegate/end", summary="结束代理", **SAID)
@asks("register")
def end_delegation(request: HttpRequest, post_id: str, body: Last) -> Any:
    """End a delegation after a day."""
    return tell(request, lambda: actions.end_delegation(viewer_of(request), post=post_id, **body.dict()))


@router.post("/persons", summary="登记人员", **SAID)
@asks("register")
def enter_person(request: HttpRequest, body: PersonIn) -> Any:
    """Enter a person, to be appointed after that.

    Nobody chooses the id: whether one is taken would tell whom somebody else has entered.
    """
    return tell(
        request,
        lambda: actions.enter_person(viewer_of(request), person=events.person_id(), name=body.name, since=body.since),
    )


@router.post("/persons/{person_id}/move", summary="调任", **SAID)
@asks("register")
def move_person(request: HttpRequest, person_id: str, body: MoveIn) -> Any:
    """Move a person from one post to another on one day."""
    return tell(request, lambda: actions.move(viewer_of(request), person=person_id, **body.dict()))
