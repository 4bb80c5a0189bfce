"""疑似重复企业: pairs of files side by side, for the office to merge or to set apart; mergers that can be undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from anjian.lib import written
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.registry import actions, events, queries
from anjian.registry.identity.doubles import addresses
from anjian.registry.identity.likeness import Likeness
from anjian.registry.queries import Card, Double, Merged
from anjian.registry.rights import keeps
from anjian.registry.web.asking import viewer_of
from anjian.ui import moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import missing, page

PAGE = 20
LATER = dt.timedelta(days=30)
"""A pair that is put off is asked again after so many days."""
LABELS = {
    "name": gettext_noop("名称"),
    "credit_code": gettext_noop("信用代码"),
    "place": gettext_noop("所在地"),
    "address": gettext_noop("地址"),
    "industry": gettext_noop("行业"),
    "status": gettext_noop("状态"),
    "staff": gettext_noop("从业人员"),
    "regulator": gettext_noop("监管部门"),
}
TAKEN = ("name", "credit_code", "address", "industry", "staff", "regulator")
"""What the file that stays may take over from the other."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of both files; ``take``: its name where the file that stays may take the other's."""

    label: str
    one: str
    other: str
    take: str

    @property
    def differs(self) -> bool:
        """Whether they say otherwise."""
        return self.one != self.other


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files side by side, the one that stays first; ``may``: the viewer keeps both."""

    one: Card
    other: Card
    begun: tuple[dt.date | None, dt.date | None]
    likeness: Likeness
    rows: list[Row]
    may: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """A merger that stands, with the names of both."""

    merger: Merged
    name: str
    survivor: str


@require_http_methods(["GET", "POST"])
@page
def doubles(request: HttpRequest) -> HttpResponse:
    """疑似重复. POST: ``do`` merge, apart, later (a pair), or undo (a merger)."""
    at, viewer = moment.of(request), viewer_of(request)
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, _decide(request, viewer, moment.live(request).today))
            return HttpResponseRedirect(request.path)
        except Refusal as no:
            fault = no
    found = queries.doubles(viewer, as_of=at.as_of)
    context = {
        "here": "enterprises",
        "pairs": _pairs(viewer, found[:PAGE], at),
        "n": len(found),
        "more": max(0, len(found) - PAGE),
        "joined": _joined(viewer, at),
        "fault": fault,
        "empty_what": _("没有疑似重复的企业"),
        "empty_next": _("名称、代码、地址和电话都对过了；以后登记和导入的也会对。"),
    }
    return render(request, "registry/doubles.html", context, status=400 if fault else 200)


def _decide(request: HttpRequest, viewer: Viewer, today: dt.date) -> str:
    """Do what the form says; returns what to tell."""
    said = {name: request.POST.get(name, "").strip() for name in ("do", "one", "other", "reason", "since", "fact")}
    if said["do"] == "undo":
        actions.take_apart(viewer, fact=_fact(said["fact"]), reason=said["reason"])
        return _("已撤销并档，两份档案恢复原样")
    if any(queries.founded(viewer, said[side]) is None for side in ("one", "other")):
        raise missing(_("这两份档案"))
    since = written.day(said["since"]) if said["since"] else today
    if said["do"] == "merge":
        actions.merge(
            viewer,
            survivor=said["one"],
            merged=said["other"],
            since=since,
            reason=said["reason"],
            take=[name for name in TAKEN if name in request.POST.getlist("take")],
        )
        return _("已并档，随时可以在本页下方撤销")
    until = today + LATER if said["do"] == "later" else None
    actions.set_apart(viewer, one=said["one"], other=said["other"], since=today, until=until, reason=said["reason"])
    return _("30 天后再提请核对") if until else _("已记下不是同一家，不再提请核对")


def _fact(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal(_("没有这条并档"), _("编号不对"), _("请从列表里撤销"), code="registry.fact") from None


def _pairs(viewer: Viewer, found: list[Double], at: Moment) -> list[Pair]:
    ids = {id for double in found for id in (double.one, double.other)}
    cards = queries.cards(viewer, ids, as_of=at.as_of)
    where = places.names({card.place for card in cards.values()}, as_of=at.as_of)
    bodies = people.names(viewer, {card.regulator for card in cards.values() if card.regulator}, as_of=at.as_of)
    doors = addresses(viewer, ids, as_of=at.as_of)
    shown = {
        id: {
            "name": card.name,
            "credit_code": card.credit_code,
            "place": where[card.place],
            "address": doors.get(id, ""),
            "industry": card.industry,
            "status": _(events.STATUSES.get(card.status, card.status)),
            "staff": "" if card.staff is None else str(card.staff),
            "regulator": bodies.get(card.regulator or "", ""),
        }
        for id, card in cards.items()
    }
    return [
        Pair(
            cards[double.one],
            cards[double.other],
            (queries.founded(viewer, double.one), queries.founded(viewer, double.other)),
            double.likeness,
            _rows(shown[double.one], shown[double.other]),
            at.live and all(keeps(viewer, cards[id].place) for id in (double.one, double.other)),
        )
        for double in found
    ]


def _rows(one: Mapping[str, str], other: Mapping[str, str]) -> list[Row]:
    return [
        Row(_(label), one[name], other[name], name if name in TAKEN and other[name] not in ("", one[name]) else "")
        for name, label in LABELS.items()
    ]


def _joined(viewer: Viewer, at: Moment) -> list[Joined]:
    mergers = queries.mergers(viewer, as_of=at.as_of, known=at.known)[:PAGE]
    cards = queries.cards(viewer, {one.survivor for one in mergers}, as_of=at.as_of)
    return [Joined(one, one.name, cards[one.survivor].name) for one in mergers if one.survivor in cards]
