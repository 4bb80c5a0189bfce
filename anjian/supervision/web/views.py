"""The list with the documents' figures, one listed hazard and what may be done with it, the public page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anjian.access.viewing import public
from anjian.hazards import queries as hazards
from anjian.lib import divisions
from anjian.lib.ends import period, period_of
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.papers import queries as papers
from anjian.papers.events import PaperCard
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.policy import queries as policy
from anjian.registry import queries as registry
from anjian.supervision import actions, queries
from anjian.supervision.events import RELEASED, STATES, Board
from anjian.supervision.issuing import LISTING, QUARTERLY
from anjian.ui import moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import page

QUARTERS = 8
"""Quarters to choose among: two years back."""


@require_GET
@page
def boards(request: HttpRequest) -> HttpResponse:
    """挂牌督办. What is on the board and what was struck off, and how far the figures of the documents are reached."""
    at, viewer = moment.of(request), _viewer(request)
    found = queries.boards(viewer, as_of=at.as_of, after=_after(request), limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    return render(
        request,
        "supervision/list.html",
        {
            "here": "hazards",
            "rows": _rows(shown, at.as_of),
            "next": _key(shown[-1].listed_on, shown[-1]) if len(found) > queries.PAGE else "",
            "figures": _named(queries.figures(viewer, as_of=at.as_of), at.as_of),
        },
    )


@require_http_methods(["GET", "POST"])
@page
def board(request: HttpRequest, hazard_id: str) -> HttpResponse:
    """一条挂牌. POST ``do``: list, delist, publish, overdue."""
    at, viewer = moment.of(request), _viewer(request)
    card = hazards.hazard(viewer, hazard_id)
    if card is None:
        raise hazards.missing()
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            _do(request, viewer, card.id, at)
            return HttpResponseRedirect(request.path)
        except Refusal as no:
            fault = no
    told = queries.board_of(viewer, card.id, as_of=at.as_of)
    mine = {post.body for post in viewer.posts}
    channel = policy.vocabulary().facts[RELEASED].attributes["channel"]
    context = {
        "here": "hazards",
        "card": card,
        "row": _rows([told], at.as_of)[0] if told else None,
        "board": told,
        "may_list": at.live and "list" in hazards.verbs(viewer, card.id) and card.major and not card.listed,
        "mine": at.live and told is not None and told.body in mine,
        "releases": told is not None and (told.end_published_on if told.delisted_on else told.published_on) is None,
        "hazard_state": hazards.STATES[card.state],
        "ladder": queries.ladder(viewer, card.id, as_of=at.as_of),
        "papers": papers.of_matter(viewer, card.id),
        "sign": papers.sign_of(viewer, told.body, kind=LISTING) if told else "",
        "channels": [code for code, _word in policy.vocabulary().choices(channel)],
        "posts": _posts(viewer, at) if at.live else [],
        "fault": fault,
        "id": request.POST.get("id") or str(uuid7(at.now)),
    }
    return render(request, "supervision/one.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@page
def quarterly(request: HttpRequest) -> HttpResponse:
    """季度通报. The figures of a quarter for the own body's place; POST issues the paper."""
    at, viewer = moment.of(request), _viewer(request)
    asked = (request.POST.get("quarter") or request.GET.get("quarter", "")).strip()[:7]
    quarter = asked or period_of("quarter", at.as_of).label
    own = next((post for post in viewer.posts if post.body and post.level in divisions.LEVELS), None)
    if own is None:
        raise Refusal(_("您没有发通报的单位"), "", _("由县级以上部门发"), code="supervision.quarter.forbidden")
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            card = _issue_quarterly(request, viewer, own.body, quarter, at)
            return HttpResponseRedirect(f"/papers/{card.id}/")
        except Refusal as no:
            fault = no
    span = period(quarter)
    rows = hazards.found_in(viewer, inside=own.place, since=span.start, until=span.end, as_of=at.as_of)
    context = {
        "here": "hazards",
        "quarter": quarter,
        "quarters": sorted({quarter, *_quarters(at.as_of)}, reverse=True),
        "where": places.name(own.place, as_of=at.as_of),
        "rows": rows,
        "total": hazards.total(rows),
        "fault": fault,
        "sign": papers.sign_of(viewer, own.body, kind=QUARTERLY),
        "id": request.POST.get("id") or str(uuid7(at.now)),
    }
    return render(request, "supervision/quarterly.html", context, status=400 if fault else 200)


def _quarters(day: dt.date) -> Iterator[str]:
    """The quarter of a day and those before it, two years of them."""
    for _n in range(QUARTERS):
        span = period_of("quarter", day)
        yield span.label
        day = span.start - dt.timedelta(days=1)


def _issue_quarterly(request: HttpRequest, viewer: Viewer, body: str, quarter: str, at: Moment) -> PaperCard:
    at.must_be_live()
    return actions.issue_quarterly(
        viewer, body=body, sign=request.POST.get("sign", "").strip(), quarter=quarter, day=at.today, today=at.today,
        id=_id(request.POST.get("id", "")), problems=_lines(request, "problems"), demands=_lines(request, "demands"),
    )  # fmt: skip


def _lines(request: HttpRequest, name: str) -> list[str]:
    return [line.strip() for line in request.POST.get(name, "").splitlines() if line.strip()]


@require_GET
@public
@page
def released(request: HttpRequest) -> HttpResponse:
    """重大隐患挂牌公告. What was released, for anybody."""
    at = moment.of(request)
    found = queries.public(as_of=at.as_of, after=_after(request), limit=queries.PAGE + 1)
    shown = found[: queries.PAGE]
    last = shown[-1] if shown else None
    more = len(found) > queries.PAGE and last is not None and last.published_on is not None
    return render(
        request,
        "supervision/public.html",
        {
            "rows": _rows(shown, at.as_of),
            "next": _key(last.published_on, last) if more and last and last.published_on else "",
        },
    )


def _do(request: HttpRequest, viewer: Viewer, hazard: str, at: Moment) -> None:
    at.must_be_live()
    said, day = request.POST, at.today
    match said.get("do", ""):
        case "list":
            actions.list_hazard(
                viewer, hazard, due=_day(said.get("due", "")), supervisor=said.get("post", ""), day=day, today=day
            )
        case "delist":
            actions.delist(viewer, hazard, opinion=said.get("opinion", "").strip()[:500], day=day, today=day)
        case "publish":
            address = said.get("address", "").strip()[:200]
            actions.publish(viewer, hazard, channel=said.get("channel", ""), address=address, day=day, today=day)
        case "notice":
            demands = _lines(request, "demands")
            contact = said.get("contact", "").strip()[:100]
            actions.issue_listing(
                viewer, hazard, sign=said.get("sign", "").strip(), demands=demands, contact=contact, day=day, today=day,
                id=_id(said.get("id", "")),
            )  # fmt: skip
        case "end_notice":
            sign = said.get("sign", "").strip()
            actions.issue_delisting(viewer, hazard, sign=sign, day=day, today=day, id=_id(said.get("id", "")))
        case "follow":
            actions.follow(viewer, hazard, found=said.get("found", "").strip()[:500], day=day, today=day)
        case "overdue":
            actions.find_overdue(viewer, hazard, ground=said.get("ground", "").strip()[:500], day=day, today=day)
        case _:
            raise Refusal(_("没有这一步"), "", _("请从页面上的按钮进入"), code="supervision.verb")
    messages.success(request, _("已记录"))


def _rows(told: Sequence[Board], as_of: dt.date) -> list[dict[str, Any]]:
    bodies = people.names(SYSTEM, {one for row in told for one in (row.body, row.supervisor) if one}, as_of=as_of)
    firms = registry.cards(SYSTEM, {row.enterprise for row in told}, as_of=as_of)
    where = places.names([row.place for row in told], as_of=as_of)
    return [
        {
            "board": row,
            "firm": firms[row.enterprise].name if row.enterprise in firms else "",
            "body": bodies.get(row.body, ""),
            "supervisor": bodies.get(row.supervisor, ""),
            "place": where.get(row.place, ""),
            "state": STATES[row.state],
            "hazard_state": hazards.STATES[row.hazard_state],
        }
        for row in told
    ]


def _named(told: Iterable[queries.Figure], as_of: dt.date) -> list[tuple[queries.Figure, str]]:
    rows = list(told)
    called = people.names(SYSTEM, {row.bearer for row in rows}, as_of=as_of)
    return [(row, called.get(row.bearer, row.bearer)) for row in rows]


def _posts(viewer: Viewer, at: Moment) -> list[tuple[str, str]]:
    mine = {post.body for post in viewer.posts}
    return [(post.id, post.name) for post in people.posts(viewer, as_of=at.as_of) if post.body in mine]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal(
            _("“%(text)s”不是日期") % {"text": text[:20]},
            "",
            _("请写成 2026-01-31 的样子"),
            code="supervision.day",
            field="due",
        ) from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal(_("这张表单已经不完整"), "", _("请重新打开这一页后再办理"), code="supervision.form") from None


def _viewer(request: HttpRequest) -> Viewer:
    return cast(Viewer, getattr(request, "viewer", STRANGER))


def _key(day: dt.date, row: Board) -> str:
    return f"{day.isoformat()}|{row.hazard}"


def _after(request: HttpRequest) -> tuple[dt.date, str] | None:
    day, _bar, id = request.GET.get("after", "").partition("|")
    try:
        return (dt.date.fromisoformat(day), id) if id else None
    except ValueError:
        return None
