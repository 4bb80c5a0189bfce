"""Who may say what an enterprise is (谁能填报): the office of its place, and the enterprise of itself."""

from __future__ import annotations

from anjian.lib.viewer import Viewer

ROLES = ("administrator", "office", "recorder")


def keeps(viewer: Viewer, place: str) -> bool:
    """Whether the register of that place is theirs to keep."""
    return viewer.is_system or (any(viewer.has(role) for role in ROLES) and viewer.sees(place))


def is_own(viewer: Viewer, enterprise: str) -> bool:
    """Whether the viewer holds a post of that enterprise: it speaks of itself."""
    return enterprise in {post.body for post in viewer.posts}


def may_tell(viewer: Viewer, enterprise: str, place: str) -> bool:
    """Whether a form that says what it is should be offered at all."""
    return is_own(viewer, enterprise) or keeps(viewer, place)
