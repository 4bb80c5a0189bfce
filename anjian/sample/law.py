"""What the sample's city did with the document: loaded, adopted, and set where the text leaves it open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from anjian.policy import actions as policy
from anjian.policy import queries as documents
from anjian.policy.actions import Said
from anjian.sample import annex
from anjian.sample.build import BEGIN, History, at
from anjian.sample.founding import OFFICE
from anjian.sample.region import CITY, body_id

DOCUMENT = "linfen-2018"
DECIDED_BY = "示例市安委办"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the sample's city decided, on which day, from which day on."""

    rule: str
    field: str
    value: Any
    decided: dt.date
    since: dt.date
    ground: str


SETTINGS = (
    Setting(
        "linfen-2018/publish-evaluation",
        "within",
        "20 workdays",
        dt.date(2018, 3, 1),
        dt.date(2018, 3, 1),
        "示例：市安委会会议决定，“及时”按二十个工作日掌握",
    ),
    Setting(
        "linfen-2018/major-decision-gate",
        "major_amount",
        100000,
        dt.date(2018, 5, 7),
        dt.date(2018, 5, 7),
        "示例：参照本市重大案件标准",
    ),
    Setting(
        "linfen-2018/heads-inspect-regularly",
        "per",
        "quarter",
        dt.date(2019, 1, 4),
        dt.date(2019, 1, 1),
        "示例：市安委会会议决定，一把手每季度至少一次",
    ),
)
"""The cadence of the city's tours of its counties stays open on purpose, and so do many leads of the annex."""
LEADS_DECIDED = dt.date(2018, 3, 15)
"""When the city named who leads some rows of the annex, from the day of the document on."""


@dataclass(frozen=True, slots=True)
class Law:
    """The facts of a history that told the law."""

    pack: documents.Pack
    loading: UUID
    adoption: UUID
    settings: tuple[tuple[Setting, UUID], ...]


def tell(history: History, root: Path) -> Law:
    """Add the facts: the pack on the first morning, then the adoption, then the settings of rules that it holds."""
    pack = documents.read(root / DOCUMENT)
    morning = at(BEGIN, 7, 30)
    loaded = _fact(history, policy.pack_said(pack), "pack", morning, morning)
    adopted = _fact(history, policy.adoption_said(DOCUMENT, CITY, BEGIN), "adoption", BEGIN, at(BEGIN, 7, 40))
    known = {rule.id for rule in pack.rules}
    made = tuple(
        (one, _fact(history, _said(one), f"{one.rule}|{one.field}", at(one.decided, 9), at(one.decided, 9, 30)))
        for one in (*SETTINGS, *_leads(pack))
        if one.rule in known
    )
    return Law(pack, loaded, adopted, made)


def put(told: Law) -> None:
    """Write the rows of these facts; they are in the ledger already."""
    policy.put_pack(told.pack, told.loading)
    policy.put_adoption(document=DOCUMENT, place=CITY, since=BEGIN, fact=told.adoption)
    for one, fact in told.settings:
        policy.put_setting(
            rule=one.rule,
            field=one.field,
            place=CITY,
            value=one.value,
            since=one.since,
            ground=one.ground,
            by=DECIDED_BY,
            fact=fact,
        )


def _leads(pack: documents.Pack) -> Iterator[Setting]:
    for row in annex.rows(pack):
        if row.lead:
            ground = "示例：市安委会会议议定牵头单位"
            yield Setting(row.rule, "lead", body_id(CITY, row.lead), LEADS_DECIDED, BEGIN, ground)


def _said(one: Setting) -> Said:
    return policy.setting_said(one.rule, one.field, CITY, one.value, one.since, one.ground)


def _fact(history: History, said: Said, key: str, happened: dt.date, recorded: dt.datetime) -> UUID:
    made = history.fact(said.name, key, happened, recorded, OFFICE[CITY], said.place, said.parties, said.attributes)
    if made is None:
        raise ValueError(f"the sample is loaded for a day before {recorded:%Y-%m-%d}")
    return made
