"""An uploaded list taken in (导入名册): kept, explained, written whole. Pages and programs do the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people.actions.listing import import_bodies, import_posts
from anjian.people.listing.plans import PostsPlan
from anjian.people.listing.trial import KINDS, Trial, office_of
from anjian.sheets import actions as keeping
from anjian.sheets import queries as sheets

MOST = 20 * 1024 * 1024
"""Bytes of a file at most."""


def upload_list(viewer: Viewer, data: bytes | None, *, kind: str, name: str, now: dt.datetime) -> UUID:
    """Keep an uploaded list for its trial. Refuses whom lists are not for, no file, a kind that is none, a big file."""
    office_of(viewer)
    if data is None or kind not in KINDS:
        raise Refusal("没有选文件", "没有表就没有可以导入的", "请选一个.xlsx文件", code="people.file", field="file")
    if len(data) > MOST:
        raise Refusal(
            f"文件超过{MOST // 1024 // 1024}MB",
            "太大的表读起来会占住别人",
            "请分成几个文件",
            code="people.file",
            field="file",
        )
    return keeping.keep(viewer, data, kind=kind, name=name, now=now)


def explain_list(viewer: Viewer, file: sheets.File, *, chosen: Mapping[str, Any]) -> None:
    """Keep what the columns of an uploaded list mean: sheet, mapping (field → letter), since, cls, months."""
    office_of(viewer)
    _not_taken(file)
    keeping.choose(viewer, file.id, chosen=chosen, faults=file.faults)


def take_list(
    viewer: Viewer, file: sheets.File, trial: Trial | None, *, chosen: Mapping[str, Any], now: dt.datetime
) -> dict[str, Any]:
    """Write the good rows of a trial and keep the faulty ones as a file. Returns batch, good, same, faulty.

    Refuses a list that was taken in before, one that was not tried out, and one without a good row.
    """
    office = office_of(viewer)
    _not_taken(file)
    if trial is None:
        raise Refusal(
            "还没有说明列的含义，或者缺少必有的列",
            "读不懂的表不能写入",
            "请先试算",
            code="people.meaning",
            field="mapping",
        )
    if not trial.good:
        raise Refusal("没有可以导入的行", "好的行才会写入", "请先改正错误", code="people.nothing")
    plan, batch = trial.plan, uuid4()
    told: dict[str, Any] = {"batch": batch, "sheet": file.digest, "name": file.name, "place": office, "now": now}
    if isinstance(plan, PostsPlan):
        import_posts(viewer, plan.seats, **told)
    else:
        import_bodies(viewer, plan.bodies, **told)
    keeping.remember(viewer, trial.look, kind=file.kind, office=office)
    faulty = sheets.fault_file(file.data, trial.look, plan.faults) if plan.faults else None
    result = {"batch": str(batch), "good": trial.good, "same": len(plan.same), "faulty": plan.faulty}
    keeping.choose(viewer, file.id, chosen={**chosen, **result}, faults=faulty, close=True)
    return result


def _not_taken(file: sheets.File) -> None:
    if file.chosen.get("batch"):
        raise Refusal(
            "这份名册已经导入", "同一份文件只导入一次", "要改动请上传新的名册，或先撤销导入", code="people.used"
        )
