"""Which enterprise somebody outside means (认企业): a program tells a code, a name or a site as it has them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from anjian.lib import credit_code as codes
from anjian.lib.viewer import Viewer
from anjian.registry.finding import meant_by
from anjian.registry.models import Enterprise, Item
from anjian.scope.queries import told, told_by

MOST = 5
"""Enterprises that are told apart; more than one is a question for a person anyway."""


def meant(
    viewer: Viewer, *, as_of: dt.date, credit_code: str = "", name: str = "", site: str = ""
) -> tuple[list[str], bool]:
    """Ids of the enterprises that may be meant, and whether that is sure: found by the code, and called so.

    The code first, in its one form; then exactly this name; then the exact name or address of a site. A closed
    enterprise is found by its last state. Only what the viewer may see; a guess by name or site is never sure.
    """
    rows = told_by(Enterprise.objects.seen_by(viewer)).filter(since__lte=as_of)
    code, called, where = codes.normal(credit_code), name.strip(), site.strip()
    if code and (found := _ids(rows.filter(credit_code=code))):
        return found, not called or rows.filter(enterprise__in=found, name=called).exists()
    if called and (found := _ids(rows.filter(meant_by(called), name=called))):
        return found, False
    sites = told(Item.objects.seen_by(viewer), as_of).filter(Q(name=where) | Q(address=where), kind="site")
    return _ids(sites) if where else [], False


def _ids(rows: QuerySet[Any]) -> list[str]:
    return list(rows.order_by("enterprise").values_list("enterprise", flat=True).distinct()[:MOST])
