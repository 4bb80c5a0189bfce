"""Tables of the registry."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import ScopedManager, within
from anjian.scope.relations import Slice, no_two_live


def _visible(viewer: Viewer) -> Q:
    """Enterprises in the viewer's places, those their body regulates, and the one whose post they hold."""
    mine = sorted({post.body for post in viewer.posts if post.body})
    return within(viewer) | Q(regulator__in=mine) | Q(enterprise__in=mine) if mine else within(viewer)


class Enterprise(Slice):
    """企业. What an enterprise is called, where it is, how many work there, who answers for it: one row per span."""

    enterprise = models.CharField(max_length=64)
    name = models.CharField(max_length=128)
    sort_key = models.CharField(max_length=256)
    credit_code = models.CharField(max_length=18, blank=True)
    place = models.CharField(max_length=12)
    status = models.CharField(max_length=32)
    industry = models.CharField(max_length=8)
    staff = models.IntegerField(null=True)
    safety_staff = models.IntegerField(null=True)
    regulator = models.CharField(max_length=64, null=True, db_index=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_visible)

    class Meta(Slice.Meta):
        db_table = "registry_enterprise"
        constraints = [
            *Slice.Meta.constraints,
            no_two_live("registry_enterprise", "enterprise"),
            models.CheckConstraint(
                name="registry_staff_not_negative",
                condition=(Q(staff__isnull=True) | Q(staff__gte=0))
                & (Q(safety_staff__isnull=True) | Q(safety_staff__gte=0)),
            ),
        ]
        indexes = [
            models.Index(fields=["place", "status"], name="registry_place_status"),
            models.Index(fields=["credit_code"], name="registry_credit_code"),
        ]
