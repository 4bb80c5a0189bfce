"""What is too large is refused by its declared length (上传上限), before any of it is read or written to disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from anjian.lib.errors import Refusal
from anjian.ui import rest
from anjian.ui.web.page import View, refused

MB = 1024 * 1024
LARGEST = 200 * MB
"""Bytes of a request where its page says nothing else: a record with all its photos."""
BESIDE = MB
"""Bytes that a form holds beside its file."""


def takes(most: int) -> Callable[[View], View]:
    """Decorator: the largest file, in bytes, that a page takes."""

    def mark(view: View) -> View:
        view.largest_body = most + BESIDE  # type: ignore[attr-defined]
        return view

    return mark


def limit(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: refuse a request that says it is larger than its page takes. Stands before whoever reads forms."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(
        request: HttpRequest, view: View, given: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponseBase | None:
        most = getattr(view, "largest_body", LARGEST)
        if _length(request) <= most:
            return None
        no = Refusal(
            _("上传的内容有%(size)sMB，超过%(most)sMB") % {"size": _length(request) // MB, "most": most // MB},
            _("太大的内容会占满服务器；没有读取，也没有保存"),
            _("请分成几个文件上传，或把照片改小"),
            code="request.too_large",
        )
        return rest.answer(no) if request.path.startswith("/api/") else refused(request, no, 413)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _length(request: HttpRequest) -> int:
    """Bytes of the body as declared; without a number the server reads none."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isdigit() else 0
