"""Tables of places."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import EVERYTHING, ScopedManager


def _public(viewer: Viewer) -> Q:
    """Names of divisions are public facts: anybody may read them, signed in or not."""
    return EVERYTHING


class Division(models.Model):
    """行政区划. One place under one name, from ``since`` (empty: before our sources reach) to ``until``."""

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=12)
    level = models.CharField(max_length=8)
    parent = models.CharField(max_length=12, null=True, db_index=True)
    name = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.TextField(default="", blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_public)

    class Meta:
        db_table = "places_division"
        constraints = [
            models.UniqueConstraint(fields=["place", "since"], name="places_division_span_start"),
            models.CheckConstraint(
                name="places_division_span", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            ),
        ]
