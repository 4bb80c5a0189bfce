"""The enterprises of the sample: invented names, codes with right check characters that say EXAMPL."""

from __future__ import annotations

import random
from dataclasses import dataclass

from anjian.lib import credit_code, divisions
from anjian.sample.region import QUWO, YAODU, body_id

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
"""Enterprises in the books today; one more has closed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An enterprise as first registered. Numbers of persons are None where nobody counted."""

    number: int
    name: str
    credit_code: str
    place: str
    industry: str
    staff: int | None
    safety_staff: int | None
    regulator: str | None

    @property
    def id(self) -> str:
        """The id in the registry."""
        return f"ent:{self.credit_code}"


def plans(seed: int) -> list[Plan]:
    """The enterprises, number 1 first; the last one is the one that has closed."""
    found = []
    for number in range(1, RUNNING + 2):
        dice = random.Random(f"{seed}|enterprise|{number}")
        county = YAODU if number % 8 not in (3, 5, 7) else QUWO
        town = divisions.normal(TOWNS[county][number % len(TOWNS[county])])
        trade, industry, office = TRADES[number % len(TRADES)]
        staff = None if number % 11 == 0 else dice.choice((8, 15, 26, 48, 80, 99, 101, 150, 240, 420))
        safety = None if staff is None or number % 7 == 0 else staff // 60
        found.append(
            Plan(
                number=number,
                name=f"示例{_numeral(number)}号{trade}",
                credit_code=code(number, county),
                place=town,
                industry=industry,
                staff=staff,
                safety_staff=safety,
                regulator=None if number in WITHOUT_REGULATOR else body_id(county, office),
            )
        )
    return found


def code(number: int, county: str) -> str:
    """A credit code with right check characters for the whole and for the organisation inside it."""
    organisation = f"EXAMPL{number:02d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(sign, 36) * weight for sign, weight in zip(organisation, weights, strict=True))
    first = f"91{county[:6]}{organisation}{'0123456789X'[(11 - total % 11) % 11]}"
    return first + credit_code.check_character(first)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMBERS[tens - 1]}十"
    return head + (NUMBERS[ones - 1] if ones else "")
