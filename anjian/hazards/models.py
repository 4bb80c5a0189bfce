"""Tables of hazards."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from anjian.hazards.events import ARRIVALS
from anjian.hazards.states import OPEN_STATES, STATES
from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager, within


def _visible(viewer: Viewer) -> Q:
    """Hazards in the viewer's places, of enterprises their body regulates, and of the one whose post they hold."""
    mine = sorted({post.body for post in viewer.posts if post.body})
    return within(viewer) | Q(regulator__in=mine) | Q(enterprise__in=mine) if mine else within(viewer)


def _nobody(viewer: Viewer) -> Q:
    return NOTHING


class Hazard(models.Model):
    """隐患. What the facts about one hazard come to; written only by folding them, so it can be made again from them.

    ``seq`` is the ledger's number of the last fact, ``moves`` how many there were; ``steps`` what set, stopped and
    lengthened the clock (`limit`); ``due`` and ``provisional`` are what that clock said last. ``place`` and
    ``regulator`` are copies for lists: the enterprise's when it was found. ``closed_at`` is when its end was recorded;
    ``text_key`` is the same for texts that differ in blanks and marks only.
    """

    hazard = models.CharField(max_length=64, primary_key=True)
    number = models.CharField(max_length=32, unique=True)
    enterprise = models.CharField(max_length=64)
    place = models.CharField(max_length=12)
    regulator = models.CharField(max_length=64, default="", blank=True)
    state = models.CharField(max_length=12)
    grade = models.CharField(max_length=4, default="", blank=True)
    source = models.CharField(max_length=20, default="", blank=True)
    found = models.TextField(default="", blank=True)
    spot = models.CharField(max_length=200, default="", blank=True)
    criterion = models.CharField(max_length=64, default="", blank=True)
    judged = models.CharField(max_length=8, default="", blank=True)
    found_on = models.DateField()
    reported_at = models.DateTimeField()
    due = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    steps = models.JSONField(default=list, blank=True)
    ordered_by = models.CharField(max_length=64, default="", blank=True)
    asked_until = models.DateField(null=True)
    planned = models.BooleanField(default=False)
    told_on = models.DateField(null=True)
    rectified_on = models.DateField(null=True)
    rectified_by = models.CharField(max_length=64, default="", blank=True)
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    text_key = models.CharField(max_length=32, default="", blank=True)
    listed_by = models.CharField(max_length=64, default="", blank=True)
    listed_level = models.CharField(max_length=8, default="", blank=True)
    listing = models.CharField(max_length=40, default="", blank=True)
    merged_into = models.CharField(max_length=64, default="", blank=True)
    marks = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    seq = models.BigIntegerField()
    moves = models.IntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_visible)

    class Meta:
        db_table = "hazards_hazard"
        constraints = [
            models.CheckConstraint(name="hazards_state", condition=Q(state__in=sorted(STATES))),
            models.CheckConstraint(name="hazards_not_itself", condition=~Q(merged_into=F("hazard"))),
        ]
        indexes = [
            models.Index(fields=["place", "state", "found_on", "hazard"], name="hazards_by_place"),
            models.Index(fields=["-found_on", "-hazard"], name="hazards_newest"),
            models.Index(fields=["enterprise", "-found_on"], name="hazards_by_enterprise"),
            models.Index(fields=["regulator", "state"], name="hazards_by_regulator", condition=Q(regulator__gt="")),
            models.Index(
                fields=["due", "hazard"], name="hazards_by_due", condition=Q(state__in=("open", "rectifying"))
            ),
            models.Index(fields=["place", "found_on"], name="hazards_major", condition=Q(grade="重大")),
            models.Index(
                fields=["place", "grade", "state", "due", "listed_by"],
                name="hazards_open",
                condition=Q(merged_into="", state__in=OPEN_STATES),
            ),
            models.Index(fields=["enterprise", "text_key"], name="hazards_texts", condition=Q(text_key__gt="")),
            models.Index(fields=["hazard"], name="hazards_provisional", condition=Q(provisional=True)),
            models.Index(fields=["merged_into"], name="hazards_merged", condition=Q(merged_into__gt="")),
        ]


def _sent_or_within(viewer: Viewer) -> Q:
    """What the viewer's account sent, and what is about the viewer's places."""
    return within(viewer) | Q(account=viewer.account) if viewer.account else NOTHING


class Arrival(models.Model):
    """来报. What a platform or a device sent, as it came, and what became of it; its id is that of the fact it makes.

    ``digest`` is of what it says: the same number with other content is another thing. ``content`` holds what is needed
    as long as it is held, how to reach who told it included; ``place`` is where it seems to belong.
    """

    id = models.UUIDField(primary_key=True)
    account = models.CharField(max_length=80)
    number = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    place = models.CharField(max_length=12, default="", blank=True)
    day = models.DateField()
    received_at = models.DateTimeField()
    fate = models.CharField(max_length=8)
    hazard = models.CharField(max_length=64, default="", blank=True)
    marks = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    what = models.TextField(default="", blank=True)
    why = models.TextField(default="", blank=True)
    next = models.TextField(default="", blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_sent_or_within)

    class Meta:
        db_table = "hazards_arrival"
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="hazards_arrival_once"),
            models.CheckConstraint(name="hazards_arrival_fate", condition=Q(fate__in=sorted(ARRIVALS))),
        ]
        indexes = [
            models.Index(fields=["place", "received_at"], name="hazards_arrival_held", condition=Q(fate="held")),
            models.Index(fields=["account", "-received_at"], name="hazards_arrival_sent"),
        ]


class Picture(models.Model):
    """隐患的照片. Which pictures (by digest) the facts of a hazard name: for the lead of one on many hazards."""

    hazard = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "hazards_picture"
        constraints = [models.UniqueConstraint(fields=["digest", "hazard"], name="hazards_picture_once")]


class Counter(models.Model):
    """编号. The last number given to a hazard of a county in a year."""

    place = models.CharField(max_length=6)
    year = models.IntegerField()
    last = models.IntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "hazards_counter"
        constraints = [models.UniqueConstraint(fields=["place", "year"], name="hazards_counter_once")]
