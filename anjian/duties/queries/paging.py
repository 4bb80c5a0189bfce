"""Duties page by page (分页), in the database: by due day, then rule, bearer, thing and period.

A page begins behind the key that the page before ended with; nothing is counted or skipped before it. Duties without a
due day are a group of their own at the end, with their own keys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from anjian.duties import projection
from anjian.duties.answers import DutyRow
from anjian.duties.compile import STANDING
from anjian.duties.evaluating import OUTCOMES, Standing
from anjian.duties.queries.choosing import Choice, Given, choose
from anjian.duties.queries.shaping import row as shape
from anjian.duties.queries.sources import computed, rows
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer
from anjian.scope import prepared

PAGE = 50
_NAMES = [name for name, _ in STANDING]
_KEY = ("rule", "bearer", "each_id", "token", "place")
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Listed:
    """One page. `after`: where the next one begins, empty on the last; `by_projection`: whether it was at hand."""

    rows: tuple[DutyRow, ...]
    after: str
    by_projection: bool


def page(
    viewer: Viewer,
    *,
    as_of: dt.date,
    since: dt.date | None = None,
    known: int | None = None,
    place: str | None = None,
    rules: Collection[str] | None = None,
    outcomes: Collection[Outcome] | None = None,
    bearers: Collection[str] | None = None,
    running: bool = False,
    others: bool = False,
    until: dt.date | None = None,
    alone: bool = False,
    facts: bool = False,
    after: str = "",
    limit: int = PAGE,
) -> Listed:
    """Duties that the viewer may see, `limit` at a time; what narrows them is said at `choosing.Choice`.

    facts   with the facts that counted
    Refuses a key that is none.
    """
    chosen = choose(
        viewer, as_of=as_of, since=since, place=place, rules=rules, outcomes=outcomes, bearers=bearers,
        running=running, others=others, until=until, alone=alone,
    )  # fmt: skip
    begin = _read(after)
    covered = projection.covering(as_of=as_of, known=known, since=chosen.since)
    by_projection = isinstance(covered, projection.Covered)
    if isinstance(covered, projection.Covered):
        found = _kept(covered, chosen, begin, limit + 1)
        found += _behind(computed(covered, as_of=as_of, **chosen.asked), chosen, begin)
    else:
        found = _behind(rows(as_of=as_of, known=known, place=place, **chosen.asked).rows, chosen, begin)
    found.sort(key=key)
    shown = found[:limit]
    after = _write(key(shown[-1])) if len(found) > len(shown) else ""
    if facts:
        shown = _with_facts(shown, chosen, known)
    return Listed(tuple(shape(one, as_of) for one in shown), after, by_projection)


def key(row: Standing) -> tuple[Any, ...]:
    """Where a duty stands: dated ones first."""
    return (row.due is None, row.due or dt.date.min, *(getattr(row, name) for name in _KEY))


def _with_facts(shown: list[Standing], chosen: Choice, known: int | None) -> list[Standing]:
    """The same rows with the facts that counted: the evaluator is asked about their bearers alone."""
    told = rows(
        as_of=chosen.as_of,
        known=known,
        since=chosen.since,
        bearers={id for one in shown for id in one.bearer.split("+") if id},
        rules={one.rule for one in shown},
        facts=True,
    ).rows
    facts = {one.identity: one.facts for one in told}
    return [replace(one, facts=facts.get(one.identity, ())) for one in shown]


def _behind(found: list[Standing], chosen: Choice, begin: tuple[Any, ...] | None) -> list[Standing]:
    return [one for one in found if (begin is None or key(one) > begin) and chosen.fits(one)]


def _kept(covered: projection.Covered, chosen: Choice, begin: tuple[Any, ...] | None, limit: int) -> list[Standing]:
    """Rows of the projection behind the key: first the dated ones, then, where they are too few, the others."""
    found: list[Standing] = []
    for dated in (True, False):
        if len(found) >= limit or (begin is not None and begin[0] and dated):
            continue
        given = Given()
        more = [f"s.due IS {'NOT ' if dated else ''}NULL"]
        columns = ", ".join(f's.{name} COLLATE "C"' for name in _KEY)
        order = f"s.due, {columns}" if dated else columns
        if begin is not None and begin[0] is not dated:
            key_of = [given(value) for value in begin[2:]]
            start = [given(begin[1], "date"), *key_of] if dated else key_of
            more.append(f"({order}) > ({', '.join(start)})")
        listed = ", ".join(f"s.{name}" for name in (*_NAMES, "digest"))
        inner = chosen.judged(given, listed, *more)
        left = given(limit - len(found), "bigint")
        found += _standings(covered, chosen.as_of, f"{inner} ORDER BY {order} LIMIT {left}", given.values)
    return found


def _standings(covered: projection.Covered, as_of: dt.date, sql: str, values: list[Any]) -> list[Standing]:
    entries = projection.Entries(projection.book_of(covered.mark, as_of))
    found = []
    for *columns, digest, state in prepared.run(sql, values):
        said = dict(zip(_NAMES, columns, strict=True))
        entry = entries.of(said["rule"], digest, said["place"])
        if entry is not None:
            found.append(Standing(**said, outcome=OUTCOMES[state], entry=entry))
    return found


def _write(of: tuple[Any, ...]) -> str:
    return _SEPARATOR.join(["" if of[0] else of[1].isoformat(), *of[2:]])


def _read(text: str) -> tuple[Any, ...] | None:
    if not text:
        return None
    parts = text.split(_SEPARATOR)
    try:
        if len(parts) != 1 + len(_KEY):
            raise ValueError(text)
        due = dt.date.fromisoformat(parts[0]) if parts[0] else None
    except ValueError:
        raise Refusal(
            "翻页的位置读不懂",
            "位置写明上一页最后一条，缺一样就接不上",
            "请从第一页重新翻",
            code="duties.page",
            field="after",
        ) from None
    return (due is None, due or dt.date.min, *parts[1:])
