"""What surrounds every page (页面外壳): a refusal becomes a page that says what, why and what next."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from anjian.lib.errors import Refusal
from anjian.ui import moment

View = Callable[..., HttpResponseBase]

_STATUS = {"missing": 404, "forbidden": 403}


def page(view: View) -> View:
    """Wrap a view: a :class:`Refusal` becomes a page (400, 403 or 404), and the day asked for is read first."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            moment.of(request)
            return view(request, *args, **kwargs)
        except Refusal as no:
            return refused(request, no)

    return inner


def refused(request: HttpRequest, no: Refusal, status: int | None = None) -> HttpResponse:
    """A refusal as a page. The end of its code chooses the status: `….missing` 404, `….forbidden` 403, else 400."""
    status = status or _STATUS.get(no.code.rsplit(".", 1)[-1], 400)
    return render(request, "ui/refusal.html", {"no": no, "status": status}, status=status)


def missing(what: str) -> Refusal:
    """The refusal for what is not there or not for this viewer: both read the same, so that nothing leaks."""
    return Refusal(
        _("没有找到%(what)s") % {"what": what},
        _("它不存在，或者不在您的权限范围内"),
        _("请从工作台或文件目录重新进入；如果是同事发来的链接，请问一下对方"),
        code="page.missing",
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return refused(
        request,
        Refusal(
            _("这个请求读不懂"),
            _("地址或表单不完整，系统不能猜您要做什么；没有保存任何内容"),
            _("请返回上一页重试"),
            code="page.bad",
        ),
        400,
    )


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403, also for a form whose protection mark has run out (CSRF)."""
    return refused(
        request,
        Refusal(
            _("这一页没有打开，也没有保存任何内容"),
            _("您的账号不能这样做，或者页面停留太久，提交凭证已经失效"),
            _("请返回上一页刷新后再提交；仍不行请重新登录"),
            code="page.forbidden",
        ),
        403,
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page."""
    return refused(request, missing(_("这一页")), 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page asks nothing of the database."""
    return render(request, "ui/error_500.html", status=500)
