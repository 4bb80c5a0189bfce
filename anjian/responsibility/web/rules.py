"""The rules of who answers: of documents, of the law, of the office; entering one and ending it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.places import queries as places
from anjian.policy import queries as policy
from anjian.responsibility import actions, queries
from anjian.responsibility.events import DECIDING, LINES
from anjian.responsibility.web.asking import day_of, place_of, places_of, viewer_of
from anjian.ui import days, moment
from anjian.ui.moment import Moment
from anjian.ui.web.page import page

FIELDS = ("place", "line", "industry", "function", "cite")


@require_http_methods(["GET", "POST"])
@page
def rules(request: HttpRequest) -> HttpResponse:
    """分工规则. Those that concern the viewer's places on the day; POST enters (`do=enter`) or ends (`do=end`) one."""
    at, viewer = moment.of(request), viewer_of(request)
    fault: Refusal | None = None
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    if request.method == "POST":
        try:
            messages.success(request, _change(request, viewer, typed, at))
            return HttpResponseRedirect(request.path)
        except Refusal as no:
            fault = no
    place = place_of(request) or (viewer.places[0].lo if viewer.places else divisions.COUNTRY)
    found = queries.rules(as_of=at.as_of, known=at.known, inside=place)
    where = places.names({one.place for one in found}, as_of=at.as_of)
    return render(
        request,
        "responsibility/rules.html",
        {
            "here": "responsibility",
            "rows": [(one, LINES[one.line], where[one.place], _whom(one)) for one in found],
            "deciding": DECIDING,
            "places": places_of(viewer, at),
            "lines": LINES.items(),
            "functions": [(code, _title(entry)) for code, entry in policy.vocabulary().functions.items()],
            "may": at.live and queries.may_decide(viewer, place),
            "fault": fault,
            "typed": typed,
            "empty_what": _("没有分工规则"),
            "empty_next": _("采用写有监管分工的文件，或在下面登记本地的分工。"),
        },
        status=400 if fault else 200,
    )


def _change(request: HttpRequest, viewer: Viewer, typed: dict[str, str], at: Moment) -> str:
    day = day_of(request, "since", at)
    if request.POST.get("do") == "end":
        asked = {name: typed[name] for name in FIELDS if name != "cite"}
        actions.end_rule(viewer, last_day=day, **asked)
        return _("已废止，最后一天是 %(day)s") % {"day": day}
    actions.enter_rule(viewer, since=day, **typed)
    return _("已登记，自 %(day)s 起") % {"day": day}


def _whom(rule: queries.Rule) -> list[str]:
    """The functions and classes that a rule names, as words."""
    words = policy.vocabulary()
    entries = [words.functions.get(one) for one in rule.functions] + [words.bodies.get(one) for one in rule.classes]
    return [_title(entry) for entry in entries if entry is not None]


def _title(entry: Any) -> str:
    return str(entry.title.en if days.english() else entry.title.zh)
