"""Hazards: find, one with its story, report, move, judge by facts, the board, leads, criteria."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router

from anjian.hazards import actions, queries
from anjian.hazards.events import Card, Moved
from anjian.hazards.queries import Chosen, Clause
from anjian.hazards.rest.shapes import (
    HazardBoardOut,
    HazardIn,
    HazardJudgeIn,
    HazardLeadsOut,
    HazardMovedOut,
    HazardMoveIn,
    HazardOneOut,
    HazardOut,
    HazardsAsked,
    HazardsNarrowed,
    HazardsOut,
    Value,
)
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.records import queries as forms
from anjian.records.events import Draft
from anjian.ui.files import attached
from anjian.ui.moment import Moment
from anjian.ui.rest import (
    EXCEL,
    FAULTS,
    KEYED,
    Answer,
    At,
    asks,
    at_of,
    cursor_of,
    gives,
    live,
    once,
    page_of,
    viewer_of,
)

router = Router()


@router.get("/hazards", response={200: HazardsOut, **FAULTS}, summary="隐患")
def list_hazards(request: HttpRequest, asked: Query[HazardsAsked], at: Query[At]) -> Any:
    """Hazards, the newest first; at most 200 a page whatever is asked."""
    viewer, now = viewer_of(request), at_of(request)
    chosen = _chosen(asked, now)
    after = page_of(asked.cursor, dt.date, str)
    found = queries.find(
        viewer, as_of=now.as_of, after=(after[0], after[1]) if after else None, limit=asked.limit, **chosen
    )
    last = found[-1] if len(found) == asked.limit else None
    return {
        "items": [_out(card, now.as_of) for card in found],
        "count": queries.count(viewer, as_of=now.as_of, **chosen),
        "next": cursor_of(last.found_on, last.id) if last else None,
    }


@router.post("/hazards", response={200: HazardMovedOut, **FAULTS}, summary="报隐患", openapi_extra=KEYED)
@asks("record")
def report_hazard(request: HttpRequest, body: HazardIn) -> Any:
    """Report a hazard; the same ``id`` sent again gives the first answer."""
    viewer, today = viewer_of(request), live(request).today
    draft = _read(viewer, body.verb, body.attributes, body.day or today)
    return _moved(
        request,
        lambda: actions.report(
            viewer, body.verb, hazard=body.hazard, enterprise=body.enterprise, day=draft.day, today=today, by=body.by,
            attributes=draft.attributes, private=draft.private, files=body.photos, id=body.id,
        ),
    )  # fmt: skip


@router.get("/hazards/export.xlsx", summary="导出隐患清单", **gives(EXCEL))
def export_hazards(
    request: HttpRequest,
    asked: Query[HazardsNarrowed],
    at: Query[At],
    kind: Literal["problem", "duty", "plan"] = "problem",
) -> HttpResponseBase:
    """One of the three lists (问题、责任、整改) of the hazards asked for, as a workbook."""
    now = at_of(request)
    chosen = _chosen(asked, now)
    first = f"{queries.LISTS[kind]} · {now.as_of.isoformat()}"
    name, chunks = queries.exported(viewer_of(request), kind=kind, first=first, as_of=now.as_of, **chosen)
    return attached(chunks, name)


@router.get("/hazards/board", response={200: HazardBoardOut, **FAULTS}, summary="隐患看板")
def get_hazard_board(request: HttpRequest, at: Query[At], inside: str | None = None) -> Any:
    """What is still to be done, place by place."""
    viewer, now = viewer_of(request), at_of(request)
    lines = queries.board(
        viewer, as_of=now.as_of, inside=_inside(viewer, inside), found_by=None if now.live else now.as_of
    )
    return {"items": [asdict(line) for line in lines]}


@router.get("/hazards/leads", response={200: HazardLeadsOut, **FAULTS}, summary="纸面检查的线索")
def list_hazard_leads(request: HttpRequest, at: Query[At], inside: str | None = None) -> Any:
    """Leads on paper inspections of a place."""
    viewer, now = viewer_of(request), at_of(request)
    found = queries.leads(viewer, as_of=now.as_of, inside=_inside(viewer, inside))
    return {"items": [{**asdict(one), "hazards": list(one.hazards)} for one in found]}


@router.get("/hazards/{hazard_id}", response={200: HazardOneOut, **FAULTS}, summary="一条隐患")
def get_hazard(request: HttpRequest, hazard_id: str, at: Query[At]) -> Any:
    """One hazard with its steps, its clock and its story."""
    viewer, now = viewer_of(request), at_of(request)
    card = queries.hazard(viewer, hazard_id) if now.live else queries.hazard_on(viewer, hazard_id, as_of=now.as_of)
    if card is None:
        raise queries.missing()
    told = queries.story(viewer, hazard_id, as_of=now.as_of)
    clock = queries.clock(viewer, hazard_id, as_of=now.as_of)
    alike = queries.alike(viewer, enterprise=card.enterprise, found=card.found, spot=card.spot)
    return {
        "hazard": _out(card, now.as_of),
        "steps": [
            {
                **{name: getattr(step, name) for name in ("name", "word", "done")},
                **_basis(step.clauses),
            }
            for step in queries.steps(viewer, told, place=card.place, as_of=now.as_of)
        ],
        "clock": [reason.text for reason in clock.reasons] if clock else [],
        "clocks": [asdict(span) | _basis(span.clauses) for span in queries.spans(viewer, card, told, as_of=now.as_of)],
        "verbs": list(queries.verbs(viewer, hazard_id)),
        "story": [
            {
                "fact": fact.id,
                "verb": queries.OF_FACT[fact.name],
                "day": fact.day,
                "by": list(fact.party("by")),
                "attributes": dict(fact.attributes),
            }
            for fact in told
        ],
        "alike": [_out(one.card, now.as_of) for one in alike if one.card.id != card.id],
    }


@router.post(
    "/hazards/{hazard_id}/moves", response={200: HazardMovedOut, **FAULTS}, summary="办理一步", openapi_extra=KEYED
)
@asks("record")
def move_hazard(request: HttpRequest, hazard_id: str, body: HazardMoveIn) -> Any:
    """Move a hazard along its life. 400 with ``hazards.conflict``: somebody was first; nothing of yours is lost."""
    viewer, today = viewer_of(request), live(request).today
    if queries.hazard(viewer, hazard_id) is None:
        raise queries.missing()
    draft = _read(viewer, body.verb, body.attributes, body.day or today)
    return _moved(
        request,
        lambda: actions.move(
            viewer, hazard_id, body.verb, day=draft.day, today=today, by=body.by, attributes=draft.attributes,
            private=draft.private, files=body.photos, into=body.into, id=body.id, seen=body.seen,
        ),
    )  # fmt: skip


@router.post(
    "/hazards/{hazard_id}/judge", response={200: HazardMovedOut, **FAULTS}, summary="按条件判定", openapi_extra=KEYED
)
@asks("record")
def judge_hazard(request: HttpRequest, hazard_id: str, body: HazardJudgeIn) -> Any:
    """Grade a hazard as major by an item whose condition the facts fulfil."""
    viewer, today = viewer_of(request), live(request).today
    return _moved(
        request,
        lambda: actions.judge(viewer, hazard_id, body.criterion, body.answers, day=today, today=today, id=body.id),
    )


def _read(viewer: Viewer, verb: str, attributes: Mapping[str, Value], day: dt.date) -> Draft:
    """What was sent as typed values; the day as asked."""
    fact = queries.VERBS[verb].fact if verb in queries.VERBS else ""
    values = {f"attr.{code}": [_text(value)] for code, value in attributes.items() if value is not None}
    return forms.read(viewer, fact, {**values, "day": [day.isoformat()]}, as_of=day)


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _chosen(asked: HazardsNarrowed, now: Moment) -> Chosen:
    chosen: Chosen = {
        "state": asked.state,
        "grade": asked.grade,
        "source": asked.source,
        "enterprise": asked.enterprise,
        "regulator": asked.regulator,
        "firm": asked.firm,
        "listed": asked.listed,
    }
    if asked.inside:
        chosen["inside"] = divisions.normal(asked.inside)
    if not now.live:
        chosen["found_by"] = now.as_of
    return chosen


def _inside(viewer: Viewer, asked: str | None) -> str:
    if asked:
        return divisions.normal(asked)
    return viewer.places[0].lo if viewer.places else divisions.COUNTRY


def _basis(clauses: Iterable[Clause]) -> dict[str, list[str]]:
    """What a step or a clock rests on, and which of it the place has not adopted."""
    listed = list(clauses)
    return {"clauses": [one.id for one in listed], "unadopted": [one.id for one in listed if not one.adopted]}


def _out(card: Card, as_of: dt.date) -> dict[str, Any]:
    return {**asdict(card), "marks": list(card.marks), "late": card.late(as_of)}


def _moved(request: HttpRequest, do: Callable[[], Moved]) -> dict[str, Any]:
    """What came of a change, kept under the key of the request so that the same sent again gets the same answer."""
    as_of = live(request).today

    def answer() -> Answer:
        moved = do()
        told = HazardMovedOut(fact=moved.fact, again=moved.again, hazard=HazardOut(**_out(moved.card, as_of)))
        return Answer(200, told.model_dump(mode="json"))

    return once(request, answer).body
