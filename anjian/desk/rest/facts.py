"""Facts: record one, record a phone's outbox, what a fact would meet and has met, read, take back, photos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import Field

from anjian.desk import queries
from anjian.desk.rest import telling
from anjian.desk.rest.shapes import (
    BatchIn,
    BatchOut,
    DutiesOut,
    FactIn,
    FactOut,
    FactsOut,
    RecordedOut,
    duty_out,
    fact_out,
)
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.records import actions as records
from anjian.records import queries as forms
from anjian.records.events import Recorded
from anjian.ui import moment
from anjian.ui.rest import (
    FAULTS,
    KEYED,
    Answer,
    At,
    Page,
    asks,
    at_of,
    cursor_of,
    live,
    once,
    page_of,
    problem,
    viewer_of,
    wants_once,
)

router = Router()


class FactsAsked(Page):
    """Which facts."""

    name: str | None = Field(None, max_length=80, description="记录的名称")
    party: str | None = Field(None, max_length=120, description="参与方的编号")
    place: str | None = Field(None, max_length=12, description="区划代码，含下级")
    since: dt.date | None = Field(None, description="最早哪一天")
    until: dt.date | None = Field(None, description="最晚哪一天")


class UndoneOut(Schema):
    """The fact that took the other back."""

    id: UUID
    voided: UUID


@router.post(
    "/facts", response={201: RecordedOut, 200: RecordedOut, **FAULTS}, summary="记录一件事", openapi_extra=KEYED
)
@asks("record")
def record_fact(request: HttpRequest, body: FactIn) -> Any:
    """Record a declared fact; what it meets counts at once. 200 instead of 201: it had been recorded before.

    Sent again under the same ``id`` (or Idempotency-Key) it counts once; another content under it is refused (409).
    """
    viewer, at = viewer_of(request), live(request)
    done = telling.record(viewer, body, today=at.today, key="" if body.id else wants_once(request))
    return Status(200 if done.again else 201, _told(viewer, done, body.fact))


@router.post("/facts/batch", response={200: BatchOut, **FAULTS}, summary="记录一批（离线手机的发件箱）")
@asks("record")
def record_batch(request: HttpRequest, body: BatchIn) -> Any:
    """Record each in its own transaction, in the order sent: one that is refused does not stop the others.

    Each has its id as its idempotency key, and its own answer; send again what was not answered.
    """
    viewer, today = viewer_of(request), live(request).today
    answers: list[dict[str, Any]] = []
    for said in body.facts:
        try:
            done = telling.record(viewer, said, today=today)
        except Refusal as no:
            told = problem(no)
            answers.append({"id": said.id, "status": told["status"], "problem": told})
        else:
            answers.append(
                {"id": said.id, "status": 200 if done.again else 201, "recorded": _told(viewer, done, said.fact)}
            )
    return {"answers": answers}


@router.post("/facts/would-meet", response={200: DutiesOut, **FAULTS}, summary="记了会履行哪些职责")
@asks("read")
def would_meet(request: HttpRequest, body: FactIn) -> Any:
    """The duties that this fact would meet, were it recorded now; nothing is written."""
    viewer, at = viewer_of(request), live(request)
    draft = telling.draft_of(viewer, body, today=at.today)
    return {"items": [duty_out(row) for row in queries.would_meet(viewer, draft, as_of=at.as_of)]}


@router.get("/facts", response={200: FactsOut, **FAULTS}, summary="查记录")
def list_facts(request: HttpRequest, asked: Query[FactsAsked], at: Query[At]) -> Any:
    """Facts that the account may see, the latest day first, voided ones too (see ``stands``)."""
    viewer, now = viewer_of(request), at_of(request)
    before: tuple[dt.date, int] | None = None
    if (key := page_of(asked.cursor, str, int)) is not None:
        before = (_day(key[0]), _seq(key[1]))
    place = divisions.normal(asked.place) if asked.place else None
    found = ledger.facts(
        viewer,
        names=[asked.name] if asked.name else None,
        party=asked.party,
        place=place,
        since=asked.since,
        until=min(asked.until, now.as_of) if asked.until else now.as_of,
        limit=asked.limit + 1,
        before=before,
        known=now.known,
    )
    shown = found[: asked.limit]
    return {
        "items": [fact_out(viewer, fact, queries.fact_title(fact.name)) for fact in shown],
        "next": cursor_of(shown[-1].day.isoformat(), shown[-1].seq) if len(found) > asked.limit else None,
    }


@router.get("/facts/{uuid:fact_id}", response={200: FactOut, **FAULTS}, summary="一条记录")
def get_fact(request: HttpRequest, fact_id: UUID, at: Query[At]) -> Any:
    """One fact with everything it says. Not theirs and not there read the same."""
    viewer = viewer_of(request)
    fact = _fact(viewer, fact_id, known=at_of(request).known)
    return fact_out(viewer, fact, queries.fact_title(fact.name))


@router.get("/facts/{uuid:fact_id}/met", response={200: DutiesOut, **FAULTS}, summary="这条记录履行了哪些职责")
def list_met(request: HttpRequest, fact_id: UUID, at: Query[At]) -> Any:
    """The duties for which the fact counts."""
    viewer, now = viewer_of(request), at_of(request)
    fact = _fact(viewer, fact_id, known=now.known)
    return {"items": [duty_out(row) for row in queries.met_by(viewer, fact, as_of=now.as_of, known=now.known)]}


@router.post("/facts/{uuid:fact_id}/undo", response={200: UndoneOut, **FAULTS}, summary="撤回", openapi_extra=KEYED)
@asks("record")
def undo_fact(request: HttpRequest, fact_id: UUID) -> Any:
    """Take back within ten minutes what this account recorded; the duty is owed again at once."""
    viewer, now = viewer_of(request), moment.clock(request)

    def do() -> Answer:
        made = records.undo(viewer, fact_id, now=now)
        return Answer(200, {"id": str(made.id), "voided": str(fact_id)})

    return once(request, do).body


def _told(viewer: Viewer, done: Recorded, name: str) -> Mapping[str, Any]:
    fact = done.fact
    return {
        "id": fact.id,
        "fact": name,
        "day": fact.day,
        "place": fact.place,
        "recorded_at": fact.recorded_at,
        "again": done.again,
        "undo_until": forms.undo_until(viewer, fact),
    }


def _fact(viewer: Viewer, fact_id: UUID, *, known: int | None) -> Fact:
    found = ledger.fact(viewer, fact_id, known=known)
    if found is None:
        raise Refusal("没有找到这条记录", "它不存在，或者不在您的权限范围内", "请核对编号", code="desk.missing")
    return found


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _cursor() from None


def _seq(number: int) -> int:
    if not 0 <= number < 2**63:
        raise _cursor()
    return number


def _cursor() -> Refusal:
    return Refusal("分页标记不对", "它要原样取自上一页的答复", "请去掉cursor", code="api.cursor", field="cursor")
