"""Tables of messages."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager


def _own(viewer: Viewer) -> Q:
    """A message is its person's: what it says is nobody else's to read, not even of who runs the house."""
    return Q(person=viewer.person) if viewer.person else NOTHING


class Address(models.Model):
    """联系方式. Where a person is reached by a channel: an account name, a number, a mail address. Personal data."""

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=64)
    channel = models.CharField(max_length=16)
    address = models.CharField(max_length=200)
    said_by = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own)

    class Meta:
        db_table = "messages_address"
        constraints = [models.UniqueConstraint(fields=["person", "channel"], name="messages_address_one")]


class Message(models.Model):
    """消息. One per key. ``state``: see `events.STATES`; ``number`` is the channel's own id of it.

    ``urgent``: it does not wait for the end of the quiet hours.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.TextField(unique=True)
    person = models.CharField(max_length=64, db_index=True)
    subject = models.CharField(max_length=120)
    text = models.TextField()
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=16)
    channel = models.CharField(max_length=16, blank=True)
    number = models.CharField(max_length=200, blank=True)
    tries = models.IntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own)

    class Meta:
        db_table = "messages_message"
        indexes = [models.Index(fields=["state", "not_before"], name="messages_due")]
