"""What bearers did for the rules without a story of their own, read from the rules themselves.

The story tells of visits, meetings, letters, tours, accidents and cases; for every other rule whose evidence is a fact
of the bearer with fixed words (a list was issued, files were checked) the bearers deliver here: mostly in time. A rule
that is added to a pack and asks for such a fact is served without a line of code. Where a record of the span says as
much already, or can say it too, nothing is filed again: one record serves several documents.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anjian.ledger.events import ImportRow, Party
from anjian.lib.ends import Kind, period_of
from anjian.policy import queries as documents
from anjian.sample import annex
from anjian.sample.asking import Ask, asks_of
from anjian.sample.bearing import Bearer, Bearers
from anjian.sample.build import BEGIN, History, at
from anjian.sample.dice import dice
from anjian.sample.enterprises import Plan
from anjian.sample.law import DOCUMENT, Adopted, Law
from anjian.sample.near import Near

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
OF_BODIES = TOLD - {"activities.held"}
"""Of these, the ones that only bodies and posts do: enterprises hold drills and trainings of their own."""
EVERYWHERE = frozenset({"inspections.visit_filed", "oversight.tour_opened"})
"""Facts that the story tells of every place, whatever document it has adopted."""
KINDS: dict[str, Kind] = {"month": "month", "quarter": "quarter", "half_year": "half_year", "year": "year"}
"""Periods in which something is served again."""
DAY_OF_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY = dt.timedelta(days=1)


def tell(history: History, law: Law, firms: list[Plan], near: Near) -> None:
    """Add the facts for every rule that can be served, document by document."""
    served = Served(history, Bearers(history.region, firms, near))
    for one, _ in law.adoptions:
        served.document(one, law.packs[one.document])


@dataclass(frozen=True, slots=True)
class Span:
    """The days in which it is done. ``due``: its last day is a date of the text, after which it can still be done.

    period  the period it is about, as records name it; "" where it is none
    """

    first: dt.date
    last: dt.date
    due: bool = False
    period: str = ""


class Served:
    """What has been delivered so far, so that nothing is filed twice."""

    def __init__(self, history: History, bearers: Bearers) -> None:
        self.history, self.bearers = history, bearers
        self.rows: dict[tuple[str, str, str], list[ImportRow]] = {}
        self.free: dict[UUID | None, set[str]] = {}
        for row in history.facts:
            self._keep(row)

    def document(self, one: Adopted, pack: documents.Pack) -> None:
        """Serve the rules of a document in the place that adopted it."""
        rows = {row.rule: row for row in annex.rows(pack, self.history.region)} if pack.document.id == DOCUMENT else {}
        for rule in pack.rules:
            asks = list(asks_of(rule)) if rule.id not in rows else []
            if not asks or None in asks:
                continue
            for bearer in self.bearers.of(rule, one.place, rows):
                if not _told(asks, bearer, story=one.story):
                    self._serve(one, rule, [ask for ask in asks if ask], bearer, rows)

    def _serve(
        self, one: Adopted, rule: documents.Rule, asks: list[Ask], bearer: Bearer, rows: Mapping[str, annex.Row]
    ) -> None:
        for span in self._spans(one, rule, bearer, rows):
            draw = dice("serve", rule.id, bearer.place, bearer.slug, span.first)
            luck = draw.random()
            late = one.met <= luck < one.met + one.late and span.due
            if luck >= one.met and not late:
                continue
            for n, ask in enumerate(asks):
                begin = max(span.first, self._open(one, bearer) + (DAY if span.due else 20 * DAY))
                day = begin + draw.randrange(max(1, (span.last - begin).days)) * DAY
                if late:
                    day = span.last + draw.randrange(2, 40) * DAY
                if one.story or late or not self._said(ask, bearer, span):
                    key = f"{rule.id}|{bearer.place}|{bearer.slug}|{span.first}|{n}"
                    self._deliver(draw, key, ask, bearer, day, span.period)

    def _open(self, one: Adopted, bearer: Bearer) -> dt.date:
        """From when on the bearer may have done something."""
        if bearer.firm is None:
            return max(one.since, self.history.region.begin(bearer.place))
        return max(one.since, bearer.firm.since, self.history.region.begin(bearer.place))

    def _spans(
        self, one: Adopted, rule: documents.Rule, bearer: Bearer, rows: Mapping[str, annex.Row]
    ) -> Iterator[Span]:
        """Every period; the time up to a date; every year where nothing is set. Of enterprises recent ones alone."""
        by = getattr(rule, "by", None)
        if by is not None:
            yield from _dated(by, one, rule, rows)
            return
        per = one.per(rule.id) or str(getattr(rule, "per", ""))
        kind = KINDS.get(per, "year")
        ends, floor = rule.in_force.to, _since(one, rule)
        if bearer.firm is not None:
            if per not in KINDS:
                return
            floor = floor if ends else max(floor, self.history.region.recent)
        day = dt.date(floor.year, 1, 1)
        while day < min(ends or self.history.today, self.history.today):
            period = period_of(kind, day)
            if bearer.firm is None and one.story:
                yield Span(period.start, period.end, period=period.label)
            elif period.end > floor + 24 * DAY:
                yield Span(max(period.start, floor), period.end, period=period.label)
            day = period.end + DAY

    def _said(self, ask: Ask, bearer: Bearer, span: Span) -> bool:
        """Whether a record of the span says it already, or was made to say it too."""
        for row in self.rows.get((ask.fact, ask.role, bearer.id), ()):
            inside = span.first <= row.happened_at.date() <= span.last
            if inside and ask.said_too(row, self.free.setdefault(row.id, set()), span.period):
                return True
        return False

    def _deliver(self, draw: random.Random, key: str, ask: Ask, bearer: Bearer, day: dt.date, period: str) -> None:
        said = ask.words(period)
        parties = [Party(ask.role, bearer.kind, bearer.id, bearer.name)]
        for role, kinds in ask.others.items():
            other = self.bearers.other(key, role, kinds, bearer, day)
            if other is None:
                return
            parties.append(other)
        if ask.fact == "meetings.held":
            parties += self.bearers.chair(self.history, bearer, day)
        if not self.bearers.stood(self.history, bearer, day):
            return
        if bearer.firm is not None:
            said |= ask.figures(draw)
        office = self.history.region.office(bearer.place)
        place = bearer.place
        if self.history.fact(ask.fact, key, day, at(day, 17), office, place, parties, said):
            self._keep(self.history.facts[-1])
            self.free[self.history.facts[-1].id] = set(ask.free)

    def _keep(self, row: ImportRow) -> None:
        for party in row.parties:
            self.rows.setdefault((row.name, party.role, party.id), []).append(row)


def _told(asks: list[Ask | None], bearer: Bearer, *, story: bool) -> bool:
    """Whether the story tells of it; ``story``: it tells all of this document that it can."""
    told = EVERYWHERE if not story else TOLD if bearer.firm is None else OF_BODIES
    return any(ask is not None and ask.fact in told for ask in asks)


def _since(one: Adopted, rule: documents.Rule) -> dt.date:
    """From when a rule binds in the place."""
    since = rule.in_force.since
    return max(one.since, since) if isinstance(since, dt.date) else one.since


def _dated(by: Any, one: Adopted, rule: documents.Rule, rows: Mapping[str, annex.Row]) -> Iterator[Span]:
    """Up to the date of the text; a year is all of it. Where none is set: the second year of the document."""
    first = _since(one, rule)
    if one.story:
        row = rows.get(by.rule) if isinstance(by, documents.Borrowed) else None
        year = row.last_day.year if row else int(str(by)) if str(by).isdigit() else BEGIN.year + 1
        yield Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    elif str(by).isdigit():
        yield Span(first, dt.date(int(str(by)), 12, 31), due=True)
    elif DAY_OF_TEXT.fullmatch(str(by)):
        yield Span(first, dt.date.fromisoformat(str(by)), due=True)
    else:
        yield Span(first, first + 300 * DAY)
