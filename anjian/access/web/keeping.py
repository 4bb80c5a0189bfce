"""账号管理: what each of 三员 does. The system administrator opens and closes, the security administrator gives rights,
the auditor looks at what both did."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from anjian.access import actions, events, queries
from anjian.access.web import own
from anjian.ledger.events import Fact
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.ui import moment
from anjian.ui.web.page import page, refused


@never_cache
@require_GET
@page
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts, with what this one of the three may do."""
    return _shown(request)


@never_cache
@sensitive_post_parameters("password")
@require_POST
@page
def change(request: HttpRequest) -> HttpResponse:
    """Open, close, set a password; grant, take, reset a second factor: one verb of the form."""
    viewer, now = _keeper(request), moment.clock(request)
    today, post = moment.live(request).today, request.POST
    login, verb = post.get("login", "").strip(), post.get("do", "")
    try:
        if verb == "open":
            actions.open_account(
                viewer,
                login=login,
                name=post.get("name", "").strip() or login,
                password=post.get("password", ""),
                person=post.get("person", "").strip(),
                since=today,
                happened_at=now,
            )
        elif verb == "close":
            actions.close_account(viewer, login=login, on=today, now=now)
        elif verb == "password":
            actions.set_password(viewer, login=login, password=post.get("password", ""), now=now)
        elif verb == "grant":
            actions.grant(viewer, login=login, role=post.get("role", ""), since=today)
        elif verb == "take":
            actions.take_now(viewer, login=login, role=post.get("role", ""), today=today)
        elif verb == "factor":
            actions.remove_factor(viewer, login=login, now=now)
        else:
            raise Refusal("不知道要做什么", "表单不完整", "请刷新页面重试", code="access.verb")
    except Refusal as no:
        return _shown(request, no)
    messages.success(request, _("已办：%(login)s") % {"login": login})
    return HttpResponseRedirect("/accounts/")


@never_cache
@require_GET
@page
def log(request: HttpRequest) -> HttpResponse:
    """账号日志: for the auditor alone."""
    viewer = _keeper(request)
    if not viewer.has("auditor"):
        return refused(request, _not_yours(_("这一页只对审计员开放")))
    found = queries.log(viewer, limit=200)
    names = {card.id: card.name for card in queries.accounts(viewer, as_of=moment.live(request).today)}
    rows = [
        (fact, _(events.WORDS[fact.name]), _who(fact, names), names.get(fact.recorded_by, _("系统"))) for fact in found
    ]
    return render(request, "access/log.html", {"here": "accounts", "rows": rows})


def _shown(request: HttpRequest, fault: Refusal | None = None) -> HttpResponse:
    viewer, now = _keeper(request), moment.clock(request)
    today = moment.live(request).today
    words = request.GET.get("words", "").strip().lower()[:40]
    cards = [
        card
        for card in queries.accounts(viewer, as_of=today)
        if not words or words in card.login or words in card.name.lower()
    ]
    factors = queries.with_factor(viewer)
    running = queries.sessions(viewer, now=now) if viewer.has("security") or viewer.has("auditor") else []
    names = {card.id: card.name for card in cards}
    context: dict[str, Any] = {
        "here": "accounts",
        "fault": fault,
        "words": words,
        "rows": [
            (card, [(role, queries.role_name(role)) for role in sorted(card.roles)], card.id in factors)
            for card in cards[:100]
        ],
        "more": max(0, len(cards) - 100),
        "role_choices": list(events.ROLES.items()),
        "opens": viewer.has("administrator"),
        "grants": viewer.has("security"),
        "audits": viewer.has("auditor"),
        "typed": request.POST if fault else {},
        "sessions": [(one, names.get(one.account, one.account)) for one in running],
    }
    return render(request, "access/accounts.html", context, status=400 if fault else 200)


def _keeper(request: HttpRequest) -> Viewer:
    viewer = own._viewer(request)
    if not any(viewer.has(role) for role in events.THREE):
        raise _not_yours(_("这一页只对系统管理员、安全管理员和审计员开放"))
    return viewer


def _not_yours(what: str) -> Refusal:
    return Refusal(what, _("账号决定谁能看到和登记什么"), _("请由有这个角色的账号来看"), code="access.forbidden")


def _who(fact: Fact, names: dict[str, str]) -> str:
    return "、".join(names.get(id, id) for id in fact.party("account"))
