"""Who may change an enterprise's file (谁可变更), on what it stands, and the fact that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry.models import Enterprise, Merger
from anjian.registry.rights import keeps
from anjian.scope.queries import told, told_by


def latest(enterprise: str) -> Enterprise:
    """The last row of an enterprise. Refuses one that is not registered, and a file that is a part of another."""
    row = told_by(Enterprise.objects.for_change()).filter(enterprise=enterprise).order_by("-since").first()
    if row is None:
        raise Refusal(
            f"没有登记企业“{enterprise}”", "无从变更", "请先登记", code="registry.unknown", field="enterprise"
        )
    merger = told_by(Merger.objects.for_change()).filter(enterprise=enterprise).order_by("-since").first()
    if merger is not None:
        raise Refusal(
            f"“{row.name}”的档案已并入 {merger.survivor}",
            "两份档案是同一家企业，情况只记在存续的一份上",
            "请在存续的档案上办理；并错了的请先撤销并档",
            code="registry.merged",
            field="enterprise",
        )
    return row


def standing(enterprise: str, day: dt.date) -> Enterprise:
    """The row of an enterprise on a day. Refuses one that is not on the register then."""
    row = told(Enterprise.objects.for_change(), day).filter(enterprise=enterprise).first()
    if row is None:
        raise wrong(f"{enterprise} 在{day}没有在册", "请改用它在册的日期", "since")
    return row


def free(viewer: Viewer, own: str, *, name: str, credit_code: str) -> str:
    """The id of a file that is about to be made: ``own``, or by its code; nobody else makes it at the same time.

    Refuses where there is neither, and an id or a code that is taken.
    """
    if not credit_code and not own:
        raise Refusal(
            "既没有统一社会信用代码，也没有内部编号",
            "没有编号就无法分清同名的企业",
            "请填写信用代码；确实没有的，请给一个内部编号",
            code="registry.no_id",
            field="credit_code",
        )
    subject = own or f"ent:{credit_code}"
    ledger.lock(viewer, {subject, f"ent:{credit_code or subject}"})
    rows = told_by(Enterprise.objects.for_change())
    if rows.filter(enterprise=subject).exists() or (credit_code and rows.filter(credit_code=credit_code).exists()):
        raise Refusal(
            f"“{name}”已经登记过（{credit_code or subject}）",
            "一家企业只有一份档案，重复登记会使检查和隐患记到两处",
            "请打开已有的档案；信息有变化的请办理变更",
            code="registry.taken",
            field="credit_code",
        )
    return subject


def may(viewer: Viewer, place: str) -> None:
    """Refuses whoever does not keep the register of this place."""
    if keeps(viewer, place):
        return
    raise Refusal(
        "您不能登记或变更这家企业",
        "企业底册由所在地的安委办和监管部门维护",
        "请联系企业所在县（市、区）的安委办",
        code="registry.not_allowed",
    )


def wrong(what: str, next_step: str, field: str) -> Refusal:
    """The no to a value that does not fit."""
    return Refusal(what, "底册有错，统计和责任都会错", next_step, code=f"registry.{field}", field=field)


def record(
    viewer: Viewer,
    name: str,
    enterprise: str,
    called: str,
    day: dt.date,
    happened_at: dt.datetime | None,
    said: Mapping[str, Any],
    regulator: str | None,
    *,
    place: str | None = None,
    private: Mapping[str, Any] = MappingProxyType({}),
    others: Sequence[Party] = (),
) -> Fact:
    """Record what is said of an enterprise; ``others``: parties beside it and its regulator."""
    parties = [Party("enterprise", "enterprise", enterprise, called), *others]
    if regulator:
        parties.append(Party("regulator", "body", regulator))
    return ledger.record(
        viewer,
        name,
        happened_at=happened_at or dt.datetime.combine(day, dt.time(), CHINA),
        precision="minute" if happened_at else "day",
        place=said.get("place", place),
        parties=parties,
        attributes={key: value for key, value in said.items() if value is not None} | {"since": day},
        private=private,
    )
