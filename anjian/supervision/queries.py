"""Every question about supervision: one listing, the list, the public page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from anjian.duties import queries as duties
from anjian.hazards import queries as hazards
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people
from anjian.policy import queries as policy
from anjian.registry import queries as registry
from anjian.supervision.events import DELISTED, FOLLOWED, LISTED, Board
from anjian.supervision.models import Listing

PAGE = 50
MOST = 200
"""Rows of a page at most, whatever is asked for."""


def board_of(viewer: Viewer, hazard: str, *, as_of: dt.date) -> Board | None:
    """The last listing of a hazard by a day; None when there was none or it is not theirs to see."""
    rows = Listing.objects.seen_by(viewer).filter(hazard=hazard, listed_on__lte=as_of)
    row = rows.order_by("-listed_on", "-id").first()
    return next(iter(_boards([row], as_of)), None) if row else None


def own_board(viewer: Viewer, hazard: str, *, as_of: dt.date) -> Board:
    """The same for who acts on it. Refuses what is not there, and whoever is not of the body that listed it."""
    board = board_of(viewer, hazard, as_of=as_of)
    if board is None:
        raise missing()
    if not viewer.is_system and board.body not in {post.body for post in viewer.posts}:
        raise Refusal(
            "您不是挂牌单位的", "谁挂的牌由谁督办、公告、摘牌和发文", "请转挂牌单位办理", code="supervision.by"
        )
    return board


def boards(
    viewer: Viewer,
    *,
    as_of: dt.date,
    inside: str | None = None,
    standing: bool | None = None,
    after: tuple[dt.date, str] | None = None,
    limit: int = PAGE,
) -> list[Board]:
    """Listings, the newest first; the next page begins ``after`` the last row's (listed_on, number's hazard).

    ``standing``: True only those not struck off, False only those that are.
    """
    rows = _told(Listing.objects.seen_by(viewer), inside).filter(listed_on__lte=as_of)
    if standing is not None:
        struck = Q(delisted_on__lte=as_of)
        rows = rows.exclude(struck) if standing else rows.filter(struck)
    if after is not None:
        rows = rows.filter(Q(listed_on__lt=after[0]) | Q(listed_on=after[0], hazard__lt=after[1]))
    return _boards(rows.order_by("-listed_on", "-hazard")[: max(1, min(limit, MOST))], as_of)


def public(*, as_of: dt.date, after: tuple[dt.date, str] | None = None, limit: int = PAGE) -> list[Board]:
    """What was released to the public, the newest first: for anybody, signed in or not."""
    rows = Listing.objects.seen_by(SYSTEM).filter(published_on__lte=as_of)
    if after is not None:
        rows = rows.filter(Q(published_on__lt=after[0]) | Q(published_on=after[0], hazard__lt=after[1]))
    return _boards(rows.order_by("-published_on", "-hazard")[: max(1, min(limit, MOST))], as_of)


@dataclass(frozen=True, slots=True)
class Figure:
    """How far a document's figure about listings is reached (指标): need and have as the rule counts them.

    ``outcome`` as everywhere; None in need or have: the rule cannot say (no period set, nothing to count).
    """

    rule: str
    title: str
    bearer: str
    outcome: str
    period: str
    need: str
    have: str


def figures(viewer: Viewer, *, as_of: dt.date) -> list[Figure]:
    """The indicators of adopted documents that count listings or closings, as far as the viewer may see them."""
    rules = {
        card.rule.id: card.rule.title
        for fact in (LISTED, FOLLOWED, DELISTED)
        for card in policy.asking(viewer, fact)
        if isinstance(card.rule, policy.Indicator)
    }
    found = duties.verdicts(viewer, as_of=as_of, rules=sorted(rules)) if rules else []
    return [
        Figure(
            one.rule, rules[one.rule], one.bearer, one.outcome.value, str(one.period or ""),
            "" if one.need is None else str(one.need), "" if one.have is None else str(one.have),
        )
        for one in found
        if one.outcome.value != "no_subject"
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Climbed:
    """One rung that was reached because a listed hazard is late (督办阶梯).

    chip      the clauses of the measure, short; ``word``: what became of it
    target    who must act, ``about`` of whom it is: names
    """

    title: str
    chip: str
    rung: int
    reached: dt.date
    late_days: int
    target: str
    about: str
    state: str
    word: str


def ladder(viewer: Viewer, hazard: str, *, as_of: dt.date) -> list[Climbed]:
    """The rungs that the listings of a hazard have led to by a day, in the order in which they were reached."""
    listed = Listing.objects.seen_by(viewer).filter(hazard=hazard).values_list("listed", flat=True)
    found = [one for one in duties.rungs(viewer, started_by=map(str, listed)) if one.reached <= as_of]
    ids = {id for one in found for id in (one.target, one.about)}
    cards = registry.cards(SYSTEM, ids, as_of=as_of)
    called = {**people.names(SYSTEM, ids, as_of=as_of), **{id: card.name for id, card in cards.items()}}
    documents = {name: policy.document(SYSTEM, name) for name in {one.rule.split("/")[0] for one in found}}
    return [
        Climbed(
            one.title, card.chip(one.clauses) if (card := documents[one.rule.split("/")[0]]) else "", one.rung,
            one.reached, one.late_days, called.get(one.target, one.target), called.get(one.about, one.about),
            one.state, one.word,
        )
        for one in found
    ]  # fmt: skip


def missing() -> Refusal:
    """The no to a listing that is not there for the viewer."""
    return Refusal(
        "没有找到这块牌", "它没有挂过，或者不在您的权限范围内", "请从督办清单进入", code="supervision.missing"
    )


def _told(rows: QuerySet[Listing], inside: str | None) -> QuerySet[Listing]:
    if not inside:
        return rows
    span = divisions.of(inside)
    return rows.filter(place__gte=span.lo, place__lte=span.hi)


def _by(as_of: dt.date, day: dt.date | None) -> dt.date | None:
    """What had happened by a day."""
    return day if day is not None and day <= as_of else None


def _boards(rows: Iterable[Listing], as_of: dt.date) -> list[Board]:
    listed = list(rows)
    cards = hazards.cards(SYSTEM, [row.hazard for row in listed])
    found = []
    for row in listed:
        card = cards[row.hazard]
        found.append(
            Board(
                hazard=row.hazard,
                enterprise=row.enterprise,
                place=row.place,
                body=row.body,
                level=row.level,
                number=row.number,
                supervisor=row.supervisor,
                listed_on=row.listed_on,
                first_due=row.due,
                due=card.due,
                delisted_on=_by(as_of, row.delisted_on),
                published_on=_by(as_of, row.published_on),
                end_published_on=_by(as_of, row.end_published_on),
                found=card.found,
                hazard_state=card.state,
                late=_by(as_of, row.delisted_on) is None and card.late(as_of),
            )
        )
    return found
