"""Documents: those in force, a document with the state of its clauses in a place, a clause unfolded, its settings."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.desk import queries
from anjian.desk.queries.ground import chosen_place, own_place, setting_place
from anjian.desk.queries.shapes import Hole, Tally
from anjian.desk.rest.duties import CountOut
from anjian.desk.rest.shapes import ClauseOut, DutyOut, duty_out
from anjian.lib import canonical, divisions
from anjian.lib.errors import Refusal
from anjian.policy import actions as policy_actions
from anjian.policy import queries as policy
from anjian.ui.rest import FAULTS, KEYED, Answer, At, Page, asks, at_of, cut, once, page_of, viewer_of

router = Router()


class DocumentOut(Schema):
    """A document in force where the account works."""

    id: str
    title: str
    number: str
    issuer: str
    issued: dt.date | None


class DocumentsOut(Schema):
    """The shelf."""

    place: str
    items: list[DocumentOut]


class StateOut(Schema):
    """A clause in our words, and how its duties stand in the place."""

    id: str
    number: str
    cite: str
    gist: str
    status: str
    status_word: str
    reason: str
    rules: int
    mine: bool
    counts: list[CountOut]
    words: str


class ArticleOut(Schema):
    """An article with its clauses."""

    number: str
    heading: str
    clauses: list[StateOut]


class LivingOut(Schema):
    """The living document: clause by clause with what became of it in a place on a day."""

    id: str
    title: str
    number: str
    issuer: str
    issued: dt.date | None
    place: str
    place_name: str
    adopted: dt.date | None
    open_settings: int
    articles: list[ArticleOut]


class BodyDutiesOut(Schema):
    """A body under a clause, with its duties."""

    id: str
    name: str
    duties: list[DutyOut]


class PlaceDutiesOut(Schema):
    """A place under a clause, with its bodies."""

    place: str
    name: str
    bodies: list[BodyDutiesOut]


class UnfoldedOut(Schema):
    """A clause unfolded; ``bare``: places where nobody is entered who could owe it."""

    clause: ClauseOut
    items: list[PlaceDutiesOut]
    bare: list[str]
    next: str | None


class SettingOut(Schema):
    """One field of the setting sheet: what the text leaves open, and what the place has said.

    state   open, set, borrowed, assumed
    value   what holds, in words; ``raw`` as kept; ``proposed`` of ours, not in force
    choices what may be chosen, where something must be
    """

    rule: str
    field: str
    label: str
    title: str
    word: str
    kind: str
    state: str
    value: str
    raw: Any
    proposed: str
    since: dt.date | None
    decided_by: str
    ground: str
    fact: str
    later: str
    choices: list[tuple[str, str]]
    may_borrow: list[str]
    clauses: list[ClauseOut]


class SettingsOut(Schema):
    """The setting sheet of a document in a place."""

    place: str
    items: list[SettingOut]
    next: str | None


class SettingIn(Schema):
    """A decision: ``value`` sets, ``borrow`` names the rule whose value holds, ``unset`` opens the field again."""

    model_config = ConfigDict(extra="forbid")
    rule: str = Field(max_length=96)
    field: str = Field(max_length=64)
    place: str = Field("", max_length=12, description="不填为账号所在地的采用地")
    value: str | int | float | list[str] | None = None
    borrow: str = Field("", max_length=96)
    unset: bool = False
    since: dt.date
    ground: str = Field(max_length=500, description="会议、文号或理由")


class DecidedOut(Schema):
    """The fact that says so."""

    fact: str
    rule: str
    field: str
    place: str
    since: dt.date


class Where(Schema):
    """Which place."""

    place: str = Field("", max_length=12, description="区划代码；不填为账号所在地")


class LivingAsked(Where):
    """Which clauses."""

    only: Literal["", "open", "mine", "unset", "unassigned"] = Field("", description="只列这样的条款")


class SettingsAsked(Page):
    """Which rows of the sheet."""

    place: str = Field("", max_length=12, description="区划代码；不填为账号所在地")
    only: Literal["", "open", "set", "borrowed", "assumed"] = ""


class UnfoldAsked(Page):
    """Which places."""

    place: str = Field("", max_length=12, description="区划代码；不填为账号所在地")


@router.get("/documents", response={200: DocumentsOut, **FAULTS}, summary="在执行的文件")
def list_documents(request: HttpRequest, at: Query[At]) -> Any:
    """The documents that bind where the account works."""
    viewer, now = viewer_of(request), at_of(request)
    place = own_place(viewer)
    found = queries.shelf(viewer, place=place, as_of=now.as_of, known=now.known)
    return {
        "place": divisions.short(place),
        "items": [{name: getattr(each, name) for name in DocumentOut.model_fields} for each in found if each.since],
    }


@router.get("/documents/{document_id}", response={200: LivingOut, **FAULTS}, summary="活的文件")
def get_document(request: HttpRequest, document_id: str, asked: Query[LivingAsked], at: Query[At]) -> Any:
    """The document for a place: each clause with its state."""
    viewer, now = viewer_of(request), at_of(request)
    place = chosen_place(viewer, asked.place)
    doc = queries.living(viewer, document_id, place=place, as_of=now.as_of, known=now.known, only=asked.only)
    if doc is None:
        raise _missing("这份文件")
    return {
        "id": doc.id,
        "title": doc.title,
        "number": doc.number,
        "issuer": doc.issuer,
        "issued": doc.issued,
        "place": doc.place,
        "place_name": doc.place_name,
        "adopted": doc.adopted,
        "open_settings": doc.holes,
        "articles": [
            {
                "number": article.number,
                "heading": article.heading,
                "clauses": [
                    {
                        **{name: getattr(each, name) for name in StateOut.model_fields if name != "counts"},
                        "counts": _counts(each.tally),
                    }
                    for each in article.clauses
                ],
            }
            for article in doc.articles
            if article.clauses
        ],
    }


@router.get("/documents/{document_id}/clauses/{number}", response={200: UnfoldedOut, **FAULTS}, summary="展开一款")
def get_clause(request: HttpRequest, document_id: str, number: str, asked: Query[UnfoldAsked], at: Query[At]) -> Any:
    """A clause unfolded: places, bodies, duties; a page is so many places."""
    viewer, now = viewer_of(request), at_of(request)
    place = chosen_place(viewer, asked.place)
    found = policy.clause(viewer, f"{document_id}/{number}", known=now.known)
    if found is None:
        raise _missing("这一款")
    told = queries.unfold(viewer, found, place=place, as_of=now.as_of, known=now.known)
    shown, after = cut(told.held, lambda view: (view.code,), after=page_of(asked.cursor, str), limit=asked.limit)
    return {
        "clause": {"id": found.id, "cite": found.clause.cite, "gist": found.clause.gist},
        "items": [
            {
                "place": divisions.short(view.code),
                "name": view.name,
                "bodies": [
                    {"id": body.id, "name": body.name, "duties": [duty_out(row) for row in body.rows]}
                    for body in view.bodies
                ],
            }
            for view in shown
        ],
        "bare": [divisions.short(view.code) for view in told.bare],
        "next": after,
    }


@router.get("/documents/{document_id}/settings", response={200: SettingsOut, **FAULTS}, summary="设定表")
def list_settings(request: HttpRequest, document_id: str, asked: Query[SettingsAsked], at: Query[At]) -> Any:
    """What the document leaves open, and what the place has decided; the place is the one that adopted it."""
    viewer, now = viewer_of(request), at_of(request)
    if policy.document(viewer, document_id, known=now.known) is None:
        raise _missing("这份文件")
    place = setting_place(viewer, document_id, asked.place)
    sheet = queries.sheet(viewer, document_id, place=place, as_of=now.as_of, known=now.known, only=asked.only)
    holes = sorted(sheet.holes, key=_key)
    shown, after = cut(holes, _key, after=page_of(asked.cursor, str, str), limit=asked.limit)
    return {"place": divisions.short(place), "items": [_setting(hole) for hole in shown], "next": after}


@router.post(
    "/documents/{document_id}/settings", response={200: DecidedOut, **FAULTS}, summary="设定", openapi_extra=KEYED
)
@asks("decide")
def decide_setting(request: HttpRequest, document_id: str, body: SettingIn) -> Any:
    """Set, borrow or unset one field, under the account's name and with a ground."""
    viewer = viewer_of(request)
    if policy.document(viewer, document_id) is None:
        raise _missing("这份文件")
    if not body.rule.startswith(f"{document_id}/"):
        raise Refusal("规则不在这份文件里", "设定要归到它的规则名下", "请核对规则编号", code="desk.rule", field="rule")
    place = setting_place(viewer, document_id, body.place)
    ways = (body.value is not None, bool(body.borrow), body.unset)
    if sum(ways) != 1:
        raise Refusal(
            "要么设定值，要么借用，要么取消设定",
            "一次只能作一个决定",
            "请只填value、borrow、unset其中一项",
            code="desk.value",
            field="value",
        )
    key: dict[str, Any] = {"rule": body.rule, "field": body.field, "place": place, "since": body.since}

    def do() -> Answer:
        if body.unset:
            fact = policy_actions.unset_value(viewer, **key, ground=body.ground)
        elif body.borrow:
            fact = policy_actions.set_value(viewer, **key, borrow=body.borrow, ground=body.ground)
        else:
            fact = policy_actions.set_value(viewer, **key, value=body.value, ground=body.ground)
        told = {"rule": body.rule, "field": body.field, "place": divisions.short(place)}
        return Answer(200, {"fact": str(fact.id), **told, "since": body.since.isoformat()})

    return once(request, do).body


def _setting(hole: Hole) -> dict[str, Any]:
    row = hole.row
    return {
        "rule": row.rule,
        "field": row.field,
        "label": hole.label,
        "title": row.title,
        "word": row.word,
        "kind": row.kind,
        "state": hole.state,
        "value": hole.value,
        "raw": _raw(row.current.value),
        "proposed": hole.proposed,
        "since": row.since,
        "decided_by": row.decided_by,
        "ground": row.reason,
        "fact": row.fact,
        "later": hole.later,
        "choices": [(str(value), word) for value, word in row.choices],
        "may_borrow": list(row.may_borrow),
        "clauses": [{"id": each.id, "cite": each.cite, "gist": each.gist} for each in hole.clauses],
    }


def _raw(value: Any) -> Any:
    """A value as JSON; what is no plain value, in its words."""
    try:
        return canonical.plain(value)
    except ValueError:
        return str(value)


def _key(hole: Hole) -> tuple[str, str]:
    return (hole.row.rule, hole.row.field)


def _counts(tally: Tally) -> list[dict[str, Any]]:
    return [{"outcome": c.outcome.value, "word": c.outcome.word, "n": c.n, "red": c.red} for c in tally.counts]


def _missing(what: str) -> Refusal:
    return Refusal(f"没有找到{what}", "它不存在，或者不在您的权限范围内", "请从文件目录重新进入", code="desk.missing")
