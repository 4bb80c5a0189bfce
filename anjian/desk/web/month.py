"""One page for the leader."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anjian.desk.queries.ground import chosen_place
from anjian.desk.queries.month import month as month_of
from anjian.desk.web.asking import holder_of, viewer_of
from anjian.ui import moment
from anjian.ui.web.page import page


@require_GET
@page
def month(request: HttpRequest) -> HttpResponse:
    """领导一页. The month of a place in five sentences and three lists; printed it is one page of A4."""
    at = moment.of(request)
    place = chosen_place(viewer_of(request), request.GET.get("place", ""))
    told = month_of(holder_of(request), place=place, as_of=at.as_of, known=at.known, day=at.query)
    cells = {cell.name: cell for cell in told.board.whole.cells}
    return render(request, "desk/month.html", {"here": "month", "month": told, "cells": cells})
