"""Codes of industries (国民经济行业分类 GB/T 4754): those of 2017 stand, those that only 2011 had are known by name."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from anjian.lib.errors import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "packs" / "industries"


@dataclass(frozen=True, slots=True)
class Gone:
    """A class of 2011 that the edition of 2017 has no more: its name and the codes of now."""

    name: str
    now: tuple[str, ...]


def require(code: str) -> str:
    """The code, of a division, group or class of 2017. Raises Refusal, naming the codes of now for one of 2011."""
    gone = _gone().get(code)
    if gone is not None:
        offered = "、".join(f"{one}（{name(one)}）" for one in gone.now)
        raise _no(f"{code}（{gone.name}）是GB/T 4754-2011的代码，2017版已没有", f"请改为：{offered}")
    if code in _beginnings() or code[:3] in _beginnings():
        return code
    raise _no(f"GB/T 4754-2017没有行业代码“{code}”", "请核对营业执照或统计登记的行业代码")


def name(code: str) -> str:
    """The name of a class, or of a division by its two digits; "" for a code that is none."""
    return _divisions().get(code, "") if len(code) == 2 else _classes().get(code, "")


def _no(what: str, next: str) -> Refusal:
    return Refusal(what, "行业定监管部门和规则，错了会记到别的行业", next, code="registry.industry", field="industry")


@cache
def _classes() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _rows("gbt4754-2017.csv")}


@cache
def _divisions() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _rows("gbt4754-2017-divisions.csv")}


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(code[:n] for code in _classes() for n in (2, 3, 4))


@cache
def _gone() -> dict[str, Gone]:
    return {row["code"]: Gone(row["name"], tuple(row["now"].split())) for row in _rows("gbt4754-2011.csv")}


def _rows(file: str) -> list[dict[str, str]]:
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))
