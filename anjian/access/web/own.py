"""账号与安全: one's own password, second factor, sign-ins on all devices, identity elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjian.access import actions, queries, sign_on
from anjian.access.web.middleware import ACCOUNT, SEAL, SECOND, SESSION
from anjian.access.web.views import _spaced, _whole, drawing
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.ui import moment
from anjian.ui.web.page import page

SECRET = "new_secret"


@never_cache
@require_GET
@page
def account(request: HttpRequest) -> HttpResponse:
    """One's account."""
    return _shown(request)


@never_cache
@sensitive_post_parameters("old", "new")
@require_POST
@page
def password(request: HttpRequest) -> HttpResponse:
    """换口令. The old one proves who sits here; all other sign-ins end."""
    viewer, now = _viewer(request), moment.clock(request)
    login = viewer.account.partition(":")[2]
    try:
        actions.confirm(viewer, password=request.POST.get("old", ""), now=now)
        actions.set_password(viewer, login=login, password=request.POST.get("new", ""), now=now)
    except Refusal as no:
        return _shown(request, no)
    found = queries.sealed_viewer(viewer.account, as_of=moment.live(request).today)
    assert found is not None
    messages.success(request, _("口令已换，别处的登录都已结束"))
    return _whole(request, viewer.account, found[1], back="/account/", way="password")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@page
def factor(request: HttpRequest) -> HttpResponse:
    """启用动态码."""
    viewer, now = _viewer(request), moment.clock(request)
    secret, no = request.session.get(SECRET), None
    if queries.has_factor(viewer, viewer.account):
        return HttpResponseRedirect("/account/")
    if request.method == "POST" and secret:
        try:
            spare = actions.set_factor(viewer.account, secret=secret, code=request.POST.get("code", ""), now=now)
        except Refusal as refusal:
            no = refusal
        else:
            request.session.pop(SECRET, None)
            request.session[SECOND] = True
            return render(request, "access/recovery.html", {"spare": spare, "next": "/account/", "here": "account"})
    if not secret:
        secret = request.session[SECRET] = actions.new_secret()
    login = viewer.account.partition(":")[2]
    context = {
        "no": no,
        "enrol": True,
        "own": True,
        "here": "account",
        "secret": _spaced(secret),
        "drawing": drawing(actions.address(secret, login)),
    }
    return render(request, "access/second.html", context, status=400 if no else 200)


@require_POST
@page
def no_factor(request: HttpRequest) -> HttpResponse:
    """取消动态码."""
    viewer = _viewer(request)
    try:
        actions.confirm(viewer, password=request.POST.get("old", ""), now=moment.clock(request))
        actions.remove_factor(viewer, login=viewer.account.partition(":")[2], now=moment.clock(request))
    except Refusal as no:
        return _shown(request, no)
    messages.success(request, _("动态码已取消"))
    return HttpResponseRedirect("/account/")


@require_POST
@page
def end(request: HttpRequest, session: UUID) -> HttpResponse:
    """结束一个登录."""
    viewer = _viewer(request)
    actions.end_session(viewer, session, now=moment.clock(request))
    if str(session) == request.session.get(SESSION):
        request.session.flush()
        return HttpResponseRedirect("/sign-in/")
    messages.success(request, _("这个登录已结束"))
    back = "/accounts/" if request.POST.get("from") == "accounts" else "/account/"
    return HttpResponseRedirect(back)


@require_POST
@page
def unlink(request: HttpRequest) -> HttpResponse:
    """解除统一认证."""
    viewer = _viewer(request)
    login, issuer = viewer.account.partition(":")[2], request.POST.get("issuer", "")
    actions.unlink(viewer, login=login, issuer=issuer, now=moment.clock(request))
    messages.success(request, _("统一认证已解除"))
    return HttpResponseRedirect("/account/")


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not (request.session.get(ACCOUNT) and request.session.get(SEAL)):
        raise Refusal(
            "这一页要在浏览器里登录后办", "凭证不能改动账号本身", "请用登录名和口令登录", code="access.forbidden"
        )
    return viewer


def _shown(request: HttpRequest, fault: Refusal | None = None) -> HttpResponse:
    viewer, at = _viewer(request), sign_on.provider()
    card = queries.account(viewer, viewer.account, as_of=moment.live(request).today)
    links = queries.linked(viewer, viewer.account)
    context: dict[str, Any] = {
        "here": "account",
        "fault": fault,
        "card": card,
        "sample": bool(card and card.origin == actions.SAMPLE),
        "roles": [queries.role_name(role) for role in sorted(card.roles)] if card else [],
        "has_factor": queries.has_factor(viewer, viewer.account),
        "sessions": queries.sessions(viewer, account=viewer.account, now=moment.clock(request)),
        "this": request.session.get(SESSION, ""),
        "provider": at,
        "links": links,
        "may_link": at is not None and at.issuer not in links,
    }
    return render(request, "access/account.html", context, status=400 if fault else 200)
