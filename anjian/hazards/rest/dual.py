"""The dual report: who has to tell whom how hazards are treated, who did, and recording one."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.hazards import actions, queries
from anjian.lib import divisions
from anjian.registry import queries as registry
from anjian.ui.rest import FAULTS, KEYED, At, Page, ToldOut, asks, at_of, cursor_of, live, page_of, tell, viewer_of

router = Router()


class DualOwedOut(Schema):
    """What an enterprise owes under a rule: its outcome as everywhere, until when, when it told last."""

    rule: str
    title: str
    duty: str
    outcome: str
    due: dt.date | None
    last: dt.date | None


class DualOut(Schema):
    """One enterprise."""

    enterprise: str
    name: str
    owed: list[DualOwedOut]


class DualsOut(Schema):
    """Enterprises by name."""

    items: list[DualOut]
    next: str | None


class DualAsked(Page):
    """In which place, of which name. Somebody of a firm sees their own."""

    inside: str | None = Field(None, max_length=12)
    words: str = Field("", max_length=40)


class DualIn(Schema):
    """A report that was made. ``audience``: to whom, a word of the vocabulary; ``photos``: its proof."""

    model_config = ConfigDict(extra="forbid")
    enterprise: str = Field(min_length=1, max_length=64)
    audience: str = Field(min_length=1, max_length=20)
    photos: list[str] = Field(default_factory=list, max_length=9)
    day: dt.date | None = None
    id: UUID | None = Field(None, description="这条记录的编号，重发时相同")


@router.get("/hazards/dual-reports", response={200: DualsOut, **FAULTS}, summary="双报告")
def list_dual_reports(request: HttpRequest, asked: Query[DualAsked], at: Query[At]) -> Any:
    """Enterprises with what they owe under the rules that ask for such reports."""
    viewer, now = viewer_of(request), at_of(request)
    own = viewer.places[0].lo if viewer.places else ""
    after = page_of(asked.cursor, str, str)
    found = queries.dual(
        viewer,
        as_of=now.as_of,
        inside=divisions.normal(asked.inside) if asked.inside else own,
        words=asked.words,
        after=(after[0], after[1]) if after else None,
        limit=asked.limit,
    )
    last = found[-1].firm.id if len(found) == asked.limit else ""
    key = registry.page_key(viewer, last, as_of=now.as_of) if last else None
    return {
        "items": [
            {
                "enterprise": one.firm.id,
                "name": one.firm.name,
                "owed": [
                    {
                        "rule": row.rule,
                        "title": row.title,
                        "duty": row.key,
                        "outcome": row.outcome.value,
                        "due": row.due,
                        "last": row.last,
                    }
                    for row in one.owed.values()
                ],
            }
            for one in found
        ],
        "next": cursor_of(*key) if key else None,
    }


@router.post("/hazards/dual-reports", response={200: ToldOut, **FAULTS}, summary="登记一次双报告", openapi_extra=KEYED)
@asks("record")
def report_treatment(request: HttpRequest, body: DualIn) -> Any:
    """Record that an enterprise told its regulator, or its workers' congress."""
    today = live(request).today

    def do() -> Any:
        return actions.report_treatment(
            viewer_of(request), body.enterprise, audience=body.audience, day=body.day or today, today=today,
            files=body.photos, id=body.id,
        ).fact  # fmt: skip

    return tell(request, do)
