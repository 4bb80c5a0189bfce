"""Signing in with a password (登录), and the lock-out. A wrong password is no fact, a lock-out is."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction

from anjian.access import events
from anjian.access.actions import factors, saying
from anjian.access.actions.accounts import SAMPLE
from anjian.access.models import Account, Attempt
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer

FAILURES = 5
"""Wrong passwords in a row, after which a login is locked."""
LOCKED_FOR = dt.timedelta(minutes=15)
"""How long wrong passwords count, and how long the lock lasts after the last one."""
_SPENT: list[str] = []


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
        until = locked_until(login, now)
        if until is not None:
            no = locked(until, now)
        else:
            rows = Account.objects.for_change().filter(login=login, active=True)
            row = (rows if local else rows.exclude(origin=SAMPLE)).first()
            if check_password(password, row.password if row else _somebody()) and row is not None:
                if factors.needed(row.id, row.origin, now) == "":
                    attempts.delete()  # with a second factor only its code ends the count: else codes could be tried
                Account.objects.for_change().filter(id=row.id).update(last_login=now)
                return row.id, row.get_session_auth_hash()
            Attempt(login=login, at=now).save(force_insert=True)
            no = missed(row, now, login=login)
    raise no  # after the commit: the attempt stays counted


def locked_until(login: str, now: dt.datetime) -> dt.datetime | None:
    """When the lock of a login ends; None when it is not locked."""
    tries = Attempt.objects.for_change().filter(login=login, at__lte=now).order_by("-at")
    last = list(tries.values_list("at", flat=True)[:FAILURES])
    if len(last) < FAILURES or last[0] - last[-1] >= LOCKED_FOR:
        return None
    until = last[0] + LOCKED_FOR
    return until if now < until else None


def missed(row: Account | None, now: dt.datetime, *, login: str = "", what: str = "登录名或口令不对") -> Refusal:
    """The no to a wrong try that was just counted; the fifth locks, and a lock is a fact."""
    tries = Attempt.objects.for_change().filter(login=row.login if row else login)
    left = FAILURES - tries.filter(at__gt=now - LOCKED_FOR, at__lte=now).count()
    if left > 0:
        return _wrong(left, what)
    if left == 0 and row is not None:
        day = now.astimezone(CHINA).date()
        saying.record(SYSTEM, events.LOCKED, row.login, row.person, row.name, day, now, {})
    return locked(now + LOCKED_FOR, now)


def _somebody() -> str:
    """A hash that no password fits, as costly as a real one; made at the first need."""
    if not _SPENT:
        _SPENT.append(make_password("nobody has this password"))
    return _SPENT[0]


def _wrong(left: int, what: str) -> Refusal:
    return Refusal(
        what,
        "为防止别人试口令，连续输错会锁定",
        f"请核对大小写和输入法后再试，还可以试{left}次；忘记口令请联系系统管理员",
        code="access.wrong",
        field="password",
    )


def locked(until: dt.datetime, now: dt.datetime) -> Refusal:
    """The no to a locked login."""
    minutes = max(1, -int((now - until).total_seconds() // 60))
    return Refusal(
        f"连续{FAILURES}次输错，这个登录名已锁定",
        "防止别人一直试口令",
        f"请在{minutes}分钟后（{until.astimezone(CHINA):%H:%M}）再试，或联系系统管理员重设口令",
        code="access.locked",
        field="login",
    )


def confirm(viewer: Viewer, *, password: str, now: dt.datetime) -> None:
    """That who sits here knows the account's password, before something grave. Wrong ones count as at the door."""
    with transaction.atomic():
        row = Account.objects.for_change().get(id=viewer.account)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20251))", [f"sign-in:{row.login}"])
        until = locked_until(row.login, now)
        if until is not None:
            no = locked(until, now)
        elif check_password(password, row.password):
            return
        else:
            Attempt(login=row.login, at=now).save(force_insert=True)
            no = missed(row, now, what="现在的口令不对")
    raise no
