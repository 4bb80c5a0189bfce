"""Who sees to which duty (分派): asked by duty, and by the posts of a desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from anjian.duties.models import Assignment
from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Assigned:
    """One assignment: the duty's key, the post that sees to it, by whom and when, and what was said with it."""

    duty: str
    rule: str
    bearer: str
    post: str
    by: str
    day: dt.date
    note: str


def assigned(viewer: Viewer, *, duties: Iterable[str] | None = None) -> dict[str, Assigned]:
    """Assignments of the viewer's own bodies by duty; ``duties``: of these, else those given to the viewer's posts."""
    posts = {post.id for post in viewer.posts}
    bodies = {post.body for post in viewer.posts if post.body}
    mine = Q(post__in=posts) if duties is None else Q(body__in=bodies, duty__in=list(duties))
    rows = Assignment.objects.for_change().filter(mine).order_by("day", "id")
    return {row.duty: Assigned(row.duty, row.rule, row.bearer, row.post, row.by, row.day, row.note) for row in rows}
