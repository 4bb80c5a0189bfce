"""Hazards of the sample (隐患): some told one by one, most drawn; each step is a fact that the tables of states allow.

What would be recorded on the sample's day or later is not: the hazard waits in the step before.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from anjian.hazards import queries as hazards
from anjian.hazards.events import MAJOR
from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.policy import queries as policy
from anjian.sample.build import History, at
from anjian.sample.dice import dice
from anjian.sample.enterprises import RUNNING, Plan
from anjian.sample.near import Near
from anjian.sample.reading import DATA
from anjian.sample.region import body_id, post_id
from anjian.supervision import events as supervision

DAY = dt.timedelta(days=1)
Said = Mapping[str, Any]
FACTS: Mapping[str, str] = {
    **{verb: one.fact for verb, one in hazards.VERBS.items()},
    "follow": supervision.FOLLOWED,
    "publish": supervision.RELEASED,
    "overdue": supervision.PROBLEM,
    "talk": "oversight.talked",
}
"""What a step does, and the fact of it."""
OPENING = ("notice", "find", "find_out")
_GRADING = ("find", "find_out", "grade")
_OWN = frozenset({"day", "do", "by", "minute", "photo", "supervisor", "into"})
"""What a step says for this file; the rest are attributes of its fact."""
_DAYS = ("until", "due")


@dataclass(frozen=True, slots=True)
class Case:
    """One hazard to be: whose, when it was found, what, and its steps. ``stretch``: of the days between the steps."""

    key: str
    firm: Plan
    day: dt.date
    found: str
    spot: str
    steps: tuple[Said, ...]
    criteria: tuple[str, ...] = ()
    stretch: float = 1.0
    hour: int = 9

    def id_of(self, key: str) -> str:
        """The id of a hazard by its key."""
        return f"hazard:sample-{key}"

    def day_of(self, step: Said) -> dt.date:
        """The day of a step."""
        return self.day + dt.timedelta(days=round(step["day"] * self.stretch))


@dataclass
class Telling:
    """Puts cases into a history; keeps the numbers that boards have given."""

    history: History
    listed: Counter[tuple[str, int]] = field(default_factory=Counter)
    numbers: dict[str, str] = field(default_factory=dict)

    def step(self, case: Case, n: int) -> None:
        """Add the fact of one step."""
        step, day = case.steps[n], case.day_of(case.steps[n])
        declared = policy.vocabulary().facts[FACTS[step["do"]]]
        by = self._by(case, step)
        said = self._said(case, step, day, by)
        private = {name: said.pop(name) for name in list(said) if declared.attributes[name].personal}
        if "photo" in step:
            said["files"] = [f"photo:{step['photo']}"]
        parties = [party for role in declared.parties if (party := self._party(case, step, role, by)) is not None]
        moment = at(day, case.hour, step.get("minute", 4 * n))
        recorder = self._recorder(case, step)
        key = f"{case.key}|{n}"
        self.history.fact(FACTS[step["do"]], key, day, moment, recorder, case.firm.place, parties, said, private)

    def _said(self, case: Case, step: Said, day: dt.date, by: Party | None) -> dict[str, Any]:
        told = {name: value for name, value in step.items() if name not in _OWN}
        for name in _DAYS:
            if name in told:
                told[name] = (case.day + told[name] * DAY).isoformat()
        do = step["do"]
        if do in OPENING:
            told |= {"found": case.found, "spot": case.spot}
        if do in _GRADING:
            told |= _grounds(case, day) if told["grade"] == MAJOR else {}
        if do == "publish":
            told["about"] = supervision.ABOUT
        if do == "overdue":
            told["problem"] = supervision.OVERDUE
        if do == "list":
            assert by is not None
            told |= self._listing(case, day, by.id)
        if do == "delist":
            told["number"] = self.numbers[case.key]
        return told

    def _listing(self, case: Case, day: dt.date, body: str) -> dict[str, str]:
        self.listed[body, day.year] += 1
        number = self.numbers[case.key] = supervision.number(day.year, self.listed[body, day.year])
        city = body == body_id(_city(case.firm), "ajj")
        return {"level": supervision.LEVELS["city" if city else "county"], "number": number}

    def _by(self, case: Case, step: Said) -> Party | None:
        who = step.get("by", "firm")
        if who == "firm":
            return Party("by", "enterprise", case.firm.id, case.firm.name)
        return Party("by", "body", body_id(_place(case.firm, who), "zf" if who == "government" else "ajj"))

    def _party(self, case: Case, step: Said, role: str, by: Party | None) -> Party | None:
        if role in ("hazard", "matter"):
            return Party(role, "matter", case.id_of(case.key))
        if role == "by":
            return by
        if role == "enterprise" or (role == "of" and step["do"] == "talk"):
            return Party(role, "enterprise", case.firm.id, case.firm.name)
        if role == "into":
            return Party(role, "matter", case.id_of(step["into"]))
        if role == "supervisor":
            return Party(role, "post", post_id(_place(case.firm, step["by"]), step["supervisor"]))
        if role == "to":
            return Party(role, "body", body_id(_place(case.firm, "county"), "ajj"))
        return None

    def _recorder(self, case: Case, step: Said) -> str:
        who = step.get("by", "firm")
        if who == "city":
            return self.history.region.places[_city(case.firm)].office
        login = next((one.login for one in self.history.region.logins if one.enterprise == case.firm.number), None)
        return f"acct:{login}" if who == "firm" and login else self.history.region.office(case.firm.place)


def tell(history: History, firms: list[Plan], near: Near) -> None:
    """Add all hazards, step by step in the order of their days: boards give their numbers in that order."""
    told = _told()
    cases = [*_written(history, firms, told["told"]), *_drawn(history, firms, near, told), *_trade(history, near, told)]
    telling = Telling(history)
    steps = sorted(
        ((case.day_of(step), number, n) for number, case in enumerate(cases) for n, step in enumerate(case.steps)),
    )
    for _, number, n in steps:
        telling.step(cases[number], n)


def _written(history: History, firms: list[Plan], told: list[Said]) -> Iterator[Case]:
    for one in told:
        day = history.today - one["ago"] * DAY
        criteria = tuple(one.get("criteria", ()))
        yield Case(one["key"], firms[one["firm"] - 1], day, one["found"], one["spot"], tuple(one["steps"]), criteria)


def _drawn(history: History, firms: list[Plan], near: Near, told: Said) -> Iterator[Case]:
    """So many of the enterprises of the story, and of every other county where there are any."""
    rules = told["drawn"]
    story = [plan for plan in firms[:RUNNING] if near.stood(plan.id, history.today)]
    spared = {one["firm"] for one in told["told"] if one["key"].startswith("minutes")}
    story = [plan for plan in story if plan.number not in spared]
    for n in range(rules["story"]):
        yield _one(history, dice("hazard", n), f"s{n:03d}", story, told)
    own = {plan.place[:6] for plan in firms[:RUNNING]}
    for place in history.region.places.values():
        if place.code == place.city or place.code[:6] in own:
            continue
        standing = [plan for plan in near.standing(place.code, history.today - rules["to"] * DAY) if _may(plan, told)]
        for n in range(rules["county"] if standing else 0):
            yield _one(history, dice("hazard", place.code, n), f"{place.code[:6]}-{n}", standing, told)


def _trade(history: History, near: Near, told: Said) -> Iterator[Case]:
    """Of one trade all but the first find something by themselves, so that its silence can be seen."""
    quiet = told["quiet"]
    peers = [
        plan
        for plan in near.standing(quiet["place"], history.today - quiet["within"] * DAY)
        if plan.industry.startswith(quiet["industry"])
    ]
    for n, plan in enumerate(peers[1:] * 2):
        draw = dice("quiet", plan.number, n)
        yield _case(history, draw, f"q{n:02d}", plan, told["drawn"]["lives"][0], told, quiet["within"] - 5)


def _may(plan: Plan, told: Said) -> bool:
    return not plan.industry.startswith(told["quiet"]["industry"])


def _one(history: History, draw: random.Random, key: str, firms: list[Plan], told: Said) -> Case:
    rules = told["drawn"]
    life = draw.choices(rules["lives"], [one["weight"] for one in rules["lives"]])[0]
    return _case(history, draw, key, draw.choice(firms), life, told, rules["to"])


def _case(history: History, draw: random.Random, key: str, plan: Plan, life: Said, told: Said, within: int) -> Case:
    words = [*told["found"].get(plan.industry[:2], ()), *told["found"][""]]
    found, spot = draw.choice(words)
    day = history.today - draw.randrange(told["drawn"]["from"], within) * DAY
    low, high = told["drawn"]["stretch"]
    stretch, hour = round(draw.uniform(low, high), 2), draw.randrange(9, 17)
    return Case(key, plan, day, found, spot, tuple(life["steps"]), stretch=stretch, hour=hour)


def _grounds(case: Case, day: dt.date) -> dict[str, str]:
    """By what it is major: the first item that was in force on the day; a person's reason where there was none."""
    for id in case.criteria:
        one = hazards.criterion(id)
        if one.standard.in_force(day):
            return {"criterion": id, "judged": "人工", "reason": f"对照{one.standard.name}{one.item}"}
    return {"judged": "人工", "reason": "可能造成群死群伤，由部门会商认定"}


def _place(firm: Plan, who: str) -> str:
    return _city(firm) if who == "city" else f"{firm.place[:6]}000000"


def _city(firm: Plan) -> str:
    return f"{divisions.normal(firm.place)[:4]}00000000"


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / "hazards.yaml").read_text(encoding="utf-8"))
    return found
