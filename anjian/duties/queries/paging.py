"""Duties page by page (分页), in the database: by due day, then rule, bearer, thing and period.

A page begins behind the key that the page before ended with; nothing is counted or skipped before it. Duties without a
due day are a group of their own at the end, with their own keys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from anjian.duties import evaluating, projection, rulebook
from anjian.duties.answers import DutyRow
from anjian.duties.compile import STANDING, outcome, recent
from anjian.duties.evaluating import OUTCOMES, Question, Standing
from anjian.duties.queries import mine
from anjian.duties.queries.shaping import row as shape
from anjian.duties.queries.sources import rows, visible
from anjian.lib import divisions
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
    since: dt.date,
    known: int | None = None,
    place: str | None = None,
    rules: Collection[str] | None = None,
    outcomes: Collection[Outcome] | None = None,
    after: str = "",
    limit: int = PAGE,
) -> Listed:
    """Duties that the viewer may see, `limit` at a time. Refuses a key that is none."""
    own = mine.bearers(viewer)
    begin = _read(after)
    covered = projection.covering(as_of=as_of, known=known, since=since)
    wanted = None if outcomes is None else frozenset(outcomes)
    if isinstance(covered, projection.Covered):
        found = _kept(covered, viewer, own, as_of, since, place, rules, wanted, begin, limit + 1)
        book = projection.book_of(covered.mark, as_of)
        live = [entry for entry in book.live if rules is None or entry.ask.rule in rules]
        if live:
            rulebook.prepare(book)
            found += _those(
                evaluating.standings(live, Question(as_of, since, kept=True)), viewer, own, place, wanted, begin
            )
    else:
        whole = rows(as_of=as_of, known=known, since=since, place=place, rules=rules).rows
        found = _those(whole, viewer, own, place, wanted, begin)
    found.sort(key=key)
    shown = found[:limit]
    more = len(found) > len(shown)
    return Listed(
        tuple(shape(one, as_of) for one in shown), _write(key(shown[-1])) if more else "",
        isinstance(covered, projection.Covered),
    )  # fmt: skip


def key(row: Standing) -> tuple[Any, ...]:
    """Where a duty stands: dated ones first."""
    return (row.due is None, row.due or dt.date.min, *(getattr(row, name) for name in _KEY))


def _those(
    found: list[Standing],
    viewer: Viewer,
    own: Collection[str],
    place: str | None,
    wanted: frozenset[Outcome] | None,
    begin: tuple[Any, ...] | None,
) -> list[Standing]:
    inside = divisions.of(place) if place else None
    return [
        one
        for one in found
        if (begin is None or key(one) > begin)
        and (wanted is None or one.outcome in wanted)
        and (inside is None or inside.lo <= one.place <= inside.hi)
        and visible(viewer, one, own)
    ]


def _kept(
    covered: projection.Covered,
    viewer: Viewer,
    own: Collection[str],
    as_of: dt.date,
    since: dt.date,
    place: str | None,
    rules: Collection[str] | None,
    wanted: frozenset[Outcome] | None,
    begin: tuple[Any, ...] | None,
    limit: int,
) -> list[Standing]:
    """Rows of the projection behind the key: first the dated ones, then, where they are too few, the others."""
    found: list[Standing] = []
    for dated in (True, False):
        if len(found) >= limit or (begin is not None and begin[0] and dated):
            continue
        given = _Given()
        today, first = given(as_of, "date"), given(since, "date")
        where = [
            f"(s.begins IS NULL OR s.begins <= {today})", recent("s", first), f"s.due IS {'NOT ' if dated else ''}NULL"
        ]  # fmt: skip
        where += _seen(given, viewer, own)
        if place is not None:
            inside = divisions.of(place)
            where.append(f"s.place BETWEEN {given(inside.lo)} AND {given(inside.hi)}")
        if rules is not None:
            where.append(f"s.rule = ANY({given(sorted(rules), 'text[]')})")
        columns = ", ".join(f's.{name} COLLATE "C"' for name in _KEY)
        order = f"s.due, {columns}" if dated else columns
        if begin is not None and begin[0] is not dated:
            key_of = [given(value) for value in begin[2:]]
            start = [given(begin[1], "date"), *key_of] if dated else key_of
            where.append(f"({order}) > ({', '.join(start)})")
        listed = ", ".join(f"s.{name}" for name in _NAMES)
        inner = (
            f"SELECT {listed}, s.digest, {outcome('s', today)} AS outcome FROM duties_standing s "
            f"WHERE {' AND '.join(where)}"
        )
        if wanted is not None:
            states = given(sorted(one.value for one in wanted), "text[]")
            inner = f"SELECT * FROM ({inner}) s WHERE s.outcome = ANY({states})"
        found += _standings(
            covered, as_of, f"{inner} ORDER BY {order} LIMIT {given(limit - len(found), 'bigint')}", given.values
        )
    return found


def _seen(given: _Given, viewer: Viewer, own: Collection[str]) -> list[str]:
    if viewer.is_system:
        return []
    ways = (
        [f"s.place BETWEEN {given(held.lo)} AND {given(held.hi)}" for held in viewer.places] if viewer.account else []
    )
    if own and viewer.account:
        ways.append(f"string_to_array(s.bearer, '+') && {given(list(own), 'text[]')}")
    return [f"({' OR '.join(ways)})" if ways else "1=0"]


def _standings(covered: projection.Covered, as_of: dt.date, sql: str, values: list[Any]) -> list[Standing]:
    chosen = projection.Entries(projection.book_of(covered.mark, as_of))
    found = []
    for *columns, digest, state in prepared.run(sql, values):
        said = dict(zip(_NAMES, columns, strict=True))
        entry = chosen.of(said["rule"], digest, said["place"])
        if entry is not None:
            found.append(Standing(**said, outcome=OUTCOMES[state], entry=entry))
    return found


class _Given:
    """Bound values, numbered as they come."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def __call__(self, value: Any, type: str = "text") -> str:
        self.values.append(value)
        return f"CAST(${len(self.values)} AS {type})"


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
