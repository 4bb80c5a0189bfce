"""Running sign-ins (登录): kept by device, listed, ended one by one or all."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from anjian.access import events
from anjian.access.actions import saying
from anjian.access.models import Account, Session
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer

SEEN_EVERY = dt.timedelta(minutes=5)
"""How often a running session says that it was used."""
KEPT = dt.timedelta(days=180)
"""How long ended sessions stay in the list of the auditor."""


@transaction.atomic
def begin(account: str, *, key: str, device: str, address: str, way: str, now: dt.datetime) -> UUID:
    """Keep a sign-in that succeeded. ``way``: password or oidc; ``key``: of the web session. One fact."""
    row = Account.objects.for_change().get(id=account)
    session = Session(
        id=uuid4(),
        account=account,
        key=key,
        device=device[:200],
        address=address[:64],
        way=way,
        opened_at=now,
        seen_at=now,
    )
    session.save(force_insert=True)
    saying.record(
        SYSTEM,
        events.SIGNED_IN,
        row.login,
        row.person,
        row.name,
        now.astimezone(CHINA).date(),
        now,
        {"way": way},
        {"device": device[:200], "address": address[:64]},
    )
    return session.id


def seen(session: UUID, *, now: dt.datetime) -> None:
    """Say that a session is in use."""
    Session.objects.for_change().filter(id=session, ended_at=None).update(seen_at=now)


@transaction.atomic
def sign_out(session: UUID, *, now: dt.datetime) -> None:
    """End a session because its person signs out. One fact; nothing when it has ended before."""
    row = Session.objects.for_change().select_for_update().filter(id=session, ended_at=None).first()
    if row is None:
        return
    _end(row, by=row.account, now=now)
    who = Account.objects.for_change().get(id=row.account)
    day = now.astimezone(CHINA).date()
    saying.record(SYSTEM, events.SIGNED_OUT, who.login, who.person, who.name, day, now, {})


@transaction.atomic
def end_session(viewer: Viewer, session: UUID, *, now: dt.datetime) -> None:
    """End a sign-in (结束登录): one's own anywhere, anybody's by the security administrator. One fact.

    Refuses, like something that is not there, who may not see it; and one that has ended.
    """
    row = Session.objects.seen_by(viewer).select_for_update().filter(id=session, ended_at=None).first()
    if row is None:
        raise Refusal(
            "没有这个登录", "它不存在、已经结束，或者不是您的", "请刷新列表", code="access.missing", field="session"
        )
    if row.account != viewer.account:
        saying.security(viewer)
    _end(row, by=viewer.account, now=now)
    who = Account.objects.for_change().get(id=row.account)
    day = now.astimezone(CHINA).date()
    saying.record(viewer, events.SESSION_ENDED, who.login, who.person, who.name, day, now, {"session": str(row.id)})


def close(account: str, *, by: str, now: dt.datetime) -> int:
    """End all sign-ins of an account, with what else ends them (a new password, a closed account). Returns how many."""
    rows = list(Session.objects.for_change().select_for_update().filter(account=account, ended_at=None))
    for row in rows:
        _end(row, by=by, now=now)
    return len(rows)


def sweep(*, now: dt.datetime) -> int:
    """Drop what ended long ago. Returns how many."""
    return Session.objects.for_change().filter(seen_at__lt=now - KEPT).delete()[0]


def _end(row: Session, *, by: str, now: dt.datetime) -> None:
    if row.key:
        import_module(settings.SESSION_ENGINE).SessionStore(row.key).delete()
    Session.objects.for_change().filter(id=row.id).update(ended_at=now, ended_by=by, key="")
