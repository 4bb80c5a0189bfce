"""What all changes of policy share: the content of their facts, who may, and the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Said:
    """What a fact of this module says: name, place, parties and attributes, ready for the ledger."""

    name: str
    place: str | None
    parties: tuple[Party, ...]
    attributes: Mapping[str, Any]


def record(
    viewer: Viewer, said: Said, happened_at: datetime | None, *, changes: list[str], day: date | None = None
) -> Fact:
    """Record what was said; without an instant it happened on ``day``, or now."""
    at = happened_at or (datetime.combine(day, time(), CHINA) if day else None)
    return ledger.record(
        viewer,
        said.name,
        happened_at=at,
        precision="day" if at and not happened_at else "minute",
        place=said.place,
        parties=said.parties,
        attributes=dict(said.attributes),
        changes=changes,
    )


def may(viewer: Viewer, place: str, what: str) -> None:
    """Refuse whoever may not decide for the place."""
    allowed = viewer.has("administrator") or viewer.has("office") or viewer.has("decider")
    if not (viewer.is_system or (allowed and viewer.sees(place))):
        raise not_allowed(what, "本级安委办")


def not_allowed(what: str, whom: str) -> Refusal:
    """The refusal for whoever may not."""
    return Refusal(
        f"您不能{what}",
        "它改变一个地方所有人的职责，要由有权的人以自己的名义办",
        f"请联系{whom}",
        code="policy.not_allowed",
    )


def named(viewer: Viewer, ground: str) -> None:
    """Refuse a decision without a name or a ground."""
    if not viewer.name.strip():
        raise Refusal("设定要有署名", "设定是当地的决定，要有人负责", "请用有姓名的账号登录", code="policy.no_name")
    if not ground.strip():
        raise Refusal(
            "没有写设定的依据",
            "设定不是文件原文，别人要能看到为什么这样定",
            "请写会议纪要、文号或理由",
            code="policy.no_ground",
            field="ground",
        )
