"""Firms of the whole sample that were entered twice (一企两档), so that the page of doubles has something to show.

A year ago somebody typed a few firms of 尧都 and 曲沃 in again: under their old registration number of 15 digits,
without a code; with one sign of the name wrong, at the same address and telephone; and as the trader (个体户) that the
firm had been, whose code has the same organisation in it. Nobody answers for the second files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anjian.ledger.events import Party
from anjian.lib import credit_code
from anjian.registry import events as registry
from anjian.registry.queries import declared
from anjian.sample.build import History, at
from anjian.sample.enterprises import Plan
from anjian.sample.region import QUWO, YAODU

FORM = "有限公司"
PHONE = "contact.联系人.phone"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Second:
    """The second file of a firm. ``own``: its id where it has no code; ``door``: both files tell address and phone."""

    plan: Plan
    name: str
    own: str = ""
    credit_code: str = ""
    door: bool = False

    @property
    def id(self) -> str:
        """The id in the registry."""
        return self.own or f"ent:{self.credit_code}"


def tell(history: History, firms: list[Plan]) -> None:
    """Enter the second files, and what both files say of their door."""
    day = history.today - 360 * DAY
    for n, second in enumerate(_seconds(history, firms, day)):
        _enter(history, second, day, n)
        if second.door:
            for file in (second.plan.id, second.id):
                _tell_door(history, second, file, day + 5 * DAY, n)


def _seconds(history: History, firms: list[Plan], day: dt.date) -> Iterator[Second]:
    for county, kinds in ((YAODU, (_renumbered, _mistyped, _as_trader)), (QUWO, (_renumbered,))):
        for make, plan in zip(kinds, _standing(history, firms, county, day), strict=False):
            yield make(plan)


def _standing(history: History, firms: list[Plan], county: str, day: dt.date) -> Iterator[Plan]:
    """Drawn firms of a county that were there then and are there now, where they were."""
    for plan in firms:
        if plan.trade is None or plan.place[:6] != county[:6] or not plan.name.endswith(FORM) or plan.since > day:
            continue
        now = history.enterprises.on(history.today, enterprise=plan.id)
        if now is not None and now["place"] == plan.place:
            yield plan


def _renumbered(plan: Plan) -> Second:
    name = f"{plan.name.removesuffix(FORM)}有限责任公司"
    return Second(plan, name, own=f"ent:{plan.place[:6]}2{plan.number:08d}")


def _mistyped(plan: Plan) -> Second:
    wrong = "鑫" if plan.name[3] != "鑫" else "森"
    name, own = f"{plan.name[:3]}{wrong}{plan.name[4:]}", f"ent:{plan.place[:6]}2{plan.number:08d}"
    return Second(plan, name, own=own, door=True)


def _as_trader(plan: Plan) -> Second:
    first = f"92{plan.credit_code[2:17]}"
    return Second(plan, plan.name.removesuffix(FORM), credit_code=first + credit_code.check_character(first))


def _enter(history: History, second: Second, day: dt.date, n: int) -> None:
    plan = second.plan
    values: dict[str, Any] = {
        "name": second.name, "credit_code": second.credit_code, "place": plan.place, "status": "operating",
        "industry": plan.industry, "staff": None, "safety_staff": None, "regulator": None,
    }  # fmt: skip
    said = {key: value for key, value in values.items() if value} | {"since": day}
    parties = [Party("enterprise", "enterprise", second.id, second.name)]
    office = history.region.office(plan.place)
    fact = history.fact(registry.REGISTERED, second.id, day, at(day + DAY, 10, n), office, plan.place, parties, said)
    if fact:
        unknown = dict.fromkeys((*declared(), "successor"))
        history.enterprises.begin(fact, day, enterprise=second.id, **{**unknown, **values})


def _tell_door(history: History, second: Second, file: str, day: dt.date, n: int) -> None:
    plan, source = second.plan, registry.SOURCES[-1]
    told = {"address": f"示例路{plan.number % 90 + 1}号"}
    phone = f"1390000{plan.number % 10_000:04d}"
    parties = [Party("enterprise", "enterprise", file, second.name if file == second.id else plan.name)]
    office, recorded = history.region.office(plan.place), at(day + DAY, 11, n)
    said = {**told, "source": source, "since": day}
    fact = history.fact(
        registry.ATTRIBUTES_TOLD, f"{file}|door", day, recorded, office, plan.place, parties, said, {PHONE: phone}
    )
    if fact:
        history.enterprises.say(fact, day, {"enterprise": file}, **told)
        _contact(history, fact, day, file, phone, source)


def _contact(history: History, fact: UUID, day: dt.date, file: str, phone: str, source: str) -> None:
    kind, cls, _ = PHONE.split(".")
    history.items.begin(
        fact, day, item=f"item:{fact}:0", enterprise=file, kind=kind, cls=cls, source=source, seen=day,
        private_in=fact, phone=phone,
    )  # fmt: skip
