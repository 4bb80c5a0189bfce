"""Questions about tokens and subscriptions, and the one place where a token becomes a viewer."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from anjian.access import queries as access
from anjian.api.events import Asked, DeliveryCard, State, SubscriptionCard, TokenCard
from anjian.api.models import Delivery, Subscription, Token
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.scope import prepared

TOKEN = re.compile(r"anj_([0-9a-z]{12})_[0-9A-Za-z_-]{43}")
"""A token: a prefix that scanners for leaked secrets can know, its id, 256 random bits."""
USED_EVERY = dt.timedelta(minutes=1)
"""How exactly it is kept when a token was last used."""

_TOKEN = (
    "SELECT t.account, t.digest, t.scopes, t.expires_at, t.used_at, t.local FROM api_token t "
    "WHERE t.id = $1 AND t.revoked_at IS NULL"
)


def asked_by(text: str, *, now: dt.datetime, local: bool) -> tuple[Asked, bool] | None:
    """Who shows this token at ``now``, and whether its use is to be noted; None: it lets nobody in.

    Two statements that the server has parsed before. ``local``: the request comes from this machine itself.
    """
    match = TOKEN.fullmatch(text)
    rows = prepared.run(_TOKEN, [match[1]], few=True) if match else []
    if not match or not rows:
        return None
    account, digest, scopes, expires_at, used_at, only_local = rows[0]
    if not hmac.compare_digest(digest_of(text), digest) or now >= expires_at or (only_local and not local):
        return None
    viewer = access.viewer_for(account, as_of=now.astimezone(CHINA).date(), purpose="api")
    if not viewer.account:
        return None
    return Asked(match[1], frozenset(scopes), viewer), used_at is None or now - used_at >= USED_EVERY


def digest_of(text: str) -> str:
    """What is kept of a token. It is 256 random bits, so one round of SHA-256 is enough."""
    return hashlib.sha256(text.encode()).hexdigest()


def tokens(viewer: Viewer, *, now: dt.datetime, everybody: bool = False) -> list[TokenCard]:
    """The viewer's own tokens, the latest first; with ``everybody`` all that they may see."""
    rows = Token.objects.seen_by(viewer)
    if not everybody:
        rows = rows.filter(account=viewer.account)
    return [_token(row, now) for row in rows.order_by("-made_at", "id")]


def token(viewer: Viewer, token_id: str, *, now: dt.datetime) -> TokenCard | None:
    """One token; None when there is none or it is not theirs to see."""
    row = Token.objects.seen_by(viewer).filter(id=token_id).first()
    return _token(row, now) if row else None


def subscriptions(viewer: Viewer) -> list[SubscriptionCard]:
    """The viewer's own subscriptions that run or stopped by themselves, the latest first."""
    rows = Subscription.objects.seen_by(viewer).filter(Q(ended_at=None) | Q(stopped__gt=""), account=viewer.account)
    return _cards(list(rows.order_by("-made_at", "id")))


def subscription(viewer: Viewer, subscription_id: UUID) -> SubscriptionCard | None:
    """One subscription, ended ones too; None when there is none or it is not theirs to see."""
    found = _cards(list(Subscription.objects.seen_by(viewer).filter(id=subscription_id)))
    return found[0] if found else None


def secret_of(subscription_id: UUID) -> str:
    """The secret that signs what goes to a subscriber: derived from the key of this installation, kept nowhere."""
    key = settings.SECRET_KEY.encode()
    return "whs_" + hmac.new(key, f"anjian.api.subscription:{subscription_id}".encode(), "sha256").hexdigest()


def deliveries(
    viewer: Viewer, subscription_id: UUID, *, before: int | None = None, limit: int = 50
) -> list[DeliveryCard]:
    """What went or goes to a subscriber, the latest first; empty when the subscription is not theirs to see."""
    if not Subscription.objects.seen_by(viewer).filter(id=subscription_id).exists():
        return []
    rows = Delivery.objects.seen_by(SYSTEM).filter(subscription=subscription_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [
        DeliveryCard(
            row.id,
            row.fact,
            row.name,
            cast(State, row.state),
            row.tries,
            row.due_at,
            row.sent_at,
            row.status,
            row.error,
        )
        for row in rows.order_by("-id")[:limit]
    ]


def _token(row: Token, now: dt.datetime) -> TokenCard:
    return TokenCard(
        id=row.id,
        account=row.account,
        name=row.name,
        kind="device" if row.kind == "device" else "personal",
        scopes=tuple(row.scopes),
        made_at=row.made_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
        live=row.revoked_at is None and now < row.expires_at,
    )


def _cards(rows: list[Subscription]) -> list[SubscriptionCard]:
    counted: dict[UUID, dict[str, Any]] = {
        one["subscription"]: dict(one)
        for one in Delivery.objects.seen_by(SYSTEM)
        .filter(subscription__in=[row.id for row in rows])
        .values("subscription")
        .annotate(waiting=Count("id", filter=Q(state="waiting")), failed=Count("id", filter=Q(state="failed")))
    }
    return [
        SubscriptionCard(
            id=row.id,
            account=row.account,
            url=row.url,
            names=tuple(row.names),
            made_at=row.made_at,
            ended_at=row.ended_at,
            stopped=row.stopped,
            waiting=counted.get(row.id, {}).get("waiting", 0),
            failed=counted.get(row.id, {}).get("failed", 0),
        )
        for row in rows
    ]
