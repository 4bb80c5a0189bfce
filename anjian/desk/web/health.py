"""The page of health: what the house says about itself, for administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anjian.access.viewing import needs
from anjian.host import health as house
from anjian.ui.web.page import page


@needs("administrator")
@require_GET
@page
def health(request: HttpRequest) -> HttpResponse:
    """健康状况. Faults first, then warnings; each with what to do."""
    order = {"fail": 0, "warn": 1, "ok": 2}
    checks = sorted(house.checks(), key=lambda check: (order[check.state], check.name))
    counts = {state: sum(1 for check in checks if check.state == state) for state in order}
    return render(request, "desk/health.html", {"here": "health", "checks": checks, "counts": counts})
