"""The official format as data (公文格式): `packs/papers/formats.yaml`, by the day of the paper."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from anjian.lib.errors import Refusal

FOLDER = Path(__file__).resolve().parents[2] / "packs" / "papers"


class _Cited(BaseModel):
    """A figure with its place in the standard; ``sure``: read in a text we hold, or known from memory."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sure: str
    cite: str


class Face(_Cited):
    """A face and its size in points."""

    face: str
    size: float


class Page(_Cited):
    """Paper size, mm."""

    width: float
    height: float


class Margins(_Cited):
    """Where the text stands, mm: from the top and the left edge, and its own size."""

    top: float
    left: float
    width: float
    height: float


class Grid(_Cited):
    """Lines of a page and characters of a line."""

    lines: int
    characters: int


class Mark(_Cited):
    """The issuer's name at the head (发文机关标志): mm below the text's upper edge, points, colour."""

    below_top: float
    largest: float
    smallest: float
    colour: str


class Rule(_Cited):
    """The red line: mm below the number, mm thick."""

    below_number: float
    thickness: float


class Signature(_Cited):
    """Characters that day and name stay away from the right edge."""

    right: int


class PageNumber(_Cited):
    """Mm below the text."""

    below_text: float


class Faces(BaseModel):
    """The faces of the parts of a paper."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    body: Face
    title: Face
    heading: Face
    imprint: Face
    page_number: Face


class Format(BaseModel):
    """An edition of the standard."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    standard: str
    title: str
    in_force: dict[str, dt.date]
    page: Page
    margins: Margins
    grid: Grid
    faces: Faces
    mark: Mark
    rule: Rule
    signature: Signature
    page_number: PageNumber


@cache
def formats() -> tuple[Format, ...]:
    """Every edition, the newest first. Raises pydantic's ValidationError for a figure without its place."""
    told = yaml.safe_load((FOLDER / "formats.yaml").read_text(encoding="utf-8"))["formats"]
    return tuple(sorted((Format(**one) for one in told), key=lambda one: one.in_force["from"], reverse=True))


def in_force(day: dt.date) -> Format:
    """The edition in force on a day. Refuses a day before the first one we hold."""
    for one in formats():
        if one.in_force["from"] <= day <= one.in_force.get("until", day):
            return one
    first = formats()[-1]
    raise Refusal(
        f"{day.isoformat()}的公文格式没有装入",
        f"最早的是{first.standard}，{first.in_force['from'].isoformat()}起施行",
        "请核对成文日期",
        code="papers.format",
        field="day",
    )
