"""What happened in the sample region: most duties met, some late, some not, and at least one case of every outcome.

Each draw has its own dice (rule, bearer, period): a history loaded for a later day tells much the same of earlier days.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.lib.calendar import Calendar
from anjian.sample import region
from anjian.sample.build import BEGIN, History, at, months_before
from anjian.sample.dice import dice
from anjian.sample.enterprises import Plan
from anjian.sample.founding import OFFICE
from anjian.sample.region import CITY, NAMES, POSTS, QUWO, YAODU, body_id, post_id

DAY = dt.timedelta(days=1)
OWES_THIS_MONTH = post_id(YAODU, "fxz-2")
"""The deputy head whose visit of this month is still owed; all earlier ones are filed."""
MISSED_LAST_MONTH = post_id(QUWO, "fxz-2")
NO_CHAIR = next(town for town, _, filled in region.TOWNS if not filled)
"""The town whose safety committee has no chair, and meets less often."""
LATE = 0.05
"""Share of visits made in time and entered 45 days later."""
MISSED = 0.06
"""Share of visits not made."""


def tell(history: History, firms: list[Plan], calendar: Calendar) -> None:
    """Add everything that happened."""
    _visits(history, firms, calendar)
    _meetings(history)
    _letters(history)
    _tours(history)
    _accidents(history, calendar)
    _cases(history, firms)
    _practice(history)
    _team(history, firms)
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


def _visits(history: History, firms: list[Plan], calendar: Calendar) -> None:
    leaders = [
        (place, post_id(place, plan.slug), f"{NAMES[place]}{plan.name}")
        for place, posts in POSTS.items()
        for plan in posts
        if "leading_cadre" in plan.classes
    ]
    this_month = history.today.replace(day=1)
    last_month = months_before(this_month, 1)
    for first, last in months(history):
        for place, post, name in leaders:
            draw = dice("visit", post, first)
            luck, pick = draw.random(), draw.random()
            if (post == MISSED_LAST_MONTH and first == last_month) or (post == OWES_THIS_MONTH and first == this_month):
                continue
            if luck < MISSED and not (post == OWES_THIS_MONTH and first >= months_before(this_month, 3)):
                continue
            if first == this_month and luck > 0.5:
                continue
            begin = max(first, BEGIN)
            days = [day for day in _days(begin, last) if calendar.is_workday(day)]
            day = days[int(pick * len(days))]
            late = MISSED <= luck < MISSED + LATE
            _visit(history, firms, draw, place, post, name, day, 45 if late else draw.choice((0, 0, 0, 1, 3)))
    _mistaken(history, firms)
    _town_visits(history, firms, calendar)


def _town_visits(history: History, firms: list[Plan], calendar: Calendar) -> None:
    """Heads of towns inspect once a quarter; the city has set the word 定期 to that."""
    for first, last in periods(history, 3):
        for town, name, _ in region.TOWNS:
            draw = dice("town visit", town, first)
            near = [plan for plan in firms if divisions.contains(f"{town[:6]}000000", plan.place)]
            if draw.random() < (0.5 if last >= history.today else 0.1):
                continue
            day = calendar.roll(max(first, BEGIN) + draw.randrange(55) * DAY)
            seen = draw.choice([plan for plan in near if _stood(history, plan, day)])
            parties = [
                Party("led_by", "post", post_id(town, "xz"), f"{name}镇长"),
                Party("object", "enterprise", seen.id, seen.name),
            ]
            said = {"mode": "随机抽查", "hazards_found": 0}
            key = f"{town}|{first}"
            recorded = at(day, 17, draw.randrange(60))
            history.fact("inspections.visit_filed", key, at(day, 10), recorded, _office(town), town, parties, said)


def _visit(
    history: History,
    firms: list[Plan],
    draw: random.Random,
    place: str,
    post: str,
    name: str,
    day: dt.date,
    delay: int,
) -> Any:
    if history.tenures.on(day, post=post) is None:
        return None  # the post is vacant
    inside = [plan for plan in firms if divisions.contains(place, plan.place)]
    standing = [plan for plan in inside if _stood(history, plan, day)]
    seen = draw.sample(standing, 2)
    if seen[1].place[:6] != seen[0].place[:6]:  # one visit is in one county, also that of a city's leader
        near = [plan for plan in standing if plan.place[:6] == seen[0].place[:6] and plan is not seen[0]]
        seen = [seen[0], near[len(near) // 2]]
    hazards = draw.choice((0, 1, 2, 2, 3, 5))
    said: dict[str, Any] = {"mode": draw.choice(("事先通知", "暗访", "随机抽查")), "hazards_found": hazards}
    if hazards:
        found = ("消防通道堆放物料", "配电箱未上锁", "未佩戴防护用品", "报警器未检定", "应急照明损坏")
        said["found"] = "；".join(draw.sample(found, min(hazards, 3)))
    office = body_id(place, "ajj")
    parties = [
        Party("led_by", "post", post, name),
        Party("attended_by", "body", office),
        *(Party("object", "enterprise", plan.id, plan.name) for plan in seen),
    ]
    happened = at(day, draw.randrange(9, 16), draw.choice((0, 10, 30, 40)))
    recorded = at(day + delay * DAY, 17, draw.randrange(60))
    return history.fact(
        "inspections.visit_filed",
        f"{post}|{day}",
        happened,
        recorded,
        OFFICE[place],
        seen[0].place,
        parties,
        said,
    )


def _stood(history: History, plan: Plan, day: dt.date) -> bool:
    return history.enterprises.on(day, enterprise=plan.id) is not None


def _mistaken(history: History, firms: list[Plan]) -> None:
    """A visit filed under the wrong post and voided the next morning, two months ago."""
    day = months_before(history.today, 2).replace(day=20)
    post = MISSED_LAST_MONTH
    fact = _visit(history, firms, dice("mistake"), QUWO, post, "曲沃县副县长（分管安全）", day, 0)
    if fact:
        history.void(fact, at(day + DAY, 8, 40), OFFICE[QUWO], "带队人选错了职务")


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


# -- meetings (3.10, 3.26, 3.29) --


def _meetings(history: History) -> None:
    """Of the city and both counties; governments of all counties; safety committees of some towns."""
    own = tuple(NAMES)
    counties = tuple(divisions.normal(code) for code in region.COUNTIES)
    towns = tuple(town for town, _, _ in region.TOWNS)
    kinds: tuple[tuple[int, tuple[str, ...], str, str, list[str], str], ...] = (
        (6, own, "cwh", "常委会会议", ["safety_report_heard", "safety_staffing"], "sj"),
        (6, own + counties, "zf", "政府常务会议", ["safety_report_heard", "safety_deployment"], "xz"),
        (3, own + towns, "awh", "安委会专题会议", ["safety_deployment", "safety_measures"], "awhzr"),
    )
    for length, places, slug, kind, topics, chair in kinds:
        for first, last in periods(history, length):
            for place in places:
                if place == QUWO and slug == "cwh" and first == _half_before(history):
                    continue  # the last half-year went by without a report
                draw = dice("meeting", slug, place, first)
                missed = 0.4 if place == NO_CHAIR else 0.05
                if draw.random() >= (0.6 if last >= history.today else missed):
                    _meeting(history, draw, place, slug, kind, topics, chair, first, last)


def _meeting(
    history: History,
    draw: random.Random,
    place: str,
    slug: str,
    kind: str,
    topics: list[str],
    chair: str,
    first: dt.date,
    last: dt.date,
) -> None:
    begin = max(first, BEGIN)
    day = begin + draw.randrange((last - begin).days + 1) * DAY
    body = body_id(place, slug)
    parties = [Party("body", "body", body)]
    if history.tenures.on(day, post=post_id(place, chair)):
        parties.append(Party("chaired_by", "post", post_id(place, chair)))
    if place in NAMES:
        parties.append(Party("attended_by", "body", body_id(place, "ajj")))
    said = {"kind": kind, "topics": topics, "minutes": f"示例纪要〔{day.year}〕{draw.randrange(1, 90)}号"}
    recorded = at(day + draw.choice((0, 1, 2)) * DAY, 18, draw.randrange(60))
    history.fact("meetings.held", f"{body}|{first}", at(day, 9, 30), recorded, _office(place), place, parties, said)


def _office(place: str) -> str:
    """Who keeps the books: the office of the county; for the other counties the city's."""
    return OFFICE.get(f"{place[:6]}000000", OFFICE[CITY])


def _half_before(history: History) -> dt.date:
    half = dt.date(history.today.year, 1 if history.today.month < 7 else 7, 1)
    return months_before(half, 6)


# -- letters, tours, publicity (7.11, 7.12, 9.1, 3.18) --


def _letters(history: History) -> None:
    for first, last in periods(history, 3):
        for place in NAMES:
            for slug in ("zzb", "jw"):
                draw = dice("letter", place, slug, first)
                if draw.random() < (0.5 if last >= history.today else 0.06):
                    continue
                begin = max(first, BEGIN)
                day = begin + draw.randrange((last - begin).days + 1) * DAY
                parts = ["安全生产工作情况"] if draw.random() < 0.04 else ["安全生产工作情况", "有关部门履职情况"]
                sender = body_id(place, "ajj")
                parties = [Party("by", "body", sender), Party("to", "body", body_id(place, slug))]
                said = {
                    "kind": "通报",
                    "parts": parts,
                    "topics": ["work_safety"],
                    "number": f"示例函〔{day.year}〕{draw.randrange(1, 200)}号",
                }
                recorded = at(day, 16, draw.randrange(60))
                key = f"{sender}|{slug}|{first}"
                history.fact("letters.sent", key, at(day, 15), recorded, OFFICE[place], place, parties, said)


def _tours(history: History) -> None:
    toured = [*(divisions.normal(code) for code in region.COUNTIES), YAODU, QUWO]
    for first, last in periods(history, 12):
        for place in toured:
            draw = dice("tour", place, first)
            if draw.random() < 0.12:
                continue
            begin = max(first, dt.date(first.year, 3, 1))
            day = begin + draw.randrange((last - begin).days + 1) * DAY
            parties = [
                Party("by", "body", body_id(CITY, "awh")),
                Party("of", "body", body_id(place, "zf")),
                Party("led_by", "post", post_id(CITY, draw.choice(("fxz-1", "fxz-2", "fxz-3", "fxz-4")))),
            ]
            said = {"theme": draw.choice(("煤矿", "危险化学品", "建筑施工", "道路运输")), "occasion": "年度"}
            recorded = at(day, 17, draw.randrange(60))
            key = f"{place}|{first}"
            history.fact("oversight.tour_opened", key, day, recorded, OFFICE[CITY], place, parties, said)


def _publicity(history: History) -> None:
    for first, _ in periods(history, 12):
        for place in NAMES:
            draw = dice("publicity", place, first)
            day = dt.date(first.year, 6, 1) + draw.randrange(28) * DAY
            parties = [Party("by", "body", body_id(place, "sw"))]
            said = {"form": "咨询日", "topics": ["work_safety"], "audience": draw.randrange(80, 600)}
            key = f"{place}|{first.year}"
            history.fact("activities.held", key, day, at(day, 18), OFFICE[place], place, parties, said)


# -- accidents (23.16, 23.17) --


def _accidents(history: History, calendar: Calendar) -> None:
    """Five closed cases: evaluated in time and published, late and not published, freshly evaluated; two are not."""
    today = history.today
    fresh = today - 9 * DAY
    plans: tuple[tuple[str, str, dt.date, dt.date | None, int | None], ...] = (
        ("A01", YAODU, months_before(today, 14), months_before(today, 3), 10),
        ("B02", QUWO, months_before(today, 15), months_before(today, 2), None),
        ("C03", YAODU, months_before(today, 8), fresh, None),
        ("D04", QUWO, months_before(today, 13), None, None),
        ("E05", YAODU, months_before(today, 5), None, None),
    )
    for number, place, closed, evaluated, published in plans:
        matter = f"matter:accident-{number}"
        about = Party("accident", "matter", matter, f"示例事故{number}")
        government = body_id(place, "zf")
        parties = [about, Party("investigated_by", "body", government)]
        said: dict[str, Any] = {"grade": "一般", "deaths": 1 if number != "C03" else 2}
        history.fact("accidents.closed", number, closed, at(closed, 17), OFFICE[place], place, parties, said)
        if evaluated is None:
            continue
        parties = [about, Party("by", "body", government), Party("attended_by", "body", body_id(place, "ajj"))]
        said = {"result": "已落实" if number == "A01" else "基本落实"}
        name = "accidents.rectification_evaluated"
        history.fact(name, number, evaluated, at(evaluated, 17), OFFICE[place], place, parties, said)
        if published is None:
            continue
        day = calendar.add_workdays(evaluated, published)
        parties = [about, Party("by", "body", government)]
        said = {"channel": "政府网站", "about": "整改评估"}
        history.fact("publication.released", number, day, at(day, 17), OFFICE[place], place, parties, said)


# -- enforcement cases (20.4) --


def _cases(history: History, firms: list[Plan]) -> None:
    """Discussed and then decided; decided without discussion; small."""
    plans = (("K101", YAODU, 300_000, True, 7), ("K102", QUWO, 260_000, False, 5), ("K103", YAODU, 20_000, False, 4))
    for number, place, amount, discussed, months_ago in plans:
        firm = next(plan for plan in firms if divisions.contains(place, plan.place) and plan.regulator)
        matter = Party("case", "matter", f"matter:case-{number}", f"示例案{number}")
        by = Party("by", "body", body_id(place, "ajj"))
        day = months_before(history.today, months_ago)
        if discussed:
            before = day - 6 * DAY
            name = "cases.collectively_decided"
            said: dict[str, Any] = {"minutes": f"示例案审〔{before.year}〕1号"}
            history.fact(name, number, before, at(before, 17), OFFICE[place], place, [matter, by], said)
        parties = [matter, by, Party("against", "enterprise", firm.id, firm.name)]
        said = {"amount": amount, "kind": "罚款"}
        history.fact("cases.decided", number, day, at(day, 17), OFFICE[place], firm.place, parties, said)


def _practice(history: History) -> None:
    """Files are reviewed and enforcement is checked now and then: 定期 without a cadence, the last day shows."""
    for first, _ in periods(history, 12):
        for place in NAMES:
            for slug, kind in (("ajj", "案卷评查"), ("ajj", "执法监督检查"), ("mtj", "案卷评查")):
                draw = dice("practice", place, slug, kind, first)
                if draw.random() < 0.3:
                    continue
                day = first + draw.randrange(60, 350) * DAY
                said = {"kind": kind, "files": draw.randrange(5, 40)}
                key = f"{place}|{slug}|{kind}|{first.year}"
                by = [Party("by", "body", body_id(place, slug))]
                history.fact("cases.practice_reviewed", key, day, at(day, 17), OFFICE[place], place, by, said)


# -- the rescue team of the annex (15.8) --


def _team(history: History, firms: list[Plan]) -> None:
    office = Party("by", "body", body_id(CITY, "ajj"))
    host = next(plan for plan in firms if plan.industry == "2614")
    formed = dt.date(2019, 5, 6)
    parties = [Party("host", "enterprise", host.id, host.name), office]
    team = {"field": "危险化学品", "scope": "全市", "members": 36}
    history.fact("emergency.team_formed", "chemical", formed, at(formed, 17), OFFICE[CITY], host.place, parties, team)
