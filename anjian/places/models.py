"""Tables of places."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import EVERYTHING, ScopedManager, within
from anjian.scope.relations import Slice, no_two_live


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


class Successor(models.Model):
    """区划变更. What became of a division on a day: renamed, merged into another, split among several, recoded."""

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=12, db_index=True)
    successor = models.CharField(max_length=12, db_index=True)
    on = models.DateField(db_column="on_day")
    kind = models.CharField(max_length=8)
    source = models.TextField(default="", blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_public)

    class Meta:
        db_table = "places_successor"
        constraints = [models.UniqueConstraint(fields=["place", "successor", "on"], name="places_successor_one")]


class Cell(Slice):
    """网格. Part of a village, community or town that one person walks; ``post`` is the seat of that person.

    The post may be "" as long as nobody is named. Its place is the division it lies in.
    """

    cell = models.CharField(max_length=40)
    place = models.CharField(max_length=12, db_index=True)
    name = models.CharField(max_length=64)
    post = models.CharField(max_length=64, default="", blank=True, db_index=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta(Slice.Meta):
        db_table = "places_cell"
        constraints = [*Slice.Meta.constraints, no_two_live("places_cell", "cell")]
