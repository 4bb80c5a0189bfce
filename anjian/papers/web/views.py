"""发文登记: the register of papers, one paper, its file; a file somebody brings is held against the register."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.papers import actions, queries
from anjian.papers.events import PaperCard
from anjian.ui import moment
from anjian.ui.files import WORD, attached
from anjian.ui.web.page import missing, page

SHOWN = 50
LARGEST = 5 * 1024 * 1024
"""Bytes of a file that is held against the register."""


@require_http_methods(["GET", "POST"])
@page
def register(request: HttpRequest) -> HttpResponse:
    """The register, the latest first; below it a file can be checked."""
    fault, found = None, None
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            if given is None or (given.size or 0) > LARGEST:
                raise _unfit()
            found = queries.checked(_viewer(request), given.read())
        except Refusal as no:
            fault = no
    kind = request.GET.get("kind", "")
    rows = queries.register(
        _viewer(request), kind=kind, after=queries.key_of(request.GET.get("after", "")), limit=SHOWN + 1
    )
    context = {
        "here": "papers",
        "kinds": [(one.code, one.word, one.code == kind) for one in queries.kinds().values()],
        "kind": kind,
        "rows": [(row, queries.kind(row.kind).word) for row in rows[:SHOWN]],
        "after": queries.key_text(rows[SHOWN - 1]) if len(rows) > SHOWN else "",
        "fault": fault,
        "found": found,
    }
    return render(request, "papers/register.html", context, status=400 if fault else 200)


@require_http_methods(["GET", "POST"])
@page
def paper(request: HttpRequest, paper: UUID) -> HttpResponse:
    """One paper: what it says, its file, whether it was withdrawn; its own body may withdraw it."""
    card = _card(request, paper)
    fault = None
    if request.method == "POST":
        at = moment.live(request)
        try:
            actions.withdraw(
                _viewer(request), paper, reason=request.POST.get("reason", ""), day=at.as_of, today=at.as_of
            )
        except Refusal as no:
            fault = no
        else:
            return HttpResponseRedirect(request.path)
    found = queries.read(queries.content(_viewer(request), paper))
    context = {
        "here": "papers",
        "paper": card,
        "kind": queries.kind(card.kind).word,
        "fields": found.shown,
        "differences": found.differences,
        "may_withdraw": card.withdrawn_on is None and actions.may_withdraw(_viewer(request), card.body),
        "fault": fault,
    }
    return render(request, "papers/paper.html", context, status=400 if fault else 200)


@require_GET
@page
def file(request: HttpRequest, paper: UUID) -> HttpResponse:
    """The .docx as issued."""
    return attached(queries.content(_viewer(request), paper), f"paper-{str(paper)[-12:]}.docx", WORD)


def _card(request: HttpRequest, paper: UUID) -> PaperCard:
    found = queries.paper(_viewer(request), paper)
    if found is None:
        raise missing(_("这份公文"))
    return found


def _viewer(request: HttpRequest) -> Viewer:
    return getattr(request, "viewer", STRANGER)


def _unfit() -> Refusal:
    return Refusal(
        _("没有选文件，或者文件超过 5 MB"),
        _("系统发出的公文都很小"),
        _("请选收到的 .docx 文件"),
        code="papers.file",
        field="file",
    )
