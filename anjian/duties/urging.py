"""Between people about duties: 催办 (a letter to each who has not done it), 分派 (who of one's body sees to it)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from anjian.duties import events
from anjian.duties.answers import DutyRow
from anjian.duties.models import Assignment
from anjian.duties.queries import mine
from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people

MOST = 200
"""Duties of one click: more than that is a campaign, and wants a document of its own."""
_KINDS = {"body": "body", "post": "post", "ent": "enterprise"}


def urge(viewer: Viewer, duties: Sequence[DutyRow], *, as_of: dt.date) -> int:
    """Send one letter to each body or enterprise that owes one of these; returns how many letters.

    A post is urged through its body. A duty is urged once a day, whoever clicks. In the name of the viewer's own body:
    refuses who may not record for one, more than `MOST` duties, duties that are not theirs to see or not open, and a
    list of which each was urged today already.
    """
    sender = _sender(viewer)
    _few(duties)
    with transaction.atomic():
        told: dict[str, list[DutyRow]] = {}
        for row in duties:
            _theirs(viewer, row)
            if not row.outcome.open:
                raise Refusal(
                    f"“{row.title}”没有什么可催的", "催办只对还没有办的", "请先筛选逾期或应办", code="duties.urge"
                )
            for to in _recipients(row, as_of) - {sender}:
                told.setdefault(to, []).append(row)
        letters = 0
        for to, rows in sorted(told.items()):
            fresh = [row for row in rows if _claimed(viewer, row, to, as_of)]
            if fresh:
                _letter(viewer, sender, to, fresh)
                letters += 1
    if not letters:
        raise Refusal(
            "今天都已经催过了" if told else "没有可以发函的单位",
            "同一件事一天只催一次，免得对方收到重复的函" if told else "这些事由您本单位承担，或者承担者不是单位",
            "请明天再看，或直接联系对方" if told else "本单位的事请用“分派”",
            code="duties.urged",
        )
    return letters


def assign(viewer: Viewer, duties: Sequence[DutyRow], *, to: str, note: str, as_of: dt.date) -> int:
    """Give these duties to a post of one's own body to see to; returns how many. The same again changes nothing.

    Refuses a post of another body, who may not record for the body, more than `MOST`, and what is not theirs to see.
    """
    own = set(mine.bearers(viewer))
    card = people.post(SYSTEM, to, as_of=as_of)
    if card is None or card.body not in own:
        raise Refusal(
            "只能分派给本单位的职务",
            "别的单位的人由他们自己安排",
            "请从列出的职务里选一个",
            code="duties.assign",
            field="to",
        )
    _few(duties)
    with transaction.atomic():
        for row in duties:
            _theirs(viewer, row)
            _assign(viewer, row, to, card.body, note.strip(), as_of)
    return len(duties)


def _assign(viewer: Viewer, row: DutyRow, to: str, body: str, note: str, as_of: dt.date) -> None:
    held = Assignment.objects.for_change().select_for_update().filter(duty=row.key, body=body).first()
    if held is not None and (held.post, held.note) == (to, note):
        return
    fact = ledger.record(
        viewer, events.ASSIGNED, happened_at=None, place=row.place,
        parties=[Party("to", "post", to), *_parties("of", row)],
        attributes={"duty": row.key, "rule": row.rule, "note": note},
    )  # fmt: skip
    Assignment.objects.for_change().update_or_create(
        duty=row.key,
        body=body,
        defaults={
            "rule": row.rule, "bearer": row.bearer, "place": row.place, "post": to, "by": viewer.name, "day": as_of,
            "note": note, "fact": fact.id,
        },
    )  # fmt: skip


def _letter(viewer: Viewer, sender: str, to: str, rows: list[DutyRow]) -> None:
    kind = _KINDS[to.partition(":")[0]]
    ledger.record(
        viewer, events.URGED, happened_at=None, place=rows[0].place,
        parties=[Party("by", "body", sender), Party("to", kind, to)],
        attributes={"kind": events.URGING, "duties": [row.key for row in rows]},
    )  # fmt: skip


def _claimed(viewer: Viewer, row: DutyRow, to: str, as_of: dt.date) -> bool:
    return ledger.claim(viewer, key=f"urge|{row.key}|{to}|{as_of}", ground={"rule": row.rule, "to": to})


def _recipients(row: DutyRow, as_of: dt.date) -> set[str]:
    """Bodies and enterprises that bear the duty; of a post its body."""
    ids = {id for id in row.bearer.split("+") if id.partition(":")[0] in _KINDS}
    posts = [id for id in ids if id.startswith("post:")]
    bodies = {post.body for post in people.posts(SYSTEM, as_of=as_of, ids=posts) if post.body} if posts else set()
    return (ids - set(posts)) | bodies


def _parties(role: str, row: DutyRow) -> list[Party]:
    kinds = [(_KINDS.get(id.partition(":")[0]), id) for id in row.bearer.split("+")]
    return [Party(role, kind, id) for kind, id in kinds if kind]


def _sender(viewer: Viewer) -> str:
    """The body in whose name the viewer writes: of their first post for whose body they may record."""
    own = set(mine.bearers(viewer))
    found = next((post.body for post in viewer.posts if post.body in own), "")
    if not found:
        raise Refusal(
            "您的职务不能代表单位发函",
            "函以单位的名义发出，要由有记录权限的人发",
            "请本单位办公室的人员来办",
            code="duties.sender.forbidden",
        )
    return found


def _few(duties: Sequence[DutyRow]) -> None:
    if not duties:
        raise Refusal("清单是空的", "没有可办的事", "请换一个筛选", code="duties.nothing")
    if len(duties) > MOST:
        raise Refusal(
            f"一次最多{MOST}件，这里有{len(duties)}件以上",
            "这样多的函一次发出，谁也看不过来",
            "请先按地方或状态筛选，再分批办",
            code="duties.many",
        )


def _theirs(viewer: Viewer, row: DutyRow) -> None:
    if not (viewer.is_system or viewer.sees(row.place) or set(row.bearer.split("+")) & set(mine.bearers(viewer))):
        raise Refusal("有的事不在您的范围内", "只能办自己管辖范围内的", "请重新打开清单", code="duties.scope.forbidden")
