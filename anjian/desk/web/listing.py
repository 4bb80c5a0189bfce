"""The list behind a number: looked at page by page, exported, urged, assigned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anjian.desk import queries
from anjian.desk.queries.ground import chosen_place
from anjian.desk.queries.listing import Filters
from anjian.desk.web.asking import own_place, viewer_of
from anjian.duties import actions
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer
from anjian.sheets import actions as sheets
from anjian.ui import moment
from anjian.ui.files import attached
from anjian.ui.web.page import page


@require_GET
@page
def listed(request: HttpRequest) -> HttpResponse:
    """清单. Filters stand in the address; a page begins behind ``after``. Asked for by htmx, a piece comes back."""
    at, viewer = moment.of(request), viewer_of(request)
    after = request.GET.get("after", "")
    found = queries.listing(
        viewer, _filters(request, viewer), as_of=at.as_of, known=at.known, after=after, live=at.live
    )
    context: dict[str, Any] = {
        "here": "others",
        "list": found,
        "began": after,
        "chips": _chips(found, at.query),
        "more": f"{found.filters.url(at.query)}&{urlencode({'after': found.after})}" if found.after else "",
        "may_act": at.live and bool(set(duties.bearers(viewer)) & {post.body for post in viewer.posts}),
        "seats": queries.seats(viewer, as_of=at.as_of) if at.live else [],
        "most": actions.MOST,
        "headers": queries.sheet_headers(viewer),
        "empty_what": _("一件也没有"),
        "empty_next": _("换一个筛选，或者换一个地方。"),
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/_rows.html" if after else "desk/_list.html", context)
    return render(request, "desk/list.html", context)


@require_GET
@page
def export(request: HttpRequest) -> HttpResponseBase:
    """导出. Exactly the list, its filters in the first row, under the headers that the office chose."""
    at, viewer = moment.of(request), viewer_of(request)
    filters = _filters(request, viewer)
    made = queries.exported(viewer, filters, as_of=at.as_of, known=at.known)
    return attached(made.chunks, made.file)


@require_POST
@page
def headers(request: HttpRequest) -> HttpResponse:
    """表头. Under which headers the viewer's office wants this list in its exports."""
    viewer = viewer_of(request)
    filters = _filters(request, viewer)
    given = {name: request.POST.get(name, "") for name in queries.columns()}
    sheets.name_columns(viewer, kind=queries.SHEET, office=own_place(viewer), headers=given)
    messages.success(request, _("表头已记住，以后导出都用它"))
    return HttpResponseRedirect(filters.url())


@require_POST
@page
def urge(request: HttpRequest) -> HttpResponse:
    """催办. One letter to each who owes a duty of the list, at one click."""
    at, viewer = moment.of(request), viewer_of(request)
    filters, rows = _acted_on(request, viewer)
    n = actions.urge(viewer, rows, as_of=at.as_of)
    messages.success(request, _("已催办：发出 %(n)s 封函，每个单位一封") % {"n": n})
    return HttpResponseRedirect(filters.url())


@require_POST
@page
def assign(request: HttpRequest) -> HttpResponse:
    """分派. The duties of the list, or the one named, go to a post of the viewer's own body."""
    at, viewer = moment.of(request), viewer_of(request)
    key = request.POST.get("duty", "")
    if key:
        rows, back = [duties.duty(viewer, key, as_of=at.as_of).row], f"/duties/{key}/"
    else:
        filters, rows = _acted_on(request, viewer)
        back = filters.url()
    note = request.POST.get("note", "")[:500]
    n = actions.assign(viewer, rows, to=request.POST.get("to", ""), note=note, as_of=at.as_of)
    messages.success(request, _("已分派 %(n)s 件") % {"n": n})
    return HttpResponseRedirect(back)


def _acted_on(request: HttpRequest, viewer: Viewer) -> tuple[Filters, list[duties.DutyRow]]:
    """The list of the address and its duties, one more than may be acted on at once at most."""
    at = moment.of(request)
    at.must_be_live()
    filters = _filters(request, viewer)
    rows = queries.all_rows(viewer, filters, as_of=at.as_of, limit=actions.MOST + 1)
    return filters, [row for row in rows if row.outcome.open]


def _filters(request: HttpRequest, viewer: Viewer) -> Filters:
    place = chosen_place(viewer, request.GET.get("place", ""))
    return Filters.read(request.GET.dict(), place=place)


def _chips(found: queries.Listing, day: str) -> Iterator[tuple[Any, str, bool]]:
    """The states of the list: count (None for all), address, whether it is the one shown."""
    filters = found.filters
    yield None, filters.url(day, outcomes=()), not filters.outcomes
    for count in found.tally.counts:
        code = count.outcome.value
        yield count, filters.url(day, outcomes=(code,)), code in filters.outcomes
