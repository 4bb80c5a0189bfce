"""Hazards as the interface for programs reads and answers them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from anjian.hazards.events import MARKS
from anjian.ui.rest import Page

Value = str | bool | int | float | None


class HazardOut(Schema):
    """A hazard as it stands now. ``late``: not rectified by its day; ``moves``: to be sent back as ``seen``."""

    id: str
    number: str
    enterprise: str
    place: str
    regulator: str
    state: str
    grade: str
    source: str
    found: str
    spot: str
    criterion: str
    judged: str
    found_on: dt.date
    due: dt.date | None
    provisional: bool
    ordered_by: str
    asked_until: dt.date | None
    planned: bool
    told_on: dt.date | None
    rectified_on: dt.date | None
    closed_on: dt.date | None
    listed_by: str
    listed_level: str
    listing: str
    merged_into: str
    moves: int
    marks: list[str] = Field(description=f"标记：{'、'.join(f'{code} {word}' for code, word in MARKS.items())}")
    late: bool


class HazardsOut(Schema):
    """Hazards, the newest first. ``count``: how many there are, up to ten thousand."""

    items: list[HazardOut]
    count: int
    next: str | None


class HazardStepOut(Schema):
    """One of the six steps: the day of its last fact, and the clauses that it rests on.

    ``unadopted``: those of them whose document the place has not adopted: to read, not to follow.
    """

    name: str
    word: str
    done: dt.date | None
    clauses: list[str]
    unadopted: list[str]


class HazardClockOut(Schema):
    """One clock. ``left``: calendar days until it is due, negative when over; None: done, standing still, no limit.

    ``took`` and ``took_work``: calendar and working days since it began; ``note``: why it has no limit or stands still;
    ``unadopted``: as with the steps.
    """

    title: str
    since: dt.date
    done: dt.date | None
    due: dt.date | None
    provisional: bool
    took: int
    took_work: int
    left: int | None
    left_work: int
    note: str
    clauses: list[str]
    unadopted: list[str]
    bearer: str
    duty: str


class HazardFactOut(Schema):
    """One fact of the story."""

    fact: UUID
    verb: str
    day: dt.date
    by: list[str]
    attributes: dict[str, Any]


class HazardOneOut(Schema):
    """A hazard with its steps, its clock in words, what the account may do now, its story and its likes."""

    hazard: HazardOut
    steps: list[HazardStepOut]
    clock: list[str]
    clocks: list[HazardClockOut]
    verbs: list[str]
    story: list[HazardFactOut]
    alike: list[HazardOut]


class HazardMovedOut(Schema):
    """What came of it: the fact, the hazard after it, whether the same had been sent before."""

    fact: UUID
    again: bool
    hazard: HazardOut


class HazardsNarrowed(Schema):
    """Which hazards."""

    inside: str | None = Field(None, max_length=12, description="在这个区划内")
    state: str = Field(
        "", max_length=12, description="状态；running 未办结，late 逾期未改，soon 七天内到期，untold 没有报告部门"
    )
    grade: str = Field("", max_length=4)
    source: str = Field("", max_length=20)
    enterprise: str = Field("", max_length=64)
    regulator: str = Field("", max_length=64)
    firm: str = Field("", max_length=40, description="企业名称里的字")
    listed: bool = Field(False, description="只看挂牌督办的")


class HazardsAsked(HazardsNarrowed, Page):
    """Which hazards, and which page of them."""


class _Told(Schema):
    model_config = ConfigDict(extra="forbid")
    attributes: dict[str, Value] = Field(default_factory=dict, max_length=20, description="按词汇表里这件事的各项填写")
    photos: list[str] = Field(default_factory=list, max_length=9)
    day: dt.date | None = None
    id: UUID | None = Field(None, description="这条记录的编号，重发时相同")


class HazardIn(_Told):
    """A report. ``hazard``: an id made by the device, ``hazard:`` and a UUID; ``by``: the department, for find_out."""

    verb: Literal["notice", "find", "find_out"]
    hazard: str = Field(min_length=9, max_length=64, pattern=r"^hazard:")
    enterprise: str = Field(min_length=1, max_length=64)
    by: str = Field("", max_length=64)


class HazardMoveIn(_Told):
    """A move. ``seen``: ``moves`` of the hazard that was looked at; ``into``: the one that it is the same as."""

    verb: str = Field(max_length=20)
    by: str = Field("", max_length=64)
    into: str = Field("", max_length=64)
    seen: int | None = None


class HazardJudgeIn(Schema):
    """What is known, by names of the criterion's questions."""

    model_config = ConfigDict(extra="forbid")
    criterion: str = Field(max_length=64)
    answers: dict[str, bool | float | None] = Field(max_length=20)
    id: UUID | None = None


class HazardLineOut(Schema):
    """One place of the board: hazards in which something is still to be done."""

    place: str
    name: str
    running: int
    major: int
    noticed: int
    late: int
    soon: int
    rectified: int
    accepted: int
    verified: int
    listed: int


class HazardBoardOut(Schema):
    """The board of a place."""

    items: list[HazardLineOut]


class HazardLeadOut(Schema):
    """Something to be looked at, with the numbers that it rests on. Never a penalty."""

    kind: str
    enterprise: str
    said: dict[str, Any]
    hazards: list[str]


class HazardLeadsOut(Schema):
    """Leads of a place."""

    items: list[HazardLeadOut]
