"""One record, many duties (一记多用): what a record serves, what a place was spared, how far a first day has come."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from anjian.desk import queries
from anjian.desk.queries import first_day as guide
from anjian.desk.queries.ground import chosen_place
from anjian.desk.queries.serving import Served
from anjian.desk.rest.documents import Where
from anjian.desk.rest.shapes import DutyOut, duty_out
from anjian.ledger import queries as ledger
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.ui.rest import FAULTS, At, at_of, live, viewer_of

router = Router()


class ForOut(Schema):
    """What a record does for one document."""

    document: str
    title: str
    duties: list[DutyOut]


class ServedOut(Schema):
    """A record with its duties by document, and the filings that it saved."""

    fact: UUID
    title: str
    day: dt.date | None
    documents: list[ForOut]
    saved: int


class SavedOut(Schema):
    """Filings saved by records of this year in a place; ``shared``: the latest of them, ``more``: not listed."""

    place: str
    since: dt.date
    duties: int
    records: int
    filings: int
    across: int
    shared: list[ServedOut]
    more: int


class StepOut(Schema):
    """One of the five steps of an empty start."""

    name: str
    title: str
    done: bool
    there: str
    missing: str
    command: str


class FirstDayOut(Schema):
    """How far the start has come."""

    place: str
    place_name: str
    done: int
    steps: list[StepOut]


@router.get("/facts/{uuid:fact_id}/served", response={200: ServedOut, **FAULTS}, summary="一条记录用于哪些文件")
def get_served(request: HttpRequest, fact_id: UUID, at: Query[At]) -> Any:
    """The duties for which a record counts, by document."""
    viewer, now = viewer_of(request), at_of(request)
    fact = ledger.fact(viewer, fact_id, known=now.known)
    if fact is None:
        raise Refusal("没有找到这条记录", "它不存在，或者不在您的权限范围内", "请核对编号", code="desk.missing")
    return _served(queries.served(viewer, fact, as_of=now.as_of, known=now.known))


@router.get("/saved", response={200: SavedOut, **FAULTS}, summary="省去的填报")
def get_saved(request: HttpRequest, asked: Query[Where], at: Query[At]) -> Any:
    """What one record for many duties saved this year in a place that the account answers for."""
    viewer, now = viewer_of(request), at_of(request)
    if not viewer.places:
        raise Refusal("没有可以看的地方", "这个数按地方算", "请用有职务的账号", code="desk.forbidden")
    place = chosen_place(viewer, asked.place)
    found = queries.saved(viewer, place=place, as_of=now.as_of, known=now.known)
    return {
        "place": divisions.short(place),
        "shared": [_served(one) for one in found.shared],
        **{name: getattr(found, name) for name in ("since", "duties", "records", "filings", "across", "more")},
    }


@router.get("/first-day", response={200: FirstDayOut, **FAULTS}, summary="开张五步")
def get_first_day(request: HttpRequest) -> Any:
    """What an empty start still needs; for administrators and offices."""
    viewer = viewer_of(request)
    if not guide.may_see(viewer):
        raise Refusal(
            "开张五步只对管理员和安委办人员开放", "它讲的是怎样把系统用起来", "请用他们的账号", code="desk.forbidden"
        )
    found = guide.first_day(viewer, as_of=live(request).today)
    return {
        "place": divisions.short(found.place) if found.place else "",
        "place_name": found.place_name,
        "done": found.done,
        "steps": [{name: getattr(step, name) for name in StepOut.model_fields} for step in found.steps],
    }


def _served(one: Served) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "title": one.title,
        "day": one.day,
        "saved": one.saved,
        "documents": [
            {
                "document": group.url.strip("/").rpartition("/")[2],
                "title": group.title,
                "duties": [duty_out(row) for row in group.rows],
            }
            for group in one.groups
        ],
    }
