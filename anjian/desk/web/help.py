"""Help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk.queries.help import explained
from anjian.ui.web.page import page


@require_GET
@page
def help(request: HttpRequest) -> HttpResponse:
    """帮助. The glossary: every word of the pages, its meaning, a way to where it appears; ``words`` searches."""
    text = request.GET.get("words", "").strip()[:40]
    context = {
        "here": "help",
        "chapters": explained(text),
        "text": text,
        "empty_what": _("没有这个词"),
        "empty_next": _("换一个说法再找，或者看全部。"),
    }
    return render(request, "desk/help.html", context)
