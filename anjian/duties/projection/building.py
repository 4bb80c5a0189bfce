"""Making the projection: all of it, or the rows of some bearers in the transaction of a recording."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from anjian.duties import engines, rulebook, terms
from anjian.duties.compile import KEPT, STANDING
from anjian.duties.engines import Engine
from anjian.duties.evaluating import Question
from anjian.duties.models import Stale, Watermark
from anjian.duties.projection import tally
from anjian.duties.projection.mark import lock, meaning
from anjian.duties.reading import defaults
from anjian.duties.rulebook import Entry, Rulebook
from anjian.ledger import queries as ledger
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy
from anjian.scope import prepared

AHEAD = dt.timedelta(days=40)
"""How far ahead rows are made at most; the next period is there before it begins."""
DAY = dt.timedelta(days=1)
_NAMES = [name for name, _ in STANDING]
_COLUMNS = ", ".join([*_NAMES, "digest"])
_TOGETHER = " ORDER BY x.place, x.bearer"
"""What a county asks for lies together."""
_PIECE = 1 << 20
"""Bytes that are handed over at once."""


def build(as_of: dt.date) -> int:
    """Make all rows for a day; recordings wait meanwhile. Returns how many rows there are.

    A large region is computed by an engine beside the database, of which a statement over everybody is no strength.
    """
    book = rulebook.book(as_of)
    rulebook.prepare(book)
    beside = settings.ENGINE if _large() else ""
    with transaction.atomic():
        lock(shared=False)
        Stale.objects.for_change().all().delete()
        through = through_of(book, as_of)
        since = dt.date(as_of.year - int(defaults()["kept_years"]), 1, 1)
        asked = Question(as_of, since, horizon=through)
        _clear()
        if beside:
            _made_beside(beside, book, asked)
        else:
            _made_here(book, asked)
        Watermark.objects.for_change().update_or_create(
            id=1,
            defaults={
                "position": ledger.head(),
                "rules": f"{book.digest}:{meaning()}",
                "calendar": terms.calendar().digest,
                "built": as_of,
                "through": through,
                "since": since,
                "counted": tally.recount(),
            },
        )
        ((rows,),) = prepared.run("SELECT count(*) FROM duties_standing")
        return int(rows)


def _large() -> bool:
    """Whether there are so many facts; what a transaction has not committed yet can only be computed inside it."""
    return not connection.in_atomic_block and ledger.head() >= settings.LARGE_REGION


def _made_here(book: Rulebook, asked: Question) -> None:
    with connection.cursor() as cursor:
        _plan_for_everybody(cursor)
    for entry in book.kept:
        keep(entry, asked)


def _plan_for_everybody(cursor: CursorWrapper) -> None:
    """Until the transaction ends: the planner takes each part of a question for a row or two, and would look up the
    facts of every enterprise one by one for each rule."""
    cursor.execute("SET LOCAL enable_nestloop = off")
    cursor.execute("SET LOCAL work_mem = '64MB'")


def _made_beside(where: str, book: Rulebook, asked: Question) -> None:
    """Rows by an engine that takes the committed facts, rule by rule through a file. No recording is under way."""
    # The transaction only waits meanwhile: to read five million facts can take longer than one may otherwise.
    prepared.run("SET LOCAL idle_in_transaction_session_timeout = 0")
    serving, turn = connection.connection, Lock()
    with engines.opened(where) as engine, tempfile.TemporaryDirectory(prefix="anjian-duties-") as folder:

        def made(hand: Engine, entry: Entry) -> None:
            file = Path(folder) / f"{id(hand)}.csv"
            _write(hand, book, entry, asked, file)
            with turn:
                _copy_in(serving, file)

        engine.take(engines.login(), frozenset(name for entry in book.kept for name in book.names(entry)))
        for _ in engine.spread(made, book.kept):
            pass


def _write(hand: Engine, book: Rulebook, entry: Entry, asked: Question, file: Path) -> None:
    text = rulebook.compiled(entry.ask, replay=False, scoped=False).keep
    hand.narrow(book.names(entry))
    hand.write(f"{text.sql.replace(KEPT, '')}{_TOGETHER}", text.bind(**asked.values()), file)


def _copy_in(serving: Any, file: Path) -> None:
    """Rows of a file into the projection, on the connection that holds the lock."""
    with (
        serving.cursor() as cursor,
        cursor.copy(f"COPY duties_standing ({_COLUMNS}) FROM STDIN (FORMAT csv)") as copy,
        file.open("rb") as rows,
    ):
        while piece := rows.read(_PIECE):
            copy.write(piece)


def keep(entry: Entry, asked: Question, *, instead: tuple[str, Sequence[Any]] | None = None) -> None:
    """Store the standings of an entry, for everybody or in a scope.

    instead   a condition on rows that these replace, with its parameters numbered from $1; in one statement
    """
    text = rulebook.compiled(entry.ask, replay=False, scoped=asked.bearers is not None).keep
    params = text.bind(**asked.values())
    parts, select = text.sql.removeprefix("WITH ").split(KEPT)
    if asked.bearers is None and not instead:  # all are counted when all are made
        prepared.run(f"WITH {parts} INSERT INTO duties_standing ({_COLUMNS}) {select}{_TOGETHER}", params)
        return
    if instead:
        where, more = instead
        first = len(params)
        where = re.sub(r"\$(\d+)", lambda found: f"${first + int(found[1])}", where)
        parts = f"old_rows AS (DELETE FROM duties_standing WHERE {where} RETURNING *), {parts}"
        params += more
    rows = f"new_rows AS (INSERT INTO duties_standing ({_COLUMNS}) {select} RETURNING *)"
    counts = tally.added("old_rows" if instead else "", "new_rows")
    prepared.run(f"WITH {parts}, {rows} {counts}", params, few=asked.bearers is not None)


def fold() -> None:
    """Keep the counts together."""
    mark = Watermark.objects.for_change().first()
    if mark is not None and (counted := tally.fold(mark.counted)) != mark.counted:
        Watermark.objects.for_change().filter(id=mark.id, counted=mark.counted).update(counted=counted)


def drop() -> None:
    """Throw the projection away; the evaluator answers until it is built again."""
    with transaction.atomic():
        lock(shared=False)
        Watermark.objects.for_change().all().delete()
        Stale.objects.for_change().all().delete()
        _clear()


def _clear() -> None:
    prepared.run("DELETE FROM duties_standing")
    tally.clear()


_SLICES = ("rel_body", "rel_body_function", "rel_post", "rel_tenure", "rel_enterprise", "rel_place")


def through_of(book: Rulebook, as_of: dt.date) -> dt.date:
    """The last day before anything but the date changes what was built."""
    changes = [as_of + AHEAD + DAY]
    for name in _SLICES:
        seen = "" if name == "rel_place" else " AND NOT r.replaced"
        sql = (
            f"SELECT (SELECT min(r.since) FROM {name} r WHERE r.since > CAST($1 AS date){seen}), "
            f"(SELECT min(r.until) FROM {name} r WHERE r.until >= CAST($1 AS date){seen})"
        )
        ((begins, ends),) = prepared.run(sql, [as_of])
        changes += [day for day in (begins, ends and ends + DAY) if day]
    ((later,),) = prepared.run("SELECT min(f.day) FROM rel_fact f WHERE f.day > CAST($1 AS date)", [as_of])
    changes += [later] if later else []
    for entry in book.entries:
        for span in entry.ask.spans:
            changes += [day for day in (span.since, span.until and span.until + DAY) if day and day > as_of]
    changes += [one.since for one in policy.adoptions(SYSTEM) if one.since > as_of]
    return min(changes) - DAY
