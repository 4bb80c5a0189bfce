"""The list of enterprises: filters in the address, page by page by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.registry import events, queries
from anjian.registry.intake.queries import may_import
from anjian.ui import moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import page

PAGE = 50
COUNTED = 10_000
"""Beyond so many a list says so instead of counting on."""


@dataclass(frozen=True, slots=True)
class Line:
    """One enterprise on the list; ``tail``: the end of its code, which tells namesakes apart.

    ``filled``: how many of the values asked of every enterprise are known.
    """

    id: str
    name: str
    tail: str
    place: str
    industry: str
    status: str
    staff: int | None
    regulator: str
    filled: int


@require_GET
@page
def enterprises(request: HttpRequest) -> HttpResponse:
    """企业. By pinyin; ``q`` name, initials or code; ``place``, ``industry``, ``status``, ``regulator`` narrow it."""
    at, viewer = moment.of(request), cast(Viewer, getattr(request, "viewer", STRANGER))
    asked, chosen = _asked(request), asked_of(request)
    after = request.GET.get("after", "")
    n = queries.count(viewer, as_of=at.as_of, known=at.known, most=COUNTED + 1, **chosen)
    found = queries.find(
        viewer,
        as_of=at.as_of,
        known=at.known,
        after=queries.page_key(viewer, after, as_of=at.as_of) if after else None,
        limit=PAGE + 1,
        counted=n,
        **chosen,
    )
    return render(
        request,
        "registry/enterprises.html",
        {
            "here": "enterprises",
            "asked": asked,
            "rows": _lines(viewer, found[:PAGE], at),
            "next": found[PAGE - 1].id if len(found) > PAGE else "",
            "began": after,
            "count": _("%(n)s 家") % {"n": n} if n <= COUNTED else _("超过 %(n)s 万家") % {"n": COUNTED // 10_000},
            "places": _places(viewer, at),
            "statuses": events.STATUSES.items(),
            "narrowed": any(asked.values()),
            "may_import": at.live and may_import(viewer),
            "asked_of_each": len(queries.asked_names()),
            "quality": _quality(viewer, at, asked["place"], chosen),
            "empty_what": _("没有这样的企业"),
            "empty_next": _("换个筛选再找；名称、拼音首字母、统一社会信用代码都可以。"),
        },
    )


def _quality(viewer: Viewer, at: Moment, place: str, chosen: queries.Chosen) -> queries.Quality | None:
    """How well the chosen enterprises are known, where they are of one county or less; of more it is not counted."""
    if not queries.is_small(place):
        return None
    found = queries.quality(viewer, as_of=at.as_of, known=at.known, **chosen)
    return found if found.enterprises else None


def asked_of(request: HttpRequest) -> queries.Chosen:
    """What the address asks for, as the question takes it. Refuses an industry that is no code."""
    return _chosen(_asked(request))


def _asked(request: HttpRequest) -> dict[str, str]:
    names = ("q", "place", "industry", "status", "regulator")
    return {name: request.GET.get(name, "").strip()[:64] for name in names}


def _chosen(asked: dict[str, str]) -> queries.Chosen:
    industry = asked["industry"]
    if industry and not (industry.isascii() and industry.isdigit()):
        raise Refusal(
            _("行业“%(code)s”不是代码") % {"code": industry},
            _("按国民经济行业分类的数字代码筛选"),
            _("请填 GB/T 4754 的数字代码，例如 06、2614"),
            code="registry.industry",
            field="industry",
        )
    unregulated = asked["regulator"] == "none"
    return {
        "words": asked["q"],
        "inside": divisions.normal(asked["place"]) if asked["place"] else None,
        "status": asked["status"] if asked["status"] in events.STATUSES else None,
        "industry": industry,
        "regulator": asked["regulator"] if asked["regulator"] and not unregulated else None,
        "unregulated": unregulated,
    }


def _lines(viewer: Viewer, cards: list[queries.Card], at: Moment) -> list[Line]:
    where = places.names({card.place for card in cards}, as_of=at.as_of)
    answering = people.names(viewer, {card.regulator for card in cards if card.regulator}, as_of=at.as_of)
    return [
        Line(
            card.id,
            card.name,
            card.credit_code[-6:],
            where[card.place],
            card.industry,
            events.STATUSES.get(card.status, card.status),
            card.staff,
            answering.get(card.regulator or "", ""),
            card.filled,
        )
        for card in cards
    ]


def _places(viewer: Viewer, at: Moment) -> list[tuple[str, str]]:
    """The places that may be chosen: the viewer's own and those directly below."""
    return [
        (divisions.short(below.code), below.name)
        for held in viewer.places
        for below in (*places.path(held.lo, as_of=at.as_of)[-1:], *places.children(held.lo, as_of=at.as_of))
    ]
