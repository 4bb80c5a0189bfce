"""接口凭证: what programs and devices let in under one's name, and where facts are told to."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from anjian.access.events import THREE
from anjian.api import actions, queries
from anjian.api.events import KINDS
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.ui import moment
from anjian.ui.rest.asking import SCOPES
from anjian.ui.web.page import page

DAYS = (30, 90, 180, 366)
"""Lives that the page offers, in days."""


@never_cache
@require_http_methods(["GET", "POST"])
@page
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens. POST makes one and shows it, once, on this answer alone."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    now = moment.clock(request)
    typed = {"name": "", "days": "90", "kind": "personal"}
    chosen: list[str] = ["read"]
    fault: Refusal | None = None
    made, text = None, ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in typed}
        chosen = request.POST.getlist("scopes")
        days = typed["days"]
        try:
            made, text = actions.make_token(
                viewer,
                name=typed["name"],
                scopes=chosen,
                days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
                now=now,
                kind="device" if typed["kind"] == "device" else "personal",
            )
            typed, chosen = {"name": "", "days": "90", "kind": "personal"}, ["read"]  # the next one starts afresh
        except Refusal as no:
            fault = no
    cards = queries.tokens(viewer, now=now)
    offered = [(code, _(word)) for code, word in SCOPES.items() if code != "admin" or any(map(viewer.has, THREE))]
    context = {
        "here": "tokens",
        "live_tokens": [
            (card, [_(SCOPES[each]) for each in card.scopes], _(KINDS[card.kind])) for card in cards if card.live
        ],
        "ended_tokens": [card for card in cards if not card.live][:20],
        "subscriptions": queries.subscriptions(viewer),
        "offered": offered,
        "kinds": [(code, _(word)) for code, word in KINDS.items()],
        "days": [str(days) for days in DAYS],
        "typed": typed,
        "chosen": chosen,
        "fault": fault,
        "made": made,
        "text": text,
        "empty_what": _("还没有发放凭证"),
        "empty_next": _("要让程序或手机以您的名义查看、记录时，在下面发放一个。"),
    }
    return render(request, "api/tokens.html", context, status=400 if fault else 200)


@require_POST
@page
def revoke(request: HttpRequest, token_id: str) -> HttpResponse:
    """吊销. From now on it lets nobody in."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    actions.revoke_token(viewer, token_id, now=moment.clock(request))
    messages.success(request, _("已吊销，它从现在起不能再用"))
    return HttpResponseRedirect("/tokens/")


@require_POST
@page
def end(request: HttpRequest, subscription_id: UUID) -> HttpResponse:
    """取消订阅. What waits is not sent any more."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    actions.unsubscribe(viewer, subscription_id, now=moment.clock(request))
    messages.success(request, _("已取消订阅"))
    return HttpResponseRedirect("/tokens/")
