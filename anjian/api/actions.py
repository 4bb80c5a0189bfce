"""Changes of tokens and subscriptions: each one function, one transaction, one fact."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction

from anjian.access import queries as access
from anjian.access.events import THREE
from anjian.api import addresses, events
from anjian.api.events import Kind, SubscriptionCard, TokenCard
from anjian.api.models import Subscription, Token
from anjian.api.queries import digest_of, subscription, token
from anjian.ledger import actions as ledger
from anjian.ledger.events import Attributes, Fact, Party
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.messages import actions as messages
from anjian.ui.rest.asking import SCOPES

LONGEST = 366
"""Days that a token lives at most: one that nobody renews ends by itself."""
MOST_TOKENS = 20
MOST_SUBSCRIPTIONS = 10
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@transaction.atomic
def make_token(
    viewer: Viewer,
    *,
    name: str,
    scopes: Iterable[str],
    days: int,
    now: dt.datetime,
    kind: Kind = "personal",
    account: str = "",
) -> tuple[TokenCard, str]:
    """Make a token (发放凭证) for one's own account, for ``days``. Returns its card and the token, which is told once.

    ``account``: the program itself (the command line) makes it for somebody. Refuses strangers, a token that asks for
    tokens, no name, unknown scopes, ``admin`` for others than the three of 三员, and more than `MOST_TOKENS` live ones.
    """
    owner = account if viewer.is_system else viewer.account
    _who(viewer, owner)
    called = name.strip()
    if not called or len(called) > 64 or not called.isprintable():
        raise Refusal(
            "没有写凭证的名称，或者超过64字", "以后要认得出它给了谁用", "请写明用途，例如“巡查手机3号”",
            code="api.name", field="name",
        )  # fmt: skip
    wanted = list(dict.fromkeys(scopes))
    if not wanted or not set(wanted) <= set(SCOPES):
        raise Refusal(
            "没有选凭证的用途，或者没有这种用途",
            "凭证只能做选定的事",
            f"可选：{'、'.join(f'{code} {word}' for code, word in SCOPES.items())}",
            code="api.scopes",
            field="scopes",
        )
    card = access.account(SYSTEM, owner, as_of=now.astimezone(CHINA).date())
    if card is None or not card.active:
        raise Refusal(
            "没有这个账号，或者它已经注销", "凭证要归在一个在用的账号名下", "请核对登录名", code="api.account"
        )
    if "admin" in wanted and not card.roles & set(THREE):
        raise Refusal(
            "只有系统管理员、安全管理员和审计员的凭证可以用于管理",
            "凭证不能比账号做得更多",
            "请去掉admin",
            code="api.scopes_role",
            field="scopes",
        )
    if not 1 <= days <= LONGEST:
        raise Refusal(
            f"有效期应为1至{LONGEST}天",
            "没有人续用的凭证应当自己失效",
            "到期前可以再发一个",
            code="api.days",
            field="days",
        )
    with connection.cursor() as cursor:  # two at once do not pass the limit
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20252))", [owner])
    if Token.objects.for_change().filter(account=owner, revoked_at=None, expires_at__gt=now).count() >= MOST_TOKENS:
        raise Refusal(
            f"在用的凭证已有{MOST_TOKENS}个", "太多了就没有人记得哪个在谁手里", "请先吊销不用的", code="api.many"
        )
    id = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    text = f"anj_{id}_{secrets.token_urlsafe(32)}"
    expires_at = now + dt.timedelta(days=days)
    said: Attributes = {
        "token": id,
        "name": called,
        "kind": kind,
        "scopes": wanted,
        "until": expires_at.astimezone(CHINA).date(),
    }
    fact = _record(viewer, events.TOKEN_MADE, owner, card.name, said, now)
    Token(
        id=id,
        account=owner,
        name=called,
        kind=kind,
        scopes=wanted,
        digest=digest_of(text),
        local=card.origin == "sample",
        made_at=now,
        expires_at=expires_at,
        said_by=fact.id,
    ).save(force_insert=True)
    made = token(SYSTEM, id, now=now)
    assert made is not None
    return made, text


@transaction.atomic
def revoke_token(viewer: Viewer, token_id: str, *, now: dt.datetime) -> Fact:
    """Revoke a token (吊销凭证): one's own, or anybody's by the security administrator. It lets nobody in."""
    row = Token.objects.seen_by(viewer).select_for_update().filter(id=token_id).first()
    if row is None or not _may_end(viewer, row.account):
        raise Refusal("没有找到这个凭证", "它不存在，或者不是您的", "请从凭证列表重新进入", code="api.missing")
    if row.revoked_at is not None:
        raise Refusal("这个凭证已经吊销", "吊销一次就够了", "不用再操作", code="api.undone")
    fact = _record(viewer, events.TOKEN_REVOKED, row.account, "", {"token": row.id, "name": row.name}, now)
    Token.objects.for_change().filter(id=row.id).update(revoked_at=now)
    return fact


def note_use(token_id: str, *, now: dt.datetime) -> None:
    """Note that a token was used about now; no fact, as sign-ins are none."""
    Token.objects.for_change().filter(id=token_id).update(used_at=now)


@transaction.atomic
def subscribe(
    viewer: Viewer, *, url: str, names: Sequence[str], now: dt.datetime, id: UUID | None = None
) -> SubscriptionCard:
    """Have facts of these names told to an address (订阅推送). ``names`` are exact or end in a star.

    Refuses strangers, names that cannot be, an address that is none or lies inside (see `addresses`), and more than
    `MOST_SUBSCRIPTIONS`.
    """
    if not viewer.account or viewer.is_system:
        raise Refusal("请用本人账号订阅", "推送的内容按账号的权限范围", "请登录或换用本人凭证", code="api.forbidden")
    wanted = list(dict.fromkeys(names))
    if not wanted or len(wanted) > 50 or not all(addresses.NAME.fullmatch(each) for each in wanted):
        raise Refusal(
            "要订阅的记录名称读不懂",
            "名称形如 inspections.visit_filed，或以星号结尾表示一类",
            "请从词汇表中选择，1至50个",
            code="api.names",
            field="names",
        )
    addresses.check(url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20253))", [viewer.account])
    if Subscription.objects.for_change().filter(account=viewer.account, ended_at=None).count() >= MOST_SUBSCRIPTIONS:
        raise Refusal(
            f"订阅已有{MOST_SUBSCRIPTIONS}个", "每条记录都要逐个推送", "请先取消不用的", code="api.many", field="url"
        )
    key = id or uuid7(now)
    said = {"subscription": str(key), "url": url, "names": wanted}
    fact = _record(viewer, events.SUBSCRIBED, viewer.account, viewer.name, said, now)
    Subscription(id=key, account=viewer.account, url=url, names=wanted, made_at=now, said_by=fact.id).save(
        force_insert=True
    )
    made = subscription(viewer, key)
    assert made is not None
    return made


@transaction.atomic
def unsubscribe(viewer: Viewer, subscription_id: UUID, *, now: dt.datetime) -> Fact:
    """End a subscription (取消订阅): one's own, or anybody's by the security administrator. What waits is not sent.

    One that stopped by itself leaves the list.
    """
    row = Subscription.objects.seen_by(viewer).select_for_update().filter(id=subscription_id).first()
    if row is None or not _may_end(viewer, row.account):
        raise Refusal("没有找到这个订阅", "它不存在，或者不是您的", "请核对编号", code="api.missing")
    if row.ended_at is not None and not row.stopped:
        raise Refusal("这个订阅已经取消", "取消一次就够了", "不用再操作", code="api.undone")
    fact = _record(viewer, events.UNSUBSCRIBED, row.account, "", {"subscription": str(row.id)}, now)
    Subscription.objects.for_change().filter(id=row.id).update(ended_at=row.ended_at or now, stopped="")
    return fact


@transaction.atomic
def stop(subscription_id: UUID, *, why: str, now: dt.datetime) -> None:
    """End a subscription whose address takes nothing any more (停用), and tell its owner. For the worker."""
    row = Subscription.objects.for_change().select_for_update().get(id=subscription_id)
    if row.ended_at is not None:
        return
    said: Attributes = {"subscription": str(row.id), "why": why}
    _record(SYSTEM, events.UNSUBSCRIBED, row.account, "", said, now)
    Subscription.objects.for_change().filter(id=row.id).update(ended_at=now, stopped=why)
    card = access.account(SYSTEM, row.account, as_of=now.astimezone(CHINA).date())
    if card and card.person:
        text = f"推送到 {row.url} 的订阅{why}。对方修好后，请在“接口凭证”页重新订阅。"
        messages.owe(
            SYSTEM, key=f"hook|{row.id}|stopped", person=card.person, subject="推送订阅已停用", text=text, now=now
        )


def _may_end(viewer: Viewer, owner: str) -> bool:
    """The auditor looks on; the security administrator may end what is another's."""
    return viewer.is_system or viewer.account == owner or viewer.has("security")


def _who(viewer: Viewer, owner: str) -> None:
    if not viewer.account or not owner:
        raise Refusal("请先登录", "凭证要归在一个账号名下", "登录后重试", code="api.unauthorized")
    if viewer.purpose == "api":
        raise Refusal(
            "凭证不能再发凭证", "泄露的凭证不应能自己续命", "请登录后在“接口凭证”页发放", code="api.forbidden"
        )


def _record(
    viewer: Viewer,
    name: str,
    account: str,
    called: str,
    said: Attributes,
    now: dt.datetime,
) -> Fact:
    return ledger.record(
        viewer,
        name,
        happened_at=now,
        place=None,
        parties=[Party("account", "account", account, called)],
        attributes=said,
    )
