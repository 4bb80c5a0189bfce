"""Lists of hazards: the list with its filters, the live board, the three lists, leads."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from anjian.hazards import queries
from anjian.hazards.events import Card
from anjian.hazards.queries import Chosen
from anjian.hazards.web.asking import place_of, viewer_of
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.places import queries as places
from anjian.ui import moment
from anjian.ui.files import attached
from anjian.ui.moment import Moment
from anjian.ui.web.page import page

SOON_WORD = gettext_noop("七天内到期")
STATES = {
    "running": gettext_noop("未办结"),
    "late": gettext_noop("逾期未改"),
    "soon": SOON_WORD,
    "untold": gettext_noop("没有报告部门"),
    **queries.STATES,
}
NUMBERS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("running", gettext_noop("未办结"), {"state": "running"}),
    ("major", gettext_noop("重大"), {"state": "running", "grade": "重大"}),
    ("noticed", gettext_noop("待核实"), {"state": "noticed"}),
    ("late", gettext_noop("逾期未改"), {"state": "late"}),
    ("soon", SOON_WORD, {"state": "soon"}),
    *((state, queries.STATES[state], {"state": state}) for state in ("rectified", "accepted", "verified")),
    ("listed", gettext_noop("挂牌督办"), {"state": "running", "listed": "1"}),
)
"""Columns of the board: the number, its word, and the filter of the list behind it."""


@require_GET
@page
def listed(request: HttpRequest) -> HttpResponse:
    """隐患. The newest first, narrowed by what the address says; the next page by key."""
    at, viewer = moment.of(request), viewer_of(request)
    chosen = _chosen(request, at)
    after = _after(request.GET.get("after", ""))
    found = queries.find(viewer, as_of=at.as_of, after=after, limit=queries.PAGE + 1, **chosen)
    cards = found[: queries.PAGE]
    kind = _kind(request)
    rows = queries.rows_of(cards, as_of=at.as_of)
    return render(
        request,
        "hazards/list.html",
        {
            "here": "hazards",
            "rows": [(row, queries.cells(row, kind)) for row in rows],
            "count": queries.count(viewer, as_of=at.as_of, **chosen),
            "most": queries.COUNTED,
            "next": _key(cards[-1]) if len(found) > queries.PAGE else "",
            "began": bool(after),
            "states": STATES.items(),
            "lists": queries.LISTS.items(),
            "asked": _asked_of(request),
            "list": kind,
            "typed": {name: request.GET.get(name, "") for name in ("state", "grade", "firm")},
            "narrowed": _narrowed(viewer, chosen, as_of=at.as_of),
        },
    )


@require_GET
@page
def export(request: HttpRequest) -> HttpResponseBase:
    """导出. One of the three lists exactly as the address narrows it, which is said in its first row."""
    at, viewer, kind = moment.of(request), viewer_of(request), _kind(request)
    chosen = _chosen(request, at)
    state = STATES.get(chosen.get("state", ""), "")
    words = [_(queries.LISTS[kind]), at.as_of.isoformat(), *_narrowed(viewer, chosen, as_of=at.as_of)]
    words += [word for word in (_(state) if state else "", chosen.get("grade", ""), chosen.get("firm", "")) if word]
    name, chunks = queries.exported(viewer, kind=kind, first=" · ".join(words), as_of=at.as_of, **chosen)
    return attached(chunks, name)


@require_GET
@page
def board(request: HttpRequest) -> HttpResponse:
    """隐患实时看板. A row a place with something to be done, the most late first; each number opens its list."""
    at, viewer = moment.of(request), viewer_of(request)
    inside = place_of(request, viewer)
    lines = queries.board(viewer, as_of=at.as_of, inside=inside, found_by=None if at.live else at.as_of)
    alone = divisions.normal(inside)
    rows = [
        (line, [(getattr(line, name), _link(line.place, more, alone=alone), word) for name, word, more in NUMBERS])
        for line in sorted(lines, key=lambda line: (-line.late, -line.running))
        if line.running
    ]
    return render(
        request,
        "hazards/board.html",
        {
            "here": "hazards",
            "rows": rows,
            "quiet": [line for line in lines if not line.running],
            "heads": [word for _name, word, _more in NUMBERS],
            "totals": [
                (sum(getattr(line, name) for line in lines), _link(alone, more, alone=""), word)
                for name, word, more in NUMBERS
            ],
            "where": places.name(inside, as_of=at.as_of),
        },
    )


@require_GET
@page
def leads(request: HttpRequest) -> HttpResponse:
    """纸面检查的线索. Each with the numbers that it rests on; to be looked at, never a penalty."""
    at, viewer = moment.of(request), viewer_of(request)
    inside = place_of(request, viewer)
    found = queries.leads(viewer, as_of=at.as_of, inside=inside)
    called = queries.names([one.enterprise for one in found], as_of=at.as_of)
    cards = queries.cards(viewer, [id for one in found for id in one.hazards])
    return render(
        request,
        "hazards/leads.html",
        {
            "here": "hazards",
            "rows": [
                (one, called.get(one.enterprise, one.enterprise), [cards[id] for id in one.hazards if id in cards])
                for one in found
            ],
            "where": places.name(inside, as_of=at.as_of),
        },
    )


def _asked_of(request: HttpRequest) -> str:
    """What the address narrows the list to, without where its page begins."""
    asked = request.GET.copy()
    asked.pop("after", None)
    return asked.urlencode()


def _kind(request: HttpRequest) -> str:
    """Which of the three lists."""
    asked = request.GET.get("list", "")
    return asked if asked in queries.LISTS else next(iter(queries.LISTS))


def _chosen(request: HttpRequest, at: Moment) -> Chosen:
    asked = request.GET
    chosen: Chosen = {"firm": asked.get("firm", "").strip()[:40], "grade": asked.get("grade", "")[:4]}
    if asked.get("state", "") in STATES:
        chosen["state"] = asked["state"]
    if asked.get("enterprise"):
        chosen["enterprise"] = asked["enterprise"][:64]
    if asked.get("listed"):
        chosen["listed"] = True
    if place := asked.get("place", "").strip()[:12]:
        chosen["inside"] = divisions.normal(place)
        chosen["alone"] = asked.get("alone") == "1"
    if not at.live:
        chosen["found_by"] = at.as_of
    return chosen


def _narrowed(viewer: Viewer, chosen: Chosen, *, as_of: dt.date) -> list[str]:
    """What the address narrows the list to beside the fields of its form, in words. An enterprise that is not theirs
    to see has no more of a name than one that is not there."""
    words = []
    if place := chosen.get("inside"):
        words.append(places.name(place, as_of=as_of))
    if enterprise := chosen.get("enterprise"):
        firm = queries.firm(viewer, enterprise, as_of=as_of)
        words.append(firm.name if firm else _("一家企业"))
    if chosen.get("alone"):
        words.append(_("不含下级"))
    if chosen.get("listed"):
        words.append(_("挂牌督办"))
    return words


def _link(place: str, more: dict[str, str], *, alone: str) -> str:
    """The list behind a number; of the line for the place ``alone`` without what its parts have."""
    own = {"alone": "1"} if place == alone else {}
    return f"/hazards/?{urlencode({'place': divisions.short(place), **more, **own})}"


def _key(card: Card) -> str:
    return f"{card.found_on.isoformat()}|{card.id}"


def _after(text: str) -> tuple[dt.date, str] | None:
    day, _bar, id = text.partition("|")
    try:
        return (dt.date.fromisoformat(day), id) if id else None
    except ValueError:
        return None
