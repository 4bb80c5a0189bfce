"""Persons and who holds which post (任职): appointed, moved, vacated. Acting for somebody else: `acting`."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import events
from anjian.people.actions import saying
from anjian.people.models import Person, Tenure
from anjian.people.pinyin import sort_key
from anjian.scope import actions as slices
from anjian.scope.queries import told_by


@transaction.atomic
def enter_person(
    viewer: Viewer, *, person: str, name: str, since: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Enter a person (登记人员). The name is personal: it stands in the erasable body of the fact alone."""
    if not (viewer.is_system or viewer.has("administrator") or viewer.has("office")):
        raise saying.not_allowed()
    saying.must_be_new(Person.objects.for_change().filter(id=person).exists(), person, "person")
    fact = saying.record(
        viewer,
        events.PERSON_ENTERED,
        since,
        happened_at,
        None,
        [Party("person", "person", person, saying.text(name, "name"))],
        {},
        {"name": name},
    )
    Person(id=person, name=name, sort_key=sort_key(name), said_by=fact.id).save(force_insert=True)
    return fact


@transaction.atomic
def appoint(
    viewer: Viewer,
    *,
    post: str,
    person: str,
    since: dt.date,
    until: dt.date | None = None,
    kind: str = "full",
    ground: str = "",
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Put a person into a post from a day (任职, 挂职). Who held it then leaves the day before.

    Told late, the tenure ends where the next one that we already know begins. ``ground``: the paper it rests on.
    Refuses an unknown person or post, and a day before the post was made.
    """
    place = saying.may_change_post(viewer, post)
    saying.must_be_known(person)
    saying.must_be_kind(kind)
    saying.must_stand(post, since)
    said: dict[str, Any] = {"since": since, **_how(until, kind, ground)}
    parties = [Party("post", "post", post), Party("person", "person", person)]
    fact = saying.record(viewer, events.APPOINTED, since, happened_at, place, parties, said)
    seat(post, person, since=since, until=until, kind=kind, ground=ground, fact=fact.id)
    return fact


@transaction.atomic
def move(
    viewer: Viewer,
    *,
    person: str,
    leaves: str,
    takes: str,
    since: dt.date,
    ground: str = "",
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Move a person from one post to another (调任): one fact. The old post is vacant from ``since``.

    Refuses when they do not hold the old post on the day before, and what `appoint` refuses.
    """
    saying.may_change_post(viewer, leaves)
    place = saying.may_change_post(viewer, takes)
    saying.must_be_known(person)
    saying.must_stand(takes, since)
    before = since - slices.DAY
    ledger.lock(viewer, [leaves, takes, person])
    held = of_day(leaves, before)
    if held is None or person not in (held.person, held.behalf):
        raise Refusal(
            f"{before}时此人不担任原职务",
            "调任是同一天离开原职务、就任新职务，原职务要先对得上",
            "请核对人员、原职务和日期；如果只是新任职，请办理任职",
            code="people.not_holder",
            field="leaves",
        )
    said: dict[str, Any] = {"since": since, **_how(None, "full", ground)}
    parties = [Party("leaves", "post", leaves), Party("takes", "post", takes), Party("person", "person", person)]
    fact = saying.record(viewer, events.MOVED, since, happened_at, place, parties, said)
    if held.behalf and held.person == person:
        give_back(held, since=since, fact=fact.id)
    else:
        unseat(held, last_day=before, fact=fact.id)
    seat(takes, person, since=since, ground=ground, fact=fact.id)
    return fact


@transaction.atomic
def vacate(viewer: Viewer, *, post: str, last_day: dt.date, happened_at: dt.datetime | None = None) -> Fact:
    """Say that the holder of a post left it after a day (离任); from the next day it is vacant.

    While somebody acts for the holder, it is the holder who leaves: the other goes on acting for a vacant post.
    """
    place = saying.may_change_post(viewer, post)
    ledger.lock(viewer, [post])
    held = of_day(post, last_day)
    leaving = (held.behalf or held.person) if held else ""
    parties = [Party("post", "post", post), *([Party("person", "person", leaving)] if leaving else [])]
    fact = saying.record(viewer, events.VACATED, last_day, happened_at, place, parties, {"last_day": last_day})
    if held is None:
        slices.end(Tenure, {"post": post}, last_day=last_day, fact=fact.id)  # refuses: nobody was there to leave
    else:
        unseat(held, last_day=last_day, fact=fact.id)
    return fact


@transaction.atomic
def delegate(
    viewer: Viewer,
    *,
    post: str,
    person: str,
    since: dt.date,
    ground: str,
    until: dt.date | None = None,
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Let somebody act in a post for a time (代理): duties, desk and rights of the post are theirs from day to day.

    The holder stays the holder and answers again from the day after ``until``; a vacant post is vacant again. Without
    ``until`` it lasts until `end_delegation` or until the holder's own time ends. Refuses without a ground, for the
    holder themself, and while somebody else acts.
    """
    place = saying.may_change_post(viewer, post)
    saying.must_be_known(person)
    saying.must_stand(post, since)
    if not ground.strip():
        raise Refusal(
            "代理没有写明依据",
            "代理期间由代理人承担全部职责，要说得出凭什么",
            "请写明文件、会议或批示，例如：县政府党组会2026年3月10日研究",
            code="people.no_ground",
            field="ground",
        )
    if until is not None and until < since:
        raise Refusal("截止日早于起始日", "没有一天可以代理", "请核对日期", code="people.span", field="until")
    ledger.lock(viewer, [post, person])
    pieces = [
        row
        for row in told_by(Tenure.objects.for_change()).filter(post=post).order_by("since")
        if (row.until is None or row.until >= since) and (until is None or row.since <= until)
    ]
    taken = next((row for row in pieces if row.kind == "acting" or row.person == person), None)
    if taken is not None:
        raise Refusal(
            "这段时间里此人本来就担任这个职务" if taken.person == person else "这段时间里已有人代理这个职务",
            "同一天只能由一个人承担一个职务",
            "请核对日期，或先结束已有的代理",
            code="people.already_acting",
            field="since",
        )
    said: dict[str, Any] = {"since": since, **_how(until, "acting", ground)}
    parties = [Party("post", "post", post), Party("person", "person", person)]
    parties += [Party("behalf", "person", holder) for holder in sorted({row.person for row in pieces})]
    fact = saying.record(viewer, events.DELEGATED, since, happened_at, place, parties, said)
    free: dt.date | None = since
    values = {"person": person, "kind": "acting", "ground": ground}
    for row in pieces:
        if free is not None and free < row.since:
            slices.begin(
                Tenure, {"post": post}, {**values, "behalf": ""}, since=free, until=row.since - slices.DAY, fact=fact.id
            )
        last = until if row.until is None or (until is not None and until < row.until) else row.until
        change = {**values, "behalf": row.person}
        slices.say(Tenure, {"post": post}, change, since=max(row.since, since), until=last, fact=fact.id)
        free = None if last is None else last + slices.DAY
    if free is not None and (until is None or free <= until) and not (pieces and until is None):
        slices.begin(Tenure, {"post": post}, {**values, "behalf": ""}, since=free, until=until, fact=fact.id)
    return fact


@transaction.atomic
def end_delegation(viewer: Viewer, *, post: str, last_day: dt.date, happened_at: dt.datetime | None = None) -> Fact:
    """End a delegation after a day (结束代理): the holder answers again, or the post is vacant.

    Refuses when nobody acts that day.
    """
    place = saying.may_change_post(viewer, post)
    ledger.lock(viewer, [post])
    acting = of_day(post, last_day)
    if acting is None or acting.kind != "acting":
        raise Refusal(
            f"{last_day}时没有人代理这个职务",
            "没有代理就无从结束",
            "请核对日期",
            code="people.nobody_acts",
            field="last_day",
        )
    parties = [Party("post", "post", post), Party("person", "person", acting.person)]
    fact = saying.record(viewer, events.DELEGATION_ENDED, last_day, happened_at, place, parties, {"last_day": last_day})
    give_back(acting, since=last_day + slices.DAY, fact=fact.id)
    return fact


def seat(
    post: str,
    person: str,
    *,
    since: dt.date,
    until: dt.date | None = None,
    kind: str = "full",
    ground: str = "",
    fact: UUID,
) -> None:
    """The rows of an appointment that ``fact`` tells: who holds the post that day leaves, who comes later stays."""
    covering = of_day(post, since)
    following = told_by(Tenure.objects.for_change()).filter(post=post, since__gt=since).order_by("since").first()
    known = following.since - slices.DAY if following is not None else None
    if covering is not None:
        rest = _rest(covering)
        known = rest[-1].until
        for row in rest:
            slices.end(Tenure, {"post": post}, last_day=max(since, row.since) - slices.DAY, fact=fact, only=row)
    values = {"person": person, "kind": kind, "ground": ground, "behalf": ""}
    slices.begin(Tenure, {"post": post}, values, since=since, until=until or known, fact=fact)


def unseat(held: Tenure, *, last_day: dt.date, fact: UUID) -> None:
    """The holder of this row leaves after a day; who acts for them goes on, in a vacant post."""
    holder = held.behalf or held.person
    for row in _rest(held):
        if row.until is not None and row.until <= last_day:
            continue
        first = max(row.since, last_day + slices.DAY)
        if row.person == holder:
            slices.end(Tenure, {"post": row.post}, last_day=first - slices.DAY, fact=fact, only=row)
        else:
            slices.say(Tenure, {"post": row.post}, {"behalf": ""}, since=first, until=row.until, fact=fact)


def give_back(acting: Tenure, *, since: dt.date, fact: UUID) -> None:
    """From a day on the post of this acting row is its holder's again; vacant when there is none."""
    if acting.until is not None and acting.until < since:
        return
    if not acting.behalf:
        slices.end(Tenure, {"post": acting.post}, last_day=since - slices.DAY, fact=fact, only=acting)
        return
    own = told_by(Tenure.objects.for_change()).filter(post=acting.post, person=acting.behalf).order_by("-since").first()
    change = {
        "person": acting.behalf,
        "kind": own.kind if own else "full",
        "ground": own.ground if own else "",
        "behalf": "",
    }
    slices.say(Tenure, {"post": acting.post}, change, since=since, until=acting.until, fact=fact)


def of_day(post: str, day: dt.date) -> Tenure | None:
    """The live row of a post on a day."""
    live = told_by(Tenure.objects.for_change()).filter(post=post, since__lte=day).order_by("-since").first()
    return live if live is not None and (live.until is None or live.until >= day) else None


def _rest(held: Tenure) -> list[Tenure]:
    """This row and those that follow it without a gap for the same holder, acting ones included."""
    rows = [held]
    later = told_by(Tenure.objects.for_change()).filter(post=held.post, since__gt=held.since).order_by("since")
    for row in later:
        last = rows[-1].until
        if last is None or row.since != last + slices.DAY or (row.behalf or row.person) != (held.behalf or held.person):
            break
        rows.append(row)
    return rows


def _how(until: dt.date | None, kind: str, ground: str) -> dict[str, Any]:
    said: dict[str, Any] = {"until": until} if until else {}
    if kind != "full":
        said["kind"] = kind
    if ground.strip():
        said["ground"] = ground.strip()
    return said
