"""The personal duty book."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk.queries import book as books
from anjian.desk.web.asking import viewer_of
from anjian.lib.errors import Refusal
from anjian.ui import moment
from anjian.ui.web.page import page


@require_GET
@page
def book(request: HttpRequest, person: str) -> HttpResponse:
    """个人履职档案. A chapter for each post, with what was owed and done in its days. The person ``me`` is oneself."""
    at, viewer = moment.of(request), viewer_of(request)
    person = viewer.person if person == "me" else person
    found = books.book(viewer, person, since=_since(request, at.as_of), as_of=at.as_of, known=at.known)
    return render(
        request,
        "desk/book.html",
        {
            "here": "people",
            "book": found,
            "empty_what": _("这段时间没有任职"),
            "empty_next": _("可以把起始日期改早一些再看"),
        },
    )


def _since(request: HttpRequest, as_of: dt.date) -> dt.date:
    text = request.GET.get("since", "").strip()
    try:
        return books.begins(dt.date.fromisoformat(text) if text else None, as_of)
    except ValueError:
        raise Refusal(
            f"日期“{text[:20]}”读不懂",
            "起始日期决定列出哪些职责",
            f"请按年-月-日填写，例如 {as_of.year}-01-01",
            code="book.since",
            field="since",
        ) from None
