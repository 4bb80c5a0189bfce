"""The clocks of a hazard side by side (期限并列): rectification, the steps, and what documents ask because of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from anjian.duties import queries as duties
from anjian.hazards.events import Card
from anjian.hazards.limit import by, read, started
from anjian.hazards.models import Hazard
from anjian.hazards.queries.basis import Basis, Clause
from anjian.hazards.states import LIFE, OF_FACT, STEPS
from anjian.ledger.events import Fact
from anjian.lib.calendar import Calendar
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.ui import days


@dataclass(frozen=True, slots=True)
class Span:
    """One clock: what it is for, since when it runs, until when, and under which clauses.

    done       the day on which it ended; ``due`` None: nobody set a limit; ``provisional``: it may still move
    took       calendar days from ``since`` to ``done``, or to today while it runs; ``took_work`` working days
    left       calendar days until it is due, negative when it is over; None when it is done, stopped or has no limit;
               ``left_work`` working days, positive either way
    note       why it has no limit, or why it stands still, in words
    bearer     who owes it, where a document says so; ``duty`` the key of that duty
    """

    title: str
    since: dt.date
    done: dt.date | None
    due: dt.date | None
    provisional: bool
    took: int
    took_work: int
    left: int | None
    left_work: int
    note: str
    clauses: tuple[Clause, ...]
    bearer: str = ""
    duty: str = ""

    @property
    def over(self) -> int:
        """Calendar days by which it is over; 0 while it is not."""
        return max(0, -(self.left or 0))

    @property
    def late(self) -> bool:
        """Whether its day has passed, or had when it was done."""
        return self.due is not None and (self.done > self.due if self.done else self.left is not None and self.left < 0)


def spans(viewer: Viewer, card: Card, told: Sequence[Fact], *, as_of: dt.date) -> list[Span]:
    """The clocks of a hazard that is theirs to see, as its facts say: rectification first, then steps, then duties."""
    calendar = duties.calendar()
    facts = [fact for fact in told if fact.day <= as_of]
    basis = Basis(viewer, place=card.place, as_of=as_of)
    found = [_rectify(viewer, card, facts, basis, calendar, as_of)]
    found += [
        _step(one, facts, card, basis, calendar, as_of) for one in _declared(policy.PACKS / "life" / "clocks.yaml")
    ]
    found += [_duty(row, basis, calendar, as_of) for row in duties.started(viewer, facts, as_of=as_of)]
    return [span for span in found if span is not None]


def _rectify(
    viewer: Viewer, card: Card, facts: Sequence[Fact], basis: Basis, calendar: Calendar, as_of: dt.date
) -> Span | None:
    row = Hazard.objects.seen_by(viewer).filter(hazard=card.id).first()
    steps = by(row.steps, as_of) if row else []
    clock = read(steps, calendar)
    if clock is None:
        return None
    note = ""
    if clock.phase == "suspended":
        last = next(fact for fact in reversed(facts) if OF_FACT[fact.name] == "suspend")
        note = _("%(day)s 起暂停：%(why)s") % {"day": last.day.isoformat(), "why": last.attributes["reason"]}
    return _span(
        _(STEPS["rectify"]), started(steps), card.rectified_on, calendar, as_of,
        due=None if note else card.due, provisional=card.provisional, note=note, resting_on=basis.of("rectify"),
    )  # fmt: skip


def _step(
    one: Mapping[str, Any], facts: Sequence[Fact], card: Card, basis: Basis, calendar: Calendar, as_of: dt.date
) -> Span | None:
    since = done = None
    for fact in facts:
        verb = OF_FACT[fact.name]
        if verb in one["until"] and since and done is None:
            done = fact.day
        elif (
            verb in one["from"] and (since is None or done) and fact.attributes.get("grade") in (one.get("grade"), None)
        ):
            since, done = fact.day, None
    if since is None or (done is None and card.state in LIFE.final):
        return None
    title = one["en"] if days.english() else one["zh"]
    note = "" if done else _("文件没有写期限")
    return _span(title, since, done, calendar, as_of, note=note, resting_on=basis.of(one["step"]))


def _duty(row: duties.DutyRow, basis: Basis, calendar: Calendar, as_of: dt.date) -> Span | None:
    if row.begins is None:
        return None
    note = "" if row.due or row.met_on else _("条文没有写期限，当地还没有设定")
    return _span(
        row.title, row.begins, row.met_on, calendar, as_of, due=row.due, provisional=row.provisional,
        note=note, resting_on=basis.clauses(row.clauses), bearer=row.bearer, duty=row.key,
    )  # fmt: skip


def _span(
    title: str,
    since: dt.date,
    done: dt.date | None,
    calendar: Calendar,
    as_of: dt.date,
    *,
    due: dt.date | None = None,
    provisional: bool = False,
    note: str = "",
    resting_on: tuple[Clause, ...],
    bearer: str = "",
    duty: str = "",
) -> Span:
    until = done or as_of
    runs = due is not None and done is None
    return Span(
        title=title,
        since=since,
        done=done,
        due=due,
        provisional=provisional,
        took=(until - since).days,
        took_work=calendar.workdays_between(since, until),
        left=(due - as_of).days if runs and due else None,
        left_work=calendar.workdays_between(*sorted((as_of, due))) if runs and due else 0,
        note=note,
        clauses=resting_on,
        bearer=bearer,
        duty=duty,
    )


@lru_cache(maxsize=2)
def _declared(path: Path) -> Sequence[Mapping[str, Any]]:
    told: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return told
