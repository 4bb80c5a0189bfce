"""Tables of access."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q

from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager
from anjian.scope.relations import Slice, no_two_live


def _own(viewer: Viewer) -> Q:
    """An account sees itself; administrators see all."""
    if viewer.has("administrator"):
        return Q()
    return Q(id=viewer.account) if viewer.account else NOTHING


def _own_grants(viewer: Viewer) -> Q:
    if viewer.has("administrator"):
        return Q()
    return Q(account=viewer.account) if viewer.account else NOTHING


class Account(AbstractBaseUser):
    """账号. Who signs in; ``person`` is who that is, and the posts of that person say what they may see.

    ``password`` is an argon2 hash. ``origin`` is "sample" for the accounts of the sample region, which exist on
    loop-back only.
    """

    id = models.CharField(max_length=80, primary_key=True)
    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    person = models.CharField(max_length=64, blank=True, db_index=True)
    active = models.BooleanField(default=True)
    origin = models.CharField(max_length=16, default="live")
    said_by = models.UUIDField()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own)

    class Meta:
        db_table = "access_account"


class Grant(Slice):
    """角色. What an account may do beside what its posts say: recorder, decider, office, administrator, auditor."""

    account = models.CharField(max_length=80)
    role = models.CharField(max_length=32)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own_grants)

    class Meta(Slice.Meta):
        db_table = "access_grant"
        constraints = [*Slice.Meta.constraints, no_two_live("access_grant", "account", "role")]


class Attempt(models.Model):
    """登录尝试. One row per failed sign-in, by login as typed (an unknown login is locked the same way, so that the
    answer tells nobody which accounts exist). Cleared by a good sign-in; kept 24 hours."""

    id = models.BigAutoField(primary_key=True)
    login = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(
        lambda viewer: Q() if viewer.has("administrator") else NOTHING
    )

    class Meta:
        db_table = "access_attempt"
        indexes = [models.Index(fields=["login", "at"], name="access_attempt_login_at")]
