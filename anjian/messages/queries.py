"""Questions about messages. A person sees their own; the program all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.lib.viewer import Viewer
from anjian.messages.models import Address, Message


@dataclass(frozen=True, slots=True)
class MessageCard:
    """A message (消息). ``state``: waiting, sent, received, failed, or kept: no channel that fits."""

    key: str
    person: str
    subject: str
    text: str
    state: str
    channel: str
    tries: int
    fault: str
    made_at: dt.datetime
    not_before: dt.datetime
    sent_at: dt.datetime | None
    received_at: dt.datetime | None


def messages(viewer: Viewer, *, state: str | None = None, limit: int = 50) -> list[MessageCard]:
    """The latest messages that the viewer may see."""
    rows = Message.objects.seen_by(viewer)
    if state is not None:
        rows = rows.filter(state=state)
    return [
        MessageCard(
            row.key,
            row.person,
            row.subject,
            row.text,
            row.state,
            row.channel,
            row.tries,
            row.fault,
            row.made_at,
            row.not_before,
            row.sent_at,
            row.received_at,
        )
        for row in rows.order_by("-made_at", "-id")[:limit]
    ]


def addresses(viewer: Viewer, person: str) -> dict[str, str]:
    """Channel → address of a person that the viewer may see: their own, or all for the program."""
    return dict(Address.objects.seen_by(viewer).filter(person=person).values_list("channel", "address"))
