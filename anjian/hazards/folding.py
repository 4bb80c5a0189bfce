"""What the facts about a hazard come to (折叠): one after the other onto the row. Nothing is judged here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from anjian.hazards import criteria, likeness, limit
from anjian.hazards.events import LAPSED
from anjian.hazards.models import Hazard
from anjian.hazards.states import LIFE, OF_FACT
from anjian.ledger.events import Fact
from anjian.lib.calendar import Calendar
from anjian.lib.ends import Term


def fold(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    """Put a fact onto the row, whose state lets it pass. Refuses a move that the table of states has not."""
    verb = OF_FACT[fact.name]
    row.state = LIFE.next(row.state, verb)
    change = _CHANGES.get(verb)
    if change is not None:
        change(row, fact, calendar)
    row.text_key = likeness.key(row.found)
    row.seq, row.moves = fact.seq, row.moves + 1
    settle(row, calendar)


def settle(row: Hazard, calendar: Calendar) -> None:
    """Read the clock of the row by a calendar: its due day, and whether that may still move."""
    clock = limit.read(row.steps, calendar)
    if clock is None:
        row.due, row.provisional = None, False
    elif clock.due is not None:  # while it is suspended a day that had passed before stays
        row.due, row.provisional = clock.due, clock.provisional


def by_of(fact: Fact) -> str:
    """Who did it, as the fact says: a body or the enterprise; "" when nobody is named."""
    return next(iter(fact.party("by")), "")


def term_of(fact: Fact) -> Term | None:
    """The limit that a fact sets: a term, or until a day; None when it sets none."""
    said = fact.attributes
    if said.get("term"):
        return Term.parse(str(said["term"]))
    named = said.get("until") or said.get("due")
    return limit.until(fact.day, day_of(named)) if named else None


def day_of(value: Any) -> dt.date:
    """A day of a fact's attributes."""
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))


def _notice(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.source = str(fact.attributes.get("source", ""))
    row.found, row.spot = str(fact.attributes.get("found", "")), str(fact.attributes.get("spot", ""))


def _find(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    said = fact.attributes
    row.found, row.spot = str(said.get("found") or row.found), str(said.get("spot") or row.spot)
    row.source = row.source or ("自查" if fact.name == "hazards.self_found" else "检查")
    if fact.name == "hazards.found_by_authority":
        row.ordered_by = by_of(fact)
    _grade(row, fact, calendar)
    _start(row, fact)


def _grade(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.grade = str(fact.attributes["grade"])
    row.criterion = str(fact.attributes.get("criterion", ""))
    if row.criterion:
        lapsed = criteria.criterion(row.criterion).standard.in_force(fact.day) is False
        row.marks = [*(mark for mark in row.marks if mark != LAPSED), *([LAPSED] if lapsed else [])]
    row.judged = str(fact.attributes.get("judged", ""))


def _tell(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.told_on = row.told_on or fact.day


def _plan(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.planned = True
    if not row.steps:
        _start(row, fact)


def _list(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.listed_by = row.ordered_by = by_of(fact)
    row.listed_level = str(fact.attributes.get("level", ""))
    row.listing = str(fact.attributes.get("number", ""))
    _start(row, fact)


def _delist(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.listed_by = ""


def _start(row: Hazard, fact: Fact) -> None:
    term = term_of(fact)
    if term is not None:
        row.steps = [*row.steps, limit.kept("start", fact.day, str(fact.id), term)]


def _ask(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.asked_until = day_of(fact.attributes["until"])


def _decide(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    if fact.attributes["granted"]:
        day = day_of(fact.attributes.get("until") or row.asked_until)
        longer = limit.lengthened(row.steps, day, calendar)
        row.steps = [*row.steps, limit.kept("extend", fact.day, str(fact.id), longer)]
    row.asked_until = None


def _suspend(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    if row.due is not None and row.due >= fact.day:  # the clock stands still: there is no day to be late for
        row.due, row.provisional = None, False
    row.steps = [*row.steps, limit.kept("suspend", fact.day, str(fact.id))]


def _resume(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.steps = [*row.steps, limit.kept("resume", fact.day, str(fact.id))]


def _finish(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.rectified_on, row.rectified_by = fact.day, fact.recorded_by


def _back(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.rectified_on, row.rectified_by = None, ""


def _close(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.closed_on, row.closed_at = fact.day, fact.recorded_at


def _reopen(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.closed_on = row.closed_at = row.rectified_on = row.asked_until = None
    row.rectified_by, row.planned, row.steps = "", False, []


def _merge(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.merged_into = fact.party("into")[0]


def _unmerge(row: Hazard, fact: Fact, calendar: Calendar) -> None:
    row.merged_into = ""


_CHANGES: Mapping[str, Callable[[Hazard, Fact, Calendar], None]] = {
    "notice": _notice,
    "find": _find,
    "find_out": _find,
    "grade": _grade,
    "tell": _tell,
    "list": _list,
    "delist": _delist,
    "plan": _plan,
    "ask_extension": _ask,
    "decide_extension": _decide,
    "suspend": _suspend,
    "resume": _resume,
    "finish": _finish,
    "send_back": _back,
    "fail": _back,
    "close": _close,
    "reopen": _reopen,
    "merge": _merge,
    "unmerge": _unmerge,
}
"""What a verb changes beside the state. The others change nothing else."""
