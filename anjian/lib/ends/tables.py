"""Tables for database engines: days, due dates and periods as rows, made by the one implementation of Chinese terms.

A compiled rule joins them instead of doing date arithmetic, so its text is the same on every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from anjian.lib.calendar import Calendar
from anjian.lib.ends.periods import Kind, periods
from anjian.lib.ends.terms import Term

_ONE = timedelta(days=1)


def day_table(calendar: Calendar, lo: date, hi: date) -> Iterator[tuple[date, bool, int, date, bool]]:
    """Rows (day, work, ordinal, roll, provisional) for each day from ``lo`` to ``hi``.

    ``ordinal`` counts working days up to and including the day; ``roll`` is the first working day on or after it.
    """
    for day in _days(lo, hi):
        yield day, calendar.is_workday(day), calendar.ordinal(day), calendar.roll(day), calendar.provisional(day)


def due_table(
    calendar: Calendar, terms: Iterable[Term], lo: date, hi: date
) -> Iterator[tuple[str, int, date, date, bool]]:
    """Rows (unit, n, day, due, provisional): where each term ends that starts on each day from ``lo`` to ``hi``.

    Raises ValueError for terms in hours: they need an instant and are computed, not looked up.
    """
    for term in terms:
        if term.unit == "hour":
            raise ValueError("terms in hours are computed from an instant, never looked up")
        for day in _days(lo, hi):
            due, provisional = term.ending(day, calendar)
            yield term.unit, term.n, day, due, provisional


def period_table(kinds: Iterable[Kind], lo: date, hi: date) -> Iterator[tuple[str, date, date, str]]:
    """Rows (kind, start, end, label) of all periods that share a day with ``lo`` to ``hi``. Not for shift and phase."""
    for kind in kinds:
        for found in periods(kind, lo, hi):
            yield found.kind, found.start, found.end, found.label


def _days(lo: date, hi: date) -> Iterator[date]:
    day = lo
    while day <= hi:
        yield day
        day += _ONE
