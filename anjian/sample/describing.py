"""What a loaded sample holds: by city, and how its duties stand by document and level (示例概况)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import connection

from anjian.duties import queries as duties
from anjian.lib import divisions
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM
from anjian.places import queries as places
from anjian.policy import queries as policy

STANDS: dict[str, frozenset[Outcome]] = {
    "met": frozenset({Outcome.MET, Outcome.MET_ENTERED_LATE, Outcome.ATTESTED}),
    "late": frozenset({Outcome.MET_LATE}),
    "missed": frozenset({Outcome.MISSED, Outcome.OVERDUE, Outcome.UNMET, Outcome.SHORT, Outcome.BREACHED}),
    "due": frozenset({Outcome.DUE, Outcome.NOT_YET}),
}
"""How duties stand, in four; whatever else (not set, no subject, vacant …) counts as ``other``."""
WORDS = {"met": "已办", "late": "迟办", "missed": "逾期或未办成", "due": "应办", "other": "其他"}
LEVELS = {"city": "市级", "county": "县级", "town": "乡级", "enterprise": "企业"}
COUNTED = {
    "counties": "县区",
    "towns": "乡镇街道",
    "villages": "村和社区",
    "bodies": "机构",
    "posts": "职务",
    "vacant": "空缺",
    "enterprises": "企业",
    "cells": "网格",
    "facts": "记录",
}
"""The numbers of a city in Chinese, in the order they are told."""
_LIVE = "NOT replaced AND since <= %(day)s AND (until IS NULL OR until >= %(day)s)"
_COUNTED = {
    "bodies": f"SELECT left(place, 4), count(DISTINCT body) FROM rel_body WHERE {_LIVE} GROUP BY 1",
    "posts": f"SELECT left(place, 4), count(DISTINCT post) FROM rel_post WHERE {_LIVE} GROUP BY 1",
    "vacant": f"SELECT left(p.place, 4), count(DISTINCT p.post) FROM rel_post p WHERE {_LIVE} AND NOT EXISTS "
    f"(SELECT 1 FROM rel_tenure t WHERE t.post = p.post AND {_LIVE}) GROUP BY 1",
    "enterprises": f"SELECT left(place, 4), count(*) FROM rel_enterprise WHERE {_LIVE} GROUP BY 1",
    "cells": f"SELECT left(place, 4), count(*) FROM rel_grid_cell WHERE {_LIVE} GROUP BY 1",
    "facts": "SELECT left(place, 4), count(*) FROM rel_fact WHERE place IS NOT NULL GROUP BY 1",
}
"""What is counted by city, from the published relations."""


@dataclass(frozen=True, slots=True)
class CityLine:
    """A city of the sample with the numbers of what stands in it on the day."""

    code: str
    name: str
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """How the duties of a document stand on a level of bearers."""

    document: str
    level: str
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Described:
    """What a sample holds on a day. ``names``: how many facts of each name."""

    facts: int
    names: dict[str, int]
    cities: tuple[CityLine, ...]
    duties: tuple[DutyLine, ...]


def describe(*, as_of: dt.date) -> Described:
    """The numbers of the loaded sample; the duties are those of this and last year."""
    names = dict(_rows("SELECT name, count(*) FROM rel_fact GROUP BY 1 ORDER BY 2 DESC, 1", as_of))
    return Described(sum(names.values()), names, tuple(_cities(as_of)), tuple(_duties(as_of)))


def _rows(statement: str, as_of: dt.date) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"day": as_of})
        return list(cursor.fetchall())


def _cities(as_of: dt.date) -> list[CityLine]:
    counted: dict[str, dict[str, int]] = {}
    for what, statement in _COUNTED.items():
        for city, number in _rows(statement, as_of):
            counted.setdefault(city, {})[what] = number
    found = []
    for four, numbers in sorted(counted.items()):
        place = places.place(f"{four}00000000", as_of=as_of)
        if place is not None and place.level == "city":
            inside = {"counties": "county", "towns": "town", "villages": "village"}
            below = {
                word: len(places.at_level(level, inside=place.code, as_of=as_of)) for word, level in inside.items()
            }
            found.append(CityLine(divisions.short(place.code), place.name, below | numbers))
    return found


def _duties(as_of: dt.date) -> list[DutyLine]:
    """Of enterprises by their rules, of cities and towns by who bears them; the rest is of counties."""
    running = [one.rule for one in policy.instances(as_of=as_of)]
    firms = {rule.id for rule in running if isinstance(rule.who, policy.Who) and rule.who.enterprises}
    others = {rule.id for rule in running} - firms
    told = {level: _tally(as_of, others, _bearers(level, as_of)) for level in ("city", "town")}
    told["county"] = _tally(as_of, others) - told["city"] - told["town"]
    told["enterprise"] = _tally(as_of, firms)
    lines: dict[tuple[str, str], dict[str, int]] = {}
    for level in LEVELS:
        for (document, stand), number in told[level].items():
            lines.setdefault((document, level), {})[stand] = number
    return [DutyLine(document, level, numbers) for (document, level), numbers in sorted(lines.items())]


def _tally(as_of: dt.date, rules: set[str], bearers: list[str] | None = None) -> Counter[tuple[str, str]]:
    """How many duties by document and how they stand."""
    found = Counter[tuple[str, str]]()
    for one in duties.tallies(SYSTEM, as_of=as_of, rules=rules, bearers=bearers, running=False):
        stand = next((stand for stand, outcomes in STANDS.items() if one.outcome in outcomes), "other")
        found[one.rule.partition("/")[0], stand] += one.n
    return found


def _bearers(level: str, as_of: dt.date) -> list[str]:
    """The bodies and posts of a level that stand or stood."""
    kept = f"level = '{level}' AND NOT replaced"
    rows = _rows(f"SELECT body, 0 FROM rel_body WHERE {kept} UNION SELECT post, 0 FROM rel_post WHERE {kept}", as_of)
    return [name for name, _ in rows]


def lines(found: Described) -> list[str]:
    """The same in Chinese, a line each."""
    told = [f"{found.facts}条记录"]
    for city in found.cities:
        numbers = "，".join(f"{word}{city.numbers[what]}" for what, word in COUNTED.items() if city.numbers.get(what))
        told.append(f"  {city.name}：{numbers}")
    for line in found.duties:
        stands = "，".join(f"{word}{line.numbers[stand]}" for stand, word in WORDS.items() if stand in line.numbers)
        told.append(f"  {line.document} {LEVELS.get(line.level, '其他')}：{stands}")
    return told
