"""Tables of the registry."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.registry.intake.models import Intake, IntakeFault, IntakeRow  # noqa: F401  Django looks for them here
from anjian.scope.queries import ScopedManager, within
from anjian.scope.relations import Slice, no_two_live


def _visible(viewer: Viewer) -> Q:
    """Enterprises in the viewer's places, those their body regulates, and the one whose post they hold."""
    mine = sorted({post.body for post in viewer.posts if post.body})
    return within(viewer) | Q(regulator__in=mine) | Q(enterprise__in=mine) if mine else within(viewer)


def _none_or_from_nought(column: str) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 0})


class Enterprise(Slice):
    """企业. What an enterprise is called, where it is, who answers for it, and its attributes: one row per span.

    Attributes are columns, so that a rule reads one row; who said each of them stands in the facts. Empty: not known.
    """

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
    hazard_class = models.CharField(max_length=16, null=True)
    crowded = models.BooleanField(null=True)
    place_kind = models.CharField(max_length=16, null=True)
    safety_body = models.BooleanField(null=True)
    part_time_safety_staff = models.IntegerField(null=True)
    size = models.CharField(max_length=8, null=True)
    above_scale = models.BooleanField(null=True)
    dust_workers = models.IntegerField(null=True)
    standard_grade = models.CharField(max_length=8, null=True)
    major_source = models.BooleanField(null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    address = models.CharField(max_length=200, null=True)
    business = models.CharField(max_length=200, null=True)
    risk_grade = models.CharField(max_length=8, null=True)
    registered_engineers = models.IntegerField(null=True)
    high_rise_residence = models.BooleanField(null=True)
    fire_control_room = models.BooleanField(null=True)
    successor = models.CharField(max_length=64, null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_visible)

    class Meta(Slice.Meta):
        db_table = "registry_enterprise"
        constraints = [
            *Slice.Meta.constraints,
            no_two_live("registry_enterprise", "enterprise"),
            models.CheckConstraint(
                name="registry_staff_not_negative",
                condition=_none_or_from_nought("staff") & _none_or_from_nought("safety_staff"),
            ),
            models.CheckConstraint(
                name="registry_numbers_not_negative",
                condition=_none_or_from_nought("part_time_safety_staff") & _none_or_from_nought("dust_workers"),
            ),
            models.CheckConstraint(
                name="registry_engineers_not_negative", condition=_none_or_from_nought("registered_engineers")
            ),
        ]
        indexes = [
            models.Index(fields=["place", "status"], name="registry_place_status"),
            models.Index(fields=["credit_code"], name="registry_credit_code"),
            models.Index(
                fields=["sort_key", "enterprise"], name="registry_by_pinyin", condition=Q(replaced_by__isnull=True)
            ),
        ]


class Merger(Slice):
    """并档. From a day on the file `enterprise` is a part of the file `survivor`: they were one firm, entered twice.

    Never a chain: when the survivor is itself merged, what was merged into it is told anew with the new survivor.
    ``place`` is that of the survivor on that day.
    """

    enterprise = models.CharField(max_length=64)
    survivor = models.CharField(max_length=64, db_index=True)
    place = models.CharField(max_length=12)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta(Slice.Meta):
        db_table = "registry_merger"
        constraints = [*Slice.Meta.constraints, no_two_live("registry_merger", "enterprise")]


class Apart(Slice):
    """不是同一家. In these days nobody asks again whether two files are one firm; the first id is the smaller one.

    Decided for good (until empty), or put off to a day.
    """

    first = models.CharField(max_length=64)
    second = models.CharField(max_length=64)
    place = models.CharField(max_length=12)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(within)

    class Meta(Slice.Meta):
        db_table = "registry_apart"
        constraints = [*Slice.Meta.constraints, no_two_live("registry_apart", "first", "second")]


def _of_visible(viewer: Viewer) -> Q:
    live = Enterprise.objects.seen_by(viewer).filter(replaced_by__isnull=True)  # those have an index by enterprise
    return Q(enterprise__in=live.values("enterprise"))


class Item(Slice):
    """分项. What an enterprise may have several of: a permit, a piece of equipment, a site, a contact.

    ``kind`` and ``cls`` are those of the vocabulary; a column is empty where its kind has no such field. Who said it
    last, and the day they saw it, stand in the row. What is personal (姓名, 电话) is not here: it lies in the private
    body of the fact ``private_in`` and can be erased there; ``phone_mark`` tells equal numbers, see `identity.phones`.
    """

    item = models.CharField(max_length=64)
    enterprise = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    cls = models.CharField(max_length=32)
    name = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200, blank=True)
    begins = models.DateField(null=True)
    expires = models.DateField(null=True)
    count = models.IntegerField(null=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    source = models.CharField(max_length=16)
    seen = models.DateField()
    private_in = models.UUIDField(null=True)
    phone_mark = models.CharField(max_length=32, null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_of_visible)

    class Meta(Slice.Meta):
        db_table = "registry_item"
        constraints = [*Slice.Meta.constraints, no_two_live("registry_item", "item")]
        indexes = [
            models.Index(fields=["enterprise", "kind"], name="registry_item_of", condition=Q(replaced_by__isnull=True)),
            models.Index(fields=["expires"], name="registry_item_expires", condition=Q(replaced_by__isnull=True)),
            models.Index(
                fields=["name"], name="registry_site_name", condition=Q(replaced_by__isnull=True, kind="site")
            ),
            models.Index(
                fields=["address"], name="registry_site_address", condition=Q(replaced_by__isnull=True, kind="site")
            ),
            models.Index(
                fields=["phone_mark"],
                name="registry_item_phone",
                condition=Q(replaced_by__isnull=True, phone_mark__isnull=False),
            ),
            models.Index(
                fields=["number"], name="registry_item_owner", condition=Q(replaced_by__isnull=True, kind="owner")
            ),
        ]
