"""Tables of days, terms and periods for the compiled rules, made by `lib.ends` and kept until the calendar changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast, get_args

import psycopg
from django.db import connection, transaction

from anjian.duties.asks import Ask
from anjian.duties.models import Loaded
from anjian.lib import ends
from anjian.lib.calendar import SHIPPED, Calendar
from anjian.lib.errors import Refusal

FIRST = dt.date(2000, 1, 1)
AHEAD = 4
"""Years past the asked day that the tables reach."""
KINDS: tuple[ends.Kind, ...] = ("day", "week", "month", "quarter", "half_year", "year")
_LOCK = "duties.terms"


def calendar() -> Calendar:
    """The working-day calendar of the program, as it stands now.

    One look at the folder tells whether a notice was taken in since, by whichever process. Tables and projection of
    another calendar are then made again: they say of which one they are.
    """
    seen = SHIPPED.stat()
    return _calendar(SHIPPED, (seen.st_ino, seen.st_mtime_ns))


@lru_cache(maxsize=2)
def _calendar(folder: Path, version: tuple[int, int]) -> Calendar:
    """``version`` changes when a file joins the folder or takes another's place, as `lib.calendar.adopt` does."""
    try:
        _read[folder] = Calendar.load(folder)
    except Refusal:
        if folder not in _read:
            raise
    return _read[folder]  # with a fault in the folder the last good one; `anjian health` says what is wrong


_read: dict[Path, Calendar] = {}


def needed(asks: Iterable[Ask]) -> frozenset[tuple[int, str]]:
    """Every term that these asks look up; terms in hours are computed."""
    listed = list(asks)
    for ask in listed:
        listed.extend(ask.below)
    said = (term for ask in listed for span in ask.spans for term in (span.term, span.wait) if term)
    return frozenset(term for term in said if term[1] != "hour")


def ensure(terms: Iterable[tuple[int, str]], *, as_of: dt.date) -> int:
    """Make sure that days, periods and these terms are there, up to the end of the year after `as_of`.

    Returns how many tables were made. Rows of another calendar are made again. Raises nothing when all is there.
    """
    wanted = {f"{unit}:{n}": (n, unit) for n, unit in terms}
    names = ["day", "period", *wanted]
    digest, enough = calendar().digest, dt.date(as_of.year + 1, 12, 31)
    if not _missing(names, digest, enough):
        return 0
    until = dt.date(as_of.year + AHEAD, 12, 31)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_LOCK])
        missing = _missing(names, digest, enough)
        for name in missing:
            _make(name, wanted.get(name), until)
            Loaded.objects.for_change().update_or_create(name=name, defaults={"calendar": digest, "until": until})
    return len(missing)


def _missing(names: Iterable[str], digest: str, enough: dt.date) -> list[str]:
    there = set(Loaded.objects.for_change().filter(calendar=digest, until__gte=enough).values_list("name", flat=True))
    return [name for name in names if name not in there]


def _make(name: str, term: tuple[int, str] | None, until: dt.date) -> None:
    rows: Iterator[tuple[Any, ...]]
    if name == "day":
        table, columns, old = "duties_day", "day, work, ordinal, roll, provisional", "TRUE"
        rows = ends.day_table(calendar(), FIRST, until)
    elif name == "period":
        table, columns, old = "duties_period", "kind, begins, ends, label", "TRUE"
        rows = ends.period_table(KINDS, FIRST, until)
    else:
        assert term is not None
        n, unit = term
        table, columns, old = "duties_due", "unit, n, day, due, provisional", "unit = %s AND n = %s"
        rows = ends.due_table(calendar(), [ends.Term(n, cast("ends.Unit", unit))], FIRST, until)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {old}", [] if term is None else [term[1], term[0]])
    raw = cast("psycopg.Connection[Any]", connection.connection)
    with raw.cursor() as direct, direct.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
        copy.write("".join(["\t".join(map(str, row)) + "\n" for row in rows]))  # words, days and numbers alone


assert set(KINDS) <= set(get_args(ends.Kind))
