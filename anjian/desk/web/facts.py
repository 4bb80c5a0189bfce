"""The page of a fact: what happened, which duties it met and under which clause, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anjian.desk import queries
from anjian.desk.web.asking import viewer_of
from anjian.ledger import queries as ledger
from anjian.policy import queries as policy
from anjian.records import actions as records
from anjian.records import queries as forms
from anjian.ui import moment
from anjian.ui.web.page import missing, page


@require_GET
@page
def fact(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """事实. For who may see it; everybody else learns only that there is nothing here for them."""
    at, viewer = moment.of(request), viewer_of(request)
    found = ledger.fact(viewer, fact_id, known=at.known)
    if found is None:
        raise missing(_("这条记录"))
    until = forms.undo_until(viewer, found) if at.live else None
    left = (until - at.now).total_seconds() if until else 0
    served = queries.served(viewer, found, as_of=at.as_of, known=at.known)
    fresh = request.GET.get("new", "")
    piece = request.headers.get("HX-Request") == "true"
    return render(
        request,
        "desk/_recorded.html" if piece else "desk/fact.html",
        {
            "here": "desk",
            "fact": found,
            "title": queries.fact_title(found.name),
            "asked_for": found.name in policy.vocabulary().facts,
            "place": queries.place_name(found.place, as_of=found.day),
            "pairs": queries.fact_pairs(viewer, found),
            "photos": queries.photos(viewer, found),
            "met": served.rows,
            "served": served,
            "fresh": bool(fresh) and found.stands and until is not None,
            "draft_key": fresh[:300],
            "undo_until": until.isoformat() if until and left > 0 else "",
            "undo_left": max(1, int(-(-left // 60))),
            "recorded": queries.recorded_words(viewer, found),
            "nothing_met": _("它没有履行应办职责"),
            "nothing_next": _("可能是日期不在任何一期内，或者少填了规则要看的内容；记录照样有效。"),
        },
    )


@require_POST
@page
def undo(request: HttpRequest, fact_id: UUID) -> HttpResponse:
    """撤回. Within ten minutes, by who recorded it; the duty is owed again at once."""
    viewer = viewer_of(request)
    found = ledger.fact(viewer, fact_id)
    if found is None:
        raise missing(_("这条记录"))
    records.undo(viewer, fact_id, now=moment.clock(request))
    messages.success(request, _("已撤回“%(title)s”，相关职责恢复原状") % {"title": queries.fact_title(found.name)})
    return HttpResponseRedirect(f"/facts/{fact_id}/")
