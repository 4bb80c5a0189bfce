"""Changes of messages: an address set, a message owed, sent, tried again, received."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.messages import channels, events, queries, setting
from anjian.messages.channels import Failed
from anjian.messages.events import Note
from anjian.messages.models import Address, Message

AGAIN_AFTER = (60, 300, 1800, 7200, 21600)
"""Seconds until the next try; after the last one the message has failed."""
LEASE = dt.timedelta(minutes=2)
"""A message that a killed worker had in hand is taken up again after this."""
ASKED_FOR = dt.timedelta(days=3)
"""How long a channel is asked whether a message arrived."""
_SHAPES = {
    "mail": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "sms": re.compile(r"\+?\d{6,20}"),
    "wecom": re.compile(r"[\w@.\-]{1,64}"),
    "dingtalk": re.compile(r"[\w@.\-]{1,64}"),
}


@transaction.atomic
def set_address(viewer: Viewer, *, person: str, channel: str, address: str, now: dt.datetime) -> None:
    """Say where a person is reached by a channel; "" takes it away. One's own, or the program for others.

    One fact; the address itself stands in its erasable body. Refuses an unknown channel and what is no address of it.
    """
    if not (viewer.is_system or (viewer.person and viewer.person == person)):
        raise Refusal("不能改别人的联系方式", "消息会发到错的人手里", "请由本人填写", code="messages.not_allowed")
    address = address.strip()
    if channel not in events.CHANNELS or (address and not _SHAPES[channel].fullmatch(address)):
        word = events.CHANNELS.get(channel, channel)
        raise Refusal(
            f"“{address[:40]}”不是{word}的地址", "写错了就收不到", "请核对", code="messages.address", field="address"
        )
    fact = ledger.record(
        viewer,
        events.ADDRESS_SET,
        happened_at=now.astimezone(CHINA),
        place=None,
        parties=[Party("person", "person", person)],
        attributes={"channel": channel, "removed": not address},
        private={"address": address},
    )
    Address.objects.for_change().filter(person=person, channel=channel).delete()
    if address:
        Address(person=person, channel=channel, address=address, said_by=fact.id).save(force_insert=True)


@transaction.atomic
def set_addresses(viewer: Viewer, *, person: str, addresses: Mapping[str, str], now: dt.datetime) -> None:
    """As `set_address`, for several channels: all or none. What stays as it was is not said again."""
    there = queries.addresses(viewer, person)
    for channel, address in addresses.items():
        if address.strip() != there.get(channel, ""):
            set_address(viewer, person=person, channel=channel, address=address, now=now)


@transaction.atomic
def owe(
    viewer: Viewer, *, key: str, person: str, subject: str, text: str, now: dt.datetime, urgent: bool = False
) -> bool:
    """Owe a person a message, once per key (the step it belongs to); True when this is the first time.

    The claim and the message stand or fall with the caller's transaction. Inside the quiet hours it waits for their end
    unless it is urgent. Without a channel and an address that fit it is kept for the person to read in the house.
    """
    return owe_all(viewer, [Note(key, person, subject, text)], now=now, urgent=urgent) == 1


@transaction.atomic
def owe_all(viewer: Viewer, notes: Iterable[Note], *, now: dt.datetime, urgent: bool = False) -> int:
    """As `owe`, for many at once. Returns how many are owed for the first time."""
    fresh = [
        note
        for note in notes
        if ledger.claim(viewer, key=f"message:{note.key}", ground={"person": note.person, "subject": note.subject})
    ]
    if not fresh:
        return 0
    outward = setting.read()
    quiet = outward.quiet
    ways = _ways(outward, {note.person for note in fresh})
    Message.objects.for_change().bulk_create(
        Message(
            key=note.key,
            person=note.person,
            subject=note.subject[:120],
            text=note.text,
            made_at=now,
            not_before=now if urgent or quiet is None else quiet.until(now),
            urgent=urgent,
            state="waiting" if note.person in ways else "kept",
        )
        for note in fresh
    )
    return len(fresh)


def try_out(viewer: Viewer, *, now: dt.datetime) -> None:
    """Owe oneself a message that goes at once, to see whether the channel works (试发). Refuses who is nobody."""
    if not viewer.person:
        raise Refusal(
            "账号没有对应的人员", "消息发给人，不发给账号", "请管理员在账号上写明人员编号", code="messages.nobody"
        )
    key = f"trial:{viewer.person}:{now.isoformat()}"
    text = "这是一条试发的消息。收到就说明通道是通的。"
    owe(viewer, key=key, person=viewer.person, subject="试发", text=text, now=now, urgent=True)


@transaction.atomic
def send_again(viewer: Viewer, *, number: int, now: dt.datetime) -> None:
    """Let a message that was given up, or for which there was no channel, be tried afresh (再发); for administrators.

    One fact. Refuses one that is on its way or arrived, and one for whose person no channel fits yet.
    """
    queries.refuse_unless_run(viewer)
    row = Message.objects.for_change().select_for_update().filter(id=number, state__in=("failed", "kept")).first()
    if row is None:
        raise Refusal("没有这条未发出的消息", "它不存在，或者已经发出", "请刷新后再看", code="messages.missing")
    if not _ways(setting.read(), {row.person}):
        raise Refusal(
            "还没有可用的通道", "要么没有设置通道，要么本人没有填联系方式", "请先补上，再重发", code="messages.no_way"
        )
    Message.objects.for_change().filter(id=row.id).update(state="waiting", tries=0, fault="", not_before=now)
    _tell(viewer, row, events.AGAIN, row.channel, now)


def send_due(*, now: dt.datetime, limit: int = 20) -> int:
    """Send what is due. Each message is taken, sent outside any transaction, and its outcome noted with one fact.

    Delivery is at least once: a worker killed between sending and noting sends again, under the same key. Returns how
    many were tried.
    """
    outward = setting.read()
    if not outward.configured:
        return 0
    with transaction.atomic():
        rows = Message.objects.for_change().filter(state="waiting", not_before__lte=now)
        if outward.quiet and outward.quiet.until(now) > now:
            rows = rows.filter(urgent=True)
        due = list(rows.select_for_update(skip_locked=True).order_by("not_before", "id")[:limit])
        Message.objects.for_change().filter(id__in=[row.id for row in due]).update(not_before=now + LEASE)
    ways = _ways(outward, {row.person for row in due})
    for row in due:
        way = ways.get(row.person)
        if way is None:
            Message.objects.for_change().filter(id=row.id).update(state="kept")
            continue
        name, to = way
        try:
            number = channels.channel(outward, name).send(to=to, subject=row.subject, text=row.text, key=row.key)
        except Failed as no:
            _missed(row, name, no, now)
        else:
            _note(row, events.SENT, name, now, state="sent", number=number, sent_at=now, fault="")
    return len(due)


def ask_receipts(*, now: dt.datetime, limit: int = 20) -> int:
    """Ask the channels that know whether messages arrived. Returns how many receipts came."""
    outward = setting.read()
    rows = Message.objects.for_change().filter(
        state="sent", sent_at__gt=now - ASKED_FOR, channel__in=("dingtalk", "sms")
    )
    came = 0
    for row in rows.order_by("not_before", "id")[:limit]:
        to = Address.objects.for_change().filter(person=row.person, channel=row.channel).first()
        Message.objects.for_change().filter(id=row.id).update(not_before=now)  # the others have their turn next time
        if row.channel not in outward.configured or to is None:
            continue
        try:
            arrived = channels.channel(outward, row.channel).arrived(row.number, to=to.address)
        except Failed as no:
            if no.final:
                _note(row, events.FAILED, row.channel, now, state="failed", fault=str(no)[:300])
            continue
        if arrived:
            _note(row, events.RECEIVED, row.channel, now, state="received", received_at=now)
            came += 1
    return came


def _ways(outward: setting.Outward, persons: Collection[str]) -> dict[str, tuple[str, str]]:
    """For each person who has one: the first configured channel for which they have an address, and that address."""
    there = {(row.person, row.channel): row.address for row in Address.objects.for_change().filter(person__in=persons)}
    found: dict[str, tuple[str, str]] = {}
    for name in reversed(outward.configured):
        found |= {person: (name, address) for (person, channel), address in there.items() if channel == name}
    return found


def _missed(row: Message, channel: str, no: Failed, now: dt.datetime) -> None:
    if no.final or row.tries >= len(AGAIN_AFTER):
        _note(row, events.FAILED, channel, now, state="failed", fault=str(no)[:300], tries=row.tries + 1)
        return
    later = now + dt.timedelta(seconds=AGAIN_AFTER[row.tries])
    Message.objects.for_change().filter(id=row.id).update(
        tries=row.tries + 1, fault=str(no)[:300], not_before=later, channel=channel
    )


@transaction.atomic
def _note(row: Message, name: str, channel: str, now: dt.datetime, **change: object) -> None:
    Message.objects.for_change().filter(id=row.id).update(channel=channel, **change)
    _tell(SYSTEM, row, name, channel, now)


def _tell(viewer: Viewer, row: Message, name: str, channel: str, now: dt.datetime) -> None:
    ledger.record(
        viewer,
        name,
        happened_at=now.astimezone(CHINA),
        place=None,
        parties=[Party("person", "person", row.person)],
        attributes={"channel": channel, "key": row.key},
    )
