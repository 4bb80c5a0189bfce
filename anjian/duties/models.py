"""Tables of dates made by `lib`, and the disposable projection. Dropping all rows of any of them changes no answer."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Collate, Left

from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager, within

COUNTY_DIGITS = 6
"""Digits of a place's code that name its county (GB/T 2260)."""


def _nobody(viewer: Viewer) -> models.Q:
    return NOTHING


class Day(models.Model):
    """日. One calendar day: working or not, its ordinal among working days, where a term that ends on it rolls to."""

    day = models.DateField(primary_key=True)
    work = models.BooleanField()
    ordinal = models.IntegerField()
    roll = models.DateField()
    provisional = models.BooleanField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "duties_day"


class Due(models.Model):
    """期限. Where a term that starts on a day ends."""

    id = models.BigAutoField(primary_key=True)
    unit = models.CharField(max_length=12)
    n = models.IntegerField()
    day = models.DateField()
    due = models.DateField()
    provisional = models.BooleanField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "duties_due"
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "n", "day"], name="duties_due_start")]


class Stretch(models.Model):
    """周期. A period of the calendar."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12)
    begins = models.DateField()
    ends = models.DateField()
    label = models.CharField(max_length=32)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "duties_period"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "begins"], name="duties_period_start")]


class Loaded(models.Model):
    """已装入. Which of these tables stand, from which calendar, up to which day."""

    name = models.CharField(max_length=64, primary_key=True)
    calendar = models.CharField(max_length=80)
    until = models.DateField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "duties_loaded"


class Standing(models.Model):
    """职责现况. Dates and counts of one duty as of the watermark; never a state. Columns as `compile.STANDING`.

    clauses are not kept: the rule version has them. `digest` is the rule's version.
    """

    id = models.BigAutoField(primary_key=True)
    rule = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    bearer = models.TextField()
    each_id = models.TextField()
    place = models.CharField(max_length=12)
    token = models.CharField(max_length=64)
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    due = models.DateField(null=True)
    provisional = models.BooleanField()
    need = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    have = models.DecimalField(max_digits=20, decimal_places=6)
    entered = models.DecimalField(max_digits=20, decimal_places=6)
    ever = models.DecimalField(max_digits=20, decimal_places=6)
    maybe = models.DecimalField(max_digits=20, decimal_places=6)
    total = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    met_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    mark = models.CharField(max_length=16)
    final = models.BooleanField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "duties_standing"
        indexes: ClassVar = [
            models.Index(fields=["bearer", "due", "rule"], name="duties_standing_bearer"),
            models.Index(fields=["place", "rule", "due", "bearer"], name="duties_standing_place"),
            models.Index(fields=["rule", "bearer"], name="duties_standing_rule"),
            # The pages of a county come out of it in their order; a page need not sort all that the county owes.
            models.Index(
                Left("place", COUNTY_DIGITS),
                "due",
                Collate("rule", "C"),
                Collate("bearer", "C"),
                name="duties_standing_county",
            ),
            # Few duties are borne together.
            GinIndex(
                models.Func("bearer", models.Value("+"), function="string_to_array"),
                condition=models.Q(bearer__contains="+"),
                name="duties_standing_together",
            ),
        ]


class Tally(models.Model):
    """计数. How many standings of a county look the same to whoever judges them; sums over equal rows count.

    Columns as those of `Standing`, figures reduced to reached (1) or not (0); see `projection.tally`.
    place    the county, in 12 digits; bearer: empty for nobody, else somebody
    n        how many more or, negative, fewer
    """

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=12)
    rule = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    bearer = models.CharField(max_length=1)
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    due = models.DateField(null=True)
    mark = models.CharField(max_length=16)
    final = models.BooleanField()
    need = models.SmallIntegerField(null=True)
    have = models.SmallIntegerField()
    entered = models.SmallIntegerField()
    ever = models.SmallIntegerField()
    maybe = models.SmallIntegerField()
    met_on = models.DateField(null=True)
    n = models.IntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "duties_tally"
        indexes: ClassVar = [models.Index(fields=["place", "rule"], name="duties_tally_place")]


class Watermark(models.Model):
    """水位. What the projection stands on; at most one row.

    position      ledger position when it was built; facts recorded later refreshed their bearers themselves
    rules         digest of rule versions, adoptions and settings; calendar: digest of the calendar
    built         the day for which it was built; through: the last day on which nothing but the date changes it
    since         finished periods and matters before this day are not in it
    counted       how far the counts are together, see `projection.tally.fold`
    """

    id = models.IntegerField(primary_key=True, default=1)
    position = models.BigIntegerField()
    rules = models.CharField(max_length=80)
    calendar = models.CharField(max_length=80)
    built = models.DateField()
    through = models.DateField()
    since = models.DateField()
    counted = models.BigIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "duties_watermark"


class Stale(models.Model):
    """待更新. Something changed under the projection: bodies, posts, enterprises, places, rules. Until the worker has
    made it good the evaluator answers for these places.

    place       the division whose rows (and those of all places above it) may be wrong; empty: all
    enterprise  nothing but what is told of this one changed; empty: more than that
    fact        which fact changed it
    """

    id = models.BigAutoField(primary_key=True)
    place = models.CharField(max_length=12, blank=True)
    enterprise = models.CharField(max_length=64, blank=True)
    fact = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "duties_stale"


class Covered(models.Model):
    """看到哪天. Up to which day a clock of a region has run; whoever moves it holds its row.

    kind      ladder or reminder
    place     first code of the adopting range
    start     the clock was set on this day: what lies before is not chased
    through   every date up to this day was looked at
    position  and with the facts up to this position
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16)
    place = models.CharField(max_length=12)
    start = models.DateField()
    through = models.DateField()
    position = models.BigIntegerField(default=0)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "duties_covered"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "place"], name="duties_covered_clock")]


class Rung(models.Model):
    """到级. One rung of a ladder that was reached in one matter, once, and what became of it. Folded from facts.

    key         rule, rung, who did not do it, matter, who must act
    place       division of the lapse
    reached     its day; claimed: the day on which the clock took it; late_days between them
    why_late    clock (the program stood still) or told (a fact was told afterwards); empty when it was not late
    known       ledger position then: the page says "on what was known"
    decider     body that decides; empty: the measure is simply owed
    state       proposed · owed · taken · declined · closed · withdraw · withdrawn · kept
    measure     the fact that showed that it was taken; signer: the account that recorded it
    """

    id = models.BigAutoField(primary_key=True)
    key = models.TextField(unique=True)
    rule = models.CharField(max_length=120)
    rung = models.IntegerField()
    target = models.TextField()
    about = models.TextField()
    matter = models.CharField(max_length=200)
    place = models.CharField(max_length=12)
    reached = models.DateField()
    claimed = models.DateField()
    late_days = models.IntegerField()
    why_late = models.CharField(max_length=8, blank=True)
    known = models.BigIntegerField()
    decider = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12)
    fact = models.UUIDField()
    measure = models.UUIDField(null=True)
    signer = models.CharField(max_length=120, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    ground = models.TextField(blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "duties_rung"
        indexes: ClassVar = [
            models.Index(fields=["state", "target"], name="duties_rung_target"),
            models.Index(fields=["place", "rule"], name="duties_rung_place"),
        ]


class Reminder(models.Model):
    """提醒. A bearer was told that something is due, once for each of its due days and spans ahead.

    ahead      days before the due day; 0: on the day
    said       the day on which it was told; late_days: after the day on which it should have been
    duties     how many are due that day
    """

    id = models.BigAutoField(primary_key=True)
    bearer = models.TextField()
    place = models.CharField(max_length=12)
    due = models.DateField()
    ahead = models.IntegerField()
    said = models.DateField()
    late_days = models.IntegerField()
    duties = models.IntegerField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "duties_reminder"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bearer", "due", "ahead"], name="duties_reminder_once")
        ]


class Assignment(models.Model):
    """分派. Which post of a body sees to a duty; one per duty and body, the last word counts. Folded from facts.

    duty    its key as in addresses; bearer: who owes it; place: where it is judged
    body    whose post it is; post: who sees to it
    by      name of who assigned it; day and fact: when
    """

    id = models.BigAutoField(primary_key=True)
    duty = models.TextField()
    rule = models.CharField(max_length=120)
    bearer = models.TextField()
    place = models.CharField(max_length=12)
    body = models.CharField(max_length=120)
    post = models.CharField(max_length=120, db_index=True)
    by = models.CharField(max_length=120)
    day = models.DateField()
    note = models.TextField(blank=True)
    fact = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta:
        db_table = "duties_assignment"
        constraints: ClassVar = [models.UniqueConstraint(fields=["duty", "body"], name="duties_assignment_one")]
