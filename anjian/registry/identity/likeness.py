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


@dataclass(frozen=True, slots=True)
class Ground:
    """One item of the sum."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """The sum (算式): what speaks for one firm and what against it."""

    grounds: tuple[Ground, ...]

    @property
    def score(self) -> int:
        """All points."""
        return sum(ground.points for ground in self.grounds)

    @property
    def suspicious(self) -> bool:
        """Whether somebody should look at it."""
        return self.score >= int(settings()["ask_from"])

    def __str__(self) -> str:
        listed = "；".join(f"{ground.words} {ground.points:+d}" for ground in self.grounds)
        return f"{listed}。合计 {self.score} 分（满 {settings()['ask_from']} 分提请核对）"


@lru_cache(maxsize=1)
def settings() -> Mapping[str, Any]:
    """The points of each item and the score from which somebody is asked."""
    found: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "likeness.yaml").read_text(encoding="utf-8"))
    return found


def compare(one: Side, other: Side) -> Likeness:
    """The sum for two sides."""
    found = [*_names(one, other), *_codes(one, other)]
    if one.door and one.door == other.door:
        found.append(_ground("address", "地址相同"))
    if one.phones & other.phones:
        found.append(_ground("phone", "电话相同"))
    found += _places(one, other)
    if one.industry[:2] and one.industry[:2] == other.industry[:2]:
        found.append(_ground("industry", "行业大类相同"))
    return Likeness(tuple(found))


def _names(one: Side, other: Side) -> Iterable[Ground]:
    if _inside(one.name) != _inside(other.name) and _inside(one.name) and _inside(other.name):
        return
    if one.bare == other.bare:
        yield _ground("name", "名称相同" if one.name == other.name else "名称相同（不计“有限公司”、括号和全半角）")
    elif _without(one) & _without(other):
        yield _ground("name_without_place", "名称去掉地名后相同")
    elif (share := _alike(one.local, other.local)) >= float(settings()["name_alike_from"]):
        points = round(int(settings()["points"]["name_alike"]) * share)
        yield Ground(f"名称相近（{share:.0%}）", points)


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
    if not one.credit_code or not other.credit_code:
        return
    if one.credit_code[8:17] == other.credit_code[8:17]:
        yield _ground("organisation", "组织机构代码相同")
    else:
        yield _ground("codes_differ", "信用代码不同")


def _places(one: Side, other: Side) -> Iterable[Ground]:
    if one.place[:6] != other.place[:6]:
        yield _ground("elsewhere", "不在同一个县")
    elif one.place[:9] == other.place[:9] and divisions.level(one.place) in ("town", "village"):
        yield _ground("town", "同在一个乡镇")
    else:
        yield _ground("county", "同在一个县")


def _ground(name: str, words: str) -> Ground:
    return Ground(words, int(settings()["points"][name]))
