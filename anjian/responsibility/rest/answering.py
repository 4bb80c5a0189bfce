"""Who answers for enterprises: numbers and lists, one enterprise, deciding, rules, the signboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.lib import divisions
from anjian.registry import queries as registry
from anjian.responsibility import actions, queries, signboard
from anjian.responsibility.events import DECIDING, GROUNDS, LINES
from anjian.responsibility.queries import Shown
from anjian.ui import moment
from anjian.ui.rest import (
    FAULTS,
    KEYED,
    WORD,
    Answer,
    At,
    Page,
    ToldOut,
    asks,
    at_of,
    cursor_of,
    gives,
    once,
    page_of,
    tell,
    viewer_of,
)
from anjian.ui.web.page import missing

router = Router()
SAID: dict[str, Any] = {"response": {200: ToldOut, **FAULTS}, "openapi_extra": KEYED}
Line = Literal["industry", "general", "territory"]


def _words(of: Mapping[str, str]) -> str:
    return "、".join(f"{code} {word}" for code, word in of.items())


class AnsweringOut(Schema):
    """Who answers in a line. ``how``: decided, registered or rule; ``since`` null: not by a decision.

    ``vacant``: the post that does it stands empty; ``walker``: who walks the grid cell.
    """

    line: Line
    body: str
    body_name: str
    how: str
    post: str
    post_name: str
    holder: str
    vacant: bool
    cell: str
    cell_name: str
    walker: str
    phone: str
    ground: str
    cite: str
    since: dt.date | None
    until: dt.date | None
    fact: UUID | None


class AnsweredOut(Schema):
    """``items``: who answers on the day; ``proposed``: whom rules propose for the industry; ``history``: decisions."""

    items: list[AnsweringOut]
    proposed: list[AnsweringOut]
    history: list[AnsweringOut]


class FirmOut(Schema):
    """An enterprise of a list, with who answers for it in the line that was asked for."""

    id: str
    name: str
    credit_code: str
    place: str
    answering: list[AnsweringOut]


class FirmsOut(Schema):
    """Enterprises by pinyin; ``count``: how many there are."""

    items: list[FirmOut]
    count: int
    next: str | None


class AnsweredCountOut(Schema):
    """A body, post or cell, and for how many enterprises it answers."""

    id: str
    count: int


class OverviewOut(Schema):
    """How a place stands in a line. Each number has its list below ``responsibility/firms``."""

    line: Line
    firms: int
    gaps: int
    doubles: int
    unnamed: int
    bodies: list[AnsweredCountOut]
    posts: list[AnsweredCountOut]
    cells: list[AnsweredCountOut]


class AnsweringRuleOut(Schema):
    """A rule of who answers. ``decides``: otherwise it proposes; ``industries``: beginnings of codes of GB/T 4754.

    ``source``: a document's id, ``law`` or ``own``; ``unread``: whom the text names without a function.
    """

    line: Line
    place: str
    industries: list[str]
    functions: list[str]
    classes: list[str]
    decides: bool
    cite: str
    source: str
    since: dt.date
    until: dt.date | None
    unread: list[str]


class AnsweringRulesOut(Schema):
    """Rules that concern a place."""

    items: list[AnsweringRuleOut]


class LineAsked(Schema):
    """Which line, in which place."""

    line: Line = Field("industry", description=f"监管责任：{_words(LINES)}")
    inside: str | None = Field(None, max_length=12, description="在这个区划内")


class FirmsAsked(LineAsked, Page):
    """Which enterprises."""

    body: str = Field("", max_length=64)
    post: str = Field("", max_length=64)
    cell: str = Field("", max_length=40)
    only: Literal["gaps", "doubles", "unnamed"] | None = None


class _Decision(Schema):
    model_config = ConfigDict(extra="forbid")


class AnswerIn(_Decision):
    """A decision. ``beside``: whoever answered before goes on answering."""

    line: Line
    body: str = Field(min_length=1, max_length=64)
    since: dt.date
    ground: str = Field(max_length=16, description=f"依据：{_words(GROUNDS)}")
    post: str = Field("", max_length=64)
    cell: str = Field("", max_length=40)
    phone: str = Field("", max_length=40)
    cite: str = Field("", max_length=200)
    beside: bool = False


class AnswerEndIn(_Decision):
    """Who answers no longer, and why."""

    line: Line
    body: str = Field(min_length=1, max_length=64)
    last_day: dt.date
    reason: str = Field(min_length=1, max_length=200)


class ProposalsIn(_Decision):
    """Enterprises for which the rules' proposal is decided."""

    enterprises: list[str] = Field(min_length=1, max_length=actions.MOST)
    since: dt.date


class ProposalsTakenOut(Schema):
    """The facts that say so, one for each enterprise."""

    facts: list[UUID]


class OwnRuleIn(_Decision):
    """A rule of the office. ``industry``: beginning of a code of GB/T 4754, for the line of the industry alone."""

    place: str = Field(max_length=12)
    line: Line
    function: str = Field(min_length=1, max_length=64)
    since: dt.date
    cite: str = Field(min_length=1, max_length=200)
    industry: str = Field("", max_length=4)


class OwnRuleEndIn(_Decision):
    """A rule of the office that ends."""

    place: str = Field(max_length=12)
    line: Line
    function: str = Field(min_length=1, max_length=64)
    last_day: dt.date
    industry: str = Field("", max_length=4)


@router.get("/responsibility", response={200: OverviewOut, **FAULTS}, summary="监管责任的数")
def get_responsibility(request: HttpRequest, asked: Query[LineAsked], at: Query[At]) -> Any:
    """How many enterprises nobody answers for, two answer for; and for how many each body, post and cell does."""
    now = at_of(request)
    found = queries.overview(viewer_of(request), line=asked.line, as_of=now.as_of, known=now.known, inside=asked.inside)
    listed = {"bodies": found.bodies, "posts": found.posts, "cells": found.cells}
    counts = {name: [{"id": one, "count": n} for one, n in told.items()] for name, told in listed.items()}
    figures = {name: getattr(found, name) for name in ("firms", "gaps", "doubles", "unnamed")}
    return {"line": asked.line, **figures, **counts}


@router.get("/responsibility/firms", response={200: FirmsOut, **FAULTS}, summary="监管责任的企业清单")
def list_responsibility_firms(request: HttpRequest, asked: Query[FirmsAsked], at: Query[At]) -> Any:
    """The enterprises behind a number, by pinyin."""
    viewer, now = viewer_of(request), at_of(request)
    chosen = queries.firms(
        viewer,
        as_of=now.as_of,
        known=now.known,
        **asked.dict(include={"line", "inside", "body", "post", "cell", "only"}),
    )
    after = page_of(asked.cursor, str, str)
    found = registry.find(
        viewer,
        as_of=now.as_of,
        known=now.known,
        after=(after[0], after[1]) if after else None,
        limit=asked.limit + 1,
        **chosen,
    )
    cards = found[: asked.limit]
    told = queries.answering_of(viewer, cards, as_of=now.as_of, known=now.known)
    key = registry.page_key(viewer, cards[-1].id, as_of=now.as_of) if len(found) > asked.limit else None
    return {
        "items": [
            {
                **{name: getattr(card, name) for name in ("id", "name", "credit_code", "place")},
                "answering": _out(viewer, [one for one in told[card.id] if one.line == asked.line], now),
            }
            for card in cards
        ],
        "count": registry.count(viewer, as_of=now.as_of, known=now.known, **chosen),
        "next": cursor_of(*key) if key else None,
    }


@router.post(
    "/responsibility/take", response={200: ProposalsTakenOut, **FAULTS}, summary="按建议落实", openapi_extra=KEYED
)
@asks("register")
def take_proposals(request: HttpRequest, body: ProposalsIn) -> Any:
    """Decide as the rules propose, for enterprises that nobody answers for in their industry."""

    def do() -> Answer:
        facts = actions.take_proposals(viewer_of(request), enterprises=body.enterprises, since=body.since)
        return Answer(200, {"facts": [str(fact.id) for fact in facts]})

    return once(request, do).body


@router.get("/responsibility/rules", response={200: AnsweringRulesOut, **FAULTS}, summary="分工规则")
def list_responsibility_rules(request: HttpRequest, at: Query[At], inside: str | None = None) -> Any:
    """The rules that hold on a day, of documents, of the law and of the office."""
    viewer, now = viewer_of(request), at_of(request)
    inside = inside or (viewer.places[0].lo if viewer.places else divisions.COUNTRY)
    found = queries.rules(as_of=now.as_of, known=now.known, inside=inside)
    fields = set(AnsweringRuleOut.model_fields) - {"decides"}
    return {
        "items": [{**{name: getattr(one, name) for name in fields}, "decides": one.line in DECIDING} for one in found]
    }


@router.post("/responsibility/rules", summary="登记分工规则", **SAID)
@asks("register")
def enter_responsibility_rule(request: HttpRequest, body: OwnRuleIn) -> Any:
    """Enter a rule of the office."""
    return tell(request, lambda: actions.enter_rule(viewer_of(request), **body.dict()))


@router.post("/responsibility/rules/end", summary="废止分工规则", **SAID)
@asks("register")
def end_responsibility_rule(request: HttpRequest, body: OwnRuleEndIn) -> Any:
    """End a rule of the office."""
    return tell(request, lambda: actions.end_rule(viewer_of(request), **body.dict()))


@router.get("/enterprises/{enterprise_id}/responsibility", response={200: AnsweredOut, **FAULTS}, summary="谁来管")
def get_answering(request: HttpRequest, enterprise_id: str, at: Query[At]) -> Any:
    """Who answers for an enterprise on a day, whom rules propose, and what was decided over all days."""
    viewer, now = viewer_of(request), at_of(request)
    card = _card(request, enterprise_id)
    told = queries.answering_of(viewer, [card], as_of=now.as_of, known=now.known)[card.id]
    nobody = not any(one.line == "industry" for one in told)
    proposed = queries.proposals([card], as_of=now.as_of, known=now.known)[card.id] if nobody else ()
    return {
        "items": _out(viewer, told, now),
        "proposed": _out(viewer, proposed, now),
        "history": _out(viewer, queries.history(viewer, card.id, known=now.known), now),
    }


@router.post("/enterprises/{enterprise_id}/responsibility", summary="确定监管责任", **SAID)
@asks("register")
def assign_answering(request: HttpRequest, enterprise_id: str, body: AnswerIn) -> Any:
    """Say that a body answers for an enterprise from a day."""
    return tell(request, lambda: actions.assign(viewer_of(request), enterprise=enterprise_id, **body.dict()))


@router.post("/enterprises/{enterprise_id}/responsibility/release", summary="解除监管责任", **SAID)
@asks("register")
def release_answering(request: HttpRequest, enterprise_id: str, body: AnswerEndIn) -> Any:
    """Say that a body answers for an enterprise no longer."""
    return tell(request, lambda: actions.release(viewer_of(request), enterprise=enterprise_id, **body.dict()))


@router.get("/enterprises/{enterprise_id}/signboard.docx", summary="监管责任公示牌", **gives(WORD))
def get_signboard(request: HttpRequest, enterprise_id: str, at: Query[At]) -> HttpResponse:
    """The signboard as a Word file."""
    now, card = at_of(request), _card(request, enterprise_id)
    url = request.build_absolute_uri(f"/enterprises/{card.id}/")
    board = signboard.of(viewer_of(request), card, as_of=now.as_of, known=now.known, url=url)
    return HttpResponse(signboard.docx(board), content_type=WORD)


def _card(request: HttpRequest, enterprise_id: str) -> registry.Card:
    now = at_of(request)
    card = registry.enterprise(viewer_of(request), enterprise_id, as_of=now.as_of, known=now.known)
    if card is None:
        raise missing("这家企业")
    return card


def _out(viewer: Any, told: Any, now: moment.Moment) -> list[dict[str, Any]]:
    return [_plain(one) for one in queries.shown(viewer, told, as_of=now.as_of, known=now.known)]


def _plain(one: Shown) -> dict[str, Any]:
    same = ("line", "body", "how", "post", "cell", "phone", "ground", "cite", "since", "until", "fact")
    return {
        **{name: getattr(one.told, name) for name in same},
        "body_name": one.body,
        "post_name": one.post,
        "holder": one.holder,
        "vacant": one.vacant,
        "cell_name": one.cell,
        "walker": one.walker,
    }
