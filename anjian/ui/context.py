"""What every template knows (模板公共变量): who looks, at which day, and the navigation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER
from anjian.ui import days, moment, rail


def chrome(request: HttpRequest) -> dict[str, Any]:
    """`viewer`, `moment`, `live`, `entries`, `own_entries`, `thumbs`, `marks`, `place_path` for the layout."""
    viewer = getattr(request, "viewer", STRANGER)
    try:
        at = moment.of(request)
    except Refusal:
        at = moment.live(request)
    return {
        "viewer": viewer,
        "signed_in": bool(viewer.account),
        "moment": at,
        "live": at.live,
        "as_of": at.as_of,
        "today": at.today,
        "kept": "?" + at.query if at.query else "",
        "entries": rail.entries(viewer) if viewer.account else [],
        "own_entries": rail.own(viewer) if viewer.account else [],
        "thumbs": rail.thumbs(viewer) if viewer.account else [],
        "marks": rail.marks(request),
        "english": days.english(),
        "place_path": rail.place_path(request) if viewer.account else (),
    }
