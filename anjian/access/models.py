"""Tables of access."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q

from anjian.access.events import THREE
from anjian.lib.viewer import Viewer
from anjian.scope.queries import NOTHING, ScopedManager
from anjian.scope.relations import Slice, no_two_live


def _keepers(viewer: Viewer) -> bool:
    """Whether accounts of others are theirs to see: the three of 三员."""
    return any(viewer.has(role) for role in THREE)


def _own(viewer: Viewer) -> Q:
    """An account sees itself; the system and the security administrator and the auditor see all."""
    if _keepers(viewer):
        return Q()
    return Q(id=viewer.account) if viewer.account else NOTHING


def _own_grants(viewer: Viewer) -> Q:
    if _keepers(viewer):
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


class Factor(models.Model):
    """动态码. The second factor of an account (RFC 6238): its secret, encrypted under the program's key.

    ``last_step`` is the half minute of the last code that counted: no code counts twice. ``recovery`` holds digests of
    the codes for a lost phone; each goes when it is used.
    """

    account = models.CharField(max_length=80, primary_key=True)
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list)
    said_by = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own_grants)

    class Meta:
        db_table = "access_factor"


class Session(models.Model):
    """登录. A running or ended sign-in: on which device, from where, since when; ended by whom.

    ``key`` is the key of the web session, taken away when it ends.
    """

    id = models.UUIDField(primary_key=True)
    account = models.CharField(max_length=80, db_index=True)
    key = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=200)
    address = models.CharField(max_length=64)
    way = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(
        lambda viewer: (
            Q()
            if viewer.has("security") or viewer.has("auditor")
            else Q(account=viewer.account)
            if viewer.account
            else NOTHING
        )
    )

    class Meta:
        db_table = "access_session"


class Identity(models.Model):
    """统一认证. Who an account is at a provider of identities (OpenID Connect): its issuer and its subject."""

    id = models.BigAutoField(primary_key=True)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    account = models.CharField(max_length=80, db_index=True)
    said_by = models.UUIDField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager(_own_grants)

    class Meta:
        db_table = "access_identity"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="access_identity_subject"),
            models.UniqueConstraint(fields=["issuer", "account"], name="access_identity_account"),
        ]
