"""What every view of the desk asks of its request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from anjian.desk.queries.ground import holder, own_place
from anjian.lib.viewer import STRANGER, Viewer
from anjian.places import queries as places
from anjian.ui import moment

__all__ = ["holder_of", "own_place", "place_path", "viewer_of"]


def holder_of(request: HttpRequest) -> Viewer:
    """Who is asking, in the posts of the day that the page looks at."""
    return holder(viewer_of(request), moment.of(request))


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks: the viewer that `access` put on the request; a stranger when it put none."""
    return cast(Viewer, getattr(request, "viewer", STRANGER))


def place_path(request: HttpRequest) -> tuple[str, ...]:
    """The names for the top bar, from the province to where the viewer works."""
    viewer = viewer_of(request)
    if not viewer.posts and not viewer.places:
        return ()
    return tuple(row.name for row in places.path(own_place(viewer), as_of=moment.live(request).as_of))
