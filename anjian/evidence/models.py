"""Tables of evidence. The pictures themselves lie in the folder `settings.FILES`, by digest."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager


def _nobody(viewer: Viewer) -> Q:
    """A file by itself is nobody's: one comes to it through an upload or a fact."""
    return NOTHING


def _own(viewer: Viewer) -> Q:
    return Q(account=viewer.account) if viewer.account else NOTHING


class File(models.Model):
    """照片. One stored picture.

    digest    SHA-256 of the stored bytes, 64 hexadecimal digits
    original  SHA-256 of the bytes as they came, before shrinking
    taken_at  when the camera says it was taken, as written there ("2026-11-21 09:30:00"); stated, not proven
    taken_at_place  "latitude,longitude" as the camera says; stated, not proven
    """

    digest = models.CharField(max_length=64, primary_key=True)
    original = models.CharField(max_length=64, db_index=True)
    size = models.IntegerField()
    width = models.IntegerField()
    height = models.IntegerField()
    taken_at = models.CharField(max_length=32, blank=True)
    taken_at_place = models.CharField(max_length=48, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "evidence_file"


class Upload(models.Model):
    """上传. Who put the picture in, and when; one row per picture, account and bytes as sent (``original``).

    Two files that differ in what the camera wrote may be one picture.
    """

    original = models.CharField(max_length=64, default="", db_index=True)
    digest = models.CharField(max_length=64)
    account = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    at = models.DateTimeField(db_index=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own)

    class Meta:
        db_table = "evidence_upload"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "account", "original"], name="evidence_upload_once")
        ]


class Use(models.Model):
    """引用. A fact names this picture; written in the transaction that records the fact."""

    digest = models.CharField(max_length=64)
    fact = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "evidence_use"
        constraints: ClassVar = [models.UniqueConstraint(fields=["fact", "digest"], name="evidence_use_once")]
        indexes: ClassVar = [models.Index(fields=["digest"], name="evidence_use_digest")]
