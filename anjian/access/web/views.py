"""Signing in and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from anjian.access import actions, viewing
from anjian.access.web.middleware import ACCOUNT, SEAL
from anjian.lib.errors import Refusal
from anjian.ui import moment
from anjian.ui.web.page import page


@viewing.public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@page
def sign_in(request: HttpRequest) -> HttpResponse:
    """登录. A wrong password keeps the login as typed; a good one leads to where the person was going."""
    back = _inside(request, request.POST.get("next") or request.GET.get("next") or "/")
    login, no = "", None
    if request.method == "POST":
        login = request.POST.get("login", "")
        try:
            account, seal = actions.sign_in(
                login=login,
                password=request.POST.get("password", ""),
                now=moment.clock(request),
                local=viewing.is_local(request),
            )
        except Refusal as refusal:
            no = refusal
        else:
            request.session.cycle_key()  # a session id that was planted before signing in is worth nothing
            request.session[ACCOUNT], request.session[SEAL] = account, seal
            return HttpResponseRedirect(back)
    elif request.viewer.account:  # type: ignore[attr-defined]
        return HttpResponseRedirect(back)
    context = {"login": login, "no": no, "next": back, "hints": viewing.hints(request)}
    return render(request, "access/sign_in.html", context, status=400 if no else 200)


@viewing.public
@never_cache
@require_POST
@page
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出登录. The session is gone on the server, not only in the browser."""
    request.session.flush()
    return HttpResponseRedirect("/sign-in/")


def _inside(request: HttpRequest, address: str) -> str:
    """The address when it is one of ours, else the desk."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours and address.startswith("/") else "/"
