"""What the pages of responsibility share: who asks, in which line, in which place."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.places import queries as places
from anjian.responsibility.events import LINES
from anjian.ui.moment import Moment


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    return cast(Viewer, getattr(request, "viewer", STRANGER))


def line_of(request: HttpRequest) -> str:
    """The line of the address; that of the industry when it says none."""
    asked = request.GET.get("line", "")
    return asked if asked in LINES else next(iter(LINES))


def place_of(request: HttpRequest) -> str | None:
    """The division of the address, 12 digits."""
    asked = request.GET.get("place", "").strip()[:12]
    return divisions.normal(asked) if asked else None


def places_of(viewer: Viewer, at: Moment) -> list[tuple[str, str]]:
    """The places that may be chosen: the viewer's own and those directly below."""
    return [
        (divisions.short(below.code), below.name)
        for held in viewer.places
        for below in (*places.path(held.lo, as_of=at.as_of)[-1:], *places.children(held.lo, as_of=at.as_of))
    ]


def day_of(request: HttpRequest, field: str, at: Moment) -> dt.date:
    """A day of a form; today when it is empty. Refuses what is no day, and to write while looking at the past."""
    at.must_be_live()
    text = request.POST.get(field, "").strip()
    try:
        return dt.date.fromisoformat(text) if text else at.today
    except ValueError:
        raise Refusal(
            _("“%(text)s”不是日期") % {"text": text[:20]}, "", _("请写成 2026-01-31 的样子"), field=field
        ) from None
