"""The register of bodies, posts and who holds them."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.lib.viewer import STRANGER, Viewer
from anjian.people import queries
from anjian.ui import moment
from anjian.ui.web.page import page

SHOWN = 100
"""Posts on a page."""


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    return cast(Viewer, getattr(request, "viewer", STRANGER))


@require_GET
@page
def register(request: HttpRequest) -> HttpResponse:
    """人员和职务. Posts of the viewer's places on the day, with holders; vacancies are seen; words search."""
    at, viewer = moment.of(request), viewer_of(request)
    words = request.GET.get("words", "").strip()[:40]
    found = [
        (card, body, span)
        for place in viewer.places
        for card, body, span in queries.listed(viewer, inside=place.lo, as_of=at.as_of, known=at.known)
        if not words or words in card.name or words in body or words in card.holder
    ]
    return render(
        request,
        "people/register.html",
        {
            "here": "people",
            "rows": found[:SHOWN],
            "more": max(0, len(found) - SHOWN),
            "vacant": sum(card.vacant for card, _body, _span in found),
            "count": len(found),
            "words": words,
            "may_change": queries.may_list(viewer),
            "empty_what": _("没有职务"),
            "empty_next": _("可以用名册一次导入，或换个词再找。"),
        },
    )
