"""Lists taken in (名册导入), and taken back exactly.

A list is written in one transaction: all its good rows or none. Each `CHUNK` of rows is one fact; its body names rows,
persons and posts by their ids, never a name. Undoing voids those facts, the last first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.ledger.events import Fact, Party
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import events
from anjian.people.actions import holders, saying
from anjian.people.listing.plans import NewBody, Seat
from anjian.people.models import Body, BodyFunction, Person, Post, Tenure
from anjian.people.pinyin import sort_key

CHUNK = 500
"""Rows told by one fact."""
MOVES = 2000
"""Changes of holders of existing posts in one list at most: each takes the turn of its post until the end."""


@transaction.atomic
def import_posts(
    viewer: Viewer, seats: Sequence[Seat], *, batch: UUID, sheet: str, name: str, place: str, now: dt.datetime
) -> int:
    """Take in the good rows of a checked list: new persons, new posts, who sits where. Returns how many rows.

    ``sheet``: digest of the file; ``name``: its name; ``place``: division of the office. All or nothing. Refuses when
    somebody else changed one of these posts or persons since the check: then it has to be checked again.
    """
    for where in {seat.place for seat in seats}:
        saying.may(viewer, where)
    changed = sorted({seat.post for seat in seats if not seat.new_post})
    if len(changed) > MOVES:
        raise Refusal(
            f"名册要换{len(changed)}个职务上的人，一次最多{MOVES}个",
            "换人时要逐个核对前任，太多会长时间占住别人的登记",
            "请按单位分成几个文件导入",
            code="people.too_many",
        )
    ledger.lock(viewer, [*changed, f"list:{batch}"])
    _still(seats)
    for part, chunk in enumerate(_chunks(seats), 1):
        told = {"rows": [[seat.row, seat.person, seat.post] for seat in chunk]}
        said = {"kind": "posts", "part": part, "count": len(chunk), "file": name}
        fact = _tell(viewer, chunk, batch, sheet, place, now, said, told)
        people = {seat.person: seat.name for seat in chunk if seat.new_person}
        Person.objects.for_change().bulk_create(
            Person(id=id, name=called, sort_key=sort_key(called), said_by=fact.id) for id, called in people.items()
        )
        fresh = [seat for seat in chunk if seat.new_post]
        Post.objects.for_change().bulk_create(
            Post(
                post=seat.post,
                post_class=kind,
                body=seat.body,
                place=seat.place,
                level=seat.level,
                name=seat.post_name,
                since=seat.since,
                said_by=fact.id,
            )
            for seat in fresh
            for kind in seat.classes
        )
        Tenure.objects.for_change().bulk_create(
            Tenure(
                post=seat.post,
                person=seat.person,
                kind=seat.kind,
                ground=seat.ground,
                since=seat.since,
                until=seat.until,
                said_by=fact.id,
            )
            for seat in fresh
        )
        for seat in chunk:
            if not seat.new_post:
                holders.seat(
                    seat.post,
                    seat.person,
                    since=seat.since,
                    until=seat.until,
                    kind=seat.kind,
                    ground=seat.ground,
                    fact=fact.id,
                )
    return len(seats)


@transaction.atomic
def import_bodies(
    viewer: Viewer, bodies: Sequence[NewBody], *, batch: UUID, sheet: str, name: str, place: str, now: dt.datetime
) -> int:
    """Take in the good rows of a checked list of bodies. Returns how many. All or nothing."""
    for where in {body.place for body in bodies}:
        saying.may(viewer, where)
    ledger.lock(viewer, [f"list:{batch}"])
    if Body.objects.for_change().filter(body__in=[body.body for body in bodies]).exists():
        raise _changed()
    for part, chunk in enumerate(_chunks(bodies), 1):
        told = {"rows": [[body.row, body.body] for body in chunk]}
        said = {"kind": "bodies", "part": part, "count": len(chunk), "file": name}
        fact = _tell(viewer, chunk, batch, sheet, place, now, said, told)
        common: dict[str, Any] = {"said_by": fact.id}
        Body.objects.for_change().bulk_create(
            Body(
                body=body.body,
                body_class=kind,
                place=body.place,
                level=body.level,
                name=body.name,
                superior=body.superior,
                since=body.since,
                **common,
            )
            for body in chunk
            for kind in body.classes
        )
        BodyFunction.objects.for_change().bulk_create(
            BodyFunction(body=body.body, function=job, place=body.place, level=body.level, since=body.since, **common)
            for body in chunk
            for job in body.functions
        )
    return len(bodies)


@transaction.atomic
def undo_import(viewer: Viewer, batch: UUID, *, reason: str) -> int:
    """Take back a whole list (撤销导入): everything it said is as before. Returns how many rows it had.

    Refuses when a later change stands on one of its rows, when it was taken back before, and without a reason.
    """
    told = listed_facts(viewer, batch)
    standing = [fact for fact in told if fact.stands]
    if not standing:
        raise Refusal(
            "没有可以撤销的导入",
            "它不存在、已经撤销，或者不是您的",
            "请从导入记录进入",
            code="people.missing",
            field="batch",
        )
    for fact in standing:
        saying.may(viewer, fact.place or "")
    for fact in reversed(standing):
        ledger.void(viewer, fact.id, reason=reason)
    return sum(int(fact.attributes["count"]) for fact in standing)


def listed_facts(viewer: Viewer, batch: UUID) -> list[Fact]:
    """The facts of a list, first part first."""
    found = facts.facts(viewer, names=[events.LISTED], party=f"list:{batch}", limit=200)
    return sorted(found, key=lambda fact: fact.seq)


def _tell(
    viewer: Viewer,
    chunk: Sequence[Seat] | Sequence[NewBody],
    batch: UUID,
    sheet: str,
    place: str,
    now: dt.datetime,
    said: dict[str, Any],
    told: dict[str, Any],
) -> Fact:
    bodies = sorted({each.body for each in chunk}) if said["kind"] == "posts" else []
    return ledger.record(
        viewer,
        events.LISTED,
        happened_at=now.astimezone(CHINA),
        place=place,
        parties=[Party("list", "matter", f"list:{batch}"), *(Party("body", "body", body) for body in bodies)],
        attributes={**said, "sheet": sheet},
        private=told,
        changes=[f"list:{batch}"],
    )


def _still(seats: Sequence[Seat]) -> None:
    """Refuses when a new id is taken by now, or a person who was there is gone."""
    fresh = [seat.post for seat in seats if seat.new_post]
    people = {seat.person for seat in seats if seat.new_person}
    there = {seat.person for seat in seats if not seat.new_person} - people
    known = set(Person.objects.for_change().filter(id__in=there).values_list("id", flat=True))
    if (
        Post.objects.for_change().filter(post__in=fresh).exists()
        or Person.objects.for_change().filter(id__in=people).exists()
        or known != there
    ):
        raise _changed()


def _changed() -> Refusal:
    return Refusal(
        "试算以后，有人改动了其中的职务或人员",
        "照原来的试算写入会盖掉他们的改动；没有写入任何内容",
        "请重新试算一次，再导入",
        code="people.changed",
    )


def _chunks(rows: Sequence[Any]) -> list[Any]:
    return [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
