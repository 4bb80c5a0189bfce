"""The evaluator (求值): asks on the real relations, answered by the compiled statements. Computed, never stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from anjian.duties import rulebook
from anjian.duties.compile import STANDING, Draft, Statement
from anjian.duties.rulebook import Entry
from anjian.lib.verdicts import Outcome
from anjian.scope import prepared

OUTCOMES = {one.value: one for one in Outcome}
"""Outcomes by their code."""
_NAMES = [name for name, _ in STANDING]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that counted for a duty; `part`: number of what it shows, 0 where nothing is split."""

    fact: str
    day: dt.date
    recorded: dt.date
    part: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the answer: columns as `compile.STANDING`, its outcome on the day asked, its facts when asked for."""

    rule: str
    kind: str
    bearer: str
    each_id: str
    place: str
    token: str
    begins: dt.date | None
    ends: dt.date | None
    due: dt.date | None
    provisional: bool
    need: Decimal | None
    have: Decimal
    entered: Decimal
    ever: Decimal
    maybe: Decimal
    total: Decimal | None
    met_on: dt.date | None
    last_on: dt.date | None
    mark: str
    final: bool
    outcome: Outcome
    entry: Entry = field(compare=False, repr=False)
    facts: tuple[Evidence, ...] = ()

    @property
    def identity(self) -> tuple[str, str, str, str, str]:
        """What no two duties share; a place without anybody is told apart by its place."""
        return self.rule, self.bearer, self.each_id, self.token, self.place if not self.bearer else ""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    since    finished periods and matters that ended before are left out
    bearers  only these; None: everybody, and places without anybody
    kept     consequences read the projection, which must cover the question
    horizon  periods that begin up to this day (for the projection); None: the day itself
    """

    as_of: dt.date
    since: dt.date
    known: int | None = None
    bearers: tuple[str, ...] | None = None
    horizon: dt.date | None = None
    draft: Draft | None = None
    kept: bool = False

    def values(self) -> dict[str, Any]:
        """The parameters by name."""
        return {
            "as_of": self.as_of,
            "since": self.since,
            "horizon": self.horizon or self.as_of,
            "known": self.known,
            "bearers": list(self.bearers or ()),
        }


def standings(entries: Iterable[Entry], asked: Question, *, facts: bool = False) -> list[Standing]:
    """All duties of these entries, with the facts that counted when `facts`. In no order."""
    found: list[Standing] = []
    for entry in entries:
        text = _text(entry, asked)
        rows = [_row(row, entry) for row in _run(text.standings, asked)]
        if facts and text.facts and rows:
            rows = _with_facts(rows, text.facts, asked)
        found += rows
    return found


def evidence(entry: Entry, asked: Question) -> dict[tuple[str, str, str], tuple[Evidence, ...]]:
    """The facts that counted, by (bearer, each, token)."""
    text = _text(entry, asked)
    return _facts(text.facts, asked) if text.facts else {}


def _run(statement: Statement, asked: Question) -> list[tuple[Any, ...]]:
    return prepared.run(statement.sql, statement.bind(**asked.values()), few=asked.bearers is not None)


def _text(entry: Entry, asked: Question) -> Any:
    return rulebook.compiled(
        entry.ask,
        replay=asked.known is not None,
        scoped=asked.bearers is not None,
        draft=asked.draft,
        kept=asked.kept,
    )


def _row(row: Sequence[Any], entry: Entry) -> Standing:
    *columns, outcome = row
    return Standing(**dict(zip(_NAMES, columns, strict=True)), outcome=OUTCOMES[outcome], entry=entry)


def _with_facts(rows: list[Standing], statement: Statement, asked: Question) -> list[Standing]:
    found = _facts(statement, asked)
    return [replace(row, facts=found.get((row.bearer, row.each_id, row.token), ())) for row in rows]


def _facts(statement: Statement, asked: Question) -> dict[tuple[str, str, str], tuple[Evidence, ...]]:
    found: dict[tuple[str, str, str], list[Evidence]] = {}
    for bearer, each, token, part, fact, day, recorded in _run(statement, asked):
        found.setdefault((bearer, each, token), []).append(Evidence(fact, day, recorded, part))
    return {key: tuple(sorted(listed, key=lambda one: (one.day, one.fact, one.part))) for key, listed in found.items()}
