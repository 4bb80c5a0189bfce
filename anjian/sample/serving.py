"""What offices did for the remaining rules of the pack, read from the rules themselves.

The story tells of visits, meetings, letters, tours, accidents and cases; for every other rule whose evidence is a fact
of the bearer with fixed words (a list was issued, files were checked) the bearers deliver here: mostly in time. A rule
that is added to the pack and asks for such a fact is served without a line of code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from anjian.ledger.events import Party
from anjian.lib import divisions
from anjian.policy import queries as documents
from anjian.sample import annex
from anjian.sample.build import BEGIN, History, at, months_before
from anjian.sample.dice import dice
from anjian.sample.founding import OFFICE
from anjian.sample.region import CITY, CITY_ONLY, LEADERS, NAMES, body_id

TOLD = frozenset(
    {
        "inspections.visit_filed",
        "meetings.held",
        "letters.sent",
        "oversight.tour_opened",
        "activities.held",
        "cases.practice_reviewed",
        "emergency.team_formed",
        "tasks.completed",
        "tasks.part_done",
    }
)
"""Facts of the story and of the annex."""
LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """One piece of evidence with fixed words: the fact, the role of its bearer, the attributes asked for.

    objects  roles in which the fact needs an enterprise besides
    """

    fact: str
    role: str
    said: Mapping[str, Any]
    objects: tuple[str, ...] = ()


def tell(history: History, pack: documents.Pack) -> None:
    """Add the facts for every rule that can be served."""
    rows = {row.rule: row for row in annex.rows(pack)}
    for rule in pack.rules:
        if rule.id in rows:
            continue
        asks = list(_asks(rule))
        if not asks or None in asks:
            continue
        for place, slug in _bearers(rule, rows):
            for first, last in _spans(history, rule, rows):
                draw = dice("serve", rule.id, place, slug, first)
                if draw.random() < 0.9:
                    for n, ask in enumerate(asks):
                        begin = max(first, BEGIN + 20 * DAY)
                        day = begin + draw.randrange(max(1, (last - begin).days)) * DAY
                        if ask is not None:
                            _deliver(history, f"{rule.id}|{place}|{slug}|{first}|{n}", ask, place, slug, day)


def _asks(rule: documents.Rule) -> Iterator[Ask | None]:
    """The evidence of a rule; None where it needs more than fixed words."""
    owes = getattr(rule, "owes", None)
    found = owes.all_of if isinstance(owes, documents.AllOf) else [owes] if owes is not None else []
    for evidence in found:
        yield _ask(evidence.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _ask(evidence: dict[str, Any]) -> Ask | None:
    declared = documents.vocabulary().facts[evidence["fact"]]
    role, said = "", {}
    if evidence["fact"] in TOLD or set(evidence) - {"fact", "where"}:
        return None
    for name, test in evidence.get("where", {}).items():
        value = _wanted(test)
        if value is None:
            return None
        if name in declared.parties:
            if value != "$bearer" or role:
                return None
            role = name
        elif value == "$period":
            said[name] = value
        elif isinstance(value, str) and value.startswith("$"):
            return None
        else:
            many = declared.attributes[name].multiple
            said[name] = value if isinstance(value, list) or not many else [value]
    for name, attribute in declared.attributes.items():
        if attribute.required == "now" and name not in said:
            if not attribute.options:
                return None
            said[name] = [attribute.options[0]] if attribute.multiple else attribute.options[0]
    needed = {name: party.kind for name, party in declared.parties.items() if party.required == "now" and name != role}
    if not role or not all("enterprise" in kinds for kinds in needed.values()):
        return None
    return Ask(evidence["fact"], role, said, tuple(needed))


def _wanted(test: Any) -> Any:
    """The value that satisfies a test on a party or an attribute; None when no fixed one does."""
    if not isinstance(test, Mapping):
        return test
    if set(test) == {"eq"} or set(test) == {"includes"}:
        return next(iter(test.values()))
    if set(test) == {"includes_all"}:
        return list(test["includes_all"])
    return [test["includes_any"][0]] if set(test) == {"includes_any"} else None


def _bearers(rule: documents.Rule, rows: Mapping[str, annex.Row]) -> Iterator[tuple[str, str]]:
    """(place, slug) of the bodies of the sample that owe."""
    who = getattr(rule, "who", None)
    if isinstance(who, documents.Borrowed):
        row = rows.get(who.rule)
        if row is not None:
            yield from ((CITY, slug) for slug in row.bearers)
    elif isinstance(who, documents.Who):
        jobs = set(who.departments.function) if who.departments else set()
        classes = set(who.bodies)
        for place in NAMES:
            if who.levels and divisions.level(place) not in who.levels:
                continue
            for plan in (*LEADERS, *(CITY_ONLY if place == CITY else ())):
                if jobs & set(plan.functions) or classes & set(plan.classes):
                    yield place, plan.slug


def _spans(history: History, rule: documents.Rule, rows: Mapping[str, annex.Row]) -> Iterator[tuple[dt.date, dt.date]]:
    """The spans of days in which it is done: every period; the year of a date; every year where nothing is set."""
    by = getattr(rule, "by", None)
    if by is not None:
        row = rows.get(by.rule) if isinstance(by, documents.Borrowed) else None
        year = row.last_day.year if row else int(str(by)) if str(by).isdigit() else 2019
        yield dt.date(year, 1, 1), dt.date(year, 12, 31)
        return
    length = LENGTHS.get(str(getattr(rule, "per", "")), 12)
    first = dt.date(BEGIN.year, 1, 1)
    while first < history.today:
        following = months_before(first, -length)
        yield first, following - DAY
        first = following


def _deliver(history: History, key: str, ask: Ask, place: str, slug: str, day: dt.date) -> None:
    said = {name: day.year if value == "$period" else value for name, value in ask.said.items()}
    parties = [Party(ask.role, "body", body_id(place, slug))]
    for role in ask.objects:
        firms = [
            row["enterprise"]
            for row in history.enterprises.rows
            if row["until"] is None and row["replaced_by"] is None and divisions.contains(place, row["place"])
        ]
        parties.append(Party(role, "enterprise", dice("object", key, role).choice(sorted(firms))))
    history.fact(ask.fact, key, day, at(day, 17), OFFICE[place], place, parties, said)
