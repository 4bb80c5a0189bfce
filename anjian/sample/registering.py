"""Enterprises in the registry: registered, their attributes told, and what changed since."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.registry import events as registry
from anjian.registry.queries import declared
from anjian.sample.build import History, at, months_before
from anjian.sample.dice import dice
from anjian.sample.enterprises import RUNNING, Plan
from anjian.sample.founding import enter
from anjian.sample.region import QUWO, YAODU, body_id

DAY = dt.timedelta(days=1)
DUSTY = ("1311", "1711", "2110", "3360", "3670")
"""Classes of GB/T 4754 in which dust may explode."""


def register(history: History, firms: list[Plan]) -> None:
    """Enter all enterprises; what their attributes are nobody has told of yet."""
    unknown = dict.fromkeys((*declared(), "successor"))
    for plan in firms:
        values: dict[str, Any] = {
            "name": plan.name,
            "credit_code": plan.credit_code,
            "place": plan.place,
            "status": "operating",
            "industry": plan.industry,
            "staff": plan.staff,
            "safety_staff": plan.safety_staff,
            "regulator": plan.regulator,
        }
        said = {key: value for key, value in values.items() if value is not None} | {"since": plan.since}
        fact = enter(history, registry.REGISTERED, plan.id, plan.place, _parties(plan), said, since=plan.since)
        history.enterprises.begin(fact, plan.since, enterprise=plan.id, **{**unknown, **values})


def change(history: History, firms: list[Plan]) -> None:
    """What became of them: of those of the story as written, of the others by chance; and their attributes."""
    _story(history, {plan.number: plan for plan in firms if plan.trade is None})
    for plan in firms:
        if plan.trade is not None:
            _turns(history, plan)


def _parties(plan: Plan) -> list[Party]:
    parties = [Party("enterprise", "enterprise", plan.id, plan.name)]
    return parties if plan.regulator is None else [*parties, Party("regulator", "body", plan.regulator)]


def _say(history: History, plan: Plan, key: str, since: dt.date, recorded: dt.datetime, **values: Any) -> None:
    office = history.region.office(plan.place)
    said = {**values, "since": since}
    parties = _parties(plan)
    fact = history.fact(registry.CHANGED, f"{plan.id}|{key}", since, recorded, office, plan.place, parties, said)
    if fact:
        history.enterprises.say(fact, since, {"enterprise": plan.id}, **values)


def _close(history: History, plan: Plan, last: dt.date, reason: str) -> None:
    said = {"last_day": last, "reason": reason, "since": last}
    office, recorded = history.region.office(plan.place), at(last + 2 * DAY, 11)
    fact = history.fact(registry.CLOSED, plan.id, last, recorded, office, plan.place, _parties(plan), said)
    if fact:
        history.enterprises.end(fact, last, {"enterprise": plan.id})


def _story(history: History, by_number: dict[int, Plan]) -> None:
    """Staff grows, one moves, one is told late, one stands still, one closes: numbers count from 1."""

    def say(number: int, months: int, told: int, **values: Any) -> None:
        recorded = at(months_before(history.today, told) + DAY, 10, number)
        _say(history, by_number[number], str(months), months_before(history.today, months), recorded, **values)

    say(5, 20, 20, staff=135, safety_staff=2)
    say(9, 14, 14, status="suspended")
    say(4, 11, 11, place=divisions.normal("141002107"))
    say(6, 10, 2, staff=260)  # found out eight months later
    say(9, 7, 7, status="operating")
    say(16, 5, 5, regulator=body_id(QUWO if by_number[16].place.startswith("141021") else YAODU, "ajj"))
    say(20, 3, 3, status="suspended")
    _close(history, by_number[RUNNING + 1], months_before(history.today, 3), "注销")


# -- the others -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that became of an enterprise: when it was recorded, from which day it holds, and what.

    source  whose word it is, for attributes; "" for what the registry holds; ``closed`` is the reason of an end
    """

    recorded: dt.datetime
    since: dt.date
    values: dict[str, Any]
    source: str = ""
    closed: str = ""


def _turns(history: History, plan: Plan) -> None:
    """Play what became of one of the others, in the order it was recorded."""
    begin = max(plan.since, history.region.begin(plan.place))
    turns = [*_attributes(plan, begin), *_life(plan, begin + 30 * DAY, (history.today - begin).days - 30)]
    for turn in sorted(turns, key=lambda one: one.recorded):
        if history.enterprises.on(turn.since, enterprise=plan.id) is None:
            continue  # it has closed meanwhile
        if turn.closed:
            _close(history, plan, turn.since, turn.closed)
        elif turn.source:
            _tell(history, plan, turn)
        else:
            _say(history, plan, str(turn.since), turn.since, turn.recorded, **turn.values)


def _tell(history: History, plan: Plan, turn: Turn) -> None:
    said = {**turn.values, "source": turn.source, "since": turn.since}
    parties = [Party("enterprise", "enterprise", plan.id, plan.name)]
    office = history.region.office(plan.place)
    key = f"{plan.id}|{turn.since}"
    name = registry.ATTRIBUTES_TOLD
    fact = history.fact(name, key, turn.since, turn.recorded, office, plan.place, parties, said)
    if fact:
        history.enterprises.say(fact, turn.since, {"enterprise": plan.id}, **turn.values)


def _attributes(plan: Plan, begin: dt.date) -> Iterator[Turn]:
    """What they said of themselves or others found: most once, some again later, one in eight never."""
    draw = dice("attributes", plan.number)
    if draw.random() < 0.12:
        return
    first = begin + draw.randrange(20, 400) * DAY
    days = [first, first + draw.randrange(200, 900) * DAY] if draw.random() < 0.3 else [first]
    for n, day in enumerate(days):
        yield Turn(at(day, 16), day, _told(draw, plan, again=n > 0), source=draw.choice(registry.SOURCES))


def _told(draw: random.Random, plan: Plan, *, again: bool) -> dict[str, Any]:
    trade, staff = plan.trade, plan.staff or 20
    assert trade is not None
    grade = draw.choice(("二级", "三级", "三级", "未达标"))
    if again:
        return {"standard_grade": grade, "part_time_safety_staff": draw.randrange(4)}
    size = "大型" if staff > 1000 else "中型" if staff > 300 else "小型" if staff > 20 else "微型"
    values: dict[str, Any] = {
        "hazard_class": trade.hazard,
        "crowded": bool(trade.crowd),
        "place_kind": trade.crowd or "无",
        "size": size,
        "above_scale": staff > 100,
    }
    if draw.random() < 0.7:
        values |= {"safety_body": staff > 100 and draw.random() < 0.9, "part_time_safety_staff": draw.randrange(4)}
    if trade.hazard == "危险化学品" and draw.random() < 0.8:
        values["major_source"] = staff > 60 and draw.random() < 0.5
    if trade.industry in DUSTY and draw.random() < 0.8:
        values["dust_workers"] = draw.choice((0, 4, 8, 12, 31, 35))
    if draw.random() < 0.6:
        values["standard_grade"] = grade
    return values


def _life(plan: Plan, begin: dt.date, room: int) -> Iterator[Turn]:
    """Staff changes in a third; a few stand still for some months; a few close."""
    draw = dice("life", plan.number)
    luck = draw.random()
    if room < 60 or luck >= 0.4:
        return
    day = begin + draw.randrange(room) * DAY
    if luck < 0.3 and plan.staff is not None:
        staff = max(3, int(plan.staff * draw.uniform(0.7, 1.4)))
        yield Turn(at(day + draw.choice((0, 1, 3, 60)) * DAY, 10), day, {"staff": staff})
    elif luck < 0.37:
        yield Turn(at(day + DAY, 10), day, {"status": "suspended"})
        if draw.random() < 0.7:
            again = day + draw.randrange(40, 200) * DAY
            yield Turn(at(again + DAY, 10), again, {"status": "operating"})
    else:
        yield Turn(at(day + 2 * DAY, 11), day, {}, closed=draw.choice(("注销", "搬迁", "转产")))
