"""How likely two files are one firm (疑似同一家), with the sum that says so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_noop as _

from anjian.lib import divisions

_TELLING_APART = re.compile("[0-9一二三四五六七八九十东西南北前后新老旧甲乙丙丁]")
"""Signs by which firms of one owner are told apart: 第一加油站 and 第二加油站 are two."""
_BRACKETS = re.compile(r"[(\[〔【]([^)\]〕】]*)[)\]〕】]")


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared of a file, or of a row that is to become one.

    bare, local  its name as the database keeps it for finding: without 有限公司 …, and without a place in front
    door         its address the same way, "" where it has no number
    places       short names of the places around it
    phones       marks of its telephones
    """

    name: str
    bare: str
    local: str
    credit_code: str
    place: str
    industry: str
    door: str
    places: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


WORDS = {
    "name": _("名称相同"),
    "written": _("名称相同（不计“有限公司”、括号和全半角）"),
    "name_without_place": _("名称去掉地名后相同"),
    "name_alike": _("名称相近"),
    "organisation": _("组织机构代码相同"),
    "codes_differ": _("信用代码不同"),
    "address": _("地址相同"),
    "phone": _("电话相同"),
    "town": _("同在一个乡镇"),
    "county": _("同在一个县"),
    "elsewhere": _("不在同一个县"),
    "industry": _("行业大类相同"),
}
"""What speaks for or against one firm, in words."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One item of the sum. ``percent``: how much alike the names are, where they are not the same."""

    name: str
    points: int
    percent: int | None = None

    @property
    def words(self) -> str:
        """What it is."""
        return WORDS[self.name]

    def __str__(self) -> str:
        share = "" if self.percent is None else f"（{self.percent}%）"
        return f"{self.words}{share} {self.points:+d}"


@dataclass(frozen=True, slots=True)
class Likeness:
    """The sum (算式): what speaks for one firm and what against it."""

    grounds: tuple[Ground, ...]

    @property
    def score(self) -> int:
        """All points."""
        return sum(ground.points for ground in self.grounds)

    @property
    def asked_from(self) -> int:
        """The score from which somebody is asked."""
        return int(settings()["ask_from"])

    @property
    def suspicious(self) -> bool:
        """Whether somebody should look at it."""
        return self.score >= self.asked_from

    def __str__(self) -> str:
        return f"{'；'.join(map(str, self.grounds))}。合计 {self.score} 分（满 {self.asked_from} 分提请核对）"


@lru_cache(maxsize=1)
def settings() -> Mapping[str, Any]:
    """The points of each item and the score from which somebody is asked."""
    found: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "likeness.yaml").read_text(encoding="utf-8"))
    return found


def compare(one: Side, other: Side) -> Likeness:
    """The sum for two sides."""
    found = [*_names(one, other), *_codes(one, other)]
    if one.door and one.door == other.door:
        found.append(_ground("address"))
    if one.phones & other.phones:
        found.append(_ground("phone"))
    found += _places(one, other)
    if one.industry[:2] and one.industry[:2] == other.industry[:2]:
        found.append(_ground("industry"))
    return Likeness(tuple(found))


def _names(one: Side, other: Side) -> Iterable[Ground]:
    if _inside(one.name) != _inside(other.name) and _inside(one.name) and _inside(other.name):
        return
    if one.bare == other.bare:
        yield _ground("name") if one.name == other.name else Ground("written", _points("name"))
    elif _without(one) & _without(other):
        yield _ground("name_without_place")
    elif (share := _alike(one.local, other.local)) >= float(settings()["name_alike_from"]):
        yield Ground("name_alike", round(_points("name_alike") * share), round(100 * share))


def _inside(name: str) -> tuple[str, ...]:
    return tuple(_BRACKETS.findall(unicodedata.normalize("NFKC", name)))


def _without(side: Side) -> set[str]:
    """The name without the place in front, also where it is written short: 临汾 for 临汾市."""
    found, waiting = {side.local}, [side.local]
    while waiting:
        name = waiting.pop()
        for place in side.places:
            rest = name.removeprefix(place)
            if len(rest) > 1 and rest not in found:
                found.add(rest)
                waiting.append(rest)
    return found


def _alike(one: str, other: str) -> float:
    """Share of neighbouring signs that both have; 0 where they differ in what tells firms of one owner apart."""
    if _TELLING_APART.findall(one) != _TELLING_APART.findall(other):
        return 0.0
    pairs, others = set(pairwise(one)), set(pairwise(other))
    return 2 * len(pairs & others) / (len(pairs) + len(others)) if pairs and others else 0.0


def _codes(one: Side, other: Side) -> Iterable[Ground]:
    if one.credit_code and other.credit_code:
        same = one.credit_code[8:17] == other.credit_code[8:17]
        yield _ground("organisation" if same else "codes_differ")


def _places(one: Side, other: Side) -> Iterable[Ground]:
    if one.place[:6] != other.place[:6]:
        yield _ground("elsewhere")
    elif one.place[:9] == other.place[:9] and divisions.level(one.place) in ("town", "village"):
        yield _ground("town")
    else:
        yield _ground("county")


def _ground(name: str) -> Ground:
    return Ground(name, _points(name))


def _points(name: str) -> int:
    return int(settings()["points"][name])
