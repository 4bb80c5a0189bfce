"""Posts (职务): made and abolished."""

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
from anjian.people.models import Post, Tenure
from anjian.scope import actions as slices

ENTERPRISE_LEVEL = "enterprise"
"""Level of posts inside an enterprise: they give no sight of any place."""


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
    where = divisions.normal(place) if place else saying.place_of_body(viewer, body)
    saying.may_change_body(viewer, body, place=where)
    kinds = saying.words(classes)
    if not kinds:
        raise Refusal(
            f"“{name}”没有写明职务类别",
            "规则按类别找责任人",
            "请至少选一个类别",
            code="people.no_class",
            field="classes",
        )
    saying.must_be_new(Post.objects.for_change().filter(post=post).exists(), post, "post")
    fact = saying.record(
        viewer,
        events.POST_MADE,
        since,
        happened_at,
        where,
        [
            Party("post", "post", post, name),
            Party("body", "enterprise" if level == ENTERPRISE_LEVEL else "body", body),
        ],
        {"name": saying.text(name, "name"), "classes": kinds},
    )
    values = {"body": body, "place": where, "level": level or divisions.level(where), "name": name}
    for kind in kinds:
        slices.begin(Post, {"post": post, "post_class": kind}, values, since=since, fact=fact.id)
    return fact


@transaction.atomic
def end_post(viewer: Viewer, *, post: str, last_day: dt.date, happened_at: dt.datetime | None = None) -> Fact:
    """Abolish a post after a day (撤销职务); its holder leaves it on the same day."""
    place = saying.may_change_post(viewer, post)
    parties = [Party("post", "post", post)]
    fact = saying.record(viewer, events.POST_ENDED, last_day, happened_at, place, parties, {"last_day": last_day})
    slices.end(Post, {"post": post}, last_day=last_day, fact=fact.id)
    saying.end_if_running(Tenure, {"post": post}, last_day, fact.id)
    return fact
