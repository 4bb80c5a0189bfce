"""Bodies (机构): set up, renamed, given functions, dissolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import events
from anjian.people.actions import saying
from anjian.people.models import Body, BodyFunction, Post, Tenure
from anjian.scope import actions as slices
from anjian.scope.queries import told_by


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
    superior: str = "",
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Set up a body (设立机构) with its classes and functions. Refuses an id that is already taken, or no class.

    ``superior``: the body that a vertical one (垂直管理) stands under; its office then sets it up and changes it.
    """
    place = divisions.normal(place)
    saying.may(viewer, saying.place_of_body(viewer, superior) if superior else place)
    kinds, jobs = saying.words(classes), saying.words(functions)
    if not kinds:
        raise Refusal(
            f"“{name}”没有写明机构类别",
            "规则按类别找责任单位，没有类别就谁也找不到它",
            "请至少选一个类别，例如政府、部门、安委会",
            code="people.no_class",
            field="classes",
        )
    saying.must_be_new(Body.objects.for_change().filter(body=body).exists(), body, "body")
    fact = saying.record(
        viewer,
        events.BODY_FOUNDED,
        since,
        happened_at,
        place,
        [Party("body", "body", body, name)],
        {"name": saying.text(name, "name"), "classes": kinds, "functions": jobs}
        | ({"superior": superior} if superior else {}),
    )
    where = {"place": place, "level": divisions.level(place)}
    for kind in kinds:
        slices.begin(
            Body,
            {"body": body, "body_class": kind},
            {**where, "name": name, "superior": superior},
            since=since,
            fact=fact.id,
        )
    for job in jobs:
        slices.begin(BodyFunction, {"body": body, "function": job}, where, since=since, fact=fact.id)
    return fact


@transaction.atomic
def rename_body(
    viewer: Viewer, *, body: str, name: str, since: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Give a body another name from a day (更名), such as 安监局 → 应急管理局. Its functions and posts stay."""
    place = saying.place_of_body(viewer, body)
    saying.may_change_body(viewer, body)
    change = {"name": saying.text(name, "name")}
    fact = saying.record(
        viewer, events.BODY_RENAMED, since, happened_at, place, [Party("body", "body", body, name)], change
    )
    slices.say(Body, {"body": body}, change, since=since, fact=fact.id)
    return fact


@transaction.atomic
def place_under(
    viewer: Viewer, *, body: str, superior: str, since: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Put a body under a higher one (上收、垂直管理) from a day, or back under its place (``superior`` "").

    Both sides must be the viewer's to change. Refuses a body as its own superior, and a chain that ends in itself.
    """
    place = saying.place_of_body(viewer, body)
    saying.may_change_body(viewer, body)
    above, chain = superior, {body}
    while above:
        if above in chain:
            raise Refusal(
                "上级机构不能是它自己或它的下级",
                "那样就没有谁在上面",
                "请核对上级机构",
                code="people.circle",
                field="superior",
            )
        chain.add(above)
        saying.place_of_body(viewer, above)
        above = Body.objects.for_change().filter(body=above, replaced_by=None).order_by("-since").first().superior  # type: ignore[union-attr]
    if superior:
        saying.may(viewer, saying.place_of_body(viewer, superior))
    said = {"superior": superior} if superior else {"superior": "", "ended": True}
    parties = [Party("body", "body", body), *([Party("superior", "body", superior)] if superior else [])]
    fact = saying.record(viewer, events.PUT_UNDER, since, happened_at, place, parties, said)
    slices.say(Body, {"body": body}, {"superior": superior}, since=since, fact=fact.id)
    return fact


@transaction.atomic
def end_body(viewer: Viewer, *, body: str, last_day: dt.date, happened_at: dt.datetime | None = None) -> Fact:
    """Dissolve a body (撤销) with its functions and posts; their holders leave on the same day."""
    place = saying.place_of_body(viewer, body)
    saying.may_change_body(viewer, body)
    posts = sorted(set(told_by(Post.objects.for_change()).filter(body=body).values_list("post", flat=True)))
    parties = [Party("body", "body", body), *(Party("post", "post", post) for post in posts)]
    fact = saying.record(viewer, events.BODY_ENDED, last_day, happened_at, place, parties, {"last_day": last_day})
    slices.end(Body, {"body": body}, last_day=last_day, fact=fact.id)
    saying.end_if_running(BodyFunction, {"body": body}, last_day, fact.id)
    for post in posts:
        saying.end_if_running(Post, {"post": post}, last_day, fact.id)
        saying.end_if_running(Tenure, {"post": post}, last_day, fact.id)
    return fact


@transaction.atomic
def give_function(
    viewer: Viewer, *, body: str, function: str, since: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Give a body a function from a day (划入职能)."""
    place = saying.place_of_body(viewer, body)
    saying.may_change_body(viewer, body)
    parties = [Party("body", "body", body)]
    fact = saying.record(viewer, events.FUNCTION_GIVEN, since, happened_at, place, parties, {"function": function})
    values = {"place": place, "level": divisions.level(place)}
    slices.begin(BodyFunction, {"body": body, "function": function}, values, since=since, fact=fact.id)
    return fact


@transaction.atomic
def take_function(
    viewer: Viewer, *, body: str, function: str, last_day: dt.date, happened_at: dt.datetime | None = None
) -> Fact:
    """Take a function from a body after a day (划出职能)."""
    place = saying.place_of_body(viewer, body)
    saying.may_change_body(viewer, body)
    said = {"function": function, "last_day": last_day}
    parties = [Party("body", "body", body)]
    fact = saying.record(viewer, events.FUNCTION_TAKEN, last_day, happened_at, place, parties, said)
    slices.end(BodyFunction, {"body": body, "function": function}, last_day=last_day, fact=fact.id)
    return fact
