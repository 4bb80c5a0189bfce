"""The board of a place, and the sums of the places beside it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.queries import board as boards
from anjian.desk.queries.ground import chosen_place
from anjian.desk.web.asking import own_place, viewer_of
from anjian.desk.web.polling import polled
from anjian.lib import divisions
from anjian.places import queries as places
from anjian.ui import moment
from anjian.ui.web.page import missing, page

BY = ("places", "bodies")


@require_GET
@polled
@page
def board(request: HttpRequest) -> HttpResponse:
    """看板. Rows are the places below ``place`` or, with ``by=bodies``, its bodies; the most overdue first."""
    at, viewer = moment.of(request), viewer_of(request)
    place = chosen_place(viewer, request.GET.get("place", ""))
    below = places.children(place, as_of=at.as_of)
    by = request.GET.get("by", "")
    by = by if by in BY else BY[0] if below else BY[1]
    found = boards.board(viewer, place=place, by=by, as_of=at.as_of, known=at.known, day=at.query)
    path = [row for row in places.path(place, as_of=at.as_of)[:-1] if viewer.sees(row.code)]
    return render(
        request,
        "desk/board.html",
        {
            "here": "board",
            "board": found,
            "by": by,
            "chips": [(name, word, name == by) for name, word in (("places", _("按地方")), ("bodies", _("按单位")))],
            "above": [(row.name, f"/board/?place={divisions.short(row.code)}") for row in path],
            "place_name": queries.place_name(place, as_of=at.as_of),
            "beside": bool(viewer.places) and not path and divisions.level(place) not in ("country", "province"),
            "empty_what": _("这里还没有应办的事"),
            "empty_next": _("这个地方没有被任何已施行的文件点到，或者没有登记单位和人员。"),
        },
    )


@require_GET
@page
def beside(request: HttpRequest) -> HttpResponse:
    """相邻地方. Sums of the places beside one's own: numbers alone, no lists and no names."""
    at, viewer = moment.of(request), viewer_of(request)
    if not viewer.places:
        raise missing(_("这张看板"))
    found = boards.beside(viewer, place=own_place(viewer), as_of=at.as_of, known=at.known)
    return render(
        request,
        "desk/board.html",
        {
            "here": "board",
            "board": found,
            "by": "places",
            "sums": True,
            "above": [],
            "place_name": queries.place_name(found.place, as_of=at.as_of),
            "empty_what": _("旁边的地方还没有应办的事"),
            "empty_next": _("上级采用了文件，这里才有数。"),
        },
    )
