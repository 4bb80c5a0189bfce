"""What others owe (他人应办): the numbers of each rule in one question, and the duties behind them page by page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from anjian.duties.answers import DutyRow, OthersLine
from anjian.duties.evaluating import Standing
from anjian.duties.queries import mine
from anjian.duties.queries.keys import key_of
from anjian.duties.queries.numbers import first_of
from anjian.duties.queries.shaping import row as shape
from anjian.duties.queries.sources import rows, visible
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer

PAGE = 50
"""Duties on one page of a list."""

_ORDER = {outcome: n for n, outcome in enumerate(Outcome)}


@dataclass(frozen=True, slots=True)
class Page:
    """Some duties of a list in order; ``after`` is the key that the next page begins behind, "" on the last one."""

    rows: tuple[DutyRow, ...]
    total: int
    after: str


def others(viewer: Viewer, *, as_of: dt.date, known: int | None = None, place: str | None = None) -> list[OthersLine]:
    """What others owe in the places that the viewer sees, grouped by rule: the numbers alone, by rule."""
    lines: dict[str, list[Standing]] = {}
    for one in _running(viewer, as_of=as_of, known=known, place=place):
        lines.setdefault(one.rule, []).append(one)
    return [
        OthersLine(
            rule=name,
            title=listed[0].entry.rule.title,
            source_chip=listed[0].entry.chip,
            clauses=listed[0].entry.rule.clauses,
            counts=dict(Counter(one.outcome for one in listed)),
        )
        for name, listed in sorted(lines.items())
    ]


def others_of(
    viewer: Viewer,
    rule: str,
    *,
    as_of: dt.date,
    known: int | None = None,
    place: str | None = None,
    outcome: str = "",
    after: str = "",
    limit: int = PAGE,
) -> Page:
    """The duties behind the numbers of one rule, what is wrong first, then by day, by bearer; ``outcome``: only those.

    Keyset: a page begins behind the key that the page before ended with, so that nothing is left out or told twice when
    something changes in between.
    """
    listed = [
        (_place_of(one), one)
        for one in _running(viewer, as_of=as_of, known=known, place=place, rules=(rule,))
        if not outcome or one.outcome.value == outcome
    ]
    listed.sort(key=lambda pair: pair[0])
    left = [pair for pair in listed if pair[0] > after]
    shown = left[:limit]
    return Page(
        rows=tuple(shape(one, as_of) for _key, one in shown),
        total=len(listed),
        after=shown[-1][0] if len(left) > len(shown) else "",
    )


def _running(
    viewer: Viewer, *, as_of: dt.date, known: int | None, place: str | None, rules: Collection[str] | None = None
) -> Iterator[Standing]:
    """Duties of everybody else that run now: running periods, what does not recur, what can still be cured."""
    own = set(mine.bearers(viewer))
    for one in rows(as_of=as_of, known=known, since=first_of(as_of, -3), place=place, rules=rules).rows:
        running = one.kind != "recurring" or one.ends is None or one.ends >= as_of or one.outcome.open
        if one.bearer and one.bearer not in own and running and visible(viewer, one, own):
            yield one


def _place_of(one: Standing) -> str:
    """Where a duty stands in the list, as a text that sorts: wrong now, open by day, done; then by bearer."""
    wrong = one.outcome.red and one.entry.rule.force == "must"
    rank = 0 if wrong else 1 if one.outcome.open else 2
    due = (one.due or dt.date.max).isoformat()
    return f"{rank} {due} {_ORDER[one.outcome]:02d} {key_of(one)}"
