"""Tables of supervision."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import ScopedManager, within


def _visible(viewer: Viewer) -> Q:
    """Listings of hazards in the viewer's places, those that their body made, and those of their enterprise."""
    mine = sorted({post.body for post in viewer.posts if post.body})
    return within(viewer) | Q(body__in=mine) | Q(enterprise__in=mine) if mine else within(viewer)


class Listing(models.Model):
    """挂牌. One hazard on the board: by whom, at which level, under which number, to be rectified by when.

    Written only by what hears the facts of listing, striking off and publishing. ``year`` and ``n`` make the number of
    a body without a gap; ``listed``, ``delisted`` and ``published`` are the facts that said so.
    """

    hazard = models.CharField(max_length=64)
    enterprise = models.CharField(max_length=64)
    place = models.CharField(max_length=12)
    body = models.CharField(max_length=64)
    level = models.CharField(max_length=8)
    year = models.IntegerField()
    n = models.IntegerField()
    number = models.CharField(max_length=40)
    supervisor = models.CharField(max_length=64, default="", blank=True)
    listed_on = models.DateField()
    listed = models.UUIDField(unique=True)
    due = models.DateField(null=True)
    delisted_on = models.DateField(null=True)
    delisted = models.UUIDField(null=True)
    published_on = models.DateField(null=True)
    published = models.UUIDField(null=True)
    end_published_on = models.DateField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_visible)

    class Meta:
        db_table = "supervision_listing"
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "n"], name="supervision_number_once"),
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(delisted_on__isnull=True), name="supervision_listed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "listed_on"], name="supervision_by_place"),
            models.Index(fields=["body", "listed_on"], name="supervision_by_body"),
            models.Index(
                fields=["published_on", "id"], name="supervision_public", condition=Q(published_on__isnull=False)
            ),
        ]
