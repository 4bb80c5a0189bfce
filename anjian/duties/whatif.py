"""What a document would cost a region (试行推演): who would owe what, hours for each body and week against its staff.

Nothing is loaded, adopted or recorded. Who would owe is the evaluator's answer for the draft's rules in the region as
it is. What an act costs, who is on hand and how long a day is are data of the region, never of the program; a rule
without a figure is named, not guessed. Hours of a duty fall evenly on the working days from its first day to its last.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from anjian.duties import terms
from anjian.duties.evaluating import Question, Standing, standings
from anjian.duties.reading import Left, read
from anjian.duties.rulebook import Entry
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.policy import queries as policy
from anjian.scope import prepared

DAY = dt.timedelta(days=1)
OPEN = (Outcome.DUE, Outcome.OVERDUE, Outcome.NOT_YET)
WORK = ("recurring", "one_off", "response", "register", "consequence")
"""Kinds that ask somebody to act; the others only look."""
UNDATED = (Outcome.UNDATED, Outcome.UNSCHEDULED, Outcome.NOT_SET)


@dataclass(frozen=True)
class Means:
    """What a region has to do its duties with, as it says itself.

    rules, facts   hours for one time, by rule id or by name of the fact; a rule's own figure goes first
    staff          persons, by body id; classes: by class of body where the body itself is not named
    day            hours of a working day
    """

    rules: Mapping[str, Fraction]
    facts: Mapping[str, Fraction]
    staff: Mapping[str, Fraction]
    classes: Mapping[str, Fraction]
    day: Fraction


@dataclass(frozen=True)
class Owed:
    """What one rule would ask: of how many bearers, how many duties in these weeks, how many times to act.

    hours   None: nobody said what one time costs
    """

    rule: str
    title: str
    bearers: int
    duties: int
    times: int
    undated: int
    hours: Fraction | None


@dataclass(frozen=True)
class Load:
    """One body in one week: hours owed against hours on hand. `on_hand` None: nobody said who is there."""

    body: str
    week: dt.date
    hours: Fraction
    on_hand: Fraction | None

    @property
    def over(self) -> Fraction:
        """Hours that nobody is there for."""
        return max(self.hours - self.on_hand, Fraction(0)) if self.on_hand is not None else Fraction(0)


@dataclass(frozen=True)
class Foretold:
    """The answer. `beyond`: hours of duties whose last day lies after the weeks asked, in the days after them."""

    since: dt.date
    until: dt.date
    owed: tuple[Owed, ...]
    loads: tuple[Load, ...]
    beyond: Fraction
    left: tuple[Left, ...] = ()
    unpriced: tuple[str, ...] = field(default=())


def means(path: Path) -> Means:
    """Read the means of a region. Refuses a file that cannot be read, or that says a number no person could mean."""
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        hours, staff = given.get("hours", {}), given.get("staff", {})
        found = Means(
            rules=_numbers(hours.get("rules")),
            facts=_numbers(hours.get("facts")),
            staff=_numbers(staff.get("bodies")),
            classes=_numbers(staff.get("classes")),
            day=Fraction(str(given["hours_a_day"])),
        )
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError) as fault:
        raise Refusal(
            f"{path.name}读不懂：{fault}",
            "没有工时和人数，就算不出够不够",
            "写 hours_a_day、hours（rules、facts）和 staff（bodies、classes），数写小时和人数",
            code="duties.means",
        ) from fault
    if found.day <= 0 or any(
        number < 0 for part in (found.rules, found.facts, found.staff, found.classes) for number in part.values()
    ):
        raise Refusal("工时和人数不能是负数", "负数会把别人的工时抵掉", "请核对后再算", code="duties.means")
    return found


def _numbers(part: Mapping[str, Any] | None) -> dict[str, Fraction]:
    return {str(name): Fraction(str(value)) for name, value in (part or {}).items()}


def foretell(pack: policy.Pack, *, place: str, since: dt.date, weeks: int, having: Means) -> Foretold:
    """What would be owed from `since`, a day on which the region is known, for so many weeks (Monday to Sunday)."""
    if weeks < 1:
        raise Refusal("至少推演一周", "没有期间就没有工作量", "请写周数，如 13", code="duties.weeks", field="weeks")
    first = since - since.weekday() * DAY
    until = first + weeks * 7 * DAY - DAY
    reading = read(policy.drafted(pack, place=place, since=since), policy.vocabulary(), lookup=pack.rule)
    terms.ensure(terms.needed(reading.asks), as_of=until)
    entries = [Entry(ask, one, "") for ask, one in zip(reading.asks, reading.instances, strict=True)]
    asked = Question(since, since, horizon=until)
    rows = [row for row in standings(entries, asked) if row.bearer and row.kind in WORK]
    bodies = _bodies(row.bearer for row in rows)
    week_hours: dict[tuple[str, dt.date], Fraction] = defaultdict(Fraction)
    beyond = Fraction(0)
    by_rule: dict[str, list[Standing]] = defaultdict(list)
    for row in rows:
        if row.outcome in (*OPEN, *UNDATED):
            by_rule[row.rule].append(row)
        cost = price(row.entry, having)
        if cost is None or row.outcome not in OPEN or row.due is None:
            continue
        begins = max(row.begins or since, since)
        for day, part in _spread(cost * left(row), begins, row.due):
            if day <= until:
                week_hours[bodies.get(row.bearer, row.bearer), day - day.weekday() * DAY] += part
            else:
                beyond += part
    classes = _classes(set(bodies.values()))
    loads = tuple(
        Load(body, week, hours, _on_hand(body, classes, week, since, having))
        for (body, week), hours in sorted(week_hours.items())
    )
    owed = tuple(_owed(entry, by_rule.get(entry.ask.rule, []), having) for entry in _once(entries))
    unpriced = tuple(one.rule for one in owed if one.hours is None and one.duties)
    return Foretold(since, until, owed, loads, beyond, reading.left, unpriced)


def price(entry: Entry, having: Means) -> Fraction | None:
    """Hours for one time; None where nobody said."""
    if entry.ask.rule in having.rules:
        return having.rules[entry.ask.rule]
    names = entry.ask.evidence.names if entry.ask.evidence else ()
    return next((having.facts[name] for name in names if name in having.facts), None)


def left(row: Standing) -> Fraction:
    """How many times are still to be done."""
    return max(Fraction(row.need or 0) - Fraction(row.ever), Fraction(0))


def _once(entries: Iterable[Entry]) -> list[Entry]:
    return list({entry.ask.rule: entry for entry in entries}.values())


def _owed(entry: Entry, rows: list[Standing], having: Means) -> Owed:
    cost = price(entry, having)
    dated = [row for row in rows if row.outcome in OPEN]
    times = sum((left(row) for row in dated), Fraction(0))
    return Owed(
        entry.ask.rule, entry.rule.title, len({row.bearer for row in rows}), len(dated), int(times),
        len(rows) - len(dated), None if cost is None else cost * times,
    )  # fmt: skip


def _spread(hours: Fraction, begins: dt.date, ends: dt.date) -> list[tuple[dt.date, Fraction]]:
    """Evenly on the working days; on the last day where there is none."""
    days = _working(begins, max(begins, ends)) or (max(begins, ends),)
    return [(day, hours / len(days)) for day in days] if hours else []


@lru_cache(maxsize=4096)
def _working(begins: dt.date, ends: dt.date) -> tuple[dt.date, ...]:
    calendar = terms.calendar()
    days = (begins + n * DAY for n in range((ends - begins).days + 1))
    return tuple(day for day in days if calendar.is_workday(day))


def _bodies(bearers: Iterable[str]) -> dict[str, str]:
    """The body that carries the work of a bearer: of a post the body it belongs to; a team's work is its first's."""
    listed = sorted(set(bearers))
    rows = prepared.run(
        "SELECT DISTINCT p.post, p.body FROM rel_post p WHERE p.post = ANY(CAST($1 AS text[])) AND NOT p.replaced",
        [[one.split("+")[0] for one in listed]],
    )
    of_post = {post: body for post, body in rows if body}
    return {one: of_post.get(one.split("+")[0], one.split("+")[0]) for one in listed}


def _classes(bodies: set[str]) -> dict[str, set[str]]:
    rows = prepared.run(
        "SELECT DISTINCT b.body, b.class FROM rel_body b WHERE b.body = ANY(CAST($1 AS text[])) AND NOT b.replaced",
        [sorted(bodies)],
    )
    found: dict[str, set[str]] = defaultdict(set)
    for body, name in rows:
        found[body].update(name.split("、"))
    return found


def _on_hand(
    body: str, classes: Mapping[str, set[str]], week: dt.date, since: dt.date, having: Means
) -> Fraction | None:
    persons = having.staff.get(body)
    if persons is None:
        persons = next((having.classes[one] for one in sorted(classes.get(body, ())) if one in having.classes), None)
    if persons is None:
        return None
    return persons * having.day * len(_working(max(week, since), week + 6 * DAY))


def over(found: Foretold) -> list[Load]:
    """Bodies and weeks with more hours than hands, the worst first."""
    return sorted((load for load in found.loads if load.over), key=lambda load: (-load.over, load.body, load.week))


def by_body(found: Foretold) -> dict[str, Fraction]:
    """Hours of all weeks by body."""
    total: Counter[str] = Counter()
    for load in found.loads:
        total[load.body] += load.hours  # type: ignore[assignment]
    return dict(total)  # type: ignore[arg-type]
