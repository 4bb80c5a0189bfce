"""Where an import stands (导入进度): what was chosen, how far it is, what each row became, what is wrong by cell."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import ScopedManager, within
from anjian.sheets.events import line_of

RUNNING = ("trial", "take", "undo")
"""States of an import that is not at an end."""


class Intake(models.Model):
    """一次导入. Its id is that of the uploaded file; ``at_row``: the last row that the present state has done.

    state     trial → tried → take → taken → undo → undone

    since     the day from which what the sheet says holds, and on which it was seen; source: who says so
    chosen    sheet, mapping, default place, whether hidden rows are left out
    counts    rows so far by outcome: new, changed, same, faulty; undone, left
    stopped   why it could not go on, in words; empty while it can
    touched   when it last went on: one that nobody goes on with is gone on with by the worker
    """

    id = models.UUIDField(primary_key=True)
    account = models.CharField(max_length=80)
    office = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    since = models.DateField()
    source = models.CharField(max_length=16)
    chosen = models.JSONField(default=dict)
    state = models.CharField(max_length=8)
    at_row = models.BigIntegerField(default=0)
    rows = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    stopped = models.CharField(max_length=400, blank=True)
    touched = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_index=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(lambda viewer: within(viewer, "office"))

    class Meta:
        app_label = "registry"
        db_table = "registry_intake"
        indexes = [models.Index(fields=["at"], name="registry_intake_running", condition=Q(state__in=RUNNING))]


def _through_import(viewer: Viewer) -> Q:
    return Q(intake__in=Intake.objects.seen_by(viewer).values("id"))


class IntakeRow(models.Model):
    """导入的一行. What a good row becomes.

    key     the file and the item it speaks of: two rows of one are found by it
    digest  of what it says of the firm itself
    said    the values that change, old and new as people read them; nothing personal
    likely  of a new firm the file that it may be already, see `suspecting`; None: nothing speaks for it
    fact    the fact that says it, once it is taken in
    """

    id = models.BigAutoField(primary_key=True)
    intake = models.UUIDField()
    row = models.IntegerField()
    key = models.CharField(max_length=400)
    digest = models.CharField(max_length=16)
    outcome = models.CharField(max_length=8)
    enterprise = models.CharField(max_length=64)
    name = models.CharField(max_length=128)
    said = models.JSONField(default=dict)
    likely = models.JSONField(null=True)
    fact = models.UUIDField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_through_import)

    @property
    def line(self) -> int:
        """The row of the file."""
        return line_of(self.row)

    @property
    def is_beside(self) -> bool:
        """Whether it stands in a table to the right of the first."""
        return self.row != self.line

    class Meta:
        app_label = "registry"
        db_table = "registry_intake_row"
        constraints = [models.UniqueConstraint(fields=["intake", "key"], name="registry_intake_row_once")]
        indexes = [
            models.Index(fields=["intake", "outcome", "id"], name="registry_intake_row_of"),
            models.Index(fields=["intake", "enterprise"], name="registry_intake_row_firm"),
        ]


class IntakeFault(models.Model):
    """错误. What is wrong with a cell: why, and what to write instead. The whole row stays out."""

    id = models.BigAutoField(primary_key=True)
    intake = models.UUIDField(db_index=True)
    row = models.IntegerField()
    ref = models.CharField(max_length=16)
    field = models.CharField(max_length=80)
    label = models.CharField(max_length=80)
    text = models.CharField(max_length=200)
    why = models.CharField(max_length=200)
    next = models.CharField(max_length=200)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_through_import)

    class Meta:
        app_label = "registry"
        db_table = "registry_intake_fault"
