"""Changes of messages: an address set, a message owed, sent, tried again, received."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import CHINA, Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.messages import channels, events, setting
from anjian.messages.channels import Failed
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
def owe(
    viewer: Viewer, *, key: str, person: str, subject: str, text: str, now: dt.datetime, urgent: bool = False
) -> bool:
    """Owe a person a message, once per key (the step it belongs to); True when this is the first time.

    The claim and the message stand or fall with the caller's transaction. Inside the quiet hours it waits for their end
    unless it is urgent. Without a channel and an address that fit it is kept for the person to read in the house.
    """
    if not ledger.claim(viewer, key=f"message:{key}", ground={"person": person, "subject": subject}):
        return False
    outward = setting.read()
    quiet = outward.quiet
    fits = _way(outward, person) is not None
    Message(
        key=key,
        person=person,
        subject=subject[:120],
        text=text,
        made_at=now,
        not_before=now if urgent or quiet is None else quiet.until(now),
        state="waiting" if fits else "kept",
    ).save(force_insert=True)
    return True


def send_due(*, now: dt.datetime, limit: int = 20) -> int:
    """Send what is due. Each message is taken, sent outside any transaction, and its outcome noted with one fact.

    Delivery is at least once: a worker killed between sending and noting sends again, under the same key. Returns how
    many were tried.
    """
    outward = setting.read()
    if not outward.configured:
        return 0
    with transaction.atomic():
        due = list(
            Message.objects.for_change()
            .select_for_update(skip_locked=True)
            .filter(state="waiting", not_before__lte=now)
            .order_by("not_before", "id")[:limit]
        )
        Message.objects.for_change().filter(id__in=[row.id for row in due]).update(not_before=now + LEASE)
    for row in due:
        way = _way(outward, row.person)
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


def _way(outward: setting.Outward, person: str) -> tuple[str, str] | None:
    """The first configured channel for which the person has an address."""
    there = dict(Address.objects.for_change().filter(person=person).values_list("channel", "address"))
    return next(((name, there[name]) for name in outward.configured if name in there), None)


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
    ledger.record(
        SYSTEM,
        name,
        happened_at=now.astimezone(CHINA),
        place=None,
        parties=[Party("person", "person", row.person)],
        attributes={"channel": channel, "key": row.key},
    )
