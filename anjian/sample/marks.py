"""What pages say when the sample is loaded."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from anjian.access import viewing
from anjian.sample import queries


def on_every_page(request: HttpRequest) -> str | None:
    """The line above every page; asked once per request."""
    if not hasattr(request, "_is_sample"):
        request._is_sample = queries.is_sample()  # type: ignore[attr-defined]
    return _("示例数据：人名、企业、事故都是虚构的") if request._is_sample else None  # type: ignore[attr-defined]


def on_sign_in(request: HttpRequest) -> viewing.Hint | None:
    """The logins, for who sits at this machine."""
    logins = queries.logins() if viewing.is_local(request) else ()
    if not logins:
        return None
    return viewing.Hint(
        title=_("示例账号"),
        text=_("只能在本机登录，口令都一样。"),
        rows=tuple(viewing.Login(login.login, queries.PASSWORD, login.who) for login in logins),
    )
