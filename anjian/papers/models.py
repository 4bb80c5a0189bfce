"""Tables of papers: the register, the files, and how far each series of numbers has come."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from anjian.scope.queries import ScopedManager, within


class Paper(models.Model):
    """公文. One that was issued, for ever: withdrawn or not, its number is taken.

    place   whose series the number is of, 12 digits; ``body`` issued it, ``issuer`` as it signed that day
    said    what it says, as JSON; ``digest`` SHA-256 of the file
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=12)
    year = models.SmallIntegerField()
    n = models.IntegerField()
    number = models.CharField(max_length=60)
    sign = models.CharField(max_length=20)
    body = models.CharField(max_length=64)
    issuer = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    day = models.DateField()
    matter = models.CharField(max_length=80, blank=True, db_index=True)
    digest = models.CharField(max_length=64, db_index=True)
    said_by = models.UUIDField(unique=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "papers_paper"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "kind", "year", "n"], name="papers_number_once"),
            models.CheckConstraint(condition=models.Q(n__gte=1), name="papers_number_from_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place", "-day"], name="papers_register"),
            models.Index(fields=["body", "-day"], name="papers_body"),
        ]


class Content(models.Model):
    """文件. The bytes of a paper, as issued."""

    digest = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    place = models.CharField(max_length=12)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "papers_content"


class Series(models.Model):
    """号段. The last number given of a kind, place and year; its row is held until the transaction ends."""

    place = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "papers_series"
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "kind", "year"], name="papers_series_once")]
