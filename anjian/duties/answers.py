"""What questions about duties answer with: plain frozen values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from anjian.lib.verdicts import Outcome, Verdict


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty on a list (一条职责).

    key             its name in addresses: rule|bearer|each|start of the period or trigger, safe in a path
    title           the rule in our own words; verb: what to do, at most 20 characters
    bearer, each    ids; each is "" when there is none
    place           division that judges it
    period          label of the period; "" when it does not recur
    begins          first day of the period, or the trigger's day
    red             a must-duty that is wrong now
    need, have      figures in words are for the page; None where nothing is counted
    last            the latest fact that counted; age: days since the trigger of an undated duty
    fact_to_record  name of the fact that would meet it; "" when recording one does not help
    prefill         values of its form by role or attribute
    """

    key: str
    rule: str
    title: str
    verb: str
    bearer: str
    each: str
    place: str
    outcome: Outcome
    force: str
    red: bool
    clauses: tuple[str, ...]
    source_chip: str
    period: str = ""
    begins: dt.date | None = None
    due: dt.date | None = None
    provisional: bool = False
    need: str = ""
    have: str = ""
    met_on: dt.date | None = None
    last: dt.date | None = None
    age: int | None = None
    fact_to_record: str = ""
    prefill: Mapping[str, list[str]] = field(default_factory=dict)
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of the desk's first sentence: this month's owed and done, due soon, overdue, waiting for me."""

    owed: int
    done: int
    soon: int
    overdue: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person owes on a day (工作台).

    groups         overdue · waiting (data missing, post vacant) · week · month · later · undated · unset · missed (the
                   period just over) · done (this month's), each sorted by due day
    by_projection  False: the evaluator answered, because the projection does not cover the question; `why` says why
    """

    as_of: dt.date
    counts: Counts
    groups: Mapping[str, tuple[DutyRow, ...]]
    by_projection: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class DutyDetail:
    """One duty with every reason (为什么)."""

    row: DutyRow
    verdict: Verdict


@dataclass(frozen=True, slots=True, order=True)
class Tallied:
    """How many duties of a rule have an outcome. ``place``, ``bearer``: where and whose, when asked apart; else ""."""

    rule: str
    place: str
    outcome: Outcome
    n: int
    bearer: str = ""


@dataclass(frozen=True, slots=True)
class ClauseState:
    """Where a clause stands in a place (条款落实情况).

    now     numbers by rule, of running periods, what can still be cured, and everything that does not recur
    places  how many places directly below somebody owes it in
    rules   rules that run it; not_run: why some do not run here
    """

    now: tuple[Tallied, ...]
    rules: tuple[str, ...]
    not_run: tuple[str, ...] = ()
    places: int = 0
