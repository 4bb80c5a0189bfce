"""Which duties a list or a number is about (范围): one meaning, said to the database and to the evaluator's rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypedDict

from anjian.duties import projection
from anjian.duties.compile import outcome, recent
from anjian.duties.evaluating import Standing
from anjian.duties.models import COUNTY_DIGITS
from anjian.duties.queries import mine
from anjian.duties.queries.numbers import first_of
from anjian.duties.queries.sources import visible
from anjian.lib import divisions
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer

_OPEN = sorted(one.value for one in Outcome if one.open)


class Given:
    """Bound values, numbered as they come."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def __call__(self, value: Any, type: str = "text") -> str:
        self.values.append(value)
        return f"CAST(${len(self.values)} AS {type})"


class Asked(TypedDict):
    """What narrows a question to the evaluator; see `Choice`."""

    since: dt.date
    rules: frozenset[str] | None
    bearers: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Duties that a viewer may see, narrowed.

    since     finished periods and matters that ended before are left out
    until     only what came to its end from ``since`` up to this day: the last day of its period, else its due day
    place     judged there or below (``alone``: right there); rules, outcomes: only these; None: any
    bearers   borne by one of these, alone or with others; None: by anybody
    running   running periods, what does not recur, and what can still be cured
    others    borne by somebody, and not by the viewer
    """

    viewer: Viewer
    own: tuple[str, ...]
    as_of: dt.date
    since: dt.date
    place: str | None = None
    rules: frozenset[str] | None = None
    outcomes: frozenset[Outcome] | None = None
    bearers: frozenset[str] | None = None
    running: bool = False
    others: bool = False
    until: dt.date | None = None
    alone: bool = False

    def fits(self, one: Standing) -> bool:
        """Whether a row of the evaluator belongs to it; its rule is asked of the evaluator itself."""
        inside = self._inside()
        ended = one.ends or one.due
        runs = one.kind != "recurring" or one.ends is None or one.ends >= self.as_of or one.outcome.open
        return (
            (self.outcomes is None or one.outcome in self.outcomes)
            and (inside is None or inside.lo <= one.place <= inside.hi)
            and (self.bearers is None or not self.bearers.isdisjoint(one.bearer.split("+")))
            and (runs or not self.running)
            and (self.until is None or (ended is not None and self.since <= ended <= self.until))
            and (bool(one.bearer) and one.bearer not in self.own if self.others else True)
            and visible(self.viewer, one, self.own)
        )

    @property
    def asked(self) -> Asked:
        """What the evaluator is asked for: no more than this, or it works out everybody's duties."""
        bearers = tuple(sorted(self.bearers)) if self.bearers is not None else None
        return {"since": self.since, "rules": self.rules, "bearers": bearers}

    @property
    def by_county(self) -> bool:
        """Whether counties belong to it whole or not at all: then their counts say as much as their rows."""
        asked = self._inside() or divisions.of(divisions.COUNTRY)
        return self.bearers is None and not self.alone and _of_counties(asked) and self._whole()

    def judged(self, given: Given, columns: str, *more: str, counts: bool = False) -> str:
        """A SELECT of these columns and `outcome` over the projection's rows `s` that belong to it.

        more     further conditions on `s`
        counts   over the counts instead of the rows, where it is `by_county`
        """
        today, first = given(self.as_of, "date"), given(self.since, "date")
        where = [f"(s.begins IS NULL OR s.begins <= {today})", recent("s", first), *more]
        where += self._seen(given)
        where += self._there(given, counts)
        if self.until is not None:
            where.append(f"COALESCE(s.ends, s.due) BETWEEN {first} AND {given(self.until, 'date')}")
        if self.rules is not None:
            where.append(f"s.rule = ANY({given(sorted(self.rules), 'text[]')})")
        if self.bearers is not None:
            where.append(projection.borne_by(given(sorted(self.bearers), "text[]")))
        if self.others:
            where.append("s.bearer <> ''" if counts else f"s.bearer <> '' AND NOT {self.borne(given)}")
        if self.running:
            where.append(
                f"(s.kind <> 'recurring' OR s.ends IS NULL OR s.ends >= {today} "
                f"OR {outcome('s', today)} = ANY({given(_OPEN, 'text[]')}))"
            )
        table = "duties_tally" if counts else "duties_standing"
        inner = f"SELECT {columns}, {outcome('s', today)} AS outcome FROM {table} s WHERE {' AND '.join(where)}"
        if self.outcomes is None:
            return inner
        states = given(sorted(one.value for one in self.outcomes), "text[]")
        return f"SELECT * FROM ({inner}) s WHERE s.outcome = ANY({states})"

    def borne(self, given: Given) -> str:
        """Whether the viewer alone bears it."""
        return f"s.bearer = ANY({given(list(self.own), 'text[]')})"

    def _inside(self) -> divisions.DivisionRange | None:
        if self.place is None:
            return None
        found = divisions.of(self.place)
        return divisions.DivisionRange(found.lo, found.lo) if self.alone else found

    def _there(self, given: Given, counts: bool) -> list[str]:
        """Nothing is said twice: the planner would take a county for a handful of rows and sort them all."""
        if (inside := self._inside()) is None:
            return []
        county, where = inside.lo[:COUNTY_DIGITS], []
        by_index = county == inside.hi[:COUNTY_DIGITS] and not counts
        if by_index:
            where.append(f"left(s.place, {COUNTY_DIGITS}) = {given(county)}")
        if not (by_index and _of_counties(inside)):
            where.append(f"s.place BETWEEN {given(inside.lo)} AND {given(inside.hi)}")
        return where

    def _whole(self) -> bool:
        """Whether everything there is for the viewer to see."""
        asked = self._inside() or divisions.of(divisions.COUNTRY)
        return self.viewer.is_system or (
            bool(self.viewer.account) and any(held.contains(asked) for held in self.viewer.places)
        )

    def _seen(self, given: Given) -> list[str]:
        if self._whole():
            return []
        if not self.viewer.account:
            return ["1=0"]
        ways = [f"s.place BETWEEN {given(held.lo)} AND {given(held.hi)}" for held in self.viewer.places]
        if self.own:
            ways.append(projection.borne_by(given(list(self.own), "text[]")))
        return [f"({' OR '.join(ways)})" if ways else "1=0"]


def _of_counties(asked: divisions.DivisionRange) -> bool:
    """Whether it is a county or above: no part of a county."""
    return not asked.lo[COUNTY_DIGITS:].strip("0") and not asked.hi[COUNTY_DIGITS:].strip("9")


def since_of(as_of: dt.date) -> dt.date:
    """The first day of last year: what ended before is on no list of today."""
    return first_of(as_of, -12).replace(month=1)


def choose(
    viewer: Viewer,
    *,
    as_of: dt.date,
    since: dt.date | None = None,
    place: str | None = None,
    rules: Collection[str] | None = None,
    outcomes: Collection[Outcome] | None = None,
    bearers: Collection[str] | None = None,
    running: bool = False,
    others: bool = False,
    until: dt.date | None = None,
    alone: bool = False,
) -> Choice:
    """The choice of a viewer. ``since``: that of `since_of` when none is given."""
    return Choice(
        viewer=viewer,
        own=tuple(mine.bearers(viewer)),
        as_of=as_of,
        since=since or since_of(as_of),
        place=place,
        rules=None if rules is None else frozenset(rules),
        outcomes=None if outcomes is None else frozenset(outcomes),
        bearers=None if bearers is None else frozenset(bearers),
        running=running,
        others=others,
        until=until,
        alone=alone,
    )
