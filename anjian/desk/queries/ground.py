"""Which place a page or a program looks at (看哪里): never one beyond what the viewer answers for."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anjian.access import queries as access
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.ui.moment import Moment


def holder(viewer: Viewer, at: Moment) -> Viewer:
    """Who asks, in the posts of the day that is looked at: a past desk is that of the posts held then."""
    return viewer if at.live else access.then(viewer, as_of=at.as_of, known=at.known)


def own_place(viewer: Viewer) -> str:
    """The place where the viewer works: of their first post, else the widest they see; the country when none."""
    if viewer.posts and viewer.posts[0].place:
        return viewer.posts[0].place
    return viewer.places[0].lo if viewer.places else divisions.COUNTRY


def chosen_place(viewer: Viewer, asked: str) -> str:
    """The place asked for, inside what the viewer sees; where they work when none is asked. Refuses any other."""
    if not asked.strip():
        return own_place(viewer)
    place = divisions.normal(asked.strip())
    if not viewer.sees(place):
        raise _not_theirs()
    return place


def setting_place(viewer: Viewer, document_id: str, asked: str) -> str:
    """The nearest place that adopted the document and thereby binds the one asked for; that one itself when none did.

    Asked may be a place that the viewer sees or one above where they work, whose settings bind them. Refuses any other.
    """
    place = divisions.normal(asked.strip()) if asked.strip() else own_place(viewer)
    own = own_place(viewer)
    if asked.strip() and not viewer.sees(place) and not (viewer.posts and divisions.contains(place, own)):
        raise _not_theirs()
    adopted = [one.place for one in policy.adoptions(viewer, document=document_id)]
    around = [one for one in adopted if divisions.contains(one, place)]
    return max(around, key=lambda one: len(divisions.path(one)), default=place)


def _not_theirs() -> Refusal:
    return Refusal(
        _("这个地方不在您的范围内"),
        _("落实情况按地方看，您能看自己管辖的地方"),
        _("请从页面上的“看哪里”里选"),
        code="desk.place.forbidden",
        field="place",
    )
