"""Selectors of a pack as picks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from anjian.duties.asks import Pick, RoleOf, Slot, Who
from anjian.duties.reading.facts import NotRun, columns
from anjian.lib import conditions, divisions
from anjian.policy import queries as policy


def who(said: Any) -> Who | RoleOf:
    """A selector; a tuple is the bodies that the place named."""
    if isinstance(said, tuple | list):
        return Who((Pick("body", "id", tuple(str(one) for one in said)),))
    if said.unnamed:
        raise NotRun(f"原文只说“{said.unnamed}”，当地还没有指定由谁承担")
    if said.role_of:
        return RoleOf(said.role_of, up=1 if said.level == "up" else 0)
    if said.owner_of:
        raise NotRun("所有者（owner_of）的登记还没有")
    if said.rota:
        raise NotRun("轮值（rota）还不能判断")
    if said.level == "up":
        raise NotRun("上一级的选择还不能判断")
    picks = list(_picks(said))
    if said.divisions:
        endings = tuple(ending for kind in said.divisions for ending in divisions.KIND_ENDINGS[kind])
        picks = [replace(pick, endings=endings) for pick in picks]
    if said.and_others:
        picks.append(Pick("body", "function", (said.and_others.function,), said.and_others.levels))
    return Who(tuple(picks), inside=said.inside == "$bearer.place", colleagues=said.inside == "$each.body")


def _picks(said: policy.Who) -> Sequence[Pick]:
    if said.posts:
        return [Pick("post", "class", said.posts, said.levels)]
    if said.bodies:
        return [Pick("body", "class", said.bodies, said.levels)]
    if said.enterprises is not None:
        where = conditions.parse(columns(said.enterprises)) if said.enterprises else None
        return [Pick("enterprise", "", (), (), where)]
    assert said.departments is not None
    if said.departments.function:
        return [Pick("body", "function", said.departments.function, said.levels)]
    named = said.departments.named
    if isinstance(said.lead, str) and said.lead:
        named = tuple(one for one in named if one.as_written == said.lead)
    return [Pick("body", "function", (one.function,), (one.level,)) for one in named]


def lead(said: Any) -> Slot | None:
    """The setting that names the one who answers, when the text does not mark it."""
    if isinstance(said, policy.Who) and isinstance(said.lead, policy.Unset):
        return Slot(said.lead.setting or "lead")
    return None
