"""Changes of accounts, and signing in. Accounts and roles are facts; a wrong password is not, a lock-out is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction

from anjian.access import events
from anjian.access.models import Account, Attempt, Grant
from anjian.ledger import actions as ledger
from anjian.ledger.events import CHINA, Fact, Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.scope import actions as slices

FAILURES = 5
"""Wrong passwords in a row, after which a login is locked."""
LOCKED_FOR = dt.timedelta(minutes=15)
"""How long wrong passwords count, and how long the lock lasts after the last one."""
SAMPLE = "sample"
"""Origin of accounts whose passwords everybody knows: they sign in from this machine alone."""
SHORTEST = 8
"""Characters of a password at least. No other demands: length is what helps."""
_SPENT: list[str] = []


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
    """Open an account (开户) with its roles. Refuses a login taken or unreadable, and a password too short."""
    _administrator(viewer)
    login = read_login(login)
    strong(password)
    granted = sorted(set(roles))
    _known_roles(granted)
    if Account.objects.for_change().filter(login=login).exists():
        raise Refusal(
            f"登录名“{login}”已经有人使用",
            "同名会分不清是谁做的",
            "请换一个登录名",
            code="access.login_taken",
            field="login",
        )
    fact = _record(viewer, events.OPENED, login, person, name, since, happened_at, {"roles": granted})
    Account(
        id=account_id(login), login=login, name=name, person=person, password=make_password(password), said_by=fact.id
    ).save(force_insert=True)
    for role in granted:
        slices.begin(Grant, {"account": account_id(login), "role": role}, {}, since=since, fact=fact.id)
    return fact


@transaction.atomic
def close_account(viewer: Viewer, *, login: str, on: dt.date) -> Fact:
    """Close an account (销户): nobody signs in with it any more, and running sessions end with their next page."""
    _administrator(viewer)
    row = _account(login)
    fact = _record(viewer, events.CLOSED, row.login, row.person, row.name, on, None, {})
    Account.objects.for_change().filter(id=row.id).update(active=False)
    slices.end_all(Grant, {"account": row.id}, last_day=on, fact=fact.id)
    return fact


@transaction.atomic
def grant(viewer: Viewer, *, login: str, role: str, since: dt.date) -> Fact:
    """Give an account a role from a day (授予角色). Refuses an unknown role, and one it already has."""
    _administrator(viewer)
    _known_roles([role])
    row = _account(login)
    fact = _record(viewer, events.ROLE_GRANTED, row.login, row.person, row.name, since, None, {"role": role})
    slices.begin(Grant, {"account": row.id, "role": role}, {}, since=since, fact=fact.id)
    return fact


@transaction.atomic
def take(viewer: Viewer, *, login: str, role: str, last_day: dt.date) -> Fact:
    """Take a role from an account after a day (收回角色)."""
    _administrator(viewer)
    row = _account(login)
    fact = _record(viewer, events.ROLE_TAKEN, row.login, row.person, row.name, last_day, None, {"role": role})
    slices.end(Grant, {"account": row.id, "role": role}, last_day=last_day, fact=fact.id)
    return fact


@transaction.atomic
def set_password(viewer: Viewer, *, login: str, password: str, now: dt.datetime) -> Fact:
    """Set a password (设置口令): one's own, or anybody's by an administrator. Ends every session of the account."""
    row = _account(login)
    if viewer.account != row.id:
        _administrator(viewer)
    strong(password)
    fact = _record(viewer, events.PASSWORD_SET, row.login, row.person, row.name, now.astimezone(CHINA).date(), now, {})
    Account.objects.for_change().filter(id=row.id).update(password=make_password(password))
    Attempt.objects.for_change().filter(login=row.login).delete()
    return fact


def sign_in(*, login: str, password: str, now: dt.datetime, local: bool = False) -> tuple[str, str]:
    """Check a login and a password (登录) at ``now``. Returns (account id, seal of the password for the session).

    Refuses a wrong pair with one sentence for every reason, and a locked login: after `FAILURES` wrong passwords within
    `LOCKED_FOR` the login stays locked until `LOCKED_FOR` after the last. An unknown login is counted and costs the
    same time, so nobody learns which accounts exist. Accounts of the sample exist only for who sits at this machine
    (``local``): everybody knows their passwords.
    """
    login = login.strip().lower()[:64]
    with transaction.atomic():
        with connection.cursor() as cursor:  # one try at a time per login, or parallel tries would not be counted
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20251))", [f"sign-in:{login}"])
        attempts = Attempt.objects.for_change().filter(login=login)
        attempts.filter(at__lte=now - dt.timedelta(days=1)).delete()
        until = _locked_until(
            list(attempts.filter(at__lte=now).order_by("-at").values_list("at", flat=True)[:FAILURES])
        )
        if until is not None and now < until:
            no = _locked(until, now)
        else:
            rows = Account.objects.for_change().filter(login=login, active=True)
            row = (rows if local else rows.exclude(origin=SAMPLE)).first()
            if check_password(password, row.password if row else _somebody()) and row is not None:
                attempts.delete()
                Account.objects.for_change().filter(id=row.id).update(last_login=now)
                return row.id, row.get_session_auth_hash()
            Attempt(login=login, at=now).save(force_insert=True)
            left = FAILURES - attempts.filter(at__gt=now - LOCKED_FOR, at__lte=now).count()
            no = _wrong(left) if left > 0 else _locked(now + LOCKED_FOR, now)
            if left == 0 and row is not None:
                _record(SYSTEM, events.LOCKED, row.login, row.person, row.name, now.astimezone(CHINA).date(), now, {})
    raise no  # after the commit: the attempt stays counted


def import_accounts(
    viewer: Viewer, accounts: Iterable[Mapping[str, Any]], grants: Iterable[Mapping[str, Any]], *, password: str
) -> int:
    """Accounts of an imported history with one password for all, into empty tables. Returns how many accounts.

    Their origin is "sample": they sign in from this machine alone.
    """
    if not viewer.is_system or Account.objects.for_change().exists():
        raise Refusal("已有账号，不能再导入账号", "导入会盖掉现有的登录名和口令", "请逐个开户", code="access.not_empty")
    kept = make_password(password)
    rows = [Account(**{**row, "id": account_id(row["login"]), "password": kept, "origin": SAMPLE}) for row in accounts]
    Account.objects.for_change().bulk_create(rows)
    slices.import_slices(Grant, grants)
    return len(rows)


def account_id(login: str) -> str:
    """The id of an account by its login."""
    return f"acct:{login}"


def read_login(login: str) -> str:
    """A login in small letters. Refuses signs other than letters, digits, dot, hyphen, underline; wrong lengths."""
    plain = login.strip().lower()
    if not (2 <= len(plain) <= 64) or not all(each.isascii() and (each.isalnum() or each in ".-_") for each in plain):
        raise Refusal(
            f"登录名“{login[:64]}”不能用",
            "登录名要在任何键盘上都打得出来",
            "请用2至64位的小写字母、数字、点、横线或下划线",
            code="access.login",
            field="login",
        )
    return plain


def strong(password: str) -> None:
    """Refuses a password that is shorter than `SHORTEST` or one sign repeated."""
    if len(password) < SHORTEST or len(set(password)) < 3:
        raise Refusal(
            f"口令太简单：至少{SHORTEST}位，不能是同一个字符的重复",
            "简单的口令很快会被试出来",
            "可以用一句自己记得住的话",
            code="access.password",
            field="password",
        )


def _record(
    viewer: Viewer,
    name: str,
    login: str,
    person: str,
    called: str,
    day: dt.date,
    happened_at: dt.datetime | None,
    said: dict[str, str | list[str]],
) -> Fact:
    parties = [Party("account", "account", account_id(login), called)]
    if person:
        parties.append(Party("person", "person", person))
    return ledger.record(
        viewer,
        name,
        happened_at=happened_at or dt.datetime.combine(day, dt.time(), CHINA),
        precision="minute" if happened_at else "day",
        place=None,
        parties=parties,
        attributes={**said, "since": day},
    )


def _account(login: str) -> Account:
    row = Account.objects.for_change().filter(login=login.strip().lower()).first()
    if row is None:
        raise Refusal(f"没有账号“{login[:64]}”", "无从改动", "请核对登录名", code="access.unknown", field="login")
    return row


def _administrator(viewer: Viewer) -> None:
    if not (viewer.is_system or viewer.has("administrator")):
        raise Refusal(
            "只有系统管理员可以管理账号", "账号决定谁能看到和登记什么", "请联系系统管理员", code="access.not_allowed"
        )


def _known_roles(roles: Iterable[str]) -> None:
    for role in roles:
        if role not in events.ROLES:
            raise Refusal(
                f"没有“{role}”这种角色",
                "写错的角色不会生效，却看起来像已经授权",
                f"可选：{'、'.join(events.ROLES)}",
                code="access.role",
                field="roles",
            )


def _locked_until(last: list[dt.datetime]) -> dt.datetime | None:
    """When the lock ends, from the last tries, newest first; None when they are too few or lie too far apart."""
    if len(last) < FAILURES or last[0] - last[-1] >= LOCKED_FOR:
        return None
    return last[0] + LOCKED_FOR


def _somebody() -> str:
    """A hash that no password fits, as costly as a real one; made at the first need."""
    if not _SPENT:
        _SPENT.append(make_password("nobody has this password"))
    return _SPENT[0]


def _wrong(left: int) -> Refusal:
    return Refusal(
        "登录名或口令不对",
        "为防止别人试口令，连续输错会锁定",
        f"请核对大小写和输入法后再试，还可以试{left}次；忘记口令请联系系统管理员",
        code="access.wrong",
        field="password",
    )


def _locked(until: dt.datetime, now: dt.datetime) -> Refusal:
    minutes = max(1, -int((now - until).total_seconds() // 60))
    return Refusal(
        f"连续{FAILURES}次输错，这个登录名已锁定",
        "防止别人一直试口令",
        f"请在{minutes}分钟后（{until.astimezone(CHINA):%H:%M}）再试，或联系系统管理员重设口令",
        code="access.locked",
        field="login",
    )


def undo(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said about roles. Returns rows taken back."""
    return slices.unsay(Grant, fact, by=by)
