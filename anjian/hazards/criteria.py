"""Criteria of major hazards (判定标准) as packs: which were in force on a day, for whom, and what facts decide."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from anjian.lib import conditions
from anjian.lib.conditions import Condition
from anjian.lib.errors import Refusal
from anjian.policy import queries as policy

FOLDER = "criteria"
Sure = Literal["found", "memory"]


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard (判定标准). ``since`` and ``until`` as it is known: a day, only a year, or ""; ``sure`` how sure."""

    key: str
    name: str
    number: str
    since: str
    until: str
    sure: Sure
    note: str

    def in_force(self, day: dt.date) -> bool | None:
        """Whether it was in force that day; None: its first day is not known well enough to say."""
        if self.until and day >= dt.date.fromisoformat(self.until):
            return False
        if len(self.since) == 10:
            return day >= dt.date.fromisoformat(self.since)
        if not self.since or day.year == int(self.since):
            return None
        return day.year > int(self.since)


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be known so that facts decide. ``kind``: bool or number; ``unit`` of a number."""

    name: str
    kind: Literal["bool", "number"]
    label: str
    label_en: str
    unit: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One item (条目). ``when`` None: a person judges, with a reason; else facts decide by what `asks` names."""

    id: str
    standard: Standard
    item: str
    sector: str
    gist: str
    citation: str
    sure: Sure
    asks: tuple[Question, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """All standards and items, and to whom each standard may apply."""

    standards: Mapping[str, Standard]
    criteria: Mapping[str, Criterion]
    applies: Mapping[str, Condition]


def book() -> Book:
    """The packs as they lie in the folder now."""
    folder = policy.PACKS / FOLDER
    return _book(folder, tuple((folder / name).stat().st_mtime_ns for name in _FILES))


def offered(*, industry: str, day: dt.date, words: str = "") -> list[Criterion]:
    """The items that may fit an enterprise on a day: of standards for its industry that were or may be in force.

    ``words``: only those that have all of these words in gist, sector, item or the name of the standard.
    """
    told, row = book(), _row(industry)
    keys = {
        key
        for key, condition in told.applies.items()
        if conditions.ask(condition, row) and told.standards[key].in_force(day) is not False
    }
    wanted = words.split()
    return [
        one
        for one in told.criteria.values()
        if one.standard.key in keys
        and all(word in f"{one.gist} {one.sector} {one.item} {one.standard.name}" for word in wanted)
    ]


def criterion(id: str) -> Criterion:
    """One item by its id, ``工贸-2023/3(2)``. Refuses one that is not there."""
    found = book().criteria.get(id)
    if found is None:
        raise Refusal(
            f"没有判定条目“{id[:40]}”",
            "定为重大隐患要说清依据哪一条",
            "请从判定标准里选择条目",
            code="hazards.criterion",
            field="attr.criterion",
        )
    return found


def judged(one: Criterion, answers: Mapping[str, Any]) -> bool | None:
    """What facts decide: True a major hazard by this item, False none, None: not known, or a person judges."""
    return None if one.when is None else conditions.ask(one.when, answers)


def reason(one: Criterion, answers: Mapping[str, Any]) -> str:
    """The judgement in words: what was known, and what the item asks."""
    known = "；".join(
        f"{ask.label}：{_said(answers[ask.name], ask.unit)}" for ask in one.asks if answers.get(ask.name) is not None
    )
    return f"{one.standard.name} {one.item}（{one.gist}）。{known}"


def _said(value: Any, unit: str) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else f"{value}{unit}"


def _row(industry: str) -> dict[str, str | None]:
    return {"industry2": industry[:2] or None, "industry4": industry[:4] or None}


_FILES = ("standards.csv", "criteria.csv", "applies.yaml")


@lru_cache(maxsize=2)
def _book(folder: Path, version: tuple[int, ...]) -> Book:
    standards = {
        row["key"]: Standard(
            row["key"], row["name"], row["number"], row["since"], row["until"], _sure(row["status"]), row["note"]
        )
        for row in _rows(folder / "standards.csv")
    }
    told = yaml.safe_load((folder / "applies.yaml").read_text(encoding="utf-8"))
    criteria: dict[str, Criterion] = {}
    for row in _rows(folder / "criteria.csv"):
        id = f"{row['standard']}/{row['item']}"
        decided = told["decided"].get(id)
        criteria[id] = Criterion(
            id=id,
            standard=standards[row["standard"]],
            item=row["item"],
            sector=row["sector"],
            gist=row["gist"],
            citation=row["citation"],
            sure=_sure(row["status"]),
            asks=tuple(_question(name, ask) for name, ask in decided["asks"].items()) if decided else (),
            when=conditions.parse(decided["when"]) if decided else None,
        )
    return Book(standards, criteria, {key: conditions.parse(said) for key, said in told["standards"].items()})


def _question(name: str, told: Mapping[str, Any]) -> Question:
    return Question(name, told["type"], told["label"]["zh"], told["label"]["en"], told.get("unit", ""))


def _sure(status: str) -> Sure:
    return "found" if status == "found" else "memory"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
