"""Accounts and identities elsewhere (统一认证): linked by the person, or by the security administrator."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from anjian.access import events
from anjian.access.actions import saying
from anjian.access.models import Account, Identity
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer


@transaction.atomic
def link(viewer: Viewer, *, login: str, issuer: str, subject: str, now: dt.datetime) -> None:
    """Say that a subject of a provider is this account. Refuses a subject or an account that is linked already."""
    row = saying.account(login)
    if viewer.account != row.id:
        saying.security(viewer)
    taken = Identity.objects.for_change().filter(issuer=issuer)
    if taken.filter(subject=subject).exists() or taken.filter(account=row.id).exists():
        raise Refusal(
            "这个统一认证身份或这个账号已经绑定过",
            "一个身份只能对应一个账号",
            "请先解除原来的绑定",
            code="access.linked",
        )
    day = now.astimezone(CHINA).date()
    said: dict[str, str | list[str]] = {"issuer": issuer}
    fact = saying.record(
        viewer, events.IDENTITY_LINKED, row.login, row.person, row.name, day, now, said, {"subject": subject}
    )
    Identity(issuer=issuer, subject=subject, account=row.id, said_by=fact.id).save(force_insert=True)


@transaction.atomic
def unlink(viewer: Viewer, *, login: str, issuer: str, now: dt.datetime) -> None:
    """Undo a link. Refuses an account that is not linked."""
    row = saying.account(login)
    if viewer.account != row.id:
        saying.security(viewer)
    rows = Identity.objects.for_change().filter(issuer=issuer, account=row.id)
    if not rows.exists():
        raise Refusal("这个账号没有绑定统一认证", "没有可以解除的", "无需操作", code="access.not_linked")
    day = now.astimezone(CHINA).date()
    saying.record(viewer, events.IDENTITY_UNLINKED, row.login, row.person, row.name, day, now, {"issuer": issuer})
    rows.delete()


def signed_in_by(*, issuer: str, subject: str, now: dt.datetime) -> tuple[str, str]:
    """(account, seal) of a subject that a provider vouches for. Refuses one that no open account is linked to."""
    found = Identity.objects.for_change().filter(issuer=issuer, subject=subject).first()
    row = Account.objects.for_change().filter(id=found.account, active=True).first() if found else None
    if row is None or row.origin == "sample":
        raise Refusal(
            "这个统一认证身份还没有绑定账号",
            "系统不凭姓名或用户名猜是谁，以免认错人",
            "请先用登录名和口令登录，在“账号与安全”里绑定；或请安全管理员绑定",
            code="access.not_linked",
        )
    Account.objects.for_change().filter(id=row.id).update(last_login=now)
    return row.id, row.get_session_auth_hash()
