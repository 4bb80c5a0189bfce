"""The setting sheet: the holes of a document as fields, each with who decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.desk import queries
from anjian.desk.queries.ground import setting_place
from anjian.desk.web.asking import viewer_of
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import actions as policy_actions
from anjian.policy import queries as policy
from anjian.ui import moment
from anjian.ui.web.page import missing, page


@require_http_methods(["GET", "POST"])
@page
def settings(request: HttpRequest, document_id: str) -> HttpResponse:
    """设定表. POST sets, borrows or unsets one value by whoever may decide there; a refusal stands at its field.

    GET filters: ``only`` (open, set, borrowed, assumed, orphans), ``article``, ``body``; ``open``: the field whose form
    stands open, asked for by itself when it unfolds in place.
    """
    at, viewer = moment.of(request), viewer_of(request)
    card = policy.document(viewer, document_id, known=at.known)
    if card is None:
        raise missing(_("这份文件"))
    place = setting_place(viewer, document_id, request.GET.get("place", ""))
    typed: dict[str, str] = {}
    fault: Refusal | None = None
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in _TYPED}
        at.must_be_live()
        try:
            done = _decide(viewer, typed, place)
        except Refusal as no:
            fault = no
        else:
            messages.success(request, done)
            return HttpResponseRedirect(_back(request, place))
    asks = {name: request.GET.get(name, "") for name in ("only", "article", "body")}
    opened = request.GET.get("open", "")
    found = queries.sheet(
        viewer, document_id, place=place, as_of=at.as_of, known=at.known, opened=opened, typed=typed, **asks
    )
    context: dict[str, Any] = {
        "here": "documents",
        "doc": {"id": card.id, "short": card.document.short or card.document.title},
        "sheet": found,
        "asks": asks,
        "chips": _chips(request, found, asks["only"]),
        "place": place,
        "place_name": queries.place_name(place, as_of=at.as_of),
        "may_set": _may_set(viewer, place),
        "fault": fault,
        "faulty": next((hole.anchor for hole in found.holes if fault and _is_of(hole, typed)), ""),
        "doing": typed.get("do", ""),
        "empty_what": _("这里没有这样的设定"),
        "empty_next": _("换一个筛选；原文没有留空，或者这个地方没有采用这份文件，也没有要设定的。"),
        "orphans_what": _("每一款都有责任单位"),
        "orphans_next": _("没有一款等着当地说由谁承担。"),
    }
    if request.headers.get("HX-Request") == "true" and opened:
        hole = next((each for each in found.holes if each.anchor == opened), None)
        if hole is None:
            raise missing(_("这一项"))
        return render(request, "desk/_hole_form.html", {**context, "hole": hole, "row": hole.row})
    return render(request, "desk/settings.html", context, status=400 if fault else 200)


_TYPED = ("rule", "field", "value", "since", "ground", "borrow", "do")


def _decide(viewer: Viewer, typed: dict[str, str], place: str) -> str:
    """Set, borrow or unset; answers with what was done, in words."""
    since = _day(typed["since"])
    key: dict[str, Any] = {"rule": typed["rule"], "field": typed["field"], "place": place, "since": since}
    if typed["do"] == "unset":
        policy_actions.unset_value(viewer, **key, ground=typed["ground"])
        return _("已取消设定，自 %(since)s 起又是未设定") % {"since": since}
    if typed["do"] == "borrow":
        if not typed["borrow"]:
            raise Refusal(
                _("没有选借哪一条"),
                _("借用要写清借的是哪份文件的哪一条"),
                _("请从列出的规则里选一条"),
                code="desk.borrow",
                field="borrow",
            )
        policy_actions.set_value(viewer, **key, borrow=typed["borrow"], ground=typed["ground"])
        return _("已借用，自 %(since)s 起随那一条走") % {"since": since}
    value: Any = typed["value"]
    if not value:
        raise Refusal(_("没有填设定的值"), _("空着就还是未设定"), _("请填写或选择"), code="desk.value", field="value")
    if typed["field"] in ("who", "others"):
        value = [part.strip() for part in value.replace("，", ",").split(",") if part.strip()]
    policy_actions.set_value(viewer, **key, value=value, ground=typed["ground"])
    return _("已设定，自 %(since)s 起按它判断") % {"since": since}


def _day(text: str) -> dt.date:
    try:
        since = parse_date(text)
    except ValueError:
        since = None
    if since is None:
        raise Refusal(
            _("“%(text)s”不是日期") % {"text": text[:20]},
            _("从哪天起按它判断，要写清楚"),
            _("请按年-月-日填写"),
            code="desk.since",
            field="since",
        )
    return since


def _chips(request: HttpRequest, found: queries.Sheet, only: str) -> list[tuple[str, int, str, bool]]:
    """The filters by state: word, how many rows it lists, address, whether it is the one shown."""
    words = {
        "": (_("全部"), sum(found.counts.values())),
        "open": (_("未设定"), found.counts.get("open", 0)),
        "set": (_("已设定"), found.counts.get("set", 0)),
        "borrowed": (_("借用"), found.counts.get("borrowed", 0)),
        "assumed": (_("推定"), found.counts.get("assumed", 0)),
        "orphans": (_("没有责任单位"), len(found.orphans)),
    }
    made = []
    for name, (word, n) in words.items():
        query = request.GET.copy()
        for gone in ("only", "open", *(("article", "body") if name == "orphans" else ())):
            query.pop(gone, None)
        if name:
            query["only"] = name
        made.append((word, n, f"{request.path}?{query.urlencode()}" if query else request.path, name == only))
    return made


def _back(request: HttpRequest, place: str) -> str:
    """Where a decision leads: the sheet of the place with the same filters."""
    query = request.GET.copy()
    query.pop("open", None)
    query["place"] = divisions.short(place)
    return f"{request.path}?{query.urlencode()}"


def _is_of(hole: queries.Hole, typed: dict[str, str]) -> bool:
    return (hole.row.rule, hole.row.field) == (typed["rule"], typed["field"])


def _may_set(viewer: Viewer, place: str) -> bool:
    return viewer.sees(place) and any(viewer.has(role) for role in ("administrator", "office", "decider"))
