"""Lists and ledgers of enterprises out (导出台账): told once, each office gets its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anjian.lib.viewer import STRANGER, Viewer
from anjian.registry.intake.queries import office_of
from anjian.registry.ledgers import templates
from anjian.registry.ledgers.writing import Exported, export_ledger, export_list
from anjian.registry.web.listing import asked_of
from anjian.ui import moment
from anjian.ui.files import attached
from anjian.ui.web.page import page


@require_GET
@page
def ledgers(request: HttpRequest) -> HttpResponse:
    """台账. Which ledgers there are, who asks for them, and how much of it is asked more than once."""
    _keeper(request)
    context = {"here": "enterprises", "asked": templates.asked(), "ledgers": templates.ledgers().values()}
    return render(request, "registry/ledgers.html", context)


@require_GET
@page
def ledger_file(request: HttpRequest, ledger: str) -> StreamingHttpResponse:
    """One ledger of the enterprises of the viewer's places on the day."""
    viewer = _keeper(request)
    return _attached(export_ledger(viewer, ledger, as_of=moment.of(request).as_of))


@require_GET
@page
def list_file(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it is filtered, under the office's own headers."""
    viewer = _keeper(request)
    return _attached(export_list(viewer, as_of=moment.of(request).as_of, **asked_of(request)))


def _keeper(request: HttpRequest) -> Viewer:
    viewer = getattr(request, "viewer", STRANGER)
    assert isinstance(viewer, Viewer)
    office_of(viewer)
    return viewer


def _attached(found: Exported) -> StreamingHttpResponse:
    return attached(found.chunks, found.file)
