"""Signing in and out: password, second factor, sign-on by a provider."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjian.access import actions, queries, sign_on, viewing
from anjian.access.web import devices
from anjian.access.web.middleware import ACCOUNT, SEAL, SECOND, SEEN, SESSION
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.ui import moment
from anjian.ui.web.page import page

HALF = "half"
"""What a session keeps of a sign-in whose second factor is still to come."""
HALF_FOR = dt.timedelta(minutes=10)
OIDC = "oidc"


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
            return _go_on(request, account, seal, back=back, way="password")
    elif request.viewer.account:  # type: ignore[attr-defined]
        return HttpResponseRedirect(back)
    context = {
        "login": login,
        "no": no,
        "next": back,
        "hints": viewing.hints(request),
        "provider": sign_on.provider(),
    }
    return render(request, "access/sign_in.html", context, status=400 if no else 200)


@viewing.public
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@page
def second(request: HttpRequest) -> HttpResponse:
    """动态码. After the password: the code of the phone; or, the first time, setting it up."""
    half = _half(request)
    if half is None:
        return HttpResponseRedirect("/sign-in/")
    now, account = moment.clock(request), str(half["account"])
    step = actions.second_step(account, now=now)
    no, spare = None, None
    if request.method == "POST":
        try:
            if step == "enrol":
                spare = actions.set_factor(account, secret=half["secret"], code=request.POST.get("code", ""), now=now)
            else:
                actions.check_code(account, code=request.POST.get("code", ""), now=now)
        except Refusal as refusal:
            no = refusal
        else:
            answer = _whole(request, account, half["seal"], back=half["next"], way=half["way"])
            request.session[SECOND] = True
            if spare is None:
                return answer
            return render(request, "access/recovery.html", {"spare": spare, "next": half["next"]})
    context: dict[str, Any] = {"no": no, "enrol": step == "enrol"}
    if step == "enrol":
        if not half.get("secret"):
            half["secret"] = actions.new_secret()
            request.session[HALF] = half
        card = queries.account(SYSTEM, account, as_of=now.astimezone(CHINA).date())
        login = card.login if card else account
        context |= {"secret": _spaced(half["secret"]), "drawing": drawing(actions.address(half["secret"], login))}
    return render(request, "access/second.html", context, status=400 if no else 200)


@viewing.public
@never_cache
@require_GET
@page
def oidc(request: HttpRequest) -> HttpResponse:
    """统一认证. Sends the browser to the provider; signed in already: to link this account."""
    at = _provider()
    begun = sign_on.begin(at, back=_back(request))
    request.session[OIDC] = {
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "next": _inside(request, request.GET.get("next") or "/"),
    }
    return HttpResponseRedirect(begun.url)


@viewing.public
@never_cache
@require_GET
@page
def oidc_back(request: HttpRequest) -> HttpResponse:
    """统一认证的回程. The code becomes an identity; it signs in the account it is linked to, or is linked."""
    at, kept = _provider(), request.session.pop(OIDC, None)
    if kept is None or not constant_time_compare(request.GET.get("state", ""), kept["state"]):
        raise Refusal(
            "这次统一认证不是从这里开始的", "接着做下去可能登录成别人", "请从登录页重新开始", code="access.oidc_state"
        )
    if request.GET.get("error") or not request.GET.get("code"):
        raise Refusal("统一认证没有同意登录", "没有身份就不能登录", "请重试，或用登录名和口令登录", code="access.oidc")
    now = moment.clock(request)
    subject = sign_on.finish(
        at,
        code=request.GET["code"],
        back=_back(request),
        nonce=kept["nonce"],
        verifier=kept["verifier"],
        now=int(now.timestamp()),
    )
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.account:
        login = viewer.account.partition(":")[2]
        actions.link(viewer, login=login, issuer=at.issuer, subject=subject, now=now)
        return HttpResponseRedirect("/account/")
    account, seal = actions.signed_in_by(issuer=at.issuer, subject=subject, now=now)
    return _go_on(request, account, seal, back=kept["next"], way="oidc")


@viewing.public
@never_cache
@require_POST
@page
def sign_out(request: HttpRequest) -> HttpResponse:
    """退出登录. The session is gone on the server, not only in the browser."""
    if SESSION in request.session:
        actions.sign_out(devices.read(request.session[SESSION]), now=moment.clock(request))
    request.session.flush()
    return HttpResponseRedirect("/sign-in/")


def drawing(text: str) -> SafeString:
    """A QR code as SVG, drawn by us; no script, no image from elsewhere."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=5, border=4, xmldecl=False, svgns=False, omitsize=False)
    return mark_safe(out.getvalue().decode())


def _go_on(request: HttpRequest, account: str, seal: str, *, back: str, way: str) -> HttpResponse:
    now = moment.clock(request)
    if actions.second_step(account, now=now) == "":
        return _whole(request, account, seal, back=back, way=way)
    request.session.cycle_key()
    request.session[HALF] = {"account": account, "seal": seal, "next": back, "way": way, "at": now.isoformat()}
    return HttpResponseRedirect("/sign-in/code/")


def _whole(request: HttpRequest, account: str, seal: str, *, back: str, way: str) -> HttpResponse:
    now = moment.clock(request)
    request.session.pop(HALF, None)
    request.session.cycle_key()  # a session id that was planted before signing in is worth nothing
    request.session[ACCOUNT], request.session[SEAL] = account, seal
    request.session.save()
    session = actions.begin(
        account,
        key=request.session.session_key or "",
        device=devices.called(request.headers.get("User-Agent", "")),
        address=request.META.get("REMOTE_ADDR", ""),
        way=way,
        now=now,
    )
    request.session[SESSION], request.session[SEEN] = str(session), now.timestamp()
    return HttpResponseRedirect(back)


def _half(request: HttpRequest) -> dict[str, Any] | None:
    half = request.session.get(HALF)
    if half is None or moment.clock(request) - dt.datetime.fromisoformat(half["at"]) > HALF_FOR:
        return None
    found = queries.sealed_viewer(half["account"], as_of=moment.clock(request).astimezone(CHINA).date())
    if found is None or not constant_time_compare(half["seal"], found[1]):
        return None  # closed, or another password meanwhile
    return dict(half)


def _provider() -> sign_on.Provider:
    at = sign_on.provider()
    if at is None:
        raise Refusal("没有启用统一认证", "系统不知道向谁核对身份", "请用登录名和口令登录", code="access.missing")
    return at


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri("/sign-in/oidc/back/")


def _spaced(secret: str) -> str:
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def _inside(request: HttpRequest, address: str) -> str:
    """The address when it is one of ours, else the desk."""
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours and address.startswith("/") else "/"
