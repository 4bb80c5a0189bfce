"""What others owe in the viewer's places, grouped by rule."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.web.asking import own_place, viewer_of
from anjian.ui import moment
from anjian.ui.web.page import missing, page


@require_GET
@page
def others(request: HttpRequest) -> HttpResponse:
    """他人应办. One line per rule with its numbers; ``rule`` opens one, ``outcome`` lists only what stands so.

    A page of the list begins behind ``after``. Asked for by htmx, only the piece that is missing comes back.
    """
    at, viewer = moment.of(request), viewer_of(request)
    place = own_place(viewer)
    rule, outcome, after = (request.GET.get(name, "") for name in ("rule", "outcome", "after"))
    found = None
    if rule:
        found = queries.others_of(
            viewer, rule, place=place, as_of=at.as_of, known=at.known, outcome=outcome, after=after
        )
    context = {"opened": rule, "outcome": outcome, "began": after, "found": found}
    if found is not None and request.headers.get("HX-Request") == "true":
        part = "desk/_others_rows.html" if after else "desk/_others_list.html"
        groups = queries.others(viewer, place=place, as_of=at.as_of, known=at.known) if not after else []
        group = next((each for each in groups if each.rule == rule), None)
        if group is None and not after:
            raise missing(_("这条规则"))
        return render(request, part, {**context, "group": group, "rule": rule})
    return render(
        request,
        "desk/others.html",
        {
            **context,
            "here": "others",
            "rules": queries.others(viewer, place=place, as_of=at.as_of, known=at.known),
            "place_name": queries.place_name(place, as_of=at.as_of),
            "empty_what": _("没有别人应办的事"),
            "empty_next": _("您范围内的单位和人员，没有被任何已施行的文件点到。"),
        },
    )
