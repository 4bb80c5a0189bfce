"""The archive of a hazard, for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anjian.desk import queries
from anjian.ui.files import ZIP
from anjian.ui.rest import At, at_of, gives, viewer_of
from anjian.ui.web.page import missing

router = Router()


@router.get("/hazards/{hazard_id}/archive.zip", summary="隐患案卷", **gives(ZIP))
def get_hazard_archive(request: HttpRequest, hazard_id: str, at: Query[At]) -> HttpResponse:
    """Every fact of a hazard with its seal, photos, papers and clauses, and ``verify.py``, which checks them."""
    made = queries.archive(viewer_of(request), hazard_id, as_of=at_of(request).as_of)
    if made is None:
        raise missing("这条隐患")
    return HttpResponse(made, content_type=ZIP)
