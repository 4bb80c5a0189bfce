"""Duties: my desk, what others owe, one duty with its reasons."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from anjian.desk import queries
from anjian.desk.queries.ground import holder, own_place
from anjian.desk.rest.shapes import DutyOut, duty_out
from anjian.lib import divisions
from anjian.ui.rest import FAULTS, At, Page, at_of, cursor_of, cut, page_of, viewer_of

router = Router()


class GroupOut(Schema):
    """A group of the desk: overdue, waiting, week, month, later, undated, unset, missed, done."""

    name: str
    title: str
    duties: list[DutyOut]


class DeskOut(Schema):
    """What the account's person owes: the numbers of the sentence, and the groups."""

    owed: int
    done: int
    soon: int
    overdue: int
    waiting: int
    groups: list[GroupOut]


class CountOut(Schema):
    """How many with one outcome."""

    outcome: str
    word: str
    n: int
    red: bool


class RuleOut(Schema):
    """One rule that others run, with its numbers."""

    rule: str
    title: str
    chip: str
    gist: str
    counts: list[CountOut]


class OthersOut(Schema):
    """What others owe in a place, by rule."""

    place: str
    items: list[RuleOut]
    next: str | None


class RuleDutiesOut(Schema):
    """Some of the duties of one rule; ``total``: how many there are."""

    items: list[DutyOut]
    total: int
    next: str | None


class ReasonOut(Schema):
    """One reason: the word before it, the sentence, and the page it leads to."""

    word: str
    text: str
    url: str


class WhyOut(Schema):
    """A duty with every reason."""

    duty: DutyOut
    reasons: list[ReasonOut]


class RuleAsked(Schema):
    """Which duties of which rule."""

    rule: str = Field(max_length=160, description="规则编号，取自 /others")
    outcome: str = Field("", max_length=20, description="只列这种状态的")
    cursor: str | None = Field(None, max_length=600, description="上一页答复中的 next")


@router.get("/desk", response={200: DeskOut, **FAULTS}, summary="我的工作台")
def get_desk(request: HttpRequest, at: Query[At]) -> Any:
    """What this account's person owes on a day, in the posts held then."""
    now = at_of(request)
    mine = queries.home(holder(viewer_of(request), now), as_of=now.as_of, known=now.known, live=now.live)
    return {
        "owed": mine.owed,
        "done": mine.done,
        "soon": mine.soon,
        "overdue": mine.overdue,
        "waiting": mine.waiting,
        "groups": [
            {"name": group.name, "title": group.title, "duties": [duty_out(row) for row in group.rows]}
            for group in (*mine.groups, *mine.folded)
        ],
    }


@router.get("/others", response={200: OthersOut, **FAULTS}, summary="他人应办")
def list_others(request: HttpRequest, asked: Query[Page], at: Query[At]) -> Any:
    """What everybody else owes where the account works, as numbers by rule."""
    viewer, now = viewer_of(request), at_of(request)
    place = own_place(viewer)
    found = sorted(
        queries.others(viewer, place=place, as_of=now.as_of, known=now.known).groups, key=lambda group: group.rule
    )
    shown, after = cut(found, lambda group: (group.rule,), after=page_of(asked.cursor, str), limit=asked.limit)
    return {
        "place": divisions.short(place),
        "items": [
            {
                "rule": group.rule,
                "title": group.title,
                "chip": group.chip,
                "gist": group.gist,
                "counts": [
                    {"outcome": c.outcome.value, "word": c.outcome.word, "n": c.n, "red": c.red}
                    for c in group.tally.counts
                ],
            }
            for group in shown
        ],
        "next": after,
    }


@router.get("/others/duties", response={200: RuleDutiesOut, **FAULTS}, summary="他人应办：一条规则的各项")
def list_others_duties(request: HttpRequest, asked: Query[RuleAsked], at: Query[At]) -> Any:
    """The duties of one rule where the account works, page by page."""
    viewer, now = viewer_of(request), at_of(request)
    after = page_of(asked.cursor, str)
    filters = queries.Filters.read(
        {"rule": asked.rule, "outcome": asked.outcome, "others": "1"}, place=own_place(viewer)
    )
    found = queries.listing(
        viewer, filters, as_of=now.as_of, known=now.known, after=after[0] if after else "", live=now.live
    )
    return {
        "items": [duty_out(row) for row in found.rows],
        "total": found.total,
        "next": cursor_of(found.after) if found.after else None,
    }


@router.get("/duties/{path:key}", response={200: WhyOut, **FAULTS}, summary="一项职责和它的理由")
def get_duty(request: HttpRequest, key: str, at: Query[At]) -> Any:
    """One duty with every reason: clause, rule, figure and whose it is, facts that counted, days that moved a date."""
    now = at_of(request)
    why = queries.duty(holder(viewer_of(request), now), key, as_of=now.as_of, known=now.known, live=now.live)
    return {
        "duty": duty_out(why.row),
        "reasons": [{"word": each.word, "text": each.text, "url": each.url} for each in why.reasons],
    }
