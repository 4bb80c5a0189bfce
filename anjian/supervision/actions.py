"""Every change of supervision: put on the board, struck off, published, found overdue. Each is one fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from anjian.hazards import actions as hazards
from anjian.hazards import queries as hazards_queries
from anjian.hazards.events import Moved
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.records import actions as records
from anjian.records.events import Recorded
from anjian.supervision import queries, taking
from anjian.supervision.events import ABOUT, FOLLOWED, LEVELS, OVERDUE, PROBLEM, RELEASED, number
from anjian.supervision.issuing import issue_delisting, issue_listing, issue_quarterly
from anjian.supervision.models import Listing

__all__ = [
    "delist",
    "find_overdue",
    "follow",
    "issue_delisting",
    "issue_listing",
    "issue_quarterly",
    "list_hazard",
    "publish",
    "refold",
]


@transaction.atomic
def list_hazard(
    viewer: Viewer,
    hazard: str,
    *,
    due: dt.date,
    day: dt.date,
    today: dt.date,
    by: str = "",
    supervisor: str = "",
    id: UUID | None = None,
) -> Moved:
    """Put a major hazard on the board (挂牌督办): number and level follow from the body.

    ``by``: the body that lists it; left out: the body of the viewer's first post. ``supervisor``: id of the post that
    answers for it. Refuses a body whose level lists nothing, and what `hazards.actions.move` refuses.
    """
    by = by or next((post.body for post in viewer.posts if post.body), "")
    ledger.lock(viewer, {one for one in (hazard, by, _enterprise(viewer, hazard)) if one})
    body = people.body(viewer, by, as_of=day) if by else None
    level = LEVELS.get(divisions.level(body.place)) if body else None
    if body is None or level is None:
        raise Refusal(
            "这个单位不能挂牌",
            "挂牌督办分省、市、县三级，由这三级的单位挂",
            "请由县级以上的单位办理",
            code="supervision.level",
            field="by",
        )
    said: hazards.Said = {"level": level, "number": number(day.year, taking.following(by, day.year)), "due": due}
    parties = {"supervisor": supervisor} if supervisor else {}
    return hazards.move(viewer, hazard, "list", day=day, today=today, by=by, attributes=said, posts=parties, id=id)


@transaction.atomic
def delist(viewer: Viewer, hazard: str, *, opinion: str, day: dt.date, today: dt.date, id: UUID | None = None) -> Moved:
    """Strike a verified hazard off the board (摘牌). Only the body that listed it may."""
    board = queries.own_board(viewer, hazard, as_of=day)
    said: hazards.Said = {"number": board.number, "opinion": opinion}
    return hazards.move(viewer, hazard, "delist", day=day, today=today, by=board.body, attributes=said, id=id)


@transaction.atomic
def follow(
    viewer: Viewer,
    hazard: str,
    *,
    found: str,
    day: dt.date,
    today: dt.date,
    files: Sequence[str] = (),
    id: UUID | None = None,
) -> Recorded:
    """Say that a listed hazard was followed up (跟踪督办): the documents' rate of supervision counts it."""
    board = queries.own_board(viewer, hazard, as_of=day)
    return records.record(
        viewer,
        FOLLOWED,
        day=day,
        place=board.place,
        today=today,
        parties=[Party("hazard", "matter", hazard), Party("by", "body", board.body)],
        attributes={"found": found},
        files=files,
        id=id,
    )


@transaction.atomic
def publish(
    viewer: Viewer,
    hazard: str,
    *,
    channel: str,
    address: str = "",
    day: dt.date,
    today: dt.date,
    id: UUID | None = None,
) -> Recorded:
    """Release to the public that a hazard is listed, or struck off (公告): from then on it is on the public page.

    Refuses a hazard that was never listed, and whoever is not of the body that listed it.
    """
    board = queries.own_board(viewer, hazard, as_of=day)
    return records.record(
        viewer,
        RELEASED,
        day=day,
        place=board.place,
        today=today,
        parties=[Party("by", "body", board.body), Party("hazard", "matter", hazard)],
        attributes={"channel": channel, "about": ABOUT, **({"address": address} if address else {})},
        id=id,
    )


@transaction.atomic
def find_overdue(
    viewer: Viewer, hazard: str, *, ground: str, day: dt.date, today: dt.date, id: UUID | None = None
) -> Recorded:
    """Say that a listed hazard was not rectified in time (认定逾期未整改): the documents' ladders begin with it.

    Refuses one that is not late on that day: a person decides, but not against the clock.
    """
    board = queries.own_board(viewer, hazard, as_of=day)
    if not board.late:
        raise Refusal(
            f"期限{board.due}还没有过，或者已经改好", "没有逾期就没有后果", "请核对日期", code="supervision.not_late"
        )
    return records.record(
        viewer,
        PROBLEM,
        day=day,
        place=board.place,
        today=today,
        parties=[Party("matter", "matter", hazard), Party("by", "body", board.body)],
        attributes={"problem": OVERDUE, "ground": ground},
        id=id,
    )


@transaction.atomic
def refold(viewer: Viewer, hazards: Iterable[str]) -> int:
    """Make the listings of hazards from their facts (补建), after an imported history; returns how many.

    Refuses anybody but the program, and where there are listings already.
    """
    if not viewer.is_system or Listing.objects.for_change().exists():
        raise Refusal("不能补建挂牌", "只由程序在空表上补建", "请逐条办理", code="supervision.not_allowed")
    names = list(taking.TAKEN)
    found = [fact for one in hazards for fact in facts.facts(viewer, names=names, party=one, limit=facts.LARGEST)]
    for fact in sorted((one for one in found if one.stands), key=lambda one: one.seq):
        taking.TAKEN[fact.name](fact, viewer)
    return Listing.objects.for_change().count()


def _enterprise(viewer: Viewer, hazard: str) -> str:
    card = hazards_queries.hazard(viewer, hazard)
    if card is None:
        raise hazards_queries.missing()
    return card.enterprise
