"""Papers of supervision (督办公文): the notice of listing and that of striking off, filled from the facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from anjian.hazards import queries as hazards
from anjian.ledger.events import Fact, Party
from anjian.lib.ends import period
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.papers import actions as papers
from anjian.papers import queries as registered
from anjian.papers.events import PaperCard, Said, Value
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.registry import queries as registry
from anjian.supervision import queries
from anjian.supervision.events import Board

LISTING, DELISTING, QUARTERLY = "supervision_notice", "delisting_notice", "quarterly_notice"
"""Kinds of papers, as `packs/papers/kinds.yaml` declares them."""
COUNTED = ("found", "rectified", "major", "major_rectified", "late")
"""Figures of the quarterly notice that are sums over its places."""


@transaction.atomic
def issue_listing(
    viewer: Viewer,
    hazard: str,
    *,
    sign: str,
    demands: Sequence[str],
    contact: str = "",
    day: dt.date,
    today: dt.date,
    id: UUID,
) -> PaperCard:
    """Issue the notice of listed supervision (挂牌督办通知书). ``demands``: what is asked, point by point.

    Refuses who is not of the body that listed it, a day on which it is struck off, and what `papers.actions.issue`
    refuses.
    """
    board = queries.own_board(viewer, hazard, as_of=day)
    card = hazards.cards(SYSTEM, [hazard])[hazard]
    if (board.delisted_on is not None and board.delisted_on <= day) or board.due is None:
        raise _no("那天已经摘牌，不能再发督办通知", "请核对；要办摘牌通知的，选摘牌通知书", "struck")
    judged = hazards.criterion(card.criterion).citation if card.criterion else "判定理由见隐患记录"
    fields: dict[str, Value] = {
        "enterprise": _firm(board, day),
        "list_number": board.number,
        "level": board.level,
        "hazard": card.found,
        "place": card.spot or places.name(card.place, as_of=day),
        "found_on": card.found_on,
        "criterion": judged,
        "deadline": board.due,
        "demands": list(demands),
        "supervisor": _name(board.body, day),
        "report_to": contact,
    }
    return _issue(viewer, LISTING, board, fields, sign=sign, day=day, today=today, id=id)


@transaction.atomic
def issue_delisting(viewer: Viewer, hazard: str, *, sign: str, day: dt.date, today: dt.date, id: UUID) -> PaperCard:
    """Issue the notice of striking off (摘牌通知书): who accepted and who verified as their facts say.

    Refuses one that is still on the board, and one whose notice of listing was never issued.
    """
    board = queries.own_board(viewer, hazard, as_of=day)
    if board.delisted_on is None:
        raise _no("还没有摘牌", "请先办理摘牌", "standing")
    notice = next((one for one in registered.of_matter(viewer, hazard) if one.kind == LISTING), None)
    if notice is None:
        raise _no("没有发过挂牌督办通知", "摘牌通知要写明挂牌的文号，请先补发", "no_notice")
    last: dict[str, Fact] = {fact.name: fact for fact in hazards.story(SYSTEM, hazard)}
    accepted, verified = last["hazards.accepted"], last["hazards.verified"]
    fields: dict[str, Value] = {
        "enterprise": _firm(board, day),
        "list_number": board.number,
        "listed_by": notice.number,
        "hazard": board.found,
        "rectified_on": last["hazards.rectified"].day,
        "accepted_on": accepted.day,
        "accepted_by": str(accepted.private.get("names") or f"验收组{accepted.attributes['members']}人"),
        "verified_on": verified.day,
        "verified_by": _name(verified.party("by")[0], day),
    }
    return _issue(viewer, DELISTING, board, fields, sign=sign, day=day, today=today, id=id)


@transaction.atomic
def issue_quarterly(
    viewer: Viewer,
    *,
    body: str,
    sign: str,
    quarter: str,
    problems: Sequence[str] = (),
    demands: Sequence[str] = (),
    day: dt.date,
    today: dt.date,
    id: UUID,
) -> PaperCard:
    """Issue the quarterly notice of hazards (季度通报) of a body for its place. ``quarter``: ``2026-Q3``.

    Refuses a body that is not the viewer's, a quarter that cannot be read or has not begun.
    """
    own = people.body(viewer, body, as_of=day)
    if own is None or (not viewer.is_system and body not in {post.body for post in viewer.posts}):
        raise _no("不是您的单位，不能发文", "请选择您自己的单位", "by")
    span = period(quarter)
    if span.start > day:
        raise _no(f"{quarter}还没有开始", "请选择已经开始的季度", "quarter")
    rows = hazards.found_in(viewer, inside=own.place, since=span.start, until=min(span.end, day), as_of=day)
    total = hazards.total(rows)
    fields: dict[str, Value] = {
        "quarter": str(span),
        "until": min(span.end, day),
        **{name: getattr(total, name) for name in COUNTED},
        "by_place": [
            [row.name, *(str(n) for n in (row.found, row.rectified, row.major, row.listed, row.late))] for row in rows
        ],
        "problems": list(problems),
        "demands": list(demands),
    }
    return papers.issue(
        viewer, QUARTERLY, id=id, place=own.place, body=body, sign=sign, day=day, today=today,
        said=Said(issuer=_name(body, day), fields=fields),
    )  # fmt: skip


def _issue(
    viewer: Viewer,
    kind: str,
    board: Board,
    fields: dict[str, Value],
    *,
    sign: str,
    day: dt.date,
    today: dt.date,
    id: UUID,
) -> PaperCard:
    body = people.body(SYSTEM, board.body, as_of=day)
    place = body.place if body else board.place
    return papers.issue(
        viewer, kind, id=id, place=place, body=board.body, sign=sign, day=day, today=today,
        said=Said(issuer=_name(board.body, day), fields=fields),
        to=[Party("to", "enterprise", board.enterprise)], matter=board.hazard,
    )  # fmt: skip


def _firm(board: Board, day: dt.date) -> str:
    card = registry.cards(SYSTEM, [board.enterprise], as_of=day).get(board.enterprise)
    return card.name if card else board.enterprise


def _name(body: str, day: dt.date) -> str:
    return people.names(SYSTEM, [body], as_of=day).get(body, body)


def _no(what: str, next_step: str, code: str) -> Refusal:
    return Refusal(what, "", next_step, code=f"supervision.paper.{code}")
