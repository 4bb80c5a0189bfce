"""What a new yearly holiday notice (放假安排通知) changes: days, and the provisional dates of open duties.

A notice is a file that anyone can prepare (`packs/calendar/<year>.yaml`). It is checked and shown first; taking it in
makes the tables of dates anew, and the projection with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from anjian.duties import evaluating, rulebook
from anjian.duties.evaluating import Question, Standing
from anjian.lib import calendar, ends


@dataclass(frozen=True, slots=True)
class Move:
    """An open duty whose last day is another one by the new notice."""

    rule: str
    bearer: str
    token: str
    term: str
    was: dt.date
    now: dt.date


@dataclass(frozen=True, slots=True)
class Preview:
    """What a notice would change: days that become off or working days (with the words of the calendar), and duties.

    ``provisional`` counts the open duties whose date waited for a notice, moved or not.
    """

    year: int
    days: tuple[tuple[dt.date, str], ...]
    provisional: int
    moves: tuple[Move, ...]


def preview(path: Path, *, as_of: dt.date, folder: Path = calendar.SHIPPED) -> Preview:
    """What the notice in ``path`` would change for duties open on ``as_of``; nothing is written.

    Raises Refusal where the file is no complete notice of its year (gap, overlap, wrong year, …), naming the line.
    """
    before, after = calendar.preview(path, folder=folder)
    waiting = list(_waiting(as_of))
    shifts = ends.moved(before, after, waiting)
    moves = tuple(
        Move(
            shift.key.rule, shift.key.bearer, shift.key.token, f"{shift.term.n} {shift.term.unit}",
            shift.was.due, shift.now.due,
        )
        for shift in shifts
    )  # fmt: skip
    year = calendar.check_notice(path).year
    days = tuple((change.day, _word(after, change.day)) for change in before.changes(after))
    return Preview(year, days, len(waiting), moves)


def _word(after: calendar.Calendar, day: dt.date) -> str:
    return ("上班" if after.is_workday(day) else "放假") + (f"（{after.name(day)}）" if after.name(day) else "")


def _waiting(as_of: dt.date) -> Iterator[tuple[Standing, dt.date, ends.Term]]:
    """Open duties with a provisional end: the row, the day its term starts, and the term."""
    book = rulebook.book(as_of)
    rulebook.prepare(book)
    timed = [entry for entry in book.entries if any(span.term for span in entry.ask.spans)]
    for row in evaluating.standings(timed, Question(as_of=as_of, since=as_of)):
        start = row.ends if row.kind == "recurring" else row.begins
        if not row.provisional or row.met_on is not None or start is None or row.entry.ask.recorded:
            continue
        spans = row.entry.ask.spans
        term = next((s.term for s in spans if s.since <= start and (s.until is None or start <= s.until)), None)
        if term is not None:
            yield row, start, ends.Term(term[0], cast("ends.Unit", term[1]))


def adopt(path: Path, *, folder: Path = calendar.SHIPPED) -> int:
    """Take the notice in, whole or not at all; returns its year.

    Every running process sees it at its next question (`terms.calendar`), and the tables of dates follow.
    """
    calendar.adopt(path, folder=folder)
    return calendar.check_notice(path).year
