"""The enterprises of the sample as first registered: invented names, codes with right check characters that say EXAM.

Those of the story (尧都, 曲沃) are in every size; the others are drawn from the trades of ``data/industries.csv``.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import yaml

from anjian.lib import credit_code, divisions
from anjian.sample.build import SEED
from anjian.sample.dice import dice
from anjian.sample.reading import DATA
from anjian.sample.region import QUWO, YAODU, City, Region, Town, body_id

NUMBERS = "一二三四五六七八九十"
TRADES = (  # name, class of GB/T 4754, slug of the regulator's body
    ("洗煤厂", "0610", "mtj"),
    ("焦化厂", "2521", "ajj"),
    ("化工厂", "2614", "ajj"),
    ("铸造厂", "3391", "ajj"),
    ("建筑公司", "4710", "zjj"),
    ("货运公司", "5431", "jtj"),
    ("加油站", "5265", "ajj"),
    ("水泥厂", "3011", "ajj"),
)
TOWNS = {
    YAODU: ("141002100", "141002101", "141002102", "141002103", "141002104", "141002106", "141002107", "141002109"),
    QUWO: ("141021100", "141021101", "141021102", "141021103", "141021104"),
}
WITHOUT_REGULATOR = frozenset({13, 27})
"""Numbers of the two that nobody answers for."""
RUNNING = 32
"""Enterprises of the story in the books today; one more has closed."""
FOUNDED = dt.date(2017, 1, 1)
"""The day from which the enterprises of the story stand."""


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade: its class of GB/T 4754, the word in names, who regulates it, its share by region, staff, and dangers.

    hazard  行业安全类别
    crowd   kind of crowded place; "" when it is none
    """

    industry: str
    word: str
    office: str
    weights: dict[str, int]
    staff: tuple[int, int]
    hazard: str
    crowd: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An enterprise as first registered. Numbers of persons are None where nobody counted.

    trade  None for those of the story
    """

    number: int
    name: str
    credit_code: str
    place: str
    industry: str
    staff: int | None
    safety_staff: int | None
    regulator: str | None
    since: dt.date = FOUNDED
    trade: Trade | None = None

    @property
    def id(self) -> str:
        """The id in the registry."""
        return f"ent:{self.credit_code}"


def plans(region: Region) -> list[Plan]:
    """The enterprises of a region: those of the story, number 1 first, the closed one last; then the drawn ones."""
    return [*story_plans(SEED), *(_drawn(region) if region.size == "whole" else ())]


def story_plans(seed: int) -> Iterator[Plan]:
    """The enterprises that the story tells of."""
    for number in range(1, RUNNING + 2):
        draw = random.Random(f"{seed}|enterprise|{number}")
        county = YAODU if number % 8 not in (3, 5, 7) else QUWO
        town = divisions.normal(TOWNS[county][number % len(TOWNS[county])])
        trade, industry, office = TRADES[number % len(TRADES)]
        staff = None if number % 11 == 0 else draw.choice((8, 15, 26, 48, 80, 99, 101, 150, 240, 420))
        safety = None if staff is None or number % 7 == 0 else staff // 60
        yield Plan(
            number=number,
            name=f"示例{_numeral(number)}号{trade}",
            credit_code=code(f"EXAMPL{number:02d}", county),
            place=town,
            industry=industry,
            staff=staff,
            safety_staff=safety,
            regulator=None if number in WITHOUT_REGULATOR else body_id(county, office),
        )


def _drawn(region: Region) -> Iterator[Plan]:
    """The others, city by city; in each, counties in turn by how many towns they have."""
    number, taken = RUNNING + 1, set[str]()
    for city in region.cities:
        towns = [town for town in region.towns if divisions.contains(city.code, town.code)]
        trades = [trade for trade in _trades() if trade.weights[city.weight]]
        steps = list(accumulate(trade.weights[city.weight] for trade in trades))
        for _ in range(city.firms):
            number += 1
            draw = dice("firm", number)
            trade = draw.choices(trades, cum_weights=steps)[0]
            name = _name(draw, trade, taken)
            yield _one(draw, number, name, _since(draw, city, region), draw.choice(towns), trade)


def _since(draw: random.Random, city: City, region: Region) -> dt.date:
    """Most were there before the books began; the others came later, the last of them within the year."""
    if draw.random() < 0.8:
        return city.founded
    later = city.founded + dt.timedelta(days=draw.randrange(60, 1400))
    return min(later, region.recent + dt.timedelta(days=draw.randrange(300)))


def _one(draw: random.Random, number: int, name: str, since: dt.date, town: Town, trade: Trade) -> Plan:
    low, high = trade.staff
    staff = None if draw.random() < 0.04 else int(low * (high / low) ** draw.random())
    safety = None if staff is None or draw.random() < 0.05 else _safety_staff(draw, staff)
    return Plan(
        number=number,
        name=name,
        credit_code=code(f"EXAM{number:04d}", town.county),
        place=town.code,
        industry=trade.industry,
        staff=staff,
        safety_staff=safety,
        regulator=None if draw.random() < 0.02 else body_id(town.county, trade.office),
        since=max(since, town.founded),
        trade=trade,
    )


def _safety_staff(draw: random.Random, staff: int) -> int:
    """Full-time officers: enough in most, none in some."""
    wanted = staff // 100 + (staff > 100)
    return wanted if draw.random() < 0.85 else max(0, wanted - 1 - draw.randrange(2))


def _name(draw: random.Random, trade: Trade, taken: set[str]) -> str:
    first, second = _signs()
    name = f"示例{draw.choice(first)}{draw.choice(second)}{trade.word}"
    while name in taken:
        name = f"示例{draw.choice(first)}{draw.choice(second)}{draw.choice(second)}{trade.word}"
    taken.add(name)
    return name if trade.word in ("加油站", "幼儿园") else f"{name}有限公司"


@lru_cache(maxsize=1)
def _signs() -> tuple[str, str]:
    said = yaml.safe_load((DATA / "names.yaml").read_text(encoding="utf-8"))
    return said["first"], said["second"]


@lru_cache(maxsize=1)
def _trades() -> tuple[Trade, ...]:
    with (DATA / "industries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return tuple(_trade(row) for row in rows)


def _trade(row: dict[str, str]) -> Trade:
    weights = {city: int(row[city]) for city in ("linfen", "nantong", "qujing", "invented")}
    staff = int(row["staff_from"]), int(row["staff_to"])
    return Trade(row["code"], row["trade"], row["office"], weights, staff, row["hazard"], row["crowd"])


def code(organisation: str, county: str) -> str:
    """A credit code with right check characters for the whole and for the organisation (8 signs) inside it."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(sign, 36) * weight for sign, weight in zip(organisation, weights, strict=True))
    first = f"91{county[:6]}{organisation}{'0123456789X'[(11 - total % 11) % 11]}"
    return first + credit_code.check_character(first)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMBERS[tens - 1]}十"
    return head + (NUMBERS[ones - 1] if ones else "")
