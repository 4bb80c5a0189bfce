"""Accounts and roles (账号、角色): opened, granted, closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from anjian.access import events
from anjian.access.actions import saying, sessions
from anjian.access.models import Account, Attempt, Grant
from anjian.ledger.events import Fact
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.scope import actions as slices
from anjian.scope.queries import told_by

SAMPLE = "sample"
"""Origin of accounts whose passwords everybody knows: they sign in from this machine alone."""


@transaction.atomic
def open_account(
    viewer: Viewer,
    *,
    login: str,
    name: str,
    password: str,
    since: dt.date,
    person: str = "",
    roles: Iterable[str] = (),
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Open an account (开户) with its roles. Refuses a login taken or unreadable, and a password too simple.

    Roles are given by the security administrator: a system administrator opens an account without any.
    """
    saying.administrator(viewer)
    login = saying.read_login(login)
    granted = sorted(set(roles))
    if granted:
        saying.security(viewer)
    saying.strong(password, login=login, name=name, roles=granted)
    saying.known_roles(granted)
    saying.apart(saying.account_id(login), person, granted, since)
    if Account.objects.for_change().filter(login=login).exists():
        raise Refusal(
            f"登录名“{login}”已经有人使用",
            "同名会分不清是谁做的",
            "请换一个登录名",
            code="access.login_taken",
            field="login",
        )
    fact = saying.record(viewer, events.OPENED, login, person, name, since, happened_at, {"roles": granted})
    Account(
        id=saying.account_id(login),
        login=login,
        name=name,
        person=person,
        password=make_password(password),
        said_by=fact.id,
    ).save(force_insert=True)
    for role in granted:
        slices.begin(Grant, {"account": saying.account_id(login), "role": role}, {}, since=since, fact=fact.id)
    return fact


@transaction.atomic
def close_account(viewer: Viewer, *, login: str, on: dt.date, now: dt.datetime | None = None) -> Fact:
    """Close an account (销户): nobody signs in with it any more, and running sessions end with their next page."""
    saying.administrator(viewer)
    row = saying.account(login)
    fact = saying.record(viewer, events.CLOSED, row.login, row.person, row.name, on, None, {})
    Account.objects.for_change().filter(id=row.id).update(active=False)
    slices.end_all(Grant, {"account": row.id}, last_day=on, fact=fact.id)
    sessions.close(row.id, by=viewer.account, now=now or dt.datetime.combine(on, dt.time(), CHINA))
    return fact


@transaction.atomic
def grant(viewer: Viewer, *, login: str, role: str, since: dt.date) -> Fact:
    """Give an account a role from a day (授予角色). Refuses an unknown role, one it has, and a second of the three.

    Nobody gives a role to themselves.
    """
    saying.security(viewer)
    saying.known_roles([role])
    row = saying.account(login)
    saying.not_oneself(viewer, row.id)
    saying.apart(row.id, row.person, [role], since)
    fact = saying.record(viewer, events.ROLE_GRANTED, row.login, row.person, row.name, since, None, {"role": role})
    slices.begin(Grant, {"account": row.id, "role": role}, {}, since=since, fact=fact.id)
    return fact


@transaction.atomic
def take(viewer: Viewer, *, login: str, role: str, last_day: dt.date) -> Fact:
    """Take a role from an account after a day (收回角色)."""
    saying.security(viewer)
    row = saying.account(login)
    fact = saying.record(viewer, events.ROLE_TAKEN, row.login, row.person, row.name, last_day, None, {"role": role})
    slices.end(Grant, {"account": row.id, "role": role}, last_day=last_day, fact=fact.id)
    return fact


def take_now(viewer: Viewer, *, login: str, role: str, today: dt.date) -> Fact:
    """As `take`, from now on: yesterday was its last day; a role given today counts as given for today alone."""
    saying.security(viewer)
    given = told_by(Grant.objects.for_change()).filter(account=saying.account_id(login.strip().lower()), role=role)
    fresh = given.filter(since=today).exists()
    return take(viewer, login=login, role=role, last_day=today if fresh else today - slices.DAY)


@transaction.atomic
def set_password(viewer: Viewer, *, login: str, password: str, now: dt.datetime) -> Fact:
    """Set a password (设置口令): one's own, or anybody's by an administrator. Ends every session of the account."""
    row = saying.account(login)
    if viewer.account != row.id:
        saying.administrator(viewer)
    day = now.astimezone(CHINA).date()
    saying.strong(password, login=row.login, name=row.name, roles=saying.roles_of(row.id, day))
    if check_password(password, row.password):
        raise Refusal(
            "新口令和原来的一样", "换口令就是为了让旧的失效", "请换一个", code="access.password", field="password"
        )
    fact = saying.record(
        viewer, events.PASSWORD_SET, row.login, row.person, row.name, now.astimezone(CHINA).date(), now, {}
    )
    Account.objects.for_change().filter(id=row.id).update(password=make_password(password))
    Attempt.objects.for_change().filter(login=row.login).delete()
    sessions.close(row.id, by=viewer.account, now=now)
    return fact


def import_accounts(
    viewer: Viewer, accounts: Iterable[Mapping[str, Any]], grants: Iterable[Mapping[str, Any]], *, password: str
) -> int:
    """Accounts of an imported history with one password for all, into empty tables. Returns how many accounts.

    Their origin is "sample": they sign in from this machine alone.
    """
    if not viewer.is_system or Account.objects.for_change().exists():
        raise Refusal("已有账号，不能再导入账号", "导入会盖掉现有的登录名和口令", "请逐个开户", code="access.not_empty")
    kept = make_password(password)
    rows = [
        Account(**{**row, "id": saying.account_id(row["login"]), "password": kept, "origin": SAMPLE})
        for row in accounts
    ]
    Account.objects.for_change().bulk_create(rows)
    slices.import_slices(Grant, grants)
    return len(rows)


def undo(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said about roles. Returns rows taken back."""
    return slices.unsay(Grant, fact, by=by)
