"""Persons and who holds which post (任职): appointed, moved, delegated, vacated."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from anjian.ledger.events import Fact, Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import events
from anjian.people.actions import saying
from anjian.people.models import Person, Tenure
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
    Person(id=person, name=name, sort_key=saying.sort_key(name), said_by=fact.id).save(force_insert=True)
    return fact


@transaction.atomic
def appoint(
    viewer: Viewer,
    *,
    post: str,
    person: str,
    since: dt.date,
    until: dt.date | None = None,
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Put a person into a post from a day (任职). Who held it then leaves the day before.

    Told late, the tenure ends where the next one that we already know begins. Refuses an unknown person or post, and a
    day before the post was made.
    """
    place = saying.place_of_post(post)
    saying.may(viewer, place)
    if not Person.objects.for_change().filter(id=person).exists():
        raise Refusal(
            f"没有登记人员“{person}”",
            "职责要落到具体的人",
            "请先登记人员，再任职",
            code="people.unknown_person",
            field="person",
        )
    saying.must_stand(post, since)
    said: dict[str, Any] = {"since": since, **({"until": until} if until else {})}
    parties = [Party("post", "post", post), Party("person", "person", person)]
    fact = saying.record(viewer, events.APPOINTED, since, happened_at, place, parties, said)
    live = told_by(Tenure.objects.for_change()).filter(post=post).order_by("since")
    covering = next((row for row in live if row.since <= since and (row.until is None or row.until >= since)), None)
    following = next((row for row in live if row.since > since), None)
    last = until or (covering.until if covering else None)
    if last is None and following is not None:
        last = following.since - slices.DAY
    if covering is not None:
        slices.end(Tenure, {"post": post}, last_day=since - slices.DAY, fact=fact.id, only=covering)
    slices.begin(Tenure, {"post": post}, {"person": person}, since=since, until=last, fact=fact.id)
    return fact


@transaction.atomic
def vacate(viewer: Viewer, *, post: str, last_day: dt.date, happened_at: dt.datetime | None = None) -> Fact:
    """Say that the holder of a post left it after a day (离任); from the next day it is vacant."""
    place = saying.place_of_post(post)
    saying.may(viewer, place)
    live = told_by(Tenure.objects.for_change()).filter(post=post, since__lte=last_day).order_by("-since")
    held = live.first()
    people = [Party("person", "person", held.person)] if held else []
    parties = [Party("post", "post", post), *people]
    fact = saying.record(viewer, events.VACATED, last_day, happened_at, place, parties, {"last_day": last_day})
    slices.end(Tenure, {"post": post}, last_day=last_day, fact=fact.id, only=held)
    return fact
