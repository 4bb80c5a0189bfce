"""Until when a hazard is to be rectified (整改期限): one clock, read from what set, stopped and lengthened it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from anjian.hazards.states import RECTIFY
from anjian.lib import clocks
from anjian.lib.calendar import Calendar
from anjian.lib.clocks import Clock, Step, StepKind
from anjian.lib.ends import Term
from anjian.lib.errors import Refusal

Kept = Mapping[str, Any]
"""A step as a row keeps it: kind, day, fact, term (text as :meth:`Term.parse` reads it) or none."""


def kept(kind: StepKind, day: dt.date, fact: str, term: Term | None = None) -> dict[str, str]:
    """A step to be kept in a row."""
    said = {"kind": kind, "day": day.isoformat(), "fact": fact}
    return said if term is None else {**said, "term": f"{term.n} {term.unit}"}


def by(steps: Iterable[Kept], day: dt.date) -> list[Kept]:
    """Those of a day or before."""
    return [step for step in steps if step["day"] <= day.isoformat()]


def read(steps: Iterable[Kept], calendar: Calendar) -> Clock | None:
    """The clock of these steps; None while nobody has set a limit."""
    given = list(steps)
    starts = [n for n, step in enumerate(given) if step["kind"] == "start"]
    if not starts:
        return None
    last = given[starts[-1] :]  # who sets a limit anew sets aside the one before
    told = [
        Step(
            step["kind"],
            dt.date.fromisoformat(step["day"]),
            step["fact"],
            RECTIFY,
            Term.parse(step["term"]) if step["kind"] == "extend" else None,
        )
        for step in last
    ]
    return clocks.read(Term.parse(last[0]["term"]), told, calendar, name=RECTIFY)


def started(steps: Iterable[Kept]) -> dt.date:
    """The day from which the limit that holds now runs. For steps that set one."""
    return dt.date.fromisoformat([step["day"] for step in steps if step["kind"] == "start"][-1])


def until(start: dt.date, day: dt.date) -> Term:
    """The term from a day to a day that is named (到日为止): it never rolls. Refuses one not after the first."""
    if day <= start:
        raise Refusal(
            f"期限{day.isoformat()}不晚于起算的{start.isoformat()}",
            "期限的第一天不算在内，至少要有一天可以整改",
            "请写晚一些的日期；当场改好的，不用定期限",
            code="hazards.until",
            field="attr.until",
        )
    return Term((day - start).days, "plan_day")


def lengthened(steps: Iterable[Kept], day: dt.date, calendar: Calendar) -> Term:
    """By how much the running clock is to be lengthened so that it ends on a named day. Refuses a day not after it."""
    given = list(steps)
    clock = read(given, calendar)
    if clock is None or clock.due is None:
        raise Refusal("还没有定整改期限，谈不上延期", "", "请先定整改期限", code="hazards.no_limit", field="attr.until")
    guess = until(clock.due, day)
    after = read([*given, kept("extend", dt.date.fromisoformat(given[-1]["day"]), "", guess)], calendar)
    assert after is not None  # it ran before
    assert after.due is not None
    # An end that had rolled is counted from before the roll: what was too little is added.
    return guess if after.due == day else Term(guess.n + (day - after.due).days, "plan_day")
