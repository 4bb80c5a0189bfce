"""Tables of offline records."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.offline.events import FATES
from anjian.scope.queries import NOTHING, ScopedManager, within


def _own(viewer: Viewer) -> Q:
    return Q(account=viewer.account) if viewer.account else NOTHING


def _own_or_within(viewer: Viewer) -> Q:
    """One's own records, and for an office those about a matter of its places."""
    return _own(viewer) | within(viewer)


class Device(models.Model):
    """设备. A phone's store, under the id that it made itself; ``next``: the running number whose turn it is."""

    id = models.UUIDField(primary_key=True)
    account = models.CharField(max_length=80, db_index=True)
    next = models.BigIntegerField(default=1)
    seen_at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own)

    class Meta:
        db_table = "offline_device"


class Entry(models.Model):
    """离线记录. One record as it came, and what became of it.

    photos  SHA-256 of its pictures as sent, ``files`` as kept here; ``place``: of the matter, "" where none can be read
    """

    id = models.UUIDField(primary_key=True)
    device = models.UUIDField()
    account = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    photos = ArrayField(models.CharField(max_length=64), default=list)
    files = ArrayField(models.CharField(max_length=64), default=list)
    base = models.BigIntegerField(null=True)
    law = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    offset_ms = models.BigIntegerField(null=True)
    day = models.DateField()
    place = models.CharField(max_length=12, blank=True)
    received_at = models.DateTimeField()
    fate = models.CharField(max_length=8, default="waiting")
    marks = ArrayField(models.CharField(max_length=20), default=list)
    fact = models.UUIDField(null=True)
    code = models.CharField(max_length=60, blank=True)
    what = models.TextField(blank=True)
    why = models.TextField(blank=True)
    next = models.TextField(blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own_or_within)

    class Meta:
        db_table = "offline_entry"
        constraints: ClassVar = [
            models.CheckConstraint(name="offline_fate", condition=Q(fate__in=sorted(FATES))),
            models.CheckConstraint(name="offline_accepted_has_fact", condition=~Q(fate="accepted", fact=None)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["device", "seq"], name="offline_turn"),
            models.Index(fields=["account", "-received_at"], name="offline_own"),
            models.Index(
                fields=["place", "-received_at"], name="offline_undecided", condition=Q(fate__in=("held", "conflict"))
            ),
        ]
