"""Facts told to an address: subscriptions and what became of each message."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from anjian.api import actions, queries
from anjian.api.events import SubscriptionCard
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.ui import moment
from anjian.ui.rest import FAULTS, KEYED, Page, asks, cursor_of, page_of, viewer_of, wants_once

router = Router()


class SubscribeIn(Schema):
    """What to tell, and where."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(max_length=500, description="https地址")
    names: list[str] = Field(min_length=1, max_length=50, description="记录名称，或以星号结尾表示一类")


class SubscriptionOut(Schema):
    """A subscription. ``secret`` signs each message: HMAC-SHA256 over “seconds.body”, in ``Anjian-Signature``.

    ``stopped``: why it ended by itself: its address took nothing any more. The secret is empty for who is not its owner
    (an administrator who ends it).
    """

    id: UUID
    url: str
    names: list[str]
    made_at: dt.datetime
    ended_at: dt.datetime | None
    stopped: str
    waiting: int
    failed: int
    secret: str


class SubscriptionsOut(Schema):
    """The subscriptions that run or stopped by themselves."""

    items: list[SubscriptionOut]


class DeliveryOut(Schema):
    """One message."""

    id: int
    fact: UUID
    name: str
    state: str
    tries: int
    due_at: dt.datetime
    sent_at: dt.datetime | None
    status: int | None
    error: str


class DeliveriesOut(Schema):
    """Messages, the latest first."""

    items: list[DeliveryOut]
    next: str | None


@router.get("/subscriptions", response={200: SubscriptionsOut, **FAULTS}, summary="我的订阅")
@asks("hooks")
def list_subscriptions(request: HttpRequest) -> Any:
    """The subscriptions of the account."""
    viewer = viewer_of(request)
    return {"items": [_told(card, viewer) for card in queries.subscriptions(viewer)]}


@router.post(
    "/subscriptions",
    response={201: SubscriptionOut, 200: SubscriptionOut, **FAULTS},
    summary="订阅",
    openapi_extra=KEYED,
)
@asks("hooks")
def subscribe(request: HttpRequest, body: SubscribeIn) -> Any:
    """Have facts told to an address, those that the account may see on the day they are sent.

    200 instead of 201: this Idempotency-Key has made it before.
    """
    viewer, key = viewer_of(request), wants_once(request)
    id = uuid5(UUID(int=0), f"{viewer.account}\n{key}") if key else None
    before = queries.subscription(viewer, id) if id else None
    if before is not None:
        if (before.url, list(before.names)) != (body.url, list(dict.fromkeys(body.names))):
            raise Refusal(
                "这个Idempotency-Key已用于另一个订阅",
                "同一个键只能对应同一个请求",
                "请换一个新的键",
                code="api.key_used",
                field="Idempotency-Key",
            )
        return Status(200, _told(before, viewer))
    made = actions.subscribe(viewer, url=body.url, names=body.names, now=moment.clock(request), id=id)
    return Status(201, _told(made, viewer))


@router.delete("/subscriptions/{subscription_id}", response={200: SubscriptionOut, **FAULTS}, summary="取消订阅")
@asks("hooks")
def unsubscribe(request: HttpRequest, subscription_id: UUID) -> Any:
    """End a subscription; what waits is not sent any more."""
    viewer = viewer_of(request)
    actions.unsubscribe(viewer, subscription_id, now=moment.clock(request))
    card = queries.subscription(viewer, subscription_id)
    assert card is not None
    return _told(card, viewer)


@router.get("/subscriptions/{subscription_id}/deliveries", response={200: DeliveriesOut, **FAULTS}, summary="推送情况")
@asks("hooks")
def list_deliveries(request: HttpRequest, subscription_id: UUID, page: Query[Page]) -> Any:
    """What went and goes to the address: waiting, sent, dropped, failed."""
    viewer = viewer_of(request)
    if queries.subscription(viewer, subscription_id) is None:
        raise Refusal("没有找到这个订阅", "它不存在，或者不是您的", "请核对编号", code="api.missing")
    after = page_of(page.cursor, int)
    if after is not None and not 0 <= after[0] < 2**63:
        raise Refusal("分页标记不对", "", "请去掉cursor", code="api.cursor", field="cursor")
    rows = queries.deliveries(viewer, subscription_id, before=after[0] if after else None, limit=page.limit + 1)
    shown = rows[: page.limit]
    return {
        "items": [{name: getattr(row, name) for name in DeliveryOut.model_fields} for row in shown],
        "next": cursor_of(shown[-1].id) if len(rows) > page.limit else None,
    }


def _told(card: SubscriptionCard, viewer: Viewer) -> dict[str, Any]:
    shown = {name: getattr(card, name) for name in SubscriptionOut.model_fields if name != "secret"}
    return {
        **shown,
        "names": list(card.names),
        "secret": queries.secret_of(card.id) if card.account == viewer.account else "",
    }
