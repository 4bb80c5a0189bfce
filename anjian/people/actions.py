"""Changes of bodies, posts and their holders. Each is one fact; the rows say which fact told them.

``since`` may lie in the past (told late). ``happened_at`` is when it was decided; without it, the start of the day from
which it holds. Offices (``office``) and administrators may change what lies in their places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from pypinyin import Style, lazy_pinyin

from anjian.ledger import actions as ledger
from anjian.ledger.events import CHINA, Fact, Party, Precision
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import events
from anjian.people.models import Body, BodyFunction, Person, Post, Tenure
from anjian.scope import actions as slices
from anjian.scope.queries import told_by

FORGOTTEN = "（已删除）"
ENTERPRISE_LEVEL = "enterprise"
"""Level of posts inside an enterprise: they give no sight of any place."""


@transaction.atomic
def found_body(
    viewer: Viewer,
    *,
    body: str,
    name: str,
    place: str,
    classes: Iterable[str],
    since: dt.date,
    functions: Iterable[str] = (),
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Set up a body (设立机构) with its classes and functions. Refuses an id that is already taken, or no class."""
    place = divisions.normal(place)
    _may(viewer, place)
    kinds, jobs = _words(classes), _words(functions)
    if not kinds:
        raise Refusal(
            f"“{name}”没有写明机构类别",
            "规则按类别找责任单位，没有类别就谁也找不到它",
            "请至少选一个类别，例如政府、部门、安委会",
            code="people.no_class",
            field="classes",
        )
    _must_be_new(Body.objects.for_change().filter(body=body).exists(), body, "body")
    fact = _record(
        viewer,
        events.BODY_FOUNDED,
        since,
        happened_at,
        place,
        [Party("body", "body", body, name)],
        {"name": _text(name, "name"), "classes": kinds, "functions": jobs},
    )
    where = {"place": place, "level": divisions.level(place)}
    for kind in kinds:
        slices.begin(Body, {"body": body, "body_class": kind}, {**where, "name": name}, since=since, fact=fact.id)
    for job in jobs:
        slices.begin(BodyFunction, {"body": body, "function": job}, where, since=since, fact=fact.id)
    return fact


@transaction.atomic
def rename_body(
    viewer: Viewer, *, body: str, name: str, since: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Give a body another name from a day (更名), such as 安监局 → 应急管理局. Its functions and posts stay."""
    place = _place_of_body(body)
    _may(viewer, place)
    change = {"name": _text(name, "name")}
    fact = _record(viewer, events.BODY_RENAMED, since, happened_at, place, [Party("body", "body", body, name)], change)
    slices.say(Body, {"body": body}, change, since=since, fact=fact.id)
    return fact


@transaction.atomic
def end_body(viewer: Viewer, *, body: str, last_day: dt.date, happened_at: dt.datetime | None = None) -> Fact:
    """Dissolve a body (撤销) with its functions and posts; their holders leave on the same day."""
    place = _place_of_body(body)
    _may(viewer, place)
    posts = sorted(set(told_by(Post.objects.for_change()).filter(body=body).values_list("post", flat=True)))
    parties = [Party("body", "body", body), *(Party("post", "post", post) for post in posts)]
    fact = _record(viewer, events.BODY_ENDED, last_day, happened_at, place, parties, {"last_day": last_day})
    slices.end(Body, {"body": body}, last_day=last_day, fact=fact.id)
    _end_if_running(BodyFunction, {"body": body}, last_day, fact.id)
    for post in posts:
        _end_if_running(Post, {"post": post}, last_day, fact.id)
        _end_if_running(Tenure, {"post": post}, last_day, fact.id)
    return fact


@transaction.atomic
def give_function(
    viewer: Viewer, *, body: str, function: str, since: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Give a body a function from a day (划入职能)."""
    place = _place_of_body(body)
    _may(viewer, place)
    parties = [Party("body", "body", body)]
    fact = _record(viewer, events.FUNCTION_GIVEN, since, happened_at, place, parties, {"function": function})
    values = {"place": place, "level": divisions.level(place)}
    slices.begin(BodyFunction, {"body": body, "function": function}, values, since=since, fact=fact.id)
    return fact


@transaction.atomic
def take_function(
    viewer: Viewer, *, body: str, function: str, last_day: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Take a function from a body after a day (划出职能)."""
    place = _place_of_body(body)
    _may(viewer, place)
    said = {"function": function, "last_day": last_day}
    parties = [Party("body", "body", body)]
    fact = _record(viewer, events.FUNCTION_TAKEN, last_day, happened_at, place, parties, said)
    slices.end(BodyFunction, {"body": body, "function": function}, last_day=last_day, fact=fact.id)
    return fact


@transaction.atomic
def make_post(
    viewer: Viewer,
    *,
    post: str,
    name: str,
    body: str,
    classes: Iterable[str],
    since: dt.date,
    place: str | None = None,
    level: str | None = None,
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Make a post (设职务) in a body. Place and level are the body's unless given (posts in enterprises give both)."""
    where = divisions.normal(place) if place else _place_of_body(body)
    _may(viewer, where)
    kinds = _words(classes)
    if not kinds:
        raise Refusal(
            f"“{name}”没有写明职务类别",
            "规则按类别找责任人",
            "请至少选一个类别",
            code="people.no_class",
            field="classes",
        )
    _must_be_new(Post.objects.for_change().filter(post=post).exists(), post, "post")
    fact = _record(
        viewer,
        events.POST_MADE,
        since,
        happened_at,
        where,
        [
            Party("post", "post", post, name),
            Party("body", "enterprise" if level == ENTERPRISE_LEVEL else "body", body),
        ],
        {"name": _text(name, "name"), "classes": kinds},
    )
    values = {"body": body, "place": where, "level": level or divisions.level(where), "name": name}
    for kind in kinds:
        slices.begin(Post, {"post": post, "post_class": kind}, values, since=since, fact=fact.id)
    return fact


@transaction.atomic
def end_post(viewer: Viewer, *, post: str, last_day: dt.date, happened_at: dt.datetime | None = None) -> Fact:
    """Abolish a post after a day (撤销职务); its holder leaves it on the same day."""
    place = _place_of_post(post)
    _may(viewer, place)
    parties = [Party("post", "post", post)]
    fact = _record(viewer, events.POST_ENDED, last_day, happened_at, place, parties, {"last_day": last_day})
    slices.end(Post, {"post": post}, last_day=last_day, fact=fact.id)
    _end_if_running(Tenure, {"post": post}, last_day, fact.id)
    return fact


@transaction.atomic
def enter_person(
    viewer: Viewer, *, person: str, name: str, since: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Enter a person (登记人员). The name is personal: it stands in the erasable body of the fact alone."""
    if not (viewer.is_system or viewer.has("administrator") or viewer.has("office")):
        raise _not_allowed()
    _must_be_new(Person.objects.for_change().filter(id=person).exists(), person, "person")
    fact = _record(
        viewer,
        events.PERSON_ENTERED,
        since,
        happened_at,
        None,
        [Party("person", "person", person, _text(name, "name"))],
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
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Put a person into a post from a day (任职). Who held it then leaves the day before.

    Told late, the tenure ends where the next one that we already know begins. Refuses an unknown person or post, and a
    day before the post was made.
    """
    place = _place_of_post(post)
    _may(viewer, place)
    if not Person.objects.for_change().filter(id=person).exists():
        raise Refusal(
            f"没有登记人员“{person}”",
            "职责要落到具体的人",
            "请先登记人员，再任职",
            code="people.unknown_person",
            field="person",
        )
    _must_stand(post, since)
    said: dict[str, Any] = {"since": since, **({"until": until} if until else {})}
    parties = [Party("post", "post", post), Party("person", "person", person)]
    fact = _record(viewer, events.APPOINTED, since, happened_at, place, parties, said)
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
    place = _place_of_post(post)
    _may(viewer, place)
    live = told_by(Tenure.objects.for_change()).filter(post=post, since__lte=last_day).order_by("-since")
    held = live.first()
    people = [Party("person", "person", held.person)] if held else []
    parties = [Party("post", "post", post), *people]
    fact = _record(viewer, events.VACATED, last_day, happened_at, place, parties, {"last_day": last_day})
    slices.end(Tenure, {"post": post}, last_day=last_day, fact=fact.id, only=held)
    return fact


def import_told(
    viewer: Viewer,
    *,
    persons: Iterable[Mapping[str, Any]],
    bodies: Iterable[Mapping[str, Any]],
    functions: Iterable[Mapping[str, Any]],
    posts: Iterable[Mapping[str, Any]],
    tenures: Iterable[Mapping[str, Any]],
) -> int:
    """The rows of an imported history (see `ledger.import_history`), into empty tables. Returns how many."""
    if not viewer.is_system:
        raise _not_allowed()
    entered = [Person(**{**row, "sort_key": sort_key(row["name"])}) for row in persons]
    done = len(Person.objects.for_change().bulk_create(entered, batch_size=2000))
    for model, rows in ((Body, bodies), (BodyFunction, functions), (Post, posts), (Tenure, tenures)):
        done += slices.import_slices(model, rows)
    return done


def take_back(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said about bodies, posts and tenures. Returns the rows taken back.

    Refuses when a later change stands on it.
    """
    return sum(slices.unsay(model, fact, by=by) for model in (Body, BodyFunction, Post, Tenure))


def said_anything(fact: UUID) -> bool:
    """Whether any row of bodies, posts or tenures was told by this fact."""
    return any(slices.told_something(model, fact) for model in (Body, BodyFunction, Post, Tenure))


def forget(fact: UUID) -> int:
    """Drop the name of the person whom an erased fact entered. Returns how many names went (0 or 1)."""
    return Person.objects.for_change().filter(said_by=fact).update(name=FORGOTTEN, sort_key="")


def sort_key(name: str) -> str:
    """Pinyin with and without tones dropped and its initials, for sorting and search: `` shilijia slj``."""
    whole = "".join(lazy_pinyin(name)).lower()
    first = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return f" {whole} {first}"


def _record(
    viewer: Viewer,
    name: str,
    day: dt.date,
    happened_at: dt.datetime | None,
    place: str | None,
    parties: list[Party],
    attributes: Mapping[str, Any],
    private: Mapping[str, Any] | None = None,
) -> Fact:
    at = happened_at or dt.datetime.combine(day, dt.time(), CHINA)
    precision: Precision = "minute" if happened_at else "day"
    return ledger.record(
        viewer,
        name,
        happened_at=at,
        precision=precision,
        place=place,
        parties=parties,
        attributes=attributes,
        private=private or {},
    )


def _may(viewer: Viewer, place: str) -> None:
    if viewer.is_system or ((viewer.has("administrator") or viewer.has("office")) and viewer.sees(place)):
        return
    raise _not_allowed()


def _not_allowed() -> Refusal:
    return Refusal(
        "您不能改动机构和任职信息",
        "职责按机构和任职落到人，改动要由管理这一地方的办公室负责",
        "请联系本级安委办或系统管理员",
        code="people.not_allowed",
    )


def _place_of_body(body: str) -> str:
    row = told_by(Body.objects.for_change()).filter(body=body).order_by("-since").first()
    if row is None:
        raise Refusal(f"没有登记机构“{body}”", "无从改动", "请先登记机构", code="people.unknown_body", field="body")
    return row.place


def _place_of_post(post: str) -> str:
    row = told_by(Post.objects.for_change()).filter(post=post).order_by("-since").first()
    if row is None:
        raise Refusal(f"没有登记职务“{post}”", "无从改动", "请先设职务", code="people.unknown_post", field="post")
    return row.place


def _must_stand(post: str, day: dt.date) -> None:
    rows = told_by(Post.objects.for_change()).filter(post=post).order_by("since")
    first, last = rows.first(), rows.last()
    if first is not None and last is not None and (day < first.since or (last.until is not None and day > last.until)):
        raise Refusal(
            f"{day}时还没有（或已经没有）这个职务",
            "任职日期必须落在职务存在的日子里",
            f"请核对日期：该职务自{first.since}起" + (f"至{last.until}" if last.until else ""),
            code="people.post_not_standing",
            field="since",
        )


def _must_be_new(taken: bool, subject: str, field: str) -> None:
    if taken:
        raise Refusal(
            f"编号“{subject}”已经用过",
            "同一编号只能指同一对象，否则历史会混在一起",
            "请换一个编号",
            code="people.taken",
            field=field,
        )


def _end_if_running(model: type[slices.S], key: Mapping[str, Any], last_day: dt.date, fact: UUID) -> None:
    rows = told_by(model.objects.for_change()).filter(**key)  # type: ignore[attr-defined]
    if rows.filter(until__isnull=True).exists() or rows.filter(until__gt=last_day).exists():
        slices.end_all(model, key, last_day=last_day, fact=fact)


def _words(words: Iterable[str]) -> list[str]:
    return sorted({word.strip() for word in words if word.strip()})


def _text(text: str, field: str) -> str:
    if not text.strip():
        raise Refusal("名称是空的", "没有名称，页面和公文上无法称呼", "请填写名称", code="people.no_name", field=field)
    return text
