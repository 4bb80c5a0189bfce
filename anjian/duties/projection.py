"""The projection (现况表): standings at hand for desks, lists and counts. Dates and counts, never states.

It is made for the day it was built and stays right until the first day on which something but the date changes
(`through`): a slice that begins or ends, a span of a rule, a fact of a later day. Facts refresh the duties they touch
inside their own transaction; changes of bodies, posts, enterprises, places and rules mark it stale until the worker has
made it anew. Where it does not cover a question the evaluator answers. Dropping it changes no answer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from anjian.duties import evaluating, rulebook, terms
from anjian.duties.compile import KEPT, STANDING, outcome, recent
from anjian.duties.evaluating import OUTCOMES, Question, Standing
from anjian.duties.models import Stale, Watermark
from anjian.duties.reading import defaults
from anjian.duties.rulebook import Entry, Rulebook
from anjian.ledger import queries as ledger
from anjian.lib import divisions
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy
from anjian.scope import prepared

LOCK = "duties.projection"
AHEAD = dt.timedelta(days=40)
"""How far ahead rows are made at most; the next period is there before it begins."""
DAY = dt.timedelta(days=1)
_NAMES = [name for name, _ in STANDING]
_COLUMNS = ", ".join([*_NAMES, "digest"])


@dataclass(frozen=True, slots=True)
class Covered:
    """The projection answers."""

    mark: Mark


# -- does it cover the question -------------------------------------------------------------------------------------

_STATE = """
SELECT w.position, w.rules, w.calendar, w.built, w.through, w.since,
       (SELECT count(*) FROM duties_stale), (SELECT f.day FROM rel_fact f ORDER BY f.day DESC LIMIT 1)
FROM duties_watermark w
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """The watermark with what is true at this moment: changes that wait, the latest day of any fact."""

    position: int
    rules: str
    calendar: str
    built: dt.date
    through: dt.date
    since: dt.date
    stale: int
    latest: dt.date | None


def covering(*, as_of: dt.date, known: int | None, since: dt.date) -> Covered | str:
    """Whether the projection covers a question, or why not (Chinese)."""
    if known is not None:
        return "按当时所知重算"
    mark = watermark()
    if mark is None:
        return "现况表还没有建立，直接计算"
    if not mark.built <= as_of <= mark.through:
        return (
            f"现况表只到{mark.through.isoformat()}，直接计算" if as_of > mark.through else "看的是过去的一天，直接计算"
        )
    if since < mark.since:
        return f"现况表从{mark.since.isoformat()}起，更早的直接计算"
    if mark.stale or ledger.imported() > mark.position:
        return "机构、人员、企业或规则刚有变动，现况表正在更新，直接计算"
    if mark.latest is not None and mark.latest > as_of:
        return "已有更晚日期的事实，直接计算"
    if mark.calendar != terms.calendar().digest or not mark.rules.endswith(meaning()):
        return "程序或日历已更新，现况表待重建，直接计算"
    return Covered(mark)


def stands(day: dt.date) -> bool:
    """Whether it need not be made anew for this day."""
    mark = watermark()
    return (
        mark is not None
        and mark.built <= day <= mark.through
        and mark.calendar == terms.calendar().digest
        and mark.rules.endswith(meaning())
        and ledger.imported() <= mark.position
        and not mark.stale
    )


def watermark() -> Mark | None:
    """What the projection stands on; None when it was never built or was dropped."""
    rows = prepared.run(_STATE, [], few=True)
    return Mark(*rows[0]) if rows else None


def book_of(mark: Mark, as_of: dt.date) -> Rulebook:
    """The rulebook of the projection's rules; nothing is asked of policy again while they stay the same."""
    return rulebook.book(as_of, digest=mark.rules.split(":")[0])


@lru_cache(maxsize=1)
def meaning() -> str:
    """Digest of the code and data that give standings their meaning: another version of the program makes them anew."""
    here = Path(__file__).parent
    files = [here / "asks.py", here / "defaults.yaml", *here.glob("compile/*.py"), *here.glob("reading/*.py")]
    joined = hashlib.sha256()
    for file in sorted(files):
        joined.update(file.read_bytes())
    return joined.hexdigest()[:12]


def version() -> str:
    """Digest of rules and meaning, as the watermark keeps it."""
    return f"{policy.rules_digest()}:{meaning()}"


# -- reading --------------------------------------------------------------------------------------------------------


def standings(covered: Covered, asked: Question, *, rules: frozenset[str] | None, place: str | None) -> list[Standing]:
    """Rows of the projection, judged on the day asked."""
    book = book_of(covered.mark, asked.as_of)
    where = ["(s.begins IS NULL OR s.begins <= $1)", recent("s", "$2")]
    params: list[Any] = [asked.as_of, asked.since]
    if asked.bearers is not None:
        params.append(list(asked.bearers))
        n = len(params)
        where.append(
            f"(s.bearer = ANY(CAST(${n} AS text[])) OR (strpos(s.bearer, '+') > 0 "
            f"AND string_to_array(s.bearer, '+') && CAST(${n} AS text[])))"
        )
    if rules is not None:
        params.append(sorted(rules))
        where.append(f"s.rule = ANY(CAST(${len(params)} AS text[]))")
    if place is not None:
        inside = divisions.of(place)
        params += [inside.lo, inside.hi]
        where.append(f"s.place BETWEEN CAST(${len(params) - 1} AS text) AND CAST(${len(params)} AS text)")
    listed = ", ".join(f"s.{name}" for name in _NAMES)
    sql = (
        (
            f"SELECT {listed}, s.digest, {outcome('s', '$1')} AS outcome FROM duties_standing s "
            f"WHERE {' AND '.join(where)}"
        )
        .replace("$1", "CAST($1 AS date)")
        .replace("$2", "CAST($2 AS date)")
    )
    chosen = Entries(book)
    found = []
    for *columns, digest, state in prepared.run(sql, params, few=asked.bearers is not None):
        values = dict(zip(_NAMES, columns, strict=True))
        entry = chosen.of(values["rule"], digest, values["place"])
        if entry is not None:
            found.append(Standing(**values, outcome=OUTCOMES[state], entry=entry))
    return found


class Entries:
    """Entries of a rulebook by rule, version and place."""

    def __init__(self, book: Rulebook) -> None:
        self._by_rule: dict[tuple[str, str], list[Entry]] = {}
        for entry in book.entries:
            self._by_rule.setdefault((entry.ask.rule, entry.ask.digest), []).append(entry)

    def of(self, rule: str, digest: str, place: str) -> Entry | None:
        """The entry that judges this place."""
        listed = self._by_rule.get((rule, digest), [])
        inside = [
            entry
            for entry in listed
            if entry.ask.lo <= place <= entry.ask.hi and not any(lo <= place <= hi for lo, hi in entry.ask.holes)
        ]
        chosen = inside or listed
        return chosen[-1] if chosen else None


# -- building -------------------------------------------------------------------------------------------------------


def build(as_of: dt.date) -> int:
    """Make all rows for a day; recordings wait meanwhile. Returns how many rows there are."""
    with transaction.atomic():
        lock(shared=False)
        Stale.objects.for_change().all().delete()
        book = rulebook.book(as_of)
        rulebook.prepare(book)
        through = _through(book, as_of)
        since = dt.date(as_of.year - int(defaults()["kept_years"]), 1, 1)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM duties_standing")
            _plan_for_everybody(cursor)
        asked = Question(as_of, since, horizon=through)
        for entry in book.kept:
            keep(entry, asked)
        Watermark.objects.for_change().update_or_create(
            id=1,
            defaults={
                "position": ledger.head(),
                "rules": f"{book.digest}:{meaning()}",
                "calendar": terms.calendar().digest,
                "built": as_of,
                "through": through,
                "since": since,
            },
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM duties_standing")
            return int(cursor.fetchone()[0])


def _plan_for_everybody(cursor: CursorWrapper) -> None:
    """Until the transaction ends: the planner takes each part of a question for a row or two, and would look up the
    facts of every enterprise one by one for each rule."""
    cursor.execute("SET LOCAL enable_nestloop = off")
    cursor.execute("SET LOCAL work_mem = '64MB'")


def keep(entry: Entry, asked: Question, *, instead: tuple[str, Sequence[Any]] | None = None) -> None:
    """Store the standings of an entry, for everybody or in a scope.

    instead   a condition on rows that these replace, with its parameters numbered from $1; in one statement
    """
    text = rulebook.compiled(entry.ask, replay=False, scoped=asked.bearers is not None).keep
    params = text.bind(**asked.values())
    parts, select = text.sql.removeprefix("WITH ").split(KEPT)
    if instead:
        where, more = instead
        first = len(params)
        where = re.sub(r"\$(\d+)", lambda found: f"${first + int(found[1])}", where)
        parts = f"old_rows AS (DELETE FROM duties_standing WHERE {where}), {parts}"
        params += more
    # What a county asks for lies together.
    order = " ORDER BY x.place, x.bearer" if asked.bearers is None else ""
    sql = f"WITH {parts} INSERT INTO duties_standing ({_COLUMNS}) {select}{order}"
    prepared.run(sql, params, few=asked.bearers is not None)


def drop() -> None:
    """Throw the projection away; the evaluator answers until it is built again."""
    with transaction.atomic():
        lock(shared=False)
        Watermark.objects.for_change().all().delete()
        Stale.objects.for_change().all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM duties_standing")


def lock(*, shared: bool) -> None:
    """Recordings share the projection; whoever makes it anew has it alone."""
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(hashtextextended(%s, 0))", [LOCK])


_SLICES = ("rel_body", "rel_body_function", "rel_post", "rel_tenure", "rel_enterprise", "rel_place")


def _through(book: Rulebook, as_of: dt.date) -> dt.date:
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


# -- comparing ------------------------------------------------------------------------------------------------------


def differences(as_of: dt.date, *, place: str | None = None) -> tuple[int, list[str]]:
    """(rows compared, what differs): the projection against the evaluator, every column. (0, []) when it has no say."""
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
    return len(fresh), wrong


def _comparable(rows: list[Standing], place: str | None) -> set[str]:
    inside = divisions.of(place) if place else None
    return {
        repr([*(getattr(row, name) for name in _NAMES), row.outcome.value])
        for row in rows
        if inside is None or inside.lo <= row.place <= inside.hi
    }
