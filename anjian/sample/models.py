"""The mark that this database holds a sample."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from anjian.scope.queries import EVERYTHING, ScopedManager


class Mark(models.Model):
    """示例标记. One row when the sample is loaded: for which day, of which size, and the digest of what was built."""

    id = models.BooleanField(primary_key=True, default=True)
    day = models.DateField()
    size = models.CharField(max_length=8, default="small")
    digest = models.CharField(max_length=64)
    facts = models.IntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(lambda viewer: EVERYTHING)

    class Meta:
        db_table = "sample_mark"
        constraints = [models.CheckConstraint(name="sample_mark_one", condition=models.Q(id=True))]
