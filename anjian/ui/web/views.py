"""Pages of the shared look itself: the gallery and the language switch."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.ui import moment, rail, signs
from anjian.ui.web.page import missing, page


@require_GET
@page
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part of the shared look on one page, for who builds pages; only with sample data or in debugging."""
    if not (settings.DEBUG or rail.marks(request)):
        raise missing("这一页")
    at = moment.of(request)
    days = [at.as_of + dt.timedelta(days=n) for n in (-12, 0, 1, 3, 40, 500)]
    return render(
        request,
        "ui/gallery.html",
        {
            "outcomes": list(Outcome),
            "shapes": list(signs.SHAPES),
            "days": days,
            "periods": [f"{at.as_of:%Y-%m}", f"{at.as_of.year}-Q3", f"{at.as_of.year}-H1", str(at.as_of.year)],
            "soon": at.as_of + dt.timedelta(days=2),
            "no": Refusal(
                "照片“现场.jpg”打不开", "它不是图片，或者在传输中损坏了", "请重新拍一张，或换一个文件；已填的内容都还在"
            ),
        },
    )


@require_POST
@page
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language (切换语言): a cookie for a year, then back to where the person was."""
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        raise Refusal(
            f"没有“{wanted[:20]}”这种界面语言",
            "目前有简体中文和英文",
            "请用页面右上角的按钮切换",
            code="language.unknown",
        )
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response
