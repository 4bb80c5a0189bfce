"""One's own: the lists behind the numbers of the desk, what can be recorded, the duty book, what ladders ask."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.desk import queries
from anjian.desk.queries import book as books
from anjian.desk.queries import ladders as asked_by
from anjian.desk.queries.ground import holder
from anjian.desk.rest.shapes import DutiesOut, DutyOut, duty_out
from anjian.duties import actions as duties
from anjian.ui.rest import FAULTS, KEYED, Answer, At, asks, at_of, live, once, viewer_of

router = Router()


class RecordOut(Schema):
    """A fact that the person or their post took part in."""

    id: UUID
    title: str
    day: dt.date


class ChapterOut(Schema):
    """One span in one post.

    duties   theirs to finish; ``handed``: begun in their time, another's to finish
    behalf   for whom they acted (代理), ``ground`` the paper it rests on
    """

    post: str
    name: str
    body: str
    place: str
    way: str
    acting: bool
    behalf: str
    ground: str
    since: dt.date
    until: dt.date | None
    duties: list[DutyOut]
    handed: list[DutyOut]
    records: list[RecordOut]


class BookOut(Schema):
    """The personal duty book (个人履职档案), the present post first."""

    person: str
    name: str
    since: dt.date
    chapters: list[ChapterOut]


class RungOut(Schema):
    """What a ladder asks of the account's person. ``doing``: decide (take or decline), withdraw (or keep), or empty."""

    id: int
    rule: str
    title: str
    chip: str
    rung: int
    target: str
    about: str
    place: str
    reached: dt.date
    late_days: int
    why_late: str
    state: str
    word: str
    doing: str


class RungsOut(Schema):
    """The oldest first."""

    items: list[RungOut]


class RungIn(Schema):
    """The answer, with its ground."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["take", "decline", "withdraw", "keep"]
    ground: str = Field(min_length=1, max_length=500)


class RungStateOut(Schema):
    """Its new state."""

    id: int
    state: str


class BookAsked(At):
    """From which day."""

    since: dt.date | None = Field(None, description="从哪一天起；不填为上年1月1日")


@router.get("/desk/lists/{number}", response={200: DutiesOut, **FAULTS}, summary="工作台：一个数字下的各项")
def list_desk(
    request: HttpRequest, number: Literal["owed", "done", "soon", "overdue", "waiting"], at: Query[At]
) -> Any:
    """The duties that one number of the desk counts."""
    now = at_of(request)
    viewer = holder(viewer_of(request), now)
    found = queries.home_list(viewer, number, as_of=now.as_of, known=now.known, live=now.live)
    return {"items": [duty_out(row) for row in found]}


@router.get("/desk/recordable", response={200: DutiesOut, **FAULTS}, summary="可以记录的应办事项")
def list_recordable(request: HttpRequest) -> Any:
    """The account's open duties that a record can meet, the most urgent first."""
    found = queries.recordable(viewer_of(request), as_of=live(request).today)
    return {"items": [duty_out(row) for row in found]}


@router.get("/persons/{person_id}/book", response={200: BookOut, **FAULTS}, summary="个人履职档案")
def get_book(request: HttpRequest, person_id: str, asked: Query[BookAsked]) -> Any:
    """What a person owed and did in each post, by the day they held it; ``me`` is oneself."""
    viewer, now = viewer_of(request), at_of(request)
    person = viewer.person if person_id == "me" else person_id
    found = books.book(viewer, person, since=books.begins(asked.since, now.as_of), as_of=now.as_of, known=now.known)
    shown = [name for name in ChapterOut.model_fields if name not in ("duties", "handed", "records")]
    return {
        "person": found.person,
        "name": found.name,
        "since": found.since,
        "chapters": [
            {
                **{name: getattr(one, name) for name in shown},
                "duties": [duty_out(row) for row in one.rows],
                "handed": [duty_out(row) for row in one.handed],
                "records": [{"id": each.id, "title": each.title, "day": each.day} for each in one.records],
            }
            for one in found.chapters
        ],
    }


@router.get("/ladders", response={200: RungsOut, **FAULTS}, summary="阶梯上等我的事")
def list_ladders(request: HttpRequest) -> Any:
    """Proposals to decide, measures owed, measures that have lost their ground."""
    found = asked_by.asked(viewer_of(request), as_of=live(request).today)
    of_rung = [name for name in RungOut.model_fields if name not in ("target", "about", "chip", "doing")]
    return {
        "items": [
            {
                **{name: getattr(one.rung, name) for name in of_rung},
                "target": one.target,
                "about": one.about,
                "chip": one.chip,
                "doing": one.doing,
            }
            for one in found
        ]
    }


@router.post("/ladders/{rung}", response={200: RungStateOut, **FAULTS}, summary="决定、撤销或维持", openapi_extra=KEYED)
@asks("decide")
def answer_rung(request: HttpRequest, rung: int, body: RungIn) -> Any:
    """Say yes or no to a proposal for the body that decides; withdraw or keep a measure whose ground is gone."""
    viewer = viewer_of(request)

    def do() -> Answer:
        state = duties.respond(viewer, rung=rung, do=body.do, ground=body.ground)
        return Answer(200, {"id": rung, "state": state})

    return once(request, do).body
