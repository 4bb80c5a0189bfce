"""Reading the projection: its rows, judged on the day asked."""

from __future__ import annotations

from typing import Any

from anjian.duties.compile import STANDING, outcome, recent
from anjian.duties.evaluating import OUTCOMES, Question, Standing
from anjian.duties.projection.mark import Covered, book_of
from anjian.duties.rulebook import Entry, Rulebook
from anjian.lib import divisions
from anjian.scope import prepared

_NAMES = [name for name, _ in STANDING]


def borne_by(ids: str) -> str:
    """Whether one of these (an array) bears a row ``s``, alone or with others; both sides have an index."""
    return f"(s.bearer = ANY({ids}) OR (s.bearer LIKE '%+%' AND string_to_array(s.bearer, '+') && {ids}))"


def standings(covered: Covered, asked: Question, *, rules: frozenset[str] | None, place: str | None) -> list[Standing]:
    """Rows of the projection, judged on the day asked."""
    book = book_of(covered.mark, asked.as_of)
    where = ["(s.begins IS NULL OR s.begins <= $1)", recent("s", "$2")]
    params: list[Any] = [asked.as_of, asked.since]
    if asked.bearers is not None:
        params.append(list(asked.bearers))
        where.append(borne_by(f"CAST(${len(params)} AS text[])"))
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
