"""Health, for administrators."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anjian.host import health as house
from anjian.lib.errors import Refusal
from anjian.ui.rest import FAULTS, asks, viewer_of

router = Router()


class CheckOut(Schema):
    """One finding: ok 正常, warn 注意, fail 故障; what was found and what to do."""

    name: str
    title: str
    state: str
    message: str
    next: str


class HealthOut(Schema):
    """All findings."""

    items: list[CheckOut]


@router.get("/health", response={200: HealthOut, **FAULTS}, summary="健康状况")
@asks("admin")
def get_health(request: HttpRequest) -> Any:
    """What the house says about itself."""
    if not viewer_of(request).has("administrator"):
        raise Refusal("健康状况只对系统管理员开放", "它说明整个系统的情况", "请联系系统管理员", code="desk.forbidden")
    return {"items": [check.as_dict() for check in house.checks()]}
