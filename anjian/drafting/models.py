"""Tables of the reading room. Rows are never changed but replaced; what was said by which fact stands with them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager, within


def _nobody(viewer: Viewer) -> Q:
    """Bytes by themselves are nobody's: one comes to them through a paper."""
    return NOTHING


class Source(models.Model):
    """原件. The bytes as they came, once by their SHA-256."""

    digest = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "drafting_source"


class Paper(models.Model):
    """读入的文件. Its text and what the reader found; particulars and the saved pack come later.

    pack_files  the files of the saved pack by name, so that a lost folder can be written again
    """

    id = models.UUIDField(primary_key=True)
    place = models.CharField(max_length=12, db_index=True)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    form = models.CharField(max_length=8)
    title = models.CharField(max_length=300)
    text = models.TextField()
    result = models.JSONField()
    previous = models.UUIDField(null=True)
    particulars = models.JSONField(default=dict)
    described_by = models.CharField(max_length=80, blank=True)
    described_person = models.CharField(max_length=80, blank=True)
    described_name = models.CharField(max_length=80, blank=True)
    pack = models.CharField(max_length=40, blank=True)
    pack_files = models.JSONField(default=dict)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    said_by = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "drafting_paper"


class Decision(models.Model):
    """草稿的处理. One row per decision; the current one is not replaced."""

    id = models.BigAutoField(primary_key=True)
    paper = models.UUIDField(db_index=True)
    place = models.CharField(max_length=12)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=12)
    content = models.JSONField(default=dict)
    account = models.CharField(max_length=80)
    person = models.CharField(max_length=80, blank=True)
    by = models.CharField(max_length=80)
    judged_by = models.CharField(max_length=80, blank=True)
    remark = models.CharField(max_length=200, blank=True)
    said_by = models.UUIDField()
    replaced_by = models.UUIDField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "drafting_decision"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paper", "key"], condition=Q(replaced_by__isnull=True), name="drafting_decision_one"
            )
        ]
