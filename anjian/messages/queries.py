"""Questions about messages. A person reads their own; who runs the house sees whether they left, not what they say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from django.db.models import Count

from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.messages import setting
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
    wanted = [field.name for field in fields(MessageCard)]
    return [MessageCard(*row) for row in rows.order_by("-made_at", "-id").values_list(*wanted)[:limit]]


def addresses(viewer: Viewer, person: str) -> dict[str, str]:
    """Channel → address of a person that the viewer may see: their own, or all for the program."""
    return dict(Address.objects.seen_by(viewer).filter(person=person).values_list("channel", "address"))


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of a message, without what it says (发送情况)."""

    id: int
    person: str
    state: str
    channel: str
    tries: int
    fault: str
    made_at: dt.datetime
    not_before: dt.datetime
    sent_at: dt.datetime | None
    received_at: dt.datetime | None


def sendings(viewer: Viewer, *, state: str | None = None, before: int | None = None, limit: int = 50) -> list[Sending]:
    """What became of everybody's messages, the latest first. Refuses who does not run the house."""
    refuse_unless_run(viewer)
    rows = Message.objects.seen_by(SYSTEM)
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    wanted = [field.name for field in fields(Sending)]
    return [Sending(*row) for row in rows.order_by("-id").values_list(*wanted)[:limit]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """How messages leave this house, in numbers.

    channels  those set up, in the order wished; ``fault``: why the setting cannot be read, "" when it can
    quiet     the quiet hours as text, "" for none
    states    how many messages stand how; reached: how many persons gave an address, by channel
    """

    channels: tuple[str, ...]
    quiet: str
    fault: str
    states: dict[str, int]
    reached: dict[str, int]


def outgoing(viewer: Viewer) -> Outgoing:
    """The setting and the numbers; the numbers are empty for who does not run the house."""
    fault, outward = "", setting.Outward()
    try:
        outward = setting.read()
    except Refusal as no:
        fault = str(no)
    states: dict[str, int] = {}
    reached: dict[str, int] = {}
    if may_run(viewer):
        states = dict(Message.objects.seen_by(SYSTEM).values_list("state").annotate(Count("id")))
        reached = dict(Address.objects.seen_by(SYSTEM).values_list("channel").annotate(Count("id")))
    quiet = f"{outward.quiet.begin:%H:%M}–{outward.quiet.end:%H:%M}" if outward.quiet else ""
    return Outgoing(outward.configured, quiet, fault, states, reached)


def may_run(viewer: Viewer) -> bool:
    """Whether the sending of everybody's messages is theirs to look after."""
    return viewer.is_system or viewer.has("administrator")


def refuse_unless_run(viewer: Viewer) -> None:
    """Refuse whoever the sending of everybody's messages is not for: Refusal `messages.forbidden`."""
    if not may_run(viewer):
        raise Refusal(
            "消息的发送情况只对系统管理员开放", "它涉及所有人的联系方式", "请联系系统管理员", code="messages.forbidden"
        )
