"""The second factor (动态码): one-time codes of a phone by RFC 6238, recovery codes for a lost one."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets

import pyotp
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection, transaction

from anjian.access import events
from anjian.access.actions import saying
from anjian.access.models import Account, Attempt, Factor
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer

STEP = 30
"""Seconds for which a code holds; the code before and the one after count too, for clocks that differ."""
RECOVERY = 8
"""Recovery codes made at a time."""
ISSUER = "安监"
"""How the entry is called on the phone."""


def needed(account: str, origin: str, now: dt.datetime) -> str:
    """What is asked after the password: "" nothing, "code" a code, "enrol" to set a second factor up first.

    The three of 三员 must have one; others may. Accounts of the sample have none: they exist on this machine alone.
    """
    if origin == "sample":
        return ""
    if Factor.objects.for_change().filter(account=account).exists():
        return "code"
    day = now.astimezone(CHINA).date()
    return "enrol" if saying.roles_of(account, day) & set(events.THREE) else ""


def second_step(account: str, *, now: dt.datetime) -> str:
    """As `needed`, for an account whose password was right."""
    row = Account.objects.for_change().get(id=account)
    return needed(row.id, row.origin, now)


def new_secret() -> str:
    """A secret to be shown once, on the phone and on the page; 160 bits in base32."""
    return str(pyotp.random_base32())


def address(secret: str, login: str) -> str:
    """What the QR code says: otpauth://…"""
    return str(pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER))


@transaction.atomic
def set_factor(account: str, *, secret: str, code: str, now: dt.datetime) -> list[str]:
    """Set the second factor up; the code proves that the phone has it. Returns the recovery codes, to be shown once.

    Refuses a code that does not fit. One fact.
    """
    step = _fits(secret, code, now, after=0)
    if step is None:
        raise Refusal(
            "动态码不对",
            "对上一次，才知道手机里的和这里的一样",
            "请核对手机时间是否准确，再输入新的6位数",
            code="access.code",
            field="code",
        )
    row = Account.objects.for_change().get(id=account)
    spare = [f"{secrets.token_hex(2)}-{secrets.token_hex(3)}" for _ in range(RECOVERY)]
    day = now.astimezone(CHINA).date()
    fact = saying.record(SYSTEM, events.FACTOR_SET, row.login, row.person, row.name, day, now, {})
    Factor.objects.for_change().filter(account=account).delete()
    Factor(
        account=account,
        secret=_locked(secret),
        last_step=step,
        recovery=[_digest(one) for one in spare],
        said_by=fact.id,
    ).save(force_insert=True)
    return spare


def check_code(account: str, *, code: str, now: dt.datetime) -> None:
    """Check the code of a phone, or a recovery code, after a right password. Each counts once.

    Refuses a wrong one; wrong ones count towards the lock-out like wrong passwords.
    """
    from anjian.access.actions import signing

    with transaction.atomic():
        row = Account.objects.for_change().get(id=account)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20251))", [f"sign-in:{row.login}"])
        attempts = Attempt.objects.for_change().filter(login=row.login)
        until = signing.locked_until(row.login, now)
        if until is not None:
            no = signing.locked(until, now)
        else:
            factor = Factor.objects.for_change().select_for_update().filter(account=account).first()
            if factor is not None and _counts(factor, row, code, now):
                attempts.delete()
                return
            Attempt(login=row.login, at=now).save(force_insert=True)
            no = signing.missed(row, now, what="动态码不对")
    raise no  # after the commit: the attempt stays counted


@transaction.atomic
def remove_factor(viewer: Viewer, *, login: str, now: dt.datetime) -> None:
    """Take the second factor away: one's own where it is not obligatory, anybody's by the security administrator.

    After that the account sets a new one up with its next sign-in, where it must have one. Ends its sessions. One fact.
    """
    from anjian.access.actions import sessions

    row = saying.account(login)
    if viewer.account != row.id:
        saying.security(viewer)
    elif saying.roles_of(row.id, now.astimezone(CHINA).date()) & set(events.THREE):
        raise Refusal(
            "您的角色必须使用动态码",
            "管理账号只凭口令不够",
            "手机换了，请由另一位安全管理员重设",
            code="access.factor_needed",
        )
    if not Factor.objects.for_change().filter(account=row.id).exists():
        raise Refusal("这个账号没有启用动态码", "没有可以取消的", "无需操作", code="access.no_factor")
    day = now.astimezone(CHINA).date()
    saying.record(viewer, events.FACTOR_REMOVED, row.login, row.person, row.name, day, now, {})
    Factor.objects.for_change().filter(account=row.id).delete()
    if viewer.account != row.id:
        sessions.close(row.id, by=viewer.account, now=now)


def _counts(factor: Factor, row: Account, code: str, now: dt.datetime) -> bool:
    step = _fits(_opened(bytes(factor.secret)), code, now, after=factor.last_step)
    if step is not None:
        Factor.objects.for_change().filter(account=factor.account).update(last_step=step)
        return True
    digest = _digest(code.strip().lower())
    if digest in factor.recovery:
        left = [one for one in factor.recovery if one != digest]
        Factor.objects.for_change().filter(account=factor.account).update(recovery=left)
        day = now.astimezone(CHINA).date()
        said: dict[str, str | list[str]] = {"left": str(len(left))}
        saying.record(SYSTEM, events.RECOVERY_USED, row.login, row.person, row.name, day, now, said)
        return True
    return False


def _fits(secret: str, code: str, now: dt.datetime, *, after: int) -> int | None:
    """The step whose code this is, later than ``after``; None when it is none."""
    plain = "".join(code.split())
    at = int(now.timestamp()) // STEP
    found = None
    for step in (at - 1, at, at + 1):
        same = hmac.compare_digest(pyotp.TOTP(secret).at(step * STEP).encode(), plain.encode())
        if same and step > after:
            found = step
    return found


def _key() -> Fernet:
    digest = hashlib.sha256(b"anjian second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def _locked(secret: str) -> bytes:
    return _key().encrypt(secret.encode())


def _opened(kept: bytes) -> str:
    return _key().decrypt(kept).decode()


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
