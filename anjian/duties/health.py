"""What the health page says of duties: does the projection cover today, is every rule run?"""

from __future__ import annotations

import datetime as dt

from anjian.duties import projection, rulebook
from anjian.host.health import Check
from anjian.lib.ends import CHINA


def checks() -> list[Check]:
    """All of them, for `config.modules.HEALTH_CHECKS`."""
    today = dt.datetime.now(CHINA).date()
    return [covered(today), run(today)]


def covered(today: dt.date) -> Check:
    """Desks read the projection, or compute each time?"""
    mark = projection.watermark()
    if mark is None:
        hint = "后台任务会自行建立；也可执行 anjian duties rebuild"
        return Check("duties.projection", "职责现况表", "warn", "还没有建立，各页直接计算，较慢", hint)
    found = projection.covering(as_of=today, known=None, since=mark.since)
    if isinstance(found, str):
        return Check("duties.projection", "职责现况表", "warn", found, "请检查后台任务（anjian worker）是否在运行")
    return Check("duties.projection", "职责现况表", "ok", f"覆盖今天，有效至{mark.through.isoformat()}")


def run(today: dt.date) -> Check:
    """Which rules are in force and not run?"""
    left = rulebook.book(today).left
    if not left:
        return Check("duties.rules", "规则执行", "ok", "在施行的规则都在判断")
    words = "；".join(f"{one.rule}：{one.why}" for one in left[:5])
    return Check("duties.rules", "规则执行", "ok", f"{len(left)}条规则暂不判断：{words}")
