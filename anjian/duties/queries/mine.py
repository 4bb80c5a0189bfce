"""Whose duties stand on a desk."""

from __future__ import annotations

from anjian.duties.reading import defaults
from anjian.lib.viewer import Viewer


def bearers(viewer: Viewer) -> tuple[str, ...]:
    """Ids that a person answers for: the posts held, and the bodies that they lead or record for."""
    found = {post.id for post in viewer.posts}
    records = any(viewer.has(role) for role in defaults()["recording_roles"])
    leading = set(defaults()["leading_post_classes"])
    for post in viewer.posts:
        if post.body and (records or leading & set(post.cls.split("、"))):
            found.add(post.body)
    return tuple(sorted(found))
