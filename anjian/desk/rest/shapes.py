"""What goes in and out by the operations of facts and duties."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

from anjian.desk.queries import Row
from anjian.ledger.events import Fact
from anjian.lib.viewer import Viewer
from anjian.ui.rest import Problem

Plain = str | int | float | bool
MOST_FACTS = 100
"""Facts of one batch."""


class PartyIn(Schema):
    """Who took part: kind and id, as in the answers."""

    model_config = ConfigDict(extra="forbid")
    kind: str = Field(max_length=20)
    id: str = Field(min_length=1, max_length=120)


class FactIn(Schema):
    """A fact to record. Roles and attributes are those that ``/words/facts/{name}`` declares."""

    model_config = ConfigDict(extra="forbid")
    id: UUID | None = Field(None, description="由设备生成的编号；同一编号重发不会记两次")
    fact: str = Field(max_length=80, description="记录的名称，例如 inspections.visit_filed")
    day: dt.date | None = Field(None, description="哪一天的事；不填为今天")
    place: str = Field(max_length=40, description="区划代码（6、9或12位）")
    parties: dict[str, list[PartyIn]] = Field({}, description="角色 → 参与方")
    attributes: dict[str, Plain | list[Plain]] = Field(
        {}, description="名称 → 值；涉及个人的也写在这里，系统自会分开保存"
    )
    photos: list[str] = Field([], max_length=9, description="先传的照片的摘要")


class KeyedFactIn(FactIn):
    """A fact of a batch: with the id that the device gave it."""

    id: UUID


class BatchIn(Schema):
    """The outbox of a phone."""

    model_config = ConfigDict(extra="forbid")
    facts: list[KeyedFactIn] = Field(min_length=1, max_length=MOST_FACTS)


class PartyOut(Schema):
    """Who took part. ``name``: as written that day; empty when it is not theirs to see."""

    role: str
    kind: str
    id: str
    name: str


class FactOut(Schema):
    """A fact as recorded. ``mine``: recorded by the account that asks; ``withheld``: more is private than it reads."""

    id: UUID
    fact: str
    title: str
    day: dt.date
    happened_at: dt.datetime
    precision: str
    place: str | None
    recorded_at: dt.datetime
    mine: bool
    position: int | None
    origin: str
    parties: list[PartyOut]
    attributes: dict[str, Any]
    private: dict[str, Any]
    withheld: bool
    stands: bool
    voided_by: UUID | None
    superseded_by: UUID | None
    erased: bool


class FactsOut(Schema):
    """Facts, the latest day first."""

    items: list[FactOut]
    next: str | None


class RecordedOut(Schema):
    """A recorded fact. ``again``: the same request had recorded it before; ``undo_until``: when taking back ends."""

    id: UUID
    fact: str
    day: dt.date
    place: str | None
    recorded_at: dt.datetime
    again: bool
    undo_until: dt.datetime | None


class OneAnswer(Schema):
    """The answer to one fact of a batch: 201 recorded, 200 had been recorded, else the problem."""

    id: UUID
    status: int
    recorded: RecordedOut | None = None
    problem: Problem | None = None


class BatchOut(Schema):
    """One answer per fact, in the order sent."""

    answers: list[OneAnswer]


class ClauseOut(Schema):
    """A clause as a duty names it."""

    id: str
    cite: str
    gist: str


class DutyOut(Schema):
    """One duty: who owes what by when, and how it stands."""

    key: str
    title: str
    outcome: str
    word: str
    red: bool
    bearer: str
    bearer_name: str
    each: str
    each_name: str
    place: str
    period: str
    due: dt.date | None
    provisional: bool
    rule: str
    chip: str
    clauses: list[ClauseOut]
    fact_to_record: str
    prefill: dict[str, list[str]]
    note: str
    facts: list[str]


class DutiesOut(Schema):
    """Duties."""

    items: list[DutyOut]


def duty_out(row: Row) -> dict[str, Any]:
    """A row as a program gets it."""
    return {
        "key": row.key,
        "title": row.title,
        "outcome": row.outcome.value,
        "word": row.outcome.word,
        "red": row.red,
        "bearer": row.bearer,
        "bearer_name": row.bearer_name,
        "each": row.each,
        "each_name": row.each_name,
        "place": row.place,
        "period": row.period,
        "due": row.due,
        "provisional": row.provisional,
        "rule": row.rule,
        "chip": row.chip,
        "clauses": [{"id": each.id, "cite": each.cite, "gist": each.gist} for each in row.clauses],
        "fact_to_record": row.fact_to_record,
        "prefill": {name: list(values) for name, values in row.prefill.items()},
        "note": row.note,
        "facts": list(row.facts),
    }


def fact_out(viewer: Viewer, fact: Fact, title: str) -> dict[str, Any]:
    """A fact as a program gets it."""
    return {
        "id": fact.id,
        "fact": fact.name,
        "title": title,
        "day": fact.day,
        "happened_at": fact.happened_at,
        "precision": fact.precision,
        "place": fact.place,
        "recorded_at": fact.recorded_at,
        "mine": bool(viewer.account) and fact.recorded_by == viewer.account,
        "position": fact.position,
        "origin": fact.origin,
        "parties": [{"role": p.role, "kind": p.kind, "id": p.id, "name": p.name} for p in fact.parties],
        "attributes": dict(fact.attributes),
        "private": dict(fact.private),
        "withheld": fact.withheld,
        "stands": fact.stands,
        "voided_by": fact.voided_by,
        "superseded_by": fact.superseded_by,
        "erased": fact.erased,
    }
