"""The file of a body (机构档案): who it is, its posts, what it owes, what happened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anjian.desk.queries.listing import Filters
from anjian.desk.queries.naming import names, place_name
from anjian.desk.queries.shapes import Row, Tally
from anjian.desk.queries.timeline import Timeline, timeline
from anjian.desk.queries.wording import Law, rows, tally_by_rule
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.people.queries import BodyCard, PostCard
from anjian.policy import queries as policy
from anjian.registry import queries as registry
from anjian.ui import days
from anjian.ui.web.page import missing

SHOWN = 20
"""Duties listed in a file; the list behind the number has them all."""


@dataclass(frozen=True, slots=True)
class Owed:
    """How running duties stand, the list behind the numbers (None: not theirs to open), the first that are open."""

    tally: Tally
    filters: Filters | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class BodyFile:
    """A body on a day. ``words``: its classes and functions; ``firms``: how many enterprises it answers for."""

    card: BodyCard
    place: str
    superior: str
    words: tuple[str, ...]
    posts: tuple[PostCard, ...]
    firms: int
    owed: Owed
    timeline: Timeline


def body_file(viewer: Viewer, body: str, *, as_of: dt.date, known: int | None = None, before: str = "") -> BodyFile:
    """The file of a body. Refuses, like what is not there, one that is not theirs to see."""
    card = people.body(viewer, body, as_of=as_of, known=known)
    if card is None:
        raise missing(_("这个单位"))
    posts = people.posts(viewer, as_of=as_of, known=known, body=body)
    bearers = [body, *(post.id for post in posts)]
    law = Law(viewer, known=known)
    owed = owed_by(viewer, bearers, card.place, law=law, as_of=as_of, known=known)
    vocabulary = policy.vocabulary()
    titles = [vocabulary.bodies[name].title for name in sorted(card.classes) if name in vocabulary.bodies]
    titles += [vocabulary.functions[name].title for name in sorted(card.functions) if name in vocabulary.functions]
    return BodyFile(
        card=card,
        place=place_name(card.place, as_of=as_of),
        superior=names(viewer, [card.superior], as_of=as_of).get(card.superior, ""),
        words=tuple(one.en if days.english() else one.zh for one in titles),
        posts=tuple(posts),
        firms=registry.count(viewer, as_of=as_of, known=known, regulator=body),
        owed=owed,
        timeline=timeline(viewer, body, bearers=bearers, as_of=as_of, known=known, before=before),
    )


def owed_by(viewer: Viewer, bearers: list[str], place: str, *, law: Law, as_of: dt.date, known: int | None) -> Owed:
    """How the running duties of these bearers stand, and the first of them, by day."""
    told = duties.tallies(viewer, as_of=as_of, known=known, place=place, bearers=bearers)
    open_ = {one.outcome for one in told if one.outcome.open}
    found = duties.page(
        viewer, as_of=as_of, known=known, place=place, bearers=bearers, outcomes=open_, running=True, limit=SHOWN
    )
    filters = Filters(place=place, bearer=",".join(bearers)) if viewer.sees(place) else None
    return Owed(tally_by_rule(told, law), filters, tuple(rows(viewer, found.rows, law=law, as_of=as_of)))
