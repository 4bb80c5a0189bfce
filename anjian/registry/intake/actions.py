"""What a person does with an import (导入): upload, say what the columns mean, take in, take back, let go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import events
from anjian.registry.intake.fields import KIND
from anjian.registry.intake.models import RUNNING, Intake, IntakeFault, IntakeRow
from anjian.registry.intake.planning import CHANGED, NEW
from anjian.registry.intake.queries import chosen_from, look_at, office_of
from anjian.registry.intake.undoing import blocked
from anjian.sheets import actions as keeping
from anjian.sheets import queries as sheets


def upload(viewer: Viewer, data: bytes | None, *, name: str, now: dt.datetime) -> UUID:
    """Keep an uploaded sheet of enterprises. Refuses whom imports are not for, no file, and one that cannot be read."""
    office_of(viewer)
    if not data:
        raise Refusal("没有选文件", "没有表就没有可以导入的", "请选一个.xlsx文件", code="registry.file", field="file")
    return keeping.keep(viewer, data, kind=KIND, name=name, now=now)


@transaction.atomic
def explain(viewer: Viewer, id: UUID, *, said: Mapping[str, Any], now: dt.datetime) -> Intake:
    """Say what the columns of an uploaded sheet mean, and begin its trial.

    ``said``: sheet, mapping (field → letter), since, source, place (of rows without one), skip_hidden,
    skip_beside (of tables beside each other the first alone). Refuses a source
    or a day that is none, a sheet without the needed columns, and one that is taken in already.
    """
    office = office_of(viewer)
    file = sheets.file(viewer, id)
    if Intake.objects.for_change().filter(id=id, state__in=("take", "taken", "undo")).exists():
        raise _used()
    found = look_at(viewer, file, said)
    if found.missing:
        raise Refusal(
            f"还没有说明哪一列是：{'、'.join(found.missing)}",
            "缺了它就不知道一行说的是哪一家",
            "请在“列的含义”里选好，再试算",
            code="registry.meaning",
            field="mapping",
        )
    if found.marks.beside and not said.get("skip_beside"):
        raise Refusal(
            f"{found.marks.beside}列起像是另一个表，同左边的表之间没有空列，分不清",
            "两个表混着读，会把一家的内容记到另一家名下",
            "请在两个表之间留一个空列，或复制到另一张工作表再传；只要左边的，请选“不读右边的表”",
            code="registry.beside",
            field="skip_beside",
        )
    chosen = chosen_from(found, said, now=now)
    if chosen["source"] not in events.SOURCES:
        raise Refusal(
            f"没有“{chosen['source']}”这种来源",
            "不知道是谁说的，就不知道可不可信",
            f"可选：{'、'.join(events.SOURCES)}",
            code="registry.source",
            field="source",
        )
    row = Intake(
        id=id,
        account=viewer.account,
        office=office,
        name=file.name,
        digest=file.digest,
        since=dt.date.fromisoformat(chosen["since"]),
        source=chosen["source"],
        chosen=chosen,
        rows=found.rows,
        at=now,
    )
    _begin(row, "trial", now)
    keeping.choose(viewer, id, chosen=chosen)
    keeping.remember(viewer, found, kind=KIND, office=office)
    return row


@transaction.atomic
def take(viewer: Viewer, id: UUID, *, now: dt.datetime) -> None:
    """Begin to take in what was tried out. Refuses what was not, what has no good row, and what is taken in already."""
    office_of(viewer)
    row = _held(viewer, id)
    if row.state in ("take", "taken", "undo"):
        raise _used()
    if row.state != "tried" or not any(row.counts.get(one) for one in (NEW, CHANGED)):
        raise Refusal(
            "没有可以导入的行",
            "好的行才会写入；还没有试算完的，不知道哪些是好的",
            "请先试算完，改正错误后再导入",
            code="registry.nothing",
        )
    _begin(row, "take", now)


@transaction.atomic
def undo(viewer: Viewer, id: UUID, *, reason: str, leave: bool, now: dt.datetime) -> None:
    """Begin to take an import back (撤销导入): exactly its facts are voided, in chunks.

    What changed since stands on rows of it: such rows are refused by name, or left as they are with ``leave``. Refuses
    an import that is not taken in, one of another office, and no reason.
    """
    office_of(viewer)
    row = _held(viewer, id)
    if row.state not in ("taken", "take"):
        raise Refusal("没有可以撤销的导入", "它还没有导入，或者已经撤销", "请从导入记录进入", code="registry.missing")
    if not reason.strip():
        raise Refusal("没有写明理由", "以后查看的人要知道为什么", "请写明理由", code="registry.reason", field="reason")
    names = [] if leave else blocked(row.id)
    if names:
        raise Refusal(
            f"有{len(names)}家在导入以后又有变化：{'、'.join(names[:5])}{'等' if len(names) > 5 else ''}",
            "撤销会抽掉后来的记载的前提；没有撤销任何一行",
            "可以选“其余的撤销，这些留着”，或先作废后来的记载",
            code="registry.stands_below",
            field="leave",
        )
    row.state, row.at_row, row.stopped, row.reason, row.touched = "undo", 0, "", reason.strip()[:200], now
    row.save()


@transaction.atomic
def go_on(viewer: Viewer, id: UUID, *, now: dt.datetime) -> None:
    """Let an import that was stopped go on."""
    office_of(viewer)
    row = _held(viewer, id)
    row.stopped, row.touched = "", now
    row.save()


def throw_away(*, now: dt.datetime) -> int:
    """Throw away what cells said, of imports older than the files are kept. Returns how many faults."""
    old = Intake.objects.for_change().filter(at__lt=now - keeping.KEPT).exclude(state__in=RUNNING).values("id")
    return IntakeFault.objects.for_change().filter(intake__in=old).delete()[0]


def _held(viewer: Viewer, id: UUID) -> Intake:
    """An import of the viewer's office, held until the transaction ends."""
    row = Intake.objects.seen_by(viewer).select_for_update().filter(id=id).first()
    if row is None:
        raise Refusal(
            "没有找到这次导入",
            "它不存在，或者不是您这里的",
            "请从导入记录进入",
            code="registry.missing",
            field="intake",
        )
    return row


def _begin(row: Intake, state: str, now: dt.datetime) -> None:
    """A new pass over the sheet, from its first row; what the last one noted is forgotten."""
    row.state, row.at_row, row.counts, row.stopped, row.touched = state, 0, {}, "", now
    row.save()
    for noted in (IntakeRow, IntakeFault):
        noted.objects.for_change().filter(intake=row.id).delete()


def _used() -> Refusal:
    return Refusal(
        "这份表已经导入",
        "同一份文件只导入一次",
        "要改动请上传改好的表，或先撤销导入",
        code="registry.used",
    )
