"""Somebody without an account reports what they saw, by the code at an enterprise's gate (扫码报隐患)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import IO
from uuid import UUID

from django.core import signing
from django.db import transaction

from anjian.evidence import actions as evidence
from anjian.hazards.actions.moving import report
from anjian.hazards.events import Moved
from anjian.hazards.judging import DOOR
from anjian.hazards.models import Hazard
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.registry import queries as registry
from anjian.registry.queries import Card

SALT = "hazards.door"
A_DAY = 50
"""Reports that one gate takes in a day: who floods it stops nobody else's gate."""
PHOTOS = 3
SOURCE = "群众扫码"


def door(enterprise: str) -> str:
    """The word in the address of an enterprise's gate. Signed, so that nobody makes up gates."""
    return signing.dumps(enterprise, salt=SALT, compress=False)


def opened(token: str, *, as_of: dt.date) -> Card:
    """The enterprise of a gate. Refuses a word that is not ours, and an enterprise that is not there any more."""
    try:
        enterprise = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise _no_gate() from None
    card = registry.enterprise(SYSTEM, str(enterprise), as_of=as_of)
    if card is None:
        raise _no_gate()
    return card


@transaction.atomic
def report_at_door(
    token: str,
    *,
    hazard: str,
    found: str,
    now: dt.datetime,
    today: dt.date,
    spot: str = "",
    contact: str = "",
    photos: Sequence[tuple[IO[bytes], str]] = (),
    id: UUID | None = None,
) -> Moved:
    """A report without a name (匿名线索). ``contact`` only where the reporter wishes; it stays in the private part.

    Refuses more than `A_DAY` a gate and day, more than `PHOTOS` pictures, and what is no picture.
    """
    card = opened(token, as_of=today)
    here = Hazard.objects.for_change().filter(enterprise=card.id, source=SOURCE, found_on=today)
    if here.count() >= A_DAY:
        raise Refusal(
            "今天这里收到的线索已经很多",
            "为防止刷屏，每处每天有上限",
            "情况紧急请直接拨打12350；也可以明天再报，您填的内容还在这台手机上",
            code="hazards.door_full",
        )
    if len(photos) > PHOTOS:
        raise Refusal(f"最多{PHOTOS}张照片", "", "请留最能说明情况的", code="hazards.door_photos", field="photos")
    viewer = _passer_by(card)
    kept = [evidence.keep(viewer, stream, name=name, now=now).digest for stream, name in photos]
    said = {"source": SOURCE, "found": found, **({"spot": spot} if spot else {})}
    return report(
        viewer, "notice", hazard=hazard, enterprise=card.id, day=today, today=today, attributes=said,
        private={"contact": contact} if contact else None, files=kept, id=id,
    )  # fmt: skip


def _passer_by(card: Card) -> Viewer:
    """Whoever stands at this gate: may report there, and is given nothing to see."""
    nobody: frozenset[str] = frozenset()
    return Viewer(f"door:{card.id}", "扫码上报", "", (), (of(card.place),), nobody, nobody, nobody, DOOR)


def _no_gate() -> Refusal:
    return Refusal(
        "这个二维码已经不能用了",
        "它不是本系统发的，或者企业已经关闭",
        "紧急情况请拨打12350",
        code="hazards.door.missing",
    )
