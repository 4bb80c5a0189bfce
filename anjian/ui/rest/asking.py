"""What an operation says of itself and asks of its request: the scope, the day, who asks, and doing a thing once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.ui import moment

SCOPES: Final = {
    "read": _("查看"),
    "record": _("记录、传照片、撤回"),
    "decide": _("设定、采用、阶梯上的决定"),
    "register": _("机构、职务、人员、网格"),
    "hooks": _("订阅推送"),
    "admin": _("账号、凭证和系统健康"),
}
"""What a token may be for (凭证范围), in Chinese."""
ANY: Final = "*"
"""Of an operation: every token may."""
KEYED: Final[dict[str, Any]] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[0-9A-Za-z-]+$"},
            "description": "同一个键的请求只做一次",
        }
    ]
}
"""The description of the header, for operations that do a thing once per key."""
Operation = TypeVar("Operation", bound=Callable[..., Any])


class ToldOut(Schema):
    """The fact that says what was done."""

    fact: UUID


class At(Schema):
    """Which day a question is about, and what was known."""

    as_of: dt.date | None = Field(None, description="按哪一天看；不填为今天")
    known: int | None = Field(None, ge=0, le=999_999_999_999, description="台账位次：按当时所知看；不填为现在所知")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers, for whatever keeps it so that the same request gets the same answer."""

    status: int
    body: dict[str, Any]
    again: bool = False


class Told(Protocol):
    """What a change answers with: the fact that was recorded."""

    @property
    def id(self) -> UUID:
        """Of the fact."""


Keep = Callable[[HttpRequest, Callable[[], Answer]], Answer]
_KEEPERS: list[Keep] = []


def asks(scope: str) -> Callable[[Operation], Operation]:
    """The scope a token must have for this operation. A GET without a mark asks for ``read``; others are closed."""
    if scope not in (*SCOPES, ANY):
        raise ValueError(f"no scope is called {scope!r}")

    def mark(operation: Operation) -> Operation:
        operation.anjian_scope = scope  # type: ignore[attr-defined]
        return operation

    return mark


def scope_of(operation: Callable[..., Any], method: str) -> str | None:
    """The scope an operation asks for; None: it is not said, so nobody may."""
    said = getattr(operation, "anjian_scope", None)
    return said if said is not None else "read" if method in ("GET", "HEAD") else None


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks: the viewer of the token's account today."""
    return cast(Viewer, getattr(request, "viewer", STRANGER))


def at_of(request: HttpRequest) -> moment.Moment:
    """The moment that ``as_of`` and ``known`` in the address name. Refuses a day to come."""
    return moment.of(request)


def live(request: HttpRequest) -> moment.Moment:
    """Now, for what changes something."""
    return moment.live(request)


def keeper(keep: Keep) -> None:
    """Register what keeps answers under ``Idempotency-Key``; the last one is asked."""
    _KEEPERS[:] = [keep]


def wants_once(request: HttpRequest) -> str:
    """The idempotency key of a request; "" without one. Refuses one that is no plain word."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 128 or not (key.isascii() and key.isprintable()):
        raise Refusal(
            "Idempotency-Key读不懂",
            "它用来认出重发的同一个请求",
            "请用1至128个英文字母、数字或横线，例如一个UUID",
            code="api.key",
            field="Idempotency-Key",
        )
    return key


def once(request: HttpRequest, do: Callable[[], Answer]) -> Answer:
    """Do something once per key: the same key with the same content gets the kept answer, with another a refusal."""
    return _KEEPERS[0](request, do) if _KEEPERS and wants_once(request) else do()


def tell(request: HttpRequest, do: Callable[[], Told]) -> dict[str, Any]:
    """As `once`, for a change that is one fact: its id is the answer (`ToldOut`)."""
    return once(request, lambda: Answer(200, {"fact": str(do().id)})).body
