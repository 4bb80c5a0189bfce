"""Documents in force, the living document, and an unfolded clause."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.queries.ground import chosen_place
from anjian.desk.web.asking import own_place, viewer_of
from anjian.lib import divisions
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.ui import moment
from anjian.ui.files import WORD, attached
from anjian.ui.web.page import missing, page


@require_GET
@page
def documents(request: HttpRequest) -> HttpResponse:
    """文件. Those that bind where the viewer works, then those that are only loaded; ``q``: whose name holds this.

    With ``part=saved`` what one record for many duties saved there.
    """
    at, viewer = moment.of(request), viewer_of(request)
    place = own_place(viewer)
    wanted = request.GET.get("part") == "saved" and bool(viewer.places)
    saved = queries.saved(viewer, place=place, as_of=at.as_of, known=at.known) if wanted else None
    if saved and request.headers.get("HX-Request") == "true":
        return render(request, "desk/_saved.html", {"saved": saved})
    text = request.GET.get("q", "")[:60]
    found = queries.shelf(viewer, place=place, as_of=at.as_of, known=at.known, text=text)
    return render(
        request,
        "desk/documents.html",
        {
            "here": "documents",
            "text": text,
            "documents": [each for each in found if each.since],
            "loaded": [each for each in found if not each.since],
            "place_name": queries.place_name(place, as_of=at.as_of),
            "saved": saved,
            "may_ask": bool(viewer.places),
            "empty_what": _("这里还没有采用任何文件"),
            "empty_next": _("请管理员装入规则包，再由本级安委办办理采用。"),
        },
    )


@require_GET
@page
def document(request: HttpRequest, document_id: str) -> HttpResponse:
    """活的文件. The document as a document; in its margin what became of each clause in the chosen place."""
    at, viewer = moment.of(request), viewer_of(request)
    place = _place(request, viewer)
    only, opened = request.GET.get("only", ""), request.GET.get("open", "")
    doc = queries.living(
        viewer,
        document_id,
        place=place,
        as_of=at.as_of,
        known=at.known,
        only=only,
        opened=opened,
    )
    if doc is None:
        raise missing(_("这份文件"))
    return render(
        request,
        "desk/document.html",
        {
            "here": "documents",
            "doc": doc,
            "only": only,
            "filters": _filters(request, only),
            **_opened(request, viewer, document_id, opened, place),
            "empty_what": _("没有这样的条款"),
            "empty_next": _("换一个筛选，或者："),
            "empty_word": _("看全文"),
        },
    )


@require_GET
@page
def clause(request: HttpRequest, document_id: str, number: str) -> HttpResponse:
    """One clause unfolded: places, bodies, duties, facts. A piece for the document, a page when opened by itself."""
    at, viewer = moment.of(request), viewer_of(request)
    place = _place(request, viewer)
    found = policy.clause(viewer, f"{document_id}/{number}", known=at.known)
    card = policy.document(viewer, document_id, known=at.known)
    if found is None or card is None:
        raise missing(_("这一款"))
    context: dict[str, Any] = {
        **_unfolded(request, viewer, found, place),
        "here": "documents",
        "clause": found.clause,
        "short": card.document.short or card.document.title,
        "back": f"/documents/{document_id}/?place={divisions.short(place)}" + (f"&{at.query}" if at.query else ""),
        "place_name": queries.place_name(place, as_of=at.as_of),
        "part": queries.part_view(found),
        "answering": queries.answering(viewer, found, known=at.known),
    }
    piece = request.headers.get("HX-Request") == "true"
    return render(request, "desk/_unfolded.html" if piece else "desk/clause.html", context)


@require_GET
@page
def report(request: HttpRequest, document_id: str) -> HttpResponse:
    """贯彻落实情况报告. The document's state in the chosen place as a Word file: the numbers of the page, its date."""
    at, viewer = moment.of(request), viewer_of(request)
    place = _place(request, viewer)
    data = queries.report(viewer, document_id, place=place, as_of=at.as_of, known=at.known)
    if data is None:
        raise missing(_("这份文件"))
    return attached(data, f"{document_id}-{at.as_of.isoformat()}.docx", WORD)


def _unfolded(request: HttpRequest, viewer: Viewer, found: policy.ClauseCard, place: str) -> dict[str, Any]:
    """What the piece of an unfolded clause shows."""
    at = moment.of(request)
    document_id, number = found.id.split("/", 1)
    return {
        "decided": queries.decided(viewer, document_id, found.rules, place=place, as_of=at.as_of, known=at.known),
        "places": queries.unfold(viewer, found, place=place, as_of=at.as_of, known=at.known),
        "here_url": f"/documents/{document_id}/clauses/{number}/",
    }


def _opened(request: HttpRequest, viewer: Viewer, document_id: str, number: str, place: str) -> dict[str, Any]:
    """The clause that stands open in the document, for who reads without JavaScript; nothing when none does."""
    found = policy.clause(viewer, f"{document_id}/{number}", known=moment.of(request).known) if number else None
    return _unfolded(request, viewer, found, place) if found and viewer.places else {}


def _place(request: HttpRequest, viewer: Viewer) -> str:
    """The chosen place, inside what the viewer sees; where they work when none is chosen."""
    return chosen_place(viewer, request.GET.get("place", ""))


def _filters(request: HttpRequest, only: str) -> list[tuple[str, str, str, bool]]:
    words = {
        "": _("全部"),
        "open": _("只看没落实"),
        "mine": _("只看我负责"),
        "unset": _("未设定"),
        "unassigned": _("没有责任单位"),
    }
    made = []
    for name, word in words.items():
        query = request.GET.copy()
        query.pop("only", None)
        query.pop("open", None)
        if name:
            query["only"] = name
        made.append((name, word, f"{request.path}?{query.urlencode()}" if query else request.path, name == only))
    return made
