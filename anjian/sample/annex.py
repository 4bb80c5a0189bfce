"""The rows of the annex, worked through from 2018 on: some got a lead, most was delivered in time.

Read from the pack itself, so that a row that is added or mended there is worked through here too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from anjian.ledger.events import Party
from anjian.policy import queries as documents
from anjian.sample.build import History, at
from anjian.sample.dice import dice
from anjian.sample.region import CITY, Region, body_id

FIRST = "ajj"
"""The office that does all of its rows in time."""
WITHOUT_LEAD = 27
"""A row whose lead stays open on purpose, with the rules that lean on it; so does every third."""
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the annex for the bodies of the sample. ``lead`` is a slug, "" where the sample leaves it open."""

    rule: str
    number: int
    fact: str
    parts: tuple[str, ...]
    last_day: dt.date
    bearers: tuple[str, ...]
    lead: str


def rows(pack: documents.Pack, region: Region, city: str = CITY) -> Iterator[Row]:
    """The rows whose departments are in a city of the sample, by number."""
    bodies = region.places[city].bodies
    slugs = {job: plan.slug for plan in bodies for job in plan.functions if job != "supervision_duty"}
    supervising = [plan.slug for plan in bodies if "supervision_duty" in plan.functions]
    for rule in pack.rules:
        _, _, number = rule.id.partition("/annex-")
        if not number.isdigit() or not isinstance(rule, documents.OneOff) or not isinstance(rule.who, documents.Who):
            continue
        year = str(rule.by)
        departments = rule.who.departments.named if rule.who.departments else ()
        if not (year.isdigit() and len(year) == 4) or not departments:
            continue
        named = [slugs.get(one.function or "", "") for one in departments]
        others = supervising if rule.who.and_others and rule.who.and_others.function == "supervision_duty" else []
        bearers = tuple(dict.fromkeys(slug for slug in (*named, *others) if slug))
        open_lead = isinstance(rule.who.lead, documents.Unset)
        leads = bool(named[0]) and open_lead and int(number) % 3 != 0 and int(number) != WITHOUT_LEAD
        if bearers:
            fact = rule.owes.fact if isinstance(rule.owes, documents.Evidence) else ""
            last_day = dt.date(int(year), 12, 31)
            yield Row(rule.id, int(number), fact, tuple(rule.parts), last_day, bearers, named[0] if leads else "")


def tell(history: History, pack: documents.Pack, city: str) -> None:
    """Add what a city delivered: in time, late, in part, or not at all. Who adopted it later began later."""
    books = history.region.begin(city)
    for row in rows(pack, history.region, city):
        for slug in row.bearers:
            draw = dice("annex", row.number, slug) if city == CITY else dice("annex", city, row.number, slug)
            luck = 0.0 if slug == FIRST else draw.random()
            if luck >= 0.95 or row.fact not in ("tasks.completed", "tasks.part_done"):
                continue
            begin = max(books + 40 * DAY, row.last_day.replace(month=2, day=1))
            within = (row.last_day - begin).days if begin < row.last_day else 300
            parts = row.parts[:1] if luck >= 0.88 else row.parts
            for part in parts or ("",):
                late = 0.8 <= luck < 0.88 and begin < row.last_day
                day = row.last_day + draw.randrange(5, 120) * DAY if late else begin + draw.randrange(within) * DAY
                _deliver(history, city, row, slug, part, day)


def _deliver(history: History, city: str, row: Row, slug: str, part: str, day: dt.date) -> None:
    parties = [Party("task", "rule", row.rule), Party("by", "body", body_id(city, slug))]
    said = {"evidence": f"示例报告〔{day.year}〕{row.number}号", **({"part": part} if part else {})}
    key = f"{row.rule}|{body_id(city, slug)}|{part}"
    history.fact(row.fact, key, day, at(day, 17), history.region.office(city), city, parties, said)
