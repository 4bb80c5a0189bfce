"""Clocks on a matter (期限钟): started, suspended, resumed, extended, stopped by facts; the due date is computed.

Several run side by side on one matter (rectify, report, publish …). How a clock counts:

* A suspension (中止) stops it from the day after; the day of the resumption (恢复) is not counted either, like the
  first day of a term. So the suspended days move the start: calendar days for terms in days, weeks, months and years,
  working days for terms in working days, minutes for terms in hours.
* An extension (延长) of the same unit lengthens the term; of another unit it runs from the end before it, before
  rolling.
* After its end nothing moves a clock any more; what comes too late, twice or out of order is kept, without effect,
  and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Literal

from anjian.lib.calendar import Calendar
from anjian.lib.ends import End, Term, chinese_day
from anjian.lib.ends.terms import chinese_minute
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Reason

StepKind = Literal["start", "suspend", "resume", "extend", "stop"]
Phase = Literal["not_started", "running", "suspended", "stopped"]

_SAID: dict[StepKind, str] = {"start": "起算", "suspend": "中止", "resume": "恢复", "extend": "延长", "stop": "办结"}
_COUNTED = {"hour": "分钟", "workday": "个工作日"}

ALL = "*"
"""The clock of a step that concerns every clock of the matter."""


@dataclass(frozen=True, slots=True)
class Step:
    """A fact as a clock sees it.

    at     its day, or its instant with a time zone; clocks in hours need the instant
    fact   id of the fact, for the explanation
    clock  name of the clock it concerns; ``*``: every clock of the matter
    by     how much longer, for ``extend``
    """

    kind: StepKind
    at: date | datetime
    fact: str = ""
    clock: str = ALL
    by: Term | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """What the facts so far make of one clock.

    due        the last day (Chinese); None before the start and while it is suspended
    at         the instant, for clocks in hours
    suspended  days, working days or minutes (for hours) that did not count
    stopped    the day or instant on which it was stopped
    late       stopped after its end; None while it is not stopped
    reasons    each step in words, the days that moved the end last
    idle       steps that had no effect
    """

    term: Term
    phase: Phase = "not_started"
    due: date | None = None
    at: datetime | None = None
    provisional: bool = False
    suspended: int = 0
    stopped: date | datetime | None = None
    late: bool | None = None
    reasons: tuple[Reason, ...] = ()
    idle: tuple[Step, ...] = ()


def read(term: Term, steps: Iterable[Step], calendar: Calendar, *, name: str = ALL) -> Clock:
    """The clock ``name`` with this term after these steps, in the order of their time.

    Raises ValueError for a clock in hours whose step has a day only, and for an extension without ``by``.
    """
    run = _Run(term, calendar)
    for step in _mine(steps, name):
        run.take(step)
    return run.clock()


def read_all(terms: Mapping[str, Term], steps: Iterable[Step], calendar: Calendar) -> dict[str, Clock]:
    """All clocks of a matter, side by side: name → clock."""
    given = list(steps)
    return {name: read(term, given, calendar, name=name) for name, term in terms.items()}


def accept(term: Term, steps: Iterable[Step], step: Step, calendar: Calendar, *, name: str = ALL) -> Clock:
    """The clock after one more step that is about to be recorded. Refuses a step without effect."""
    before = list(steps)
    after = read(term, [*before, step], calendar, name=name)
    if step in after.idle:
        text = next(reason.text for reason in reversed(after.reasons) if reason.kind == "idle")
        raise Refusal(
            text,
            "期限的每一步都要有效，否则到期日说不清",
            "请核对日期，或先登记前一步",
            code="clock.step",
        )
    return after


def _mine(steps: Iterable[Step], name: str) -> list[Step]:
    mine = [step for step in steps if step.clock in (ALL, name)]
    if all(isinstance(step.at, datetime) for step in mine):
        return sorted(mine, key=attrgetter("at"))
    # Some have a day only: within a day they stand in the order in which they were given.
    return sorted(mine, key=lambda step: chinese_day(step.at))


@dataclass(slots=True)
class _Run:
    """One pass over the steps of one clock."""

    term: Term
    calendar: Calendar
    phase: Phase = "not_started"
    start: date | datetime | None = None
    paused: date | datetime | None = None
    suspended: int = 0
    longer: list[Term] = field(default_factory=list)
    stopped: date | datetime | None = None
    late: bool | None = None
    reasons: list[Reason] = field(default_factory=list)
    idle: list[Step] = field(default_factory=list)

    def take(self, step: Step) -> None:
        """One step: what it does, or why it does nothing."""
        when = self._when(step)
        fault = self._fault(step, when)
        if fault:
            self.idle.append(step)
            self.reasons.append(Reason("idle", f"{_said(when)}{_SAID[step.kind]}：{fault}，不起作用", step.fact))
            return
        text = f"{_said(when)}{_SAID[step.kind]}"
        match step.kind:
            case "start":
                self.start, self.phase = when, "running"
                text += f"，期限{self.term}"
            case "suspend":
                self.paused, self.phase = when, "suspended"
            case "resume":
                out = self._between(self.paused, when)
                self.suspended, self.paused, self.phase = self.suspended + out, None, "running"
                text += f"，扣除{out}{_COUNTED.get(self.term.unit, '日')}"
            case "extend":
                assert step.by is not None  # _fault has seen it
                self.longer.append(step.by)
                text += str(step.by)
            case "stop":
                self.late = self._over(when)
                self.stopped, self.phase = when, "stopped"
                text += "，已超期" if self.late else "，未超期"
        self.reasons.append(Reason("fact", text, step.fact))

    def clock(self) -> Clock:
        """What came of it."""
        end = self._end()
        reasons = list(self.reasons)
        if end is not None:
            reasons += (Reason("day", f"{day} {why}", day.isoformat()) for day, why in end.moved_by)
            at = f" {end.at:%H:%M}" if end.at else ""
            reasons.append(Reason("due", f"到期{end.due}{at}{'（暂定）' if end.provisional else ''}"))
        return Clock(
            term=self.term,
            phase=self.phase,
            due=end.due if end else None,
            at=end.at if end else None,
            provisional=end is not None and end.provisional,
            suspended=self.suspended,
            stopped=self.stopped,
            late=self.late,
            reasons=tuple(reasons),
            idle=tuple(self.idle),
        )

    def _when(self, step: Step) -> date | datetime:
        if self.term.unit != "hour":
            return chinese_day(step.at)
        if not isinstance(step.at, datetime):
            raise ValueError(f"a clock in hours needs the instant of each step; {step.kind} has a day only")
        return chinese_minute(step.at)

    def _fault(self, step: Step, when: date | datetime) -> str:
        if step.kind == "extend":
            if step.by is None:
                raise ValueError("an extension needs to say by how much")
            if (step.by.unit == "hour") != (self.term.unit == "hour"):
                return f"期限是{self.term}，不能延长{step.by}"
        if step.kind == "start":
            return "" if self.phase == "not_started" else "已经起算"
        match self.phase:
            case "not_started":
                return "尚未起算"
            case "stopped":
                return "已经办结"
            case "suspended":
                return "已经中止" if step.kind == "suspend" else ""
        if step.kind == "resume":
            return "没有中止过"
        end = self._end()
        if step.kind != "stop" and end is not None and self._over(when):
            return f"已于{_said(end.at or end.due)}到期"
        return ""

    def _over(self, when: date | datetime) -> bool:
        end = self._end()
        if end is None:  # suspended: its end is not reached
            return False
        return when > end.at if end.at and isinstance(when, datetime) else chinese_day(when) > end.due

    def _between(self, paused: date | datetime | None, when: date | datetime) -> int:
        if isinstance(paused, datetime) and isinstance(when, datetime):
            return (when - paused) // timedelta(minutes=1)
        assert paused is not None  # only a suspended clock is resumed
        if self.term.unit == "workday":
            return self.calendar.workdays_between(paused, when)
        return chinese_day(when).toordinal() - chinese_day(paused).toordinal()

    def _end(self) -> End | None:
        """Where the clock ends by what is known; None before the start and while it is suspended."""
        if self.start is None or self.paused is not None:
            return None
        start, terms = self.start, [self.term]
        for term in self.longer:
            if term.unit == terms[-1].unit:
                terms[-1] = Term(terms[-1].n + term.n, term.unit)
            else:
                terms.append(term)
        if isinstance(start, datetime):
            start += timedelta(minutes=self.suspended)
        elif self.term.unit == "workday":
            terms[0] = Term(terms[0].n + self.suspended, "workday")
        else:
            start += timedelta(days=self.suspended)
        end = terms[0].due(start, self.calendar)
        for term in terms[1:]:
            after = term.due(end.nominal, self.calendar)
            skipped = end.moved_by if end.nominal == end.due else ()  # a roll that the extension overtook moved nothing
            end = replace(after, provisional=end.provisional or after.provisional, moved_by=(*skipped, *after.moved_by))
        return end


def _said(when: date | datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else when.isoformat()
