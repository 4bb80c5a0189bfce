"""What others owe in the viewer's places, grouped by rule."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.queries.ground import chosen_place
from anjian.desk.web.asking import viewer_of
from anjian.lib import divisions
from anjian.ui import moment
from anjian.ui.web.page import page


@require_GET
@page
def others(request: HttpRequest) -> HttpResponse:
    """他人应办. One line per rule with its numbers; each number opens its list. ``place``: below the viewer's own."""
    at, viewer = moment.of(request), viewer_of(request)
    place = chosen_place(viewer, request.GET.get("place", ""))
    return render(
        request,
        "desk/others.html",
        {
            "here": "others",
            "others": queries.others(viewer, place=place, as_of=at.as_of, known=at.known),
            "place": divisions.short(place),
            "place_name": queries.place_name(place, as_of=at.as_of),
            "places": queries.places_to_choose(viewer, as_of=at.as_of),
            "empty_what": _("没有别人应办的事"),
            "empty_next": _("您范围内的单位和人员，没有被任何已施行的文件点到。"),
        },
    )
