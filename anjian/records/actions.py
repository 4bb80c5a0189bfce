"""Changes of records: record a fact with its photos, take it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.evidence import actions as evidence
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.ledger.events import Fact, Party, Scalar
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.records.events import Draft, Faults, Recorded
from anjian.records.queries import faults, undo_until


def record(
    viewer: Viewer,
    name: str,
    *,
    day: dt.date,
    place: str | None,
    today: dt.date,
    parties: Sequence[Party] = (),
    attributes: Mapping[str, Scalar | list[Scalar]] | None = None,
    private: Mapping[str, Any] | None = None,
    files: Sequence[str] = (),
    id: UUID | None = None,
    stood: frozenset[Party] = frozenset(),
) -> Recorded:
    """Record a declared fact of a day with its photos, all or nothing.

    ``files``: digests that the viewer put in before; they are published as the attribute ``files``. ``id``: made by the
    form; the same form sent twice gives the first fact back. ``stood``: of a draft that `queries.read` made for this
    viewer. Raises :class:`Faults` with one refusal per field, and
    what the ledger and evidence refuse; nothing is written then.
    """
    draft = Draft(name, day, place, tuple(parties), dict(attributes or {}), dict(private or {}), stood)
    wrong = faults(viewer, draft, today=today)
    if wrong:
        raise Faults(tuple(wrong))
    kept = dict(draft.attributes)
    digests = list(dict.fromkeys(files))
    if digests:
        kept["files"] = list(digests)
    with transaction.atomic():
        if id is not None and (before := _sent_before(viewer, id, name)) is not None:
            return Recorded(before, again=True)
        fact = ledger.record(
            viewer,
            name,
            happened_at=dt.datetime.combine(day, dt.time(), CHINA),
            precision="day",
            place=place,
            parties=draft.parties,
            attributes=kept,
            private=draft.private,
            id=id,
        )
        if digests:
            evidence.attach(viewer, digests, fact=fact.id)
    return Recorded(fact)


def undo(viewer: Viewer, fact_id: UUID, *, now: dt.datetime) -> Fact:
    """Take a record back (撤回): a void with the reason 撤回. Returns the voiding fact.

    Refuses what does not exist for the viewer, what somebody else recorded, what is older than ten minutes, and what
    has been taken back already.
    """
    with transaction.atomic():
        fact = facts.fact(viewer, fact_id)
        if fact is None:
            raise Refusal(
                "没有找到这条记录", "它不存在，或者不在您的权限范围内", "请从工作台重新进入", code="records.missing"
            )
        until = undo_until(viewer, fact)
        if not fact.stands:
            raise Refusal("这条记录已经撤回或作废", "同一条记录只能撤回一次", "不用再操作", code="records.undone")
        if until is None:
            raise Refusal(
                "这条记录不是您记的",
                "只有记录的人可以撤回",
                "请联系记录人，或请管理员说明理由后作废",
                code="records.undo.forbidden",
            )
        if now > until:
            raise Refusal(
                "已经过了十分钟，不能直接撤回",
                "别人可能已经看到并据此办事",
                "确实记错的，请管理员说明理由后作废；原记录会保留可查",
                code="records.undo_late",
            )
        return ledger.void(viewer, fact_id, reason="撤回")


def _sent_before(viewer: Viewer, id: UUID, name: str) -> Fact | None:
    """The fact this form has made already, so that a double tap or a resent page makes one fact."""
    if not facts.taken(id):
        return None
    before = facts.fact(viewer, id)
    if before is None or before.recorded_by != viewer.account or before.name != name:
        raise Refusal(
            "这张表单已经用过",
            "每张表单只能记一次，编号已被另一条记录占用",
            "请重新打开记录页面",
            code="records.used",
        )
    return before
