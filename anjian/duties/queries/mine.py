"""Whose duties stand on a desk."""

from __future__ import annotations

from anjian.duties.reading import defaults
from anjian.lib.viewer import PostHeld, Viewer


def bearers(viewer: Viewer) -> tuple[str, ...]:
    """Ids that a person answers for: the posts held, and the bodies that they lead or record for."""
    found = {post.id for post in viewer.posts}
    records = any(viewer.has(role) for role in defaults()["recording_roles"])
    found |= {post.body for post in viewer.posts if post.body and (records or _leads(post))}
    return tuple(sorted(found))


def leads(viewer: Viewer) -> bool:
    """Whether a person leads a body or a place: holds a post of one of the leading classes."""
    return any(_leads(post) for post in viewer.posts)


def _leads(post: PostHeld) -> bool:
    return not set(defaults()["leading_post_classes"]).isdisjoint(post.cls.split("、"))
