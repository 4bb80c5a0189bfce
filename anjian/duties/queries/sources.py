"""Where rows come from: the projection when it covers the question, else the evaluator. Both say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from anjian.duties import evaluating, projection, rulebook, takers
from anjian.duties.evaluating import Question, Standing
from anjian.lib import divisions
from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Rows:
    """Standings, and why the evaluator had to answer ("" when the projection did)."""

    rows: list[Standing]
    why: str


def rows(
    *,
    as_of: dt.date,
    known: int | None = None,
    since: dt.date,
    bearers: Collection[str] | None = None,
    place: str | None = None,
    rules: Collection[str] | None = None,
    facts: bool = False,
) -> Rows:
    """The standings that answer a question; with `facts` always from the evaluator."""
    chosen = frozenset(rules) if rules is not None else None
    asked = Question(as_of, since, known=known, bearers=tuple(sorted(bearers)) if bearers is not None else None)
    mark = None if facts else projection.covering(as_of=as_of, known=known, since=since)
    if isinstance(mark, projection.Covered):
        found = projection.standings(mark, asked, rules=chosen, place=place)
        found += _inside(computed(mark, as_of=as_of, since=since, rules=chosen, bearers=asked.bearers), place)
        return Rows(found, "")
    book = rulebook.book(as_of, known=known)
    rulebook.prepare(book)
    entries = list(book.of(chosen))
    if asked.bearers is not None and known is None:  # who was there by what was known then is not asked of today
        entries = takers.likely(entries, asked.bearers)
    return Rows(_inside(evaluating.standings(entries, asked, facts=facts), place), mark or "")


def computed(
    covered: projection.Covered,
    *,
    as_of: dt.date,
    since: dt.date,
    rules: Collection[str] | None,
    bearers: tuple[str, ...] | None = None,
) -> list[Standing]:
    """Duties that the projection does not keep (consequences): computed each time over what it keeps."""
    book = projection.book_of(covered.mark, as_of)
    live = [entry for entry in book.live if rules is None or entry.ask.rule in rules]
    if bearers is not None:
        live = takers.likely(live, bearers)
    if not live:
        return []
    rulebook.prepare(book)
    return evaluating.standings(live, Question(as_of, since, bearers=bearers, kept=True))


def _inside(found: list[Standing], place: str | None) -> list[Standing]:
    if place is None:
        return found
    asked = divisions.of(place)
    return [row for row in found if asked.lo <= row.place <= asked.hi]


def visible(viewer: Viewer, row: Standing, mine: Collection[str]) -> bool:
    """Whether a duty exists for this viewer: it is judged in a place they see, or it is theirs."""
    if viewer.is_system:
        return True
    if not viewer.account:
        return False
    return viewer.sees(row.place) or bool(set(row.bearer.split("+")) & set(mine))
