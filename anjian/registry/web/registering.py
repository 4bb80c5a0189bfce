"""登记企业: one firm that no sheet brings. Files that it may be already are shown first; nothing is there twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.lib import written
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import actions, queries
from anjian.registry.intake import queries as intakes
from anjian.registry.queries import Incoming, Likely
from anjian.registry.web.asking import place_choices, viewer_of
from anjian.ui import moment
from anjian.ui.web.page import page

FIELDS = ("name", "credit_code", "place", "industry", "status")


@require_http_methods(["GET", "POST"])
@page
def new(request: HttpRequest) -> HttpResponse:
    """登记一家企业. POST ``sure=yes``: it is none of those that look like it."""
    viewer, today = viewer_of(request), moment.live(request).today
    intakes.office_of(viewer)
    fault: Refusal | None = None
    likely: list[Likely] = []
    typed = {name: str(value).strip() for name, value in request.POST.items()}
    if request.method == "POST":
        try:
            since = written.day(typed.get("since", ""))
            said: dict[str, Any] = {name: typed.get(name, "") for name in FIELDS}
            for name, value in said.items():
                queries.named(name).parse(value)
            likely = [] if typed.get("sure") == "yes" else _likely(viewer, said, today)
            if not likely:
                # without a code the file has a number of its own, so that two firms of one name stay two
                own = "" if said["credit_code"] else f"ent:{uuid4().hex[:16]}"
                fact = actions.register(viewer, enterprise=own, since=since, **said)
                messages.success(request, _("已登记“%(name)s”，请补上档案里还缺的几项") % {"name": said["name"]})
                return HttpResponseRedirect(f"/enterprises/{fact.party('enterprise')[0]}/")
        except Refusal as no:
            fault = no
    context = {
        "here": "enterprises",
        "said": typed,
        "likely": likely,
        "fault": fault,
        "statuses": queries.named("status").choices,
        "place_choices": place_choices(viewer, as_of=today),
        "today": today,
    }
    return render(request, "registry/new.html", context, status=400 if fault else 200)


def _likely(viewer: Viewer, said: Mapping[str, str], today: dt.date) -> list[Likely]:
    """The files that it may be already, likeliest first. The same code is refused by itself when it is entered."""
    incoming = Incoming(said["name"], said["credit_code"], said["place"], said["industry"])
    return queries.likely_same(viewer, [incoming], as_of=today).get(0, [])
