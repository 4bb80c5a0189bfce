"""Tables of sheets: files between upload and import, and what the columns of an office mean."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager, within


def _own(viewer: Viewer) -> Q:
    return Q(account=viewer.account) if viewer.account else NOTHING


class Upload(models.Model):
    """上传的表格. Kept for the account that gave it until it is imported or a week has gone (personal data)."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=32)
    account = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    data = models.BinaryField()
    faults = models.BinaryField(null=True)
    chosen = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own)

    class Meta:
        db_table = "sheets_upload"


class Mapping(models.Model):
    """列的含义. What the headers of an office mean in a kind of sheet; one row per header, the last choice counts."""

    id = models.BigAutoField(primary_key=True)
    office = models.CharField(max_length=12)
    kind = models.CharField(max_length=32)
    header = models.CharField(max_length=200)
    field = models.CharField(max_length=32, blank=True)
    account = models.CharField(max_length=80)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(lambda viewer: within(viewer, "office"))

    class Meta:
        db_table = "sheets_mapping"
        constraints = [models.UniqueConstraint(fields=["office", "kind", "header"], name="sheets_mapping_one")]
