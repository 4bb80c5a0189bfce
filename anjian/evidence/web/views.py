"""A photo as an answer."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from anjian.evidence import queries
from anjian.lib.viewer import STRANGER
from anjian.ui.web.page import page


@require_GET
@page
def photo(request: HttpRequest, digest: str) -> HttpResponseBase:
    """One picture, for who may see it. Its address is its content, so a browser may keep it."""
    _, place = queries.open_photo(getattr(request, "viewer", STRANGER), digest)
    answer = FileResponse(place.open("rb"), content_type="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    answer.headers["Content-Disposition"] = f'inline; filename="{digest[:12]}.jpg"'
    return answer
