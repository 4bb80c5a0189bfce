"""What happens to tokens and subscriptions: names of the facts, and the values that the faces hand out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _

from anjian.lib.viewer import Viewer

TOKEN_MADE: Final = "api.token_made"
TOKEN_REVOKED: Final = "api.token_revoked"
SUBSCRIBED: Final = "api.subscribed"
UNSUBSCRIBED: Final = "api.unsubscribed"

Kind = Literal["personal", "device"]
KINDS: Final = {"personal": _("本人程序"), "device": _("设备")}
State = Literal["waiting", "sent", "dropped", "failed"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks with a token: the token's id, its scopes, and the viewer of its account today."""

    token: str
    scopes: frozenset[str]
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class TokenCard:
    """A token (凭证) as its owner sees it: never the secret.

    hint     the first letters of the token, to know it by
    live     whether it lets anybody in at the moment asked
    used_at  about when it was last used, to a minute
    """

    id: str
    account: str
    name: str
    kind: Kind
    scopes: tuple[str, ...]
    made_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    used_at: dt.datetime | None
    live: bool

    @property
    def hint(self) -> str:
        """How the token begins."""
        return f"anj_{self.id}_…"


@dataclass(frozen=True, slots=True)
class SubscriptionCard:
    """A subscription (订阅): which facts go to which address. ``names`` are exact or end in a star.

    ``stopped``: why it ended by itself, "" when it did not.
    """

    id: UUID
    account: str
    url: str
    names: tuple[str, ...]
    made_at: dt.datetime
    ended_at: dt.datetime | None
    stopped: str
    waiting: int
    failed: int


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """One fact on its way to a subscriber. ``status`` is what the address last answered, None: it did not."""

    id: int
    fact: UUID
    name: str
    state: State
    tries: int
    due_at: dt.datetime
    sent_at: dt.datetime | None
    status: int | None
    error: str
