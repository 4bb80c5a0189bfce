"""Signing out wipes what a phone keeps (退出即清空): shared phones are normal."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from anjian.api import actions as api
from anjian.lib.errors import Refusal
from anjian.ui import moment

COOKIE = "anjian_device"
"""Names the token that the phone was given; not the token itself."""
SIGN_OUT = "/sign-out/"


class WipeMiddleware:
    """With a sign-out a phone that recorded offline is told to forget everything of this site; its token is revoked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        out = request.method == "POST" and request.path == SIGN_OUT
        viewer = request.viewer  # type: ignore[attr-defined]
        response = self.get_response(request)
        token = request.COOKIES.get(COOKIE, "")
        if out and token and response.status_code == 302:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            with contextlib.suppress(Refusal):  # revoked already, or somebody else's
                api.revoke_token(viewer, token, now=moment.clock(request))
            response.delete_cookie(COOKIE)
        return response
