"""What every view of the desk asks of its request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from anjian.desk.queries.ground import holder, own_place
from anjian.lib import divisions
from anjian.lib.viewer import STRANGER, Viewer
from anjian.places import queries as places
from anjian.ui import moment, rail

__all__ = ["board_url", "holder_of", "own_place", "place_path", "viewer_of"]


def holder_of(request: HttpRequest) -> Viewer:
    """Who is asking, in the posts of the day that the page looks at."""
    return holder(viewer_of(request), moment.of(request))


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks: the viewer that `access` put on the request; a stranger when it put none."""
    return cast(Viewer, getattr(request, "viewer", STRANGER))


def place_path(request: HttpRequest) -> rail.Crumbs:
    """The places for the top bar, from the province to where the viewer works; what is theirs leads to its board."""
    viewer = viewer_of(request)
    if not viewer.posts and not viewer.places:
        return ()
    path = places.path(own_place(viewer), as_of=moment.live(request).as_of)
    return tuple((row.name, board_url(row.code) if viewer.sees(row.code) else "") for row in path)


def board_url(place: str) -> str:
    """The address of the board of a place."""
    return f"/board/?place={divisions.short(place)}"
