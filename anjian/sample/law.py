"""What the sample's places did with the documents: adopted, and set where the text leaves it open (data/law.yaml)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from anjian.lib import divisions
from anjian.policy import actions as policy
from anjian.policy import queries as documents
from anjian.policy.actions import Said
from anjian.sample import annex
from anjian.sample.build import BEGIN, History, at
from anjian.sample.reading import read_file
from anjian.sample.region import CITY, Region, body_id

DOCUMENT = "linfen-2018"
"""The document whose annex is worked through."""
DECIDED_BY: str = read_file("law.yaml")["by"]
LEADS_DECIDED = dt.date(2018, 3, 15)
"""When the city named who leads some rows of the annex, from the day of the document on."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a place of the sample decided, on which day, from which day on."""

    rule: str
    field: str
    value: Any
    decided: dt.date
    since: dt.date
    ground: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """A document that a place took over.

    story  the facts that the story tells are not added again for its rules
    met    share of duties without a story that are done in time
    late   share of tasks with a date that are done after it
    """

    document: str
    place: str
    since: dt.date
    story: bool
    met: float
    late: float
    settings: tuple[Setting, ...]

    def per(self, rule: str) -> str:
        """The period that the place has set for a rule; "" where it has not."""
        return next((str(one.value) for one in self.settings if one.rule == rule and one.field == "per"), "")


@dataclass(frozen=True, slots=True)
class Law:
    """The facts of a history that told the law: packs, adoptions, and settings with the place that decided."""

    packs: Mapping[str, documents.Pack]
    loadings: Mapping[str, UUID]
    adoptions: tuple[tuple[Adopted, UUID], ...]
    settings: tuple[tuple[str, Setting, UUID], ...]


def tell(history: History, root: Path) -> Law:
    """Add the facts: a pack on the first morning of whoever takes it first, the adoption, then the settings."""
    packs: dict[str, documents.Pack] = {}
    loadings: dict[str, UUID] = {}
    adoptions: list[tuple[Adopted, UUID]] = []
    settings: list[tuple[str, Setting, UUID]] = []
    for one in adopted(history.region):
        if one.document not in packs:
            packs[one.document] = documents.read(root / one.document)
            morning = at(one.since, 7, 30)
            said = policy.pack_said(packs[one.document])
            loadings[one.document] = _fact(history, said, f"pack {one.document}", morning, morning, one.place)
        adoptions.append((one, _adopt(history, one)))
        pack = packs[one.document]
        known = {rule.id for rule in pack.rules}
        for setting in (*one.settings, *(_leads(pack, history.region) if one.place == CITY else ())):
            if setting.rule in known:
                settings.append((one.place, setting, _set(history, one.place, setting)))
    return Law(packs, loadings, tuple(adoptions), tuple(settings))


def put(told: Law) -> None:
    """Write the rows of these facts; they are in the ledger already."""
    for document, fact in told.loadings.items():
        policy.put_pack(told.packs[document], fact)
    for one, fact in told.adoptions:
        policy.put_adoption(document=one.document, place=one.place, since=one.since, fact=fact)
    for place, setting, fact in told.settings:
        policy.put_setting(
            rule=setting.rule,
            field=setting.field,
            place=place,
            value=setting.value,
            since=setting.since,
            ground=setting.ground,
            by=DECIDED_BY,
            fact=fact,
        )


def adopted(region: Region) -> Iterator[Adopted]:
    """Which documents the places of the region took over, in the order of the file."""
    for said in read_file("law.yaml")["adopted"]:
        place = divisions.normal(said["place"])
        if place in region.places:
            begin = region.places[place].begin
            settings = tuple(_settings(said, region, begin))
            since, story = _day(said["since"], region, begin), bool(said.get("story"))
            yield Adopted(said["document"], place, since, story, said["met"], said["late"], settings)


def _settings(said: Mapping[str, Any], region: Region, begin: dt.date) -> Iterator[Setting]:
    for one in said.get("settings", ()):
        if one.get("size", region.size) == region.size:
            decided, since = (_day(one[key], region, begin) for key in ("decided", "since"))
            rule = f"{said['document']}/{one['rule']}"
            yield Setting(rule, one["field"], one["value"], decided, since, one["ground"])


def _day(said: Any, region: Region, begin: dt.date) -> dt.date:
    """A day of the file: a date, ``begin`` or ``recent``."""
    return begin if said == "begin" else region.recent if said == "recent" else said


def _leads(pack: documents.Pack, region: Region) -> Iterator[Setting]:
    for row in annex.rows(pack, region):
        if row.lead:
            ground = "示例：市安委会会议议定牵头单位"
            yield Setting(row.rule, "lead", body_id(CITY, row.lead), LEADS_DECIDED, BEGIN, ground)


def _adopt(history: History, one: Adopted) -> UUID:
    said = policy.adoption_said(one.document, one.place, one.since)
    return _fact(history, said, f"adoption {one.document}", one.since, at(one.since, 7, 40), one.place)


def _set(history: History, place: str, one: Setting) -> UUID:
    said = policy.setting_said(one.rule, one.field, place, one.value, one.since, one.ground)
    key = f"{one.rule}|{one.field}|{one.since}"
    return _fact(history, said, key, at(one.decided, 9), at(one.decided, 9, 30), place)


def _fact(history: History, said: Said, key: str, happened: dt.date, recorded: dt.datetime, place: str) -> UUID:
    office = history.region.places[place].office
    made = history.fact(
        said.name, f"{place} {key}", happened, recorded, office, said.place, said.parties, said.attributes
    )
    if made is None:
        raise ValueError(f"the sample is loaded for a day before {recorded:%Y-%m-%d}")
    return made
