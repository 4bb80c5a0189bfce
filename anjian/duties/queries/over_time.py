"""What bearers owed over a span of days, finished periods included (历时职责): the ground of a personal duty book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from anjian.duties.answers import DutyRow
from anjian.duties.queries import mine
from anjian.duties.queries.shaping import row as shape
from anjian.duties.queries.sources import rows, visible
from anjian.lib.viewer import PostHeld, Viewer


def bearers_of(viewer: Viewer, post: PostHeld) -> tuple[str, ...]:
    """What the holder of one post answers for: the post, and its body where the post leads it."""
    return mine.bearers(replace(viewer, posts=(post,), roles=frozenset()))


def owed_by(
    viewer: Viewer, *, bearers: Collection[str], since: dt.date, as_of: dt.date, known: int | None = None
) -> list[DutyRow]:
    """Every duty of these bearers that had not ended before ``since``, as it stands on ``as_of``, oldest first.

    Only what this viewer may see: duties judged in their places, or of the posts that the viewer holds.
    """
    if not bearers:
        return []
    own = mine.bearers(viewer)
    found = rows(as_of=as_of, known=known, since=since, bearers=tuple(sorted(bearers))).rows
    told = [shape(one, as_of) for one in found if visible(viewer, one, own)]
    return sorted(told, key=lambda one: (one.begins or dt.date.min, one.due or dt.date.max, one.rule, one.key))
