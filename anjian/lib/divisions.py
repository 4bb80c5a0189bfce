"""Administrative division codes (行政区划代码, GB/T 2260 and the 12-digit codes of the statistics) as ranges.

A code is 6 digits (county and up), 9 (town) or 12 (village); inside the program it is always 12 digits, filled with
zeros. A place and everything below it is one range of such strings, so "inside this county" is
``division BETWEEN lo AND hi`` in any database. This module knows the grammar of codes; whether a place exists, and
from when, is a question for the module ``places``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from anjian.lib.errors import Refusal

Level = Literal["country", "province", "city", "county", "town", "village"]

LEVELS: tuple[Level, ...] = ("country", "province", "city", "county", "town", "village")
LEVEL_NAMES: dict[Level, str] = {
    "country": "全国",
    "province": "省级",
    "city": "地市级",
    "county": "县级",
    "town": "乡级",
    "village": "村级",
}

KIND_ENDINGS: dict[str, tuple[str, ...]] = {"district": ("区",), "county": ("县", "旗"), "county_city": ("市",)}
"""How the official name of each kind of county-level division ends (市辖区, 县与旗, 县级市). When a county becomes a
district, its name says so from the day."""

COUNTRY = "000000000000"
"""The code used for the whole country (全国)."""

# Digits 1-2 in GB/T 2260. The grammar of the code, like the alphabet of a credit code; not a figure of a document.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split()  # noqa: SIM905
)
# 直辖市 and 特别行政区: digits 3-4 only group districts (01 市辖区, 02 县), so a district's parent is the province.
_WITHOUT_CITIES = frozenset({"11", "12", "31", "50", "81", "82"})
# Digits 3-4 = 90: counties straight under the province (省直辖县级行政区划), e.g. 429004, 659001.
_STRAIGHT = "90"


@dataclass(frozen=True, slots=True, order=True)
class DivisionRange:
    """A place with everything below it: all 12-digit codes from ``lo`` to ``hi``, both included. ``lo`` is its code."""

    lo: str
    hi: str

    def contains(self, place: str | DivisionRange) -> bool:
        """Whether all of ``place`` lies inside: a county contains its towns, never its city. Refuses wrong codes."""
        inner = place if isinstance(place, DivisionRange) else of(place)
        return self.lo <= inner.lo and inner.hi <= self.hi


def of(code: str) -> DivisionRange:
    """The range of a 6-, 9- or 12-digit code. Refuses what is not a division code."""
    return _read(code)[0]


def normal(code: str) -> str:
    """The code in 12 digits. Refuses what is not a division code."""
    return _read(code)[0].lo


def level(code: str) -> Level:
    """The level of a code. Refuses what is not a division code."""
    return _read(code)[1]


def parent(code: str) -> str | None:
    """The place directly above, in 12 digits; None above the country.

    Districts of municipalities (110101) and counties straight under a province (429004, 659001) have the province
    as parent; a town of a city without counties (441900003) has the city.
    """
    return _read(code)[2]


def path(code: str) -> tuple[str, ...]:
    """All places from the country down to the place itself, in 12 digits."""
    found: list[str] = []
    above: str | None = normal(code)
    while above is not None:
        found.append(above)
        above = parent(above)
    return tuple(reversed(found))


def part_digits(code: str) -> int:
    """How many digits of a code tell the places directly below this one apart: 6 of a city's, 9 of a county's."""
    below = {"country": 2, "province": 4, "city": 6, "county": 9, "town": 12, "village": 12}
    return 6 if code[:2] in _WITHOUT_CITIES and level(code) == "province" else below[level(code)]


def levels_of(province: str) -> tuple[Level, ...]:
    """The levels that a province (its first two digits) has: municipalities have no city level."""
    return tuple(one for one in LEVELS if one != "city" or province not in _WITHOUT_CITIES)


def with_cities() -> tuple[str, ...]:
    """Codes of the provinces that have cities, in order."""
    return tuple(sorted(code + "0" * 10 for code in _PROVINCES - _WITHOUT_CITIES))


def contains(outer: str, inner: str) -> bool:
    """Whether ``inner`` is ``outer`` or lies below it. Refuses wrong codes."""
    return of(outer).contains(inner)


def short(code: str) -> str:
    """The code as people write it: 6 digits down to the county, 9 for a town, 12 for a village."""
    full = normal(code)
    return full if full[9:] != "000" else full[:9] if full[6:9] != "000" else full[:6]


def county(code: str) -> str:
    """The first six digits: of the county that a place lies in, of a city or province where it is one."""
    return normal(code)[:6]


def is_code(code: str) -> bool:
    """Whether ``code`` reads as a division code."""
    try:
        _read(code)
    except Refusal:
        return False
    return True


@lru_cache(maxsize=65536)
def _read(code: str) -> tuple[DivisionRange, Level, str | None]:
    if not isinstance(code, str) or not code.isascii() or not code.isdigit():
        raise _wrong(code, "应全部为半角数字", "digits")
    if len(code) not in (6, 9, 12):
        raise _wrong(code, f"应为6位（县级以上）、9位（乡级）或12位（村级），现为{len(code)}位", "length")
    full = code.ljust(12, "0")
    province, city, county, town, village = full[:2], full[2:4], full[4:6], full[6:9], full[9:]
    if province == "00":
        if full != COUNTRY:
            raise _wrong(code, "前两位00只用于全国，其后各位应全为0", "province")
        return DivisionRange(COUNTRY, "9" * 12), "country", None
    if province not in _PROVINCES:
        raise _wrong(code, f"前两位“{province}”不是省级代码", "province")
    top = province + "0" * 10
    if city == "00":
        if full != top:
            raise _wrong(code, "第3、4位为00表示省级，其后各位应全为0", "city")
        return _range(full, 2), "province", COUNTRY
    if "71" <= city <= "89" or city > _STRAIGHT:
        raise _wrong(code, f"第3、4位“{city}”不在国家标准的编码范围（01—70、90）内", "city")
    direct = province in _WITHOUT_CITIES or city == _STRAIGHT
    if direct and county == "00":
        raise Refusal(
            f"区划代码“{code}”只是汇总用码，不是一个地方",
            "直辖市的区县和省直辖的县市直接归省级，没有地市这一级",
            f"要表示全省（市）请用{province}0000，要表示某个区县请填该区县的代码",
            code="division.group",
            field="division",
        )
    above = top if direct else full[:4] + "0" * 8
    if town == "000":
        if village != "000":
            raise _wrong(code, "第7至9位为000时没有乡级，第10至12位应为000", "town")
        return (_range(full, 4), "city", top) if county == "00" else (_range(full, 6), "county", above)
    if county != "00":
        above = full[:6] + "0" * 6
    if village == "000":
        return _range(full, 9), "town", above
    return DivisionRange(full, full), "village", full[:9] + "000"


def _range(full: str, kept: int) -> DivisionRange:
    return DivisionRange(full, full[:kept] + "9" * (12 - kept))


def _wrong(code: object, detail: str, kind: str) -> Refusal:
    return Refusal(
        f"区划代码“{code}”不对：{detail}",
        "区划代码决定归谁管、谁能看到，错了会记到别处",
        "请核对GB/T 2260代码，例如临汾市141000、侯马市141081",
        code=f"division.{kind}",
        field="division",
    )
