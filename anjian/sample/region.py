"""Who and what there is in the sample: places with offices, towns, posts, logins, and the ids and names they go by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from anjian.lib import divisions

CITY = "141000000000"
YAODU = "141002000000"
QUWO = "141021000000"
PASSWORD = "anjian-shili"
"""Of every account of the sample; it stands on the sign-in page."""
SIZES = ("small", "whole")
"""small: Linfen with two counties, for tests; whole: all of it."""

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def person_name(number: int) -> str:
    """An obviously invented name: 示例 and one of the sixty pairs of stem and branch, then numbered."""
    turn, place = divmod(number, 60)
    return f"示例{STEMS[place % 10]}{BRANCHES[place % 12]}{'' if turn == 0 else turn + 1}"


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """A body: its slug in the id, its name after the place's, the name from the reform on, classes, functions.

    superior  slug of the city's body that it stands under (垂直管理)
    """

    slug: str
    name: str
    renamed: str = ""
    classes: tuple[str, ...] = ("department",)
    functions: tuple[str, ...] = ()
    superior: str = ""


@dataclass(frozen=True, slots=True)
class PostPlan:
    """A post: slug, name, slug of its body, classes. ``same_as``: held by the holder of that post (two posts)."""

    slug: str
    name: str
    body: str
    classes: tuple[str, ...]
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A place with full offices.

    city     code of the city it lies in; its own for a city
    office   the account that keeps its books
    founded  the day from which its bodies and posts stand
    begin    the first day of its books
    """

    code: str
    name: str
    city: str
    office: str
    founded: dt.date
    begin: dt.date
    bodies: tuple[BodyPlan, ...]
    posts: tuple[PostPlan, ...]

    def called(self, plan: BodyPlan, name: str) -> str:
        """The name of one of its bodies: 临汾市人民政府, 中共临汾市委, 临汾市委组织部."""
        return f"中共{self.name}委" if plan.slug == "sw" else f"{self.name}{name}"


@dataclass(frozen=True, slots=True)
class Town:
    """A town with a government and a safety committee. ``chair``: its head chairs it too; else that post is vacant.

    inspector  it has a post of an inspector besides
    """

    code: str
    name: str
    government: str
    head: str
    founded: dt.date
    begin: dt.date
    chair: bool
    inspector: bool

    @property
    def county(self) -> str:
        """The code of its county."""
        return f"{self.code[:6]}000000"


@dataclass(frozen=True, slots=True)
class City:
    """A city of the sample: how many enterprises besides those of the story, by which column of the trades."""

    code: str
    name: str
    founded: dt.date
    begin: dt.date
    firms: int
    weight: str


@dataclass(frozen=True, slots=True)
class Login:
    """A login of the sample. ``post`` gives the person behind it; ``enterprise`` counts from 1 in the sample's list.

    shown  it stands on the sign-in page
    """

    login: str
    who: str
    post: str = ""
    roles: tuple[str, ...] = ()
    enterprise: int = 0
    shown: bool = True


@dataclass(frozen=True)
class Region:
    """The sample of one size on one day.

    places       those with full offices, by code: each city, then its counties
    governments  the other counties by code, with their names: their governments alone are there, for the city to tour
    other_chair  counties whose safety committee another post than the head of government chairs
    settlements  codes and names of villages and communities that grid cells are drawn in
    """

    size: str
    cities: tuple[City, ...]
    places: Mapping[str, Place]
    governments: Mapping[str, str]
    towns: tuple[Town, ...]
    other_chair: Mapping[str, str]
    logins: tuple[Login, ...]
    settlements: tuple[tuple[str, str], ...] = ()

    @property
    def recent(self) -> dt.date:
        """From when on everything is told in detail: the begin of the city that came last."""
        return max(city.begin for city in self.cities)

    @cached_property
    def counties_with_towns(self) -> Mapping[str, tuple[Town, ...]]:
        """The towns by county."""
        found: dict[str, list[Town]] = {}
        for town in self.towns:
            found.setdefault(town.county, []).append(town)
        return {code: tuple(towns) for code, towns in found.items()}

    def inside(self, place: str) -> Iterator[Place]:
        """The places with full offices in a place, itself among them."""
        return (one for one in self.places.values() if divisions.contains(place, one.code))

    def counties(self, city: str) -> Iterator[str]:
        """The codes of all counties of a city whose government is in the sample."""
        yield from (code for code in self.governments if divisions.contains(city, code))
        yield from (one.code for one in self.places.values() if one.city == city != one.code)

    def office(self, place: str) -> str:
        """The account that keeps the books of a place: its county's; the city's where the county has none."""
        county = self.places.get(f"{place[:6]}000000")
        return county.office if county else self.places[f"{place[:4]}00000000"].office

    def begin(self, place: str) -> dt.date:
        """The first day of the books of a place."""
        return self.places[f"{place[:4]}00000000"].begin


def body_id(place: str, slug: str) -> str:
    """The id of a body: ``body:141002-ajj``; of a town ``body:141002100-zf``."""
    return f"body:{divisions.short(place)}-{slug}"


def post_id(place: str, slug: str) -> str:
    """The id of a post: ``post:141002-fxz-2``."""
    return f"post:{divisions.short(place)}-{slug}"


def plan_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says of a body, post or login, with tuples for lists."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
