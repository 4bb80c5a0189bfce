"""What every view of the desk asks of its request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from anjian.access import queries as access
from anjian.lib import divisions
from anjian.lib.viewer import STRANGER, Viewer
from anjian.places import queries as places
from anjian.ui import moment


def holder_of(request: HttpRequest) -> Viewer:
    """Who is asking, in the posts of the day that the page looks at: a past desk is that of the posts held then."""
    at = moment.of(request)
    return viewer_of(request) if at.live else access.then(viewer_of(request), as_of=at.as_of, known=at.known)


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks: the viewer that `access` put on the request; a stranger when it put none."""
    return cast(Viewer, getattr(request, "viewer", STRANGER))


def own_place(viewer: Viewer) -> str:
    """The place where the viewer works: of their first post, else the widest they see; the country when none."""
    if viewer.posts and viewer.posts[0].place:
        return viewer.posts[0].place
    return viewer.places[0].lo if viewer.places else divisions.COUNTRY


def place_path(request: HttpRequest) -> tuple[str, ...]:
    """The names for the top bar, from the province to where the viewer works."""
    viewer = viewer_of(request)
    if not viewer.posts and not viewer.places:
        return ()
    return tuple(row.name for row in places.path(own_place(viewer), as_of=moment.live(request).as_of))
