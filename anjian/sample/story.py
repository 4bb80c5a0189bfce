"""What happened in the sample region: most duties met, some late, some not, and at least one case of every outcome.

Each draw has its own dice (rule, bearer, period): a history loaded for a later day tells much the same of earlier days.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from anjian.ledger.events import Party
from anjian.lib.calendar import Calendar
from anjian.sample.build import BEGIN, History, at, months_before
from anjian.sample.dice import dice
from anjian.sample.enterprises import Plan
from anjian.sample.near import Near
from anjian.sample.region import QUWO, YAODU, Place, PostPlan, Town, body_id, post_id

DAY = dt.timedelta(days=1)
OWES_THIS_MONTH = post_id(YAODU, "fxz-2")
"""The deputy head whose visit of this month is still owed; all earlier ones are filed."""
MISSED_LAST_MONTH = post_id(QUWO, "fxz-2")
LATE = 0.05
"""Share of visits made in time and entered 45 days later."""
MISSED = 0.06
"""Share of visits not made."""
FOUND = ("消防通道堆放物料", "配电箱未上锁", "未佩戴防护用品", "报警器未检定", "应急照明损坏")
"""What visits find."""


def tell(history: History, near: Near, calendar: Calendar) -> None:
    """Add visits, meetings, letters, tours and publicity."""
    _visits(history, near, calendar)
    _meetings(history)
    _letters(history)
    _tours(history)
    _publicity(history)


def months(history: History) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of every month from the beginning to the current one."""
    first = BEGIN.replace(day=1)
    while first < history.today:
        following = (first + dt.timedelta(days=32)).replace(day=1)
        yield first, following - DAY
        first = following


def periods(history: History, length: int) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of every period of so many months (3: quarters, 6: half-years, 12: years)."""
    first = dt.date(BEGIN.year, 1, 1)
    while first < history.today:
        following = months_before(first, -length)
        yield first, following - DAY
        first = following


# -- visits of leaders (3.7, 3.8) --


def _visits(history: History, near: Near, calendar: Calendar) -> None:
    for first, last in months(history):
        for place in history.region.places.values():
            for plan in place.posts:
                if "leading_cadre" in plan.classes and last >= place.begin:
                    _monthly(history, near, calendar, place, plan, first, last)
    _mistaken(history, near)
    _town_visits(history, near, calendar)


def _monthly(
    history: History, near: Near, calendar: Calendar, place: Place, plan: PostPlan, first: dt.date, last: dt.date
) -> None:
    """The visit of a leading cadre in a month, if it was made."""
    this_month = history.today.replace(day=1)
    post = post_id(place.code, plan.slug)
    draw = dice("visit", post, first)
    luck, pick = draw.random(), draw.random()
    if (post == MISSED_LAST_MONTH and first == months_before(this_month, 1)) or (
        post == OWES_THIS_MONTH and first == this_month
    ):
        return
    if luck < MISSED and not (post == OWES_THIS_MONTH and first >= months_before(this_month, 3)):
        return
    if first == this_month and luck > 0.5:
        return
    days = [day for day in _days(max(first, place.begin), last) if calendar.is_workday(day)]
    if not days:
        return
    day = days[int(pick * len(days))]
    late = MISSED <= luck < MISSED + LATE
    delay = 45 if late else draw.choice((0, 0, 0, 1, 3))
    _visit(history, near, draw, place, post, f"{place.name}{plan.name}", day, delay)


def _town_visits(history: History, near: Near, calendar: Calendar) -> None:
    """Heads of towns inspect once a quarter; the city has set the word 定期 to that."""
    for first, last in periods(history, 3):
        for town in history.region.towns:
            if last < town.begin:
                continue
            draw = dice("town visit", town.code, first)
            if draw.random() < (0.5 if last >= history.today else 0.1):
                continue
            day = calendar.roll(max(first, town.begin) + draw.randrange(55) * DAY)
            standing = near.standing(town.county, day)
            if standing and history.tenures.on(day, post=post_id(town.code, "xz")):
                _town_visit(history, draw, town, day, draw.choice(standing))


def _town_visit(history: History, draw: random.Random, town: Town, day: dt.date, seen: Plan) -> None:
    parties = [
        Party("led_by", "post", post_id(town.code, "xz"), f"{town.name}{town.head}"),
        Party("object", "enterprise", seen.id, seen.name),
    ]
    said = {"mode": "随机抽查", "hazards_found": 0}
    recorded, office = at(day, 17, draw.randrange(60)), history.region.office(town.code)
    name, key = "inspections.visit_filed", f"{town.code}|{day}"
    history.fact(name, key, at(day, 10), recorded, office, town.code, parties, said)


def _visit(
    history: History,
    near: Near,
    draw: random.Random,
    place: Place,
    post: str,
    name: str,
    day: dt.date,
    delay: int,
) -> Any:
    if history.tenures.on(day, post=post) is None:
        return None  # the post is vacant
    standing = near.standing(place.code, day)
    if len(standing) < 2:
        return None
    seen = draw.sample(standing, 2)
    if seen[1].place[:6] != seen[0].place[:6]:  # one visit is in one county, also that of a city's leader
        others = [plan for plan in standing if plan.place[:6] == seen[0].place[:6] and plan is not seen[0]]
        seen = [seen[0], *others[len(others) // 2 :][:1]]
    hazards = draw.choice((0, 1, 2, 2, 3, 5))
    said: dict[str, Any] = {"mode": draw.choice(("事先通知", "暗访", "随机抽查")), "hazards_found": hazards}
    if hazards:
        said["found"] = "；".join(draw.sample(FOUND, min(hazards, 3)))
    parties = [
        Party("led_by", "post", post, name),
        Party("attended_by", "body", body_id(place.code, "ajj")),
        *(Party("object", "enterprise", plan.id, plan.name) for plan in seen),
    ]
    happened = at(day, draw.randrange(9, 16), draw.choice((0, 10, 30, 40)))
    recorded = at(day + delay * DAY, 17, draw.randrange(60))
    key = f"{post}|{day}"
    where = seen[0].place
    return history.fact("inspections.visit_filed", key, happened, recorded, place.office, where, parties, said)


def _mistaken(history: History, near: Near) -> None:
    """A visit filed under the wrong post and voided the next morning, two months ago."""
    day = months_before(history.today, 2).replace(day=20)
    post = MISSED_LAST_MONTH
    quwo = history.region.places[QUWO]
    fact = _visit(history, near, dice("mistake"), quwo, post, "曲沃县副县长（分管安全）", day, 0)
    if fact:
        history.void(fact, at(day + DAY, 8, 40), quwo.office, "带队人选错了职务")


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


# -- meetings (3.10, 3.26, 3.29) --


@dataclass(frozen=True, slots=True)
class Meets:
    """A kind of meeting: of which body of which places, every so many months, about what, chaired by whom."""

    months: int
    places: tuple[str, ...]
    slug: str
    kind: str
    topics: tuple[str, ...]
    chair: str


def _meetings(history: History) -> None:
    """Of every place with offices; governments of all counties; safety committees of towns."""
    own = tuple(history.region.places)
    counties = tuple(history.region.governments)
    towns = tuple(town.code for town in history.region.towns)
    kinds = (
        Meets(6, own, "cwh", "常委会会议", ("safety_report_heard", "safety_staffing"), "sj"),
        Meets(6, own + counties, "zf", "政府常务会议", ("safety_report_heard", "safety_deployment"), "xz"),
        Meets(3, own + towns, "awh", "安委会专题会议", ("safety_deployment", "safety_measures"), "awhzr"),
    )
    without_chair = {town.code for town in history.region.towns if not town.chair}
    for kind in kinds:
        for first, last in periods(history, kind.months):
            for place in kind.places:
                if last < history.region.begin(place) or (
                    place == QUWO and kind.slug == "cwh" and first == _half_before(history)
                ):
                    continue  # of 曲沃 the last half-year went by without a report
                draw = dice("meeting", kind.slug, place, first)
                missed = 0.4 if place in without_chair else 0.05
                if draw.random() >= (0.6 if last >= history.today else missed):
                    _meeting(history, draw, place, kind, first, last)


def _meeting(history: History, draw: random.Random, place: str, kind: Meets, first: dt.date, last: dt.date) -> None:
    begin = max(first, history.region.begin(place))
    day = begin + draw.randrange((last - begin).days + 1) * DAY
    body = body_id(place, kind.slug)
    if history.bodies.on(day, body=body) is None:
        return  # a town that came later
    parties = [Party("body", "body", body)]
    if history.tenures.on(day, post=post_id(place, kind.chair)):
        parties.append(Party("chaired_by", "post", post_id(place, kind.chair)))
    if place in history.region.places:
        parties.append(Party("attended_by", "body", body_id(place, "ajj")))
    minutes = f"示例纪要〔{day.year}〕{draw.randrange(1, 90)}号"
    said = {"kind": kind.kind, "topics": list(kind.topics), "minutes": minutes}
    recorded = at(day + draw.choice((0, 1, 2)) * DAY, 18, draw.randrange(60))
    office = history.region.office(place)
    history.fact("meetings.held", f"{body}|{first}", at(day, 9, 30), recorded, office, place, parties, said)


def _half_before(history: History) -> dt.date:
    half = dt.date(history.today.year, 1 if history.today.month < 7 else 7, 1)
    return months_before(half, 6)


# -- letters, tours, publicity (7.11, 7.12, 9.1, 3.18) --


def _letters(history: History) -> None:
    for first, last in periods(history, 3):
        for place in history.region.places.values():
            for slug in ("zzb", "jw"):
                draw = dice("letter", place.code, slug, first)
                if last >= place.begin and draw.random() >= (0.5 if last >= history.today else 0.06):
                    _letter(history, draw, place, slug, first, last)


def _letter(history: History, draw: random.Random, place: Place, slug: str, first: dt.date, last: dt.date) -> None:
    begin = max(first, place.begin)
    day = begin + draw.randrange((last - begin).days + 1) * DAY
    parts = ["安全生产工作情况"] if draw.random() < 0.04 else ["安全生产工作情况", "有关部门履职情况"]
    sender = body_id(place.code, "ajj")
    parties = [Party("by", "body", sender), Party("to", "body", body_id(place.code, slug))]
    said = {
        "kind": "通报",
        "parts": parts,
        "topics": ["work_safety"],
        "number": f"示例函〔{day.year}〕{draw.randrange(1, 200)}号",
    }
    recorded, key = at(day, 16, draw.randrange(60)), f"{sender}|{slug}|{first}"
    history.fact("letters.sent", key, at(day, 15), recorded, place.office, place.code, parties, said)


def _tours(history: History) -> None:
    for first, last in periods(history, 12):
        for city in history.region.cities:
            for county in history.region.counties(city.code):
                draw = dice("tour", county, first)
                begin = max(first, dt.date(first.year, 3, 1), city.begin)
                if last < begin or draw.random() < 0.12:
                    continue
                day = begin + draw.randrange((last - begin).days + 1) * DAY
                _tour(history, draw, city.code, county, day, first)


def _tour(history: History, draw: random.Random, city: str, county: str, day: dt.date, first: dt.date) -> None:
    parties = [
        Party("by", "body", body_id(city, "awh")),
        Party("of", "body", body_id(county, "zf")),
        Party("led_by", "post", post_id(city, draw.choice(("fxz-1", "fxz-2", "fxz-3", "fxz-4")))),
    ]
    said = {"theme": draw.choice(("煤矿", "危险化学品", "建筑施工", "道路运输")), "occasion": "年度"}
    recorded, office = at(day, 17, draw.randrange(60)), history.region.office(city)
    history.fact("oversight.tour_opened", f"{county}|{first}", day, recorded, office, county, parties, said)


def _publicity(history: History) -> None:
    for first, _ in periods(history, 12):
        for place in history.region.places.values():
            draw = dice("publicity", place.code, first)
            day = dt.date(first.year, 6, 1) + draw.randrange(28) * DAY
            if day < place.begin:
                continue
            parties = [Party("by", "body", body_id(place.code, "sw"))]
            said = {"form": "咨询日", "topics": ["work_safety"], "audience": draw.randrange(80, 600)}
            key = f"{place.code}|{first.year}"
            history.fact("activities.held", key, day, at(day, 18), place.office, place.code, parties, said)
