"""A hazard is judged by an item whose condition facts decide (按条件判定)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from anjian.hazards import criteria
from anjian.hazards.actions.moving import move
from anjian.hazards.events import MAJOR, Moved
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer


def judge(
    viewer: Viewer,
    hazard: str,
    criterion: str,
    answers: Mapping[str, Any],
    *,
    day: dt.date,
    today: dt.date,
    id: UUID | None = None,
) -> Moved:
    """Grade a hazard as major because the facts say so; the facts and the item stand in the reason.

    Refuses an item that a person has to judge, facts that are missing, and facts that do not make it major by the item:
    another item, or a person with a reason, may still.
    """
    one = criteria.criterion(criterion)
    found = criteria.judged(one, answers)
    if found is None:
        missing = "、".join(ask.label for ask in one.asks if answers.get(ask.name) is None)
        raise Refusal(
            "还不能判定" if one.when else "这个条目不能由条件判定",
            f"不知道：{missing}" if one.when else "它要靠人看现场来判断",
            "请补上；确实不知道的，改为人工判定并写明理由",
            code="hazards.judged",
            field="criterion",
        )
    if not found:
        raise Refusal(
            "按这一条不是重大隐患",
            criteria.reason(one, answers),
            "请核对填写的情况，或对照其他条目；仍认为是重大的，改为人工判定并写明理由",
            code="hazards.not_by_this",
            field="criterion",
        )
    said = {"grade": MAJOR, "criterion": one.id, "judged": "按条件", "reason": criteria.reason(one, answers)}
    return move(viewer, hazard, "grade", day=day, today=today, attributes=said, id=id)
