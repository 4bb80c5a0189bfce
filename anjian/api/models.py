"""Tables of the interface for programs."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager


def _own(viewer: Viewer) -> Q:
    """One's own; the security administrator and the auditor see all tokens and subscriptions."""
    if viewer.has("security") or viewer.has("auditor"):
        return Q()
    return Q(account=viewer.account) if viewer.account else NOTHING


def _nobody(viewer: Viewer) -> Q:
    return NOTHING


class Token(models.Model):
    """凭证. What a program shows instead of a login. ``digest`` is SHA-256 of it; itself it is kept nowhere.

    local  of an account of the sample: lets in from this machine alone, as its login does
    """

    id = models.CharField(max_length=12, primary_key=True)
    account = models.CharField(max_length=80, db_index=True)
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    scopes = ArrayField(models.CharField(max_length=16))
    digest = models.CharField(max_length=64)
    local = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    said_by = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own)

    class Meta:
        db_table = "api_token"


class Kept(models.Model):
    """答复. What was answered under an idempotency key, for a day, so that a request sent again gets the same."""

    account = models.CharField(max_length=80)
    key = models.CharField(max_length=128)
    request = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(db_index=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "api_kept"
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="api_kept_once")]


class Subscription(models.Model):
    """订阅. Facts of these names that the account may see go to the address. Its secret is derived, never kept.

    ``stopped``: why it ended by itself, "" when it runs or its owner ended it.
    """

    id = models.UUIDField(primary_key=True)
    account = models.CharField(max_length=80, db_index=True)
    url = models.CharField(max_length=500)
    names = ArrayField(models.CharField(max_length=80))
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stopped = models.CharField(max_length=200, default="", blank=True)
    said_by = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own)

    class Meta:
        db_table = "api_subscription"


class Delivery(models.Model):
    """推送. One fact to one subscriber: waiting, sent, dropped (not theirs to see), failed (given up)."""

    id = models.BigAutoField(primary_key=True)
    subscription = models.UUIDField()
    fact = models.UUIDField()
    name = models.CharField(max_length=80)
    state = models.CharField(max_length=8, default="waiting")
    tries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    status = models.SmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_nobody)

    class Meta:
        db_table = "api_delivery"
        constraints: ClassVar = [models.UniqueConstraint(fields=["subscription", "fact"], name="api_delivery_once")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="api_delivery_due"),
            models.Index(fields=["subscription", "-id"], name="api_delivery_list"),
        ]
