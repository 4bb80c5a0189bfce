"""The archive of a hazard as a file (导出案卷)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anjian.desk import queries
from anjian.desk.web.asking import viewer_of
from anjian.ui import moment
from anjian.ui.files import ZIP, attached
from anjian.ui.web.page import missing, page


@require_GET
@page
def hazard(request: HttpRequest, hazard: str) -> HttpResponse:
    """Everything about a hazard in one file that anybody can check."""
    made = queries.archive(viewer_of(request), hazard, as_of=moment.of(request).as_of)
    if made is None:
        raise missing(_("这条隐患"))
    return attached(made, f"hazard-{hazard[-12:]}.zip", ZIP)
