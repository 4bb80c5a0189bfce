"""Who asks, and the tokens of the account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from anjian.api import actions, queries
from anjian.api.events import Asked, TokenCard
from anjian.lib.errors import Refusal
from anjian.ui import moment
from anjian.ui.rest import ANY, FAULTS, asks, viewer_of

router = Router()


class PostOut(Schema):
    """A post that the account's person holds today."""

    id: str
    name: str
    place: str
    body: str


class MeOut(Schema):
    """Who the token is."""

    account: str
    name: str
    person: str
    posts: list[PostOut]
    places: list[str]
    roles: list[str]
    token: str
    scopes: list[str]


class TokenOut(Schema):
    """A token, never its secret."""

    id: str
    name: str
    kind: str
    scopes: list[str]
    made_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    used_at: dt.datetime | None
    live: bool


class TokensOut(Schema):
    """The tokens of the account."""

    items: list[TokenOut]


@router.get("/me", response={200: MeOut, **FAULTS}, summary="凭证是谁的、能做什么")
@asks(ANY)
def me(request: HttpRequest) -> Any:
    """The account, its posts and places today, and what this token is for."""
    asked: Asked = request.auth  # type: ignore[attr-defined]
    viewer = viewer_of(request)
    return {
        "account": viewer.account,
        "name": viewer.name,
        "person": viewer.person,
        "posts": [{"id": post.id, "name": post.name, "place": post.place, "body": post.body} for post in viewer.posts],
        "places": [held.lo for held in viewer.places],
        "roles": sorted(viewer.roles),
        "token": asked.token,
        "scopes": sorted(asked.scopes),
    }


@router.get("/tokens", response={200: TokensOut, **FAULTS}, summary="我的凭证")
@asks("admin")
def list_tokens(request: HttpRequest) -> Any:
    """The tokens of the account, the latest first."""
    now = moment.clock(request)
    return {"items": [_told(card) for card in queries.tokens(viewer_of(request), now=now)]}


@router.delete("/tokens/{token_id}", response={200: TokenOut, **FAULTS}, summary="吊销凭证")
@asks(ANY)
def revoke_token(request: HttpRequest, token_id: str) -> Any:
    """Revoke a token: itself with any token (a lost phone's last word), others with the scope ``admin``."""
    asked: Asked = request.auth  # type: ignore[attr-defined]
    if token_id != asked.token and "admin" not in asked.scopes:
        raise Refusal(
            "这个凭证只能吊销自己",
            "吊销别的凭证要有管理用途",
            "请在“接口凭证”页吊销",
            code="api.scope.forbidden",
        )
    now, viewer = moment.clock(request), viewer_of(request)
    actions.revoke_token(viewer, token_id, now=now)
    card = queries.token(viewer, token_id, now=now)
    assert card is not None
    return _told(card)


def _told(card: TokenCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in TokenOut.model_fields}
