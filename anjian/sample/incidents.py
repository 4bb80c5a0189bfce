"""Accidents and what came of them, enforcement cases, reviews of practice, and the rescue team of the annex."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.lib.calendar import Calendar
from anjian.sample.build import History, at, months_before
from anjian.sample.dice import dice
from anjian.sample.enterprises import Plan
from anjian.sample.region import CITY, QUWO, YAODU, body_id
from anjian.sample.story import periods

DAY = dt.timedelta(days=1)
OF_THE_STORY = (CITY, YAODU, QUWO)
"""Places whose accidents and cases are written, and not drawn."""


@dataclass(frozen=True, slots=True)
class Accident:
    """A closed case: when the rectification was evaluated, and published so many working days later."""

    number: str
    place: str
    closed: dt.date
    deaths: int
    evaluated: dt.date | None = None
    published: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """An enforcement case: the fine in yuan, and whether it was discussed by the heads, and reviewed by law, before."""

    number: str
    place: str
    amount: int
    discussed: bool
    decided: dt.date
    reviewed: bool = False


def tell(history: History, firms: list[Plan], calendar: Calendar) -> None:
    """Add everything of this file."""
    for accident in (*_written_accidents(history.today), *_drawn_accidents(history)):
        _accident(history, accident, calendar)
    for case in (*_written_cases(history.today), *_drawn_cases(history)):
        _case(history, case, firms)
    _practice(history)
    _team(history, firms)


# -- accidents (23.16, 23.17) --


def _written_accidents(today: dt.date) -> Iterator[Accident]:
    """Five closed cases: evaluated in time and published, late and not published, freshly evaluated; two are not."""
    yield Accident("A01", YAODU, months_before(today, 14), 1, months_before(today, 3), 10)
    yield Accident("B02", QUWO, months_before(today, 15), 1, months_before(today, 2))
    yield Accident("C03", YAODU, months_before(today, 8), 2, today - 9 * DAY)
    yield Accident("D04", QUWO, months_before(today, 13), 1)
    yield Accident("E05", YAODU, months_before(today, 5), 1)


def _drawn_accidents(history: History) -> Iterator[Accident]:
    """Of other places: in one of three an accident, most evaluated within the year and published."""
    for place in history.region.places.values():
        draw = dice("accident", place.code)
        if place.code in OF_THE_STORY or draw.random() >= 0.35:
            continue
        closed = months_before(history.today, draw.randrange(2, 14)) + draw.randrange(20) * DAY
        evaluated = closed + draw.randrange(60, 400) * DAY if draw.random() < 0.7 else None
        published = draw.randrange(4, 30) if draw.random() < 0.8 else None
        number = f"S{divisions.short(place.code)}"
        yield Accident(
            number, place.code, max(closed, place.begin + DAY), draw.choice((1, 1, 1, 2)), evaluated, published
        )


def _accident(history: History, one: Accident, calendar: Calendar) -> None:
    about = Party("accident", "matter", f"matter:accident-{one.number}", f"示例事故{one.number}")
    office, government = history.region.office(one.place), body_id(one.place, "zf")
    parties = [about, Party("investigated_by", "body", government)]
    said: dict[str, Any] = {"grade": "一般", "deaths": one.deaths}
    history.fact("accidents.closed", one.number, one.closed, at(one.closed, 17), office, one.place, parties, said)
    if one.evaluated is None:
        return
    parties = [about, Party("by", "body", government), Party("attended_by", "body", body_id(one.place, "ajj"))]
    said = {"result": "已落实" if one.published else "基本落实"}
    name, recorded = "accidents.rectification_evaluated", at(one.evaluated, 17)
    history.fact(name, one.number, one.evaluated, recorded, office, one.place, parties, said)
    if one.published is None:
        return
    day = calendar.add_workdays(one.evaluated, one.published)
    parties = [about, Party("by", "body", government)]
    said = {"channel": "政府网站", "about": "整改评估"}
    history.fact("publication.released", one.number, day, at(day, 17), office, one.place, parties, said)


# -- enforcement cases (20.4) --


def _written_cases(today: dt.date) -> Iterator[Case]:
    """Discussed and then decided; decided without discussion; small."""
    yield Case("K101", YAODU, 300_000, True, months_before(today, 7))
    yield Case("K102", QUWO, 260_000, False, months_before(today, 5))
    yield Case("K103", YAODU, 20_000, False, months_before(today, 4))


def _drawn_cases(history: History) -> Iterator[Case]:
    """Of other places a handful each; the large ones were discussed before, nearly always."""
    for place in history.region.places.values():
        if place.code in OF_THE_STORY:
            continue
        draw = dice("cases", place.code)
        for n in range(draw.randrange(2, 7)):
            amount = draw.choice((5_000, 10_000, 20_000, 30_000, 50_000, 120_000, 260_000))
            day = history.region.recent + draw.randrange(20, 430) * DAY
            discussed = amount > 100_000 and draw.random() < 0.93
            number, reviewed = f"{divisions.short(place.code)}-{n + 1}", draw.random() < 0.95
            yield Case(number, place.code, amount, discussed, day, reviewed)


def _case(history: History, one: Case, firms: list[Plan]) -> None:
    firm = next(plan for plan in firms if divisions.contains(one.place, plan.place) and plan.regulator)
    office = history.region.office(one.place)
    matter = Party("case", "matter", f"matter:case-{one.number}", f"示例案{one.number}")
    by = Party("by", "body", body_id(one.place, "ajj"))
    if one.reviewed:
        before = one.decided - 9 * DAY
        history.fact("cases.legally_reviewed", one.number, before, at(before, 17), office, one.place, [matter, by])
    if one.discussed:
        before = one.decided - 6 * DAY
        name, said = "cases.collectively_decided", dict[str, Any](minutes=f"示例案审〔{before.year}〕1号")
        history.fact(name, one.number, before, at(before, 17), office, one.place, [matter, by], said)
    parties = [matter, by, Party("against", "enterprise", firm.id, firm.name)]
    said = {"amount": one.amount, "kind": "罚款"}
    history.fact("cases.decided", one.number, one.decided, at(one.decided, 17), office, firm.place, parties, said)


def _practice(history: History) -> None:
    """Files are reviewed and enforcement is checked now and then: 定期 without a cadence, the last day shows."""
    for first, _ in periods(history, 12):
        for place in (one for one in history.region.places.values() if one.city == CITY):
            for slug, kind in (("ajj", "案卷评查"), ("ajj", "执法监督检查"), ("mtj", "案卷评查")):
                draw = dice("practice", place.code, slug, kind, first)
                if draw.random() < 0.3:
                    continue
                day = first + draw.randrange(60, 350) * DAY
                said = {"kind": kind, "files": draw.randrange(5, 40)}
                key = f"{place.code}|{slug}|{kind}|{first.year}"
                by = [Party("by", "body", body_id(place.code, slug))]
                name, recorded = "cases.practice_reviewed", at(day, 17)
                history.fact(name, key, day, recorded, place.office, place.code, by, said)


def _team(history: History, firms: list[Plan]) -> None:
    """The rescue team of the annex (15.8)."""
    office = Party("by", "body", body_id(CITY, "ajj"))
    host = next(plan for plan in firms if plan.industry == "2614")
    formed = dt.date(2019, 5, 6)
    parties = [Party("host", "enterprise", host.id, host.name), office]
    team = {"field": "危险化学品", "scope": "全市", "members": 36}
    keeper, recorded = history.region.office(CITY), at(formed, 17)
    history.fact("emergency.team_formed", "chemical", formed, recorded, keeper, host.place, parties, team)
