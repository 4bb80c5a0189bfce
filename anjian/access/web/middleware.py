"""Who asks (每个请求是谁在看), and deny by default: without a mark a page needs somebody signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.crypto import constant_time_compare

from anjian.access import actions, queries, viewing
from anjian.access.events import THREE
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.ui import moment
from anjian.ui.web.page import refused

ACCOUNT, SEAL = "account", "seal"
"""What a session keeps: the account's id, and the seal of its password (a new password ends all sessions)."""
SESSION, SEEN = "session", "seen"
"""The id of the sign-in in our list of sessions, and when it was last said to be in use (seconds)."""
SECOND = "second"
"""That the second factor was given in this session."""
SIGN_IN = "/sign-in/"


class ViewerMiddleware:
    """Sets ``request.viewer``: the account's viewer on the Chinese day of the request, or STRANGER."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.viewer = _who(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.viewer.account:  # type: ignore[attr-defined]
            response.headers.setdefault("Cache-Control", "private, no-store")  # a shared computer shows no old pages
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Stop who may not open the page. None lets the page answer."""
        if viewing.is_public(view):
            return None
        who: Viewer = request.viewer  # type: ignore[attr-defined]
        if not who.account:
            return _sign_in_first(request)
        role = viewing.role_needed(view)
        if role and not who.has(role):
            return refused(
                request,
                Refusal(
                    f"这一页只对{queries.role_name(role)}开放",
                    "它会影响所有人的数据或账号",
                    "如果您的工作需要，请联系系统管理员",
                    code="access.forbidden",
                ),
            )
        return None


def _who(request: HttpRequest) -> Viewer:
    account = request.session.get(ACCOUNT)
    if not account:
        return STRANGER
    found = queries.sealed_viewer(account, as_of=moment.clock(request).astimezone(CHINA).date())
    if found is None or not constant_time_compare(request.session.get(SEAL, ""), found[1]):
        request.session.flush()
        return STRANGER
    _seen(request)
    viewer = found[0]
    alone = viewer.roles & set(THREE) and not request.session.get(SECOND)
    if alone and actions.second_step(account, now=moment.clock(request)):
        # Became one of the three while signed in with a password alone: it counts from the next sign-in on.
        return replace(viewer, roles=viewer.roles - set(THREE))
    return queries.standing_in(viewer, as_of=moment.clock(request).astimezone(CHINA).date())


def _seen(request: HttpRequest) -> None:
    """Every few minutes a running session says that it is in use, so that its list tells which device is alive."""
    now = moment.clock(request)
    last = request.session.get(SEEN)
    if SESSION in request.session and (last is None or now.timestamp() - last > actions.SEEN_EVERY.total_seconds()):
        actions.seen(UUID(request.session[SESSION]), now=now)
        request.session[SEEN] = now.timestamp()


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
    where = f"{SIGN_IN}?{urlencode({'next': back})}" if back != "/" else SIGN_IN
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": SIGN_IN})
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"what": "请先登录", "next": "登录后重试"}, status=401)
    return HttpResponseRedirect(where)
