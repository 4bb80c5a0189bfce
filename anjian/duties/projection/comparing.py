"""The projection against the evaluator: rows and counts."""

from __future__ import annotations

import datetime as dt

from anjian.duties import evaluating, rulebook
from anjian.duties.compile import STANDING
from anjian.duties.evaluating import Question, Standing
from anjian.duties.projection import tally
from anjian.duties.projection.mark import Covered, watermark
from anjian.duties.projection.rows import standings
from anjian.lib import divisions

_NAMES = [name for name, _ in STANDING]


def differences(as_of: dt.date, *, place: str | None = None) -> tuple[int, list[str]]:
    """(rows compared, what differs): the projection against the evaluator, every column; its counts against its rows.

    (0, []) when it has no say.
    """
    mark = watermark()
    if mark is None or not mark.built <= as_of <= mark.through:
        return 0, []
    book = rulebook.book(as_of)
    rulebook.prepare(book)
    asked = Question(as_of, mark.since)
    kept = _comparable(standings(Covered(mark), asked, rules=None, place=place), place)
    fresh = _comparable(evaluating.standings(book.kept, asked), place)
    wrong = [f"现况表有、计算没有：{row}" for row in sorted(kept - fresh)]
    wrong += [f"计算有、现况表没有：{row}" for row in sorted(fresh - kept)]
    return len(fresh), wrong + tally.differences()


def _comparable(rows: list[Standing], place: str | None) -> set[str]:
    inside = divisions.of(place) if place else None
    return {
        repr([*(getattr(row, name) for name in _NAMES), row.outcome.value])
        for row in rows
        if inside is None or inside.lo <= row.place <= inside.hi
    }
