"""Changes of offline records: take in what a phone sends, decide about what is held."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from anjian.evidence import actions as pictures
from anjian.evidence import queries as evidence
from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import canonical
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.offline import queries, taking
from anjian.offline.events import CLOCK, DECIDED, LAW, PHOTO, REFUSED, REPEATED, Answer, Ready, Sent
from anjian.offline.models import Device, Entry

MOST = 200
"""Records of one request."""
LARGEST = 64 * 1024
"""Bytes of what one record says."""


def sync(
    viewer: Viewer,
    device: UUID,
    sent: Sequence[Sent],
    *,
    first: int,
    phone_now: dt.datetime,
    now: dt.datetime,
    law: str = "",
    lost: Collection[str] = (),
) -> list[Answer]:
    """Take in what a phone sends (同步), and apply whatever has its turn now. Returns what became of each record sent.

    ``first``: the lowest running number that the phone still has without an answer; what lies before it will not come.
    ``phone_now``: the phone's clock as it sends; ``law``: digest of the lists as they are today; ``lost``: digests of
    pictures that the phone no longer has. Records are kept before they are applied, each in a transaction of its own:
    a connection that breaks loses nothing, and the same request again gets the same answers (``again``). Refuses
    strangers, too many or too large records, and a device of another account; nothing is kept then.
    """
    _fits(viewer, sent)
    with transaction.atomic():
        turn = _device(viewer, device, now, first=first)
        before = set(Entry.objects.for_change().filter(id__in=[one.id for one in sent]).values_list("id", flat=True))
        fresh = {one.id: one for one in sent if one.id not in before}
        Entry.objects.for_change().bulk_create(
            [_kept(viewer, device, turn, one, phone_now=phone_now, now=now, law=law) for one in fresh.values()]
        )
    while _apply_next(viewer, device, today=now.astimezone(CHINA).date(), lost=frozenset(lost)):
        pass
    return queries.answers(viewer, [one.id for one in sent], again=before)


@transaction.atomic
def decide(viewer: Viewer, entry_id: UUID, *, do: Literal["record", "drop"], reason: str, today: dt.date) -> Answer:
    """Decide about a record that is held or in conflict (核定): record it after all, or not. One fact either way.

    Who sent it may, and who sees the place of its matter. Recorded after all it is judged as the matter stands now;
    what still forbids it is refused here, and it stays as it was. Refuses no reason, and what is decided already.
    """
    row = Entry.objects.seen_by(viewer).select_for_update().filter(id=entry_id).first()
    if row is None:
        raise Refusal(
            "没有找到这条离线记录", "它不存在，或者不在您的权限范围内", "请从离线记录页进入", code="offline.missing"
        )
    if row.fate not in ("held", "conflict"):
        raise Refusal("这条离线记录已经有结果", "同一条只核定一次", "不用再操作", code="offline.decided")
    if not reason.strip() or len(reason) > 300:
        raise Refusal(
            "没有写明理由，或者超过300字", "记录的人要知道为什么", "请写明理由", code="offline.reason", field="reason"
        )
    if do == "record":
        ready = _ready(viewer, row, today=today, decided=True)
        row.fact, row.fate = taking.kind(row.kind).take(viewer, ready), "accepted"
    else:
        row.fate = "dropped"
        pictures.let_go(row.id)
    said = {"entry": str(row.id), "kind": row.kind, "do": do, "reason": reason.strip()}
    _record(viewer, DECIDED, row, said)
    row.save(update_fields=["fate", "fact"])
    return queries.answers(viewer, [row.id])[0]


def _fits(viewer: Viewer, sent: Sequence[Sent]) -> None:
    if not viewer.account:
        raise Refusal(
            "请先登录再上传", "每条记录都要写明是谁记的", "登录后重试；手机上的还在", code="offline.forbidden"
        )
    if len(sent) > MOST:
        raise Refusal(f"一次最多上传{MOST}条", "太大的请求会拖慢所有人", "请分批上传", code="offline.many")
    for one in sent:
        if len(canonical.encode(dict(one.content))) > LARGEST:
            raise Refusal(
                f"第{one.seq}条太长，超过{LARGEST // 1024}KB",
                "一条记录不会这么长",
                "请分成几条；手机上的还在",
                code="offline.long",
            )


def _device(viewer: Viewer, device: UUID, now: dt.datetime, *, first: int) -> int:
    """The running number whose turn it is on a device; its row is held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO offline_device (id, account, next, seen_at) VALUES (%s, %s, %s, %s) ON CONFLICT (id) "
            "DO UPDATE SET seen_at = excluded.seen_at, next = greatest(offline_device.next, excluded.next) "
            "RETURNING account, next",
            [device, viewer.account, first, now],
        )
        account, turn = cursor.fetchone()
    if account != viewer.account:
        raise Refusal(
            "这台设备上的记录属于另一个账号",
            "一个人的记录不能用另一个人的名义上传",
            "请让原来的人登录后上传，或先退出清空本机",
            code="offline.device",
        )
    return int(turn)


def _kept(
    viewer: Viewer, device: UUID, turn: int, one: Sent, *, phone_now: dt.datetime, now: dt.datetime, law: str
) -> Entry:
    """A record as it came, with its day by the phone's clock set right."""
    offset = now - phone_now if one.offset_ms is None else dt.timedelta(milliseconds=one.offset_ms)
    day, off = queries.day_of(one.at, offset, now=now)
    marks = [CLOCK] if off else []
    if one.law and law and one.law != law:
        marks.append(LAW)
    if one.seq < turn:
        marks.append(REPEATED)
    return Entry(
        id=one.id,
        device=device,
        account=viewer.account,
        seq=one.seq,
        kind=one.kind,
        content=canonical.plain(dict(one.content)),
        digest=_digest(one),
        photos=list(dict.fromkeys(one.photos)),
        base=one.base,
        law=one.law,
        at=one.at,
        offset_ms=one.offset_ms,
        day=day,
        received_at=now,
        marks=marks,
    )


def _digest(one: Sent) -> str:
    return hashlib.sha256(canonical.encode([one.kind, dict(one.content), list(one.photos)])).hexdigest()


@transaction.atomic
def _apply_next(viewer: Viewer, device: UUID, *, today: dt.date, lost: frozenset[str]) -> bool:
    """Apply the record whose turn it is; whether there was one. One whose pictures are still on their way waits."""
    turn = Device.objects.for_change().select_for_update().values_list("next", flat=True).get(id=device)
    row = Entry.objects.for_change().filter(device=device, fate="waiting", seq__lte=turn).order_by("seq", "id").first()
    if row is None or not _pictured(viewer, row, lost):
        return False
    _apply(viewer, row, today=today)
    row.save(update_fields=["fate", "fact", "place", "files", "marks", "code", "what", "why", "next"])
    if row.seq == turn:
        Device.objects.for_change().filter(id=device).update(next=turn + 1)
    return True


def _pictured(viewer: Viewer, row: Entry, lost: frozenset[str]) -> bool:
    """Whether all its pictures are here, or are known to be lost."""
    if not row.photos:
        return True
    kept = evidence.by_original(viewer, row.photos)
    missing = set(row.photos) - set(kept)
    if not missing <= lost:
        return False
    row.files = [kept[original].digest for original in row.photos if original in kept]
    if missing:
        row.marks = [*row.marks, PHOTO]
    return True


def _apply(viewer: Viewer, row: Entry, *, today: dt.date) -> None:
    """Have its kind take it in; what is refused leaves nothing behind but the record and why."""
    try:
        row.fact, row.fate = _taken(viewer, row, today=today), "accepted"
    except Refusal as no:
        row.code, row.what, row.why, row.next = no.code[:60], no.what, no.why, no.next
        row.fate = "conflict" if no.code in taking.conflicts(row.kind) else "held"
        pictures.attach(viewer, row.files, fact=row.id)  # kept until somebody has decided
    if row.fate == "conflict":
        _record(viewer, REFUSED, row, {"entry": str(row.id), "kind": row.kind, "reason": row.what})


def _taken(viewer: Viewer, row: Entry, *, today: dt.date) -> UUID:
    kind = taking.kind(row.kind)
    row.place = kind.about(viewer, row.content)[0] or ""
    ready = _ready(viewer, row, today=today, decided=False)
    if (doubt := kind.doubt(viewer, ready)) is not None:
        raise doubt
    with transaction.atomic():
        return kind.take(viewer, ready)


def _ready(viewer: Viewer, row: Entry, *, today: dt.date, decided: bool) -> Ready:
    return Ready(row.id, row.content, row.day, today, None if decided else row.base, tuple(row.files), decided)


def _record(viewer: Viewer, name: str, row: Entry, said: dict[str, str]) -> Fact:
    place, parties = taking.about(viewer, row.kind, row.content)
    return ledger.record(
        viewer,
        name,
        happened_at=None,
        place=place,
        parties=[*parties, Party("sent_by", "account", row.account)],
        attributes=said,
        private={"content": row.content} if name == REFUSED else {},
    )
