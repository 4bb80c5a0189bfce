"""The setting sheet: the holes of a document as fields, each with who decided."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anjian.desk import queries
from anjian.desk.web.asking import own_place, viewer_of
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy import actions as policy_actions
from anjian.policy import queries as policy
from anjian.ui import moment
from anjian.ui.web.page import missing, page


@require_http_methods(["GET", "POST"])
@page
def settings(request: HttpRequest, document_id: str) -> HttpResponse:
    """设定表. POST sets one value by whoever may decide there; a refusal stands at its field with what was typed."""
    at, viewer = moment.of(request), viewer_of(request)
    card = policy.document(viewer, document_id, known=at.known)
    if card is None:
        raise missing(_("这份文件"))
    asked = request.GET.get("place") or own_place(viewer)
    place = _adopting(viewer, document_id, asked if divisions.is_code(asked) else own_place(viewer))
    typed: dict[str, str] = {}
    fault: Refusal | None = None
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in ("rule", "field", "value", "since", "ground")}
        if not at.live:
            raise Refusal(_("过去的一天只能看，不能设定"), "", _("请回到今天"), code="desk.past")
        try:
            _set(viewer, typed, place)
        except Refusal as no:
            fault = no
        else:
            messages.success(request, _("已设定，自 %(since)s 起按它判断") % {"since": typed["since"]})
            return HttpResponseRedirect(f"{request.path}?place={divisions.short(place)}")
    holes = queries.holes(viewer, document_id, place=place, as_of=at.as_of, known=at.known, typed=typed)
    context: dict[str, Any] = {
        "here": "documents",
        "doc": {"id": card.id, "short": card.document.short or card.document.title},
        "holes": holes,
        "open_count": sum(1 for hole in holes if not hole.row.set and not hole.row.assumed),
        "place": place,
        "place_name": queries.place_name(place, as_of=at.as_of),
        "may_set": _may_set(viewer, place),
        "fault": fault,
        "faulty": next(
            (h.anchor for h in holes if fault and (h.row.rule, h.row.field) == (typed["rule"], typed["field"])), ""
        ),
        "empty_what": _("这份文件在这里没有要设定的"),
        "empty_next": _("原文没有留空，或者这个地方没有采用它。"),
    }
    return render(request, "desk/settings.html", context, status=400 if fault else 200)


def _set(viewer: Viewer, typed: dict[str, str], place: str) -> None:
    try:
        since = parse_date(typed["since"])
    except ValueError:
        since = None
    if since is None:
        raise Refusal(
            _("“%(text)s”不是日期") % {"text": typed["since"][:20]},
            _("从哪天起按它判断，要写清楚"),
            _("请按年-月-日填写"),
            code="desk.since",
            field="since",
        )
    value: Any = typed["value"]
    if not value:
        raise Refusal(_("没有填设定的值"), "", _("请填写或选择"), code="desk.value", field="value")
    if typed["field"] == "who":
        value = [part.strip() for part in value.replace("，", ",").split(",") if part.strip()]
    policy_actions.set_value(
        viewer,
        rule=typed["rule"],
        field=typed["field"],
        place=place,
        value=value,
        since=since,
        ground=typed["ground"],
    )


def _adopting(viewer: Viewer, document_id: str, place: str) -> str:
    """The place that adopted the document and thereby binds the asked one; the asked one when none did."""
    for adopted in policy.adoptions(viewer, document=document_id):
        if divisions.contains(adopted.place, place):
            return adopted.place
    return divisions.normal(place)


def _may_set(viewer: Viewer, place: str) -> bool:
    return viewer.sees(place) and any(viewer.has(role) for role in ("administrator", "office", "decider"))
