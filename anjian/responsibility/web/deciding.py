"""One enterprise: who answers for it, deciding and giving up, what was decided before; its signboard."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import queries as people
from anjian.registry import queries as registry
from anjian.registry.queries import Card
from anjian.responsibility import actions, queries
from anjian.responsibility import signboard as boards
from anjian.responsibility.events import GROUNDS, LINES
from anjian.responsibility.web.asking import day_of, viewer_of
from anjian.ui import moment
from anjian.ui.files import WORD, attached
from anjian.ui.moment import Moment
from anjian.ui.web.page import missing, page

FIELDS = ("line", "body", "post", "cell", "phone", "ground", "cite")


@require_http_methods(["GET", "POST"])
@page
def answers(request: HttpRequest, enterprise_id: str) -> HttpResponse:
    """监管责任. Who answers in each line and by whose word; POST decides (`do=assign`) or gives up (`do=release`).

    GET ``body``: the body whose posts may be chosen in the form; left out, the proposed or the present one.
    """
    at, viewer = moment.of(request), viewer_of(request)
    card = _card(viewer, enterprise_id, at)
    fault: Refusal | None = None
    typed: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in (*FIELDS, "reason")}
    if request.method == "POST":
        try:
            messages.success(request, _decide(request, viewer, card, typed, at))
            return HttpResponseRedirect(request.path)
        except Refusal as no:
            fault = no
    told = queries.answering_of(viewer, [card], as_of=at.as_of, known=at.known)[card.id]
    past = queries.history(viewer, card.id, known=at.known)
    proposed = queries.proposals([card], as_of=at.as_of, known=at.known)[card.id]
    gaps = [word for line, word in LINES.items() if line not in {one.line for one in told}]
    chosen = typed["body"] or request.GET.get("body", "") or next((one.body for one in (*proposed, *told)), "")
    context = {
        "here": "enterprises",
        "card": card,
        "rows": queries.shown(viewer, told, as_of=at.as_of, known=at.known),
        "gaps": gaps,
        "proposed": queries.shown(viewer, proposed, as_of=at.as_of) if LINES["industry"] in gaps else [],
        "past": queries.shown(viewer, past, as_of=at.as_of, known=at.known),
        "may": at.live and queries.may_decide(viewer, card.place),
        "fault": fault,
        "typed": typed,
        "body": chosen,
        **_choices(viewer, card, chosen, at),
    }
    return render(request, "responsibility/enterprise.html", context, status=400 if fault else 200)


@require_GET
@page
def signboard(request: HttpRequest, enterprise_id: str) -> HttpResponse:
    """公示牌. To look at and to print."""
    board = _board(request, enterprise_id)
    return render(
        request,
        "responsibility/signboard.html",
        {"here": "enterprises", "board": board, "code": mark_safe(boards.svg(board.url))},
    )


@require_GET
@page
def signboard_file(request: HttpRequest, enterprise_id: str) -> HttpResponse:
    """公示牌, as a Word file."""
    board = _board(request, enterprise_id)
    return attached(boards.docx(board), f"signboard-{board.card.credit_code or 'x'}.docx", WORD)


def _card(viewer: Viewer, enterprise_id: str, at: Moment) -> Card:
    card = registry.enterprise(viewer, enterprise_id, as_of=at.as_of, known=at.known)
    if card is None:
        raise missing(_("这家企业"))
    return card


def _decide(request: HttpRequest, viewer: Viewer, card: Card, typed: dict[str, Any], at: Moment) -> str:
    """Decide or give up; answers with what was done, in words."""
    day = day_of(request, "since", at)
    if request.POST.get("do") == "release":
        asked = {name: typed[name] for name in ("line", "body", "reason")}
        actions.release(viewer, enterprise=card.id, last_day=day, **asked)
        return _("已解除，最后一天是 %(day)s") % {"day": day}
    beside = request.POST.get("beside") == "1"
    asked = {name: typed[name] for name in FIELDS}
    actions.assign(viewer, enterprise=card.id, since=day, beside=beside, **asked)
    return _("已确定，自 %(day)s 起") % {"day": day}


def _choices(viewer: Viewer, card: Card, body: str, at: Moment) -> dict[str, Any]:
    """What may be chosen: bodies of the places above the enterprise, posts of the chosen one, cells nearby."""
    found = [
        one
        for above in divisions.path(card.place)[2:]
        for one in people.bodies(viewer, as_of=at.as_of, inside=above, level=divisions.level(above))
        if one.classes & {"department", "government"} or one.functions
    ]
    seats = people.posts(viewer, as_of=at.as_of, body=body) if body else []
    return {
        "bodies": [(one.id, one.name) for one in found],
        "posts": [(one.id, f"{one.name} {one.holder}".strip()) for one in seats],
        "cells": queries.cells_near(card.place, as_of=at.as_of),
        "lines": LINES.items(),
        "grounds": GROUNDS.items(),
    }


def _board(request: HttpRequest, enterprise_id: str) -> boards.Board:
    at, viewer = moment.of(request), viewer_of(request)
    card = _card(viewer, enterprise_id, at)
    url = request.build_absolute_uri(f"/enterprises/{card.id}/")
    return boards.of(viewer, card, as_of=at.as_of, known=at.known, url=url)
