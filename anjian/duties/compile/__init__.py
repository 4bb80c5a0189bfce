"""From an ask to one plain SQL text (joins, CASE, COUNT, MIN, EXISTS, windows), the same on PostgreSQL and DuckDB.

Deadlines and periods are the tables `duties_due` and `duties_period`; everything else read is a published relation.
Values are bound. An ask compiles to two statements: its standings with their outcome, and the facts that counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anjian.duties.asks import Ask
from anjian.duties.compile import beyond, crowd
from anjian.duties.compile.consequences import consequence
from anjian.duties.compile.indicators import indicator
from anjian.duties.compile.kinds import ASKED, KINDS
from anjian.duties.compile.outcome import STANDING, outcome, recent
from anjian.duties.compile.registers import register
from anjian.duties.compile.subjects import spans
from anjian.duties.compile.text import Draft, Statement, Text
from anjian.duties.compile.triggers import gate, response

KEPT = "/* kept */"
"""Where the projection puts its INSERT."""


def _write(text: Text, ask: Ask) -> None:
    """The parts of an ask, up to `standing`."""
    spans(text, ask)
    if ask.beyond:
        beyond.spent(text, ask, _write)
    MAKERS[ask.kind](text, ask)


def _consequence(text: Text, ask: Ask) -> None:
    consequence(text, ask, _write)


MAKERS = {
    **KINDS,
    "response": response,
    "gate": gate,
    "indicator": indicator,
    "register": register,
    "consequence": _consequence,
    "procedure": _consequence,
}
"""How each kind is written; `text` grows by its parts up to `standing`."""

__all__ = [
    "KEPT", "STANDING", "Compiled", "Counting", "Draft", "Statement", "can_compile", "compile_ask", "count_ask",
    "outcome", "recent",
]  # fmt: skip


@dataclass(frozen=True)
class Compiled:
    """The statements of one ask.

    standings   rows of STANDING and, last, the outcome
    facts       rows (bearer, each_id, token, part, fact, day, recorded_day): every fact that counted; None when the ask
                reads no evidence
    keep        rows of STANDING without the outcome, and last the digest of the rule: what the projection stores; its
                text is the WITH parts, then KEPT, then the select
    """

    standings: Statement
    facts: Statement | None
    keep: Statement


@dataclass(frozen=True)
class Counting:
    """The statements that count the standings of one ask over everybody.

    shared  parts that are often the same for many asks: (name, rows), in this order; each later statement reads the
            ones before it as tables of these names
    counts  rows (outcome, how many)
    """

    shared: tuple[tuple[str, Statement], ...]
    counts: Statement


def can_compile(ask: Ask) -> None:
    """Raise as :func:`compile_ask` would, without writing the statements out: most of its work."""
    text = Text()
    _write(text, ask)


def compile_ask(
    ask: Ask, *, replay: bool = False, scoped: bool = False, draft: Draft | None = None, kept: bool = False
) -> Compiled:
    """The statements of an ask.

    replay   as known at a ledger position (parameter `known`) instead of everything that is committed
    scoped   only for the bearers in the parameter `bearers`; places without anybody are then not told
    draft    as if this fact had been recorded
    kept     verdicts that a consequence follows are those of the projection, which must cover the question
    """
    text = Text(replay=replay, scoped=scoped, draft=draft, kept=kept, merged=ask.merged)
    _write(text, ask)
    names = ", ".join(name for name, _ in STANDING)
    as_of = text.name("as_of")
    standings = text.finish(f"SELECT {names}, {outcome('x', as_of)} AS outcome FROM standing x")
    facts = None
    if "hit" in text.parts:
        facts = text.finish(
            "SELECT bearer, each_id, token, nth, CAST(fact AS text) AS fact, day, recorded_day FROM hit"
        )
    keep = text.finish(f"{KEPT} SELECT {names}, {text.value(ask.digest)} AS digest FROM standing x")
    return Compiled(standings, facts, keep)


def count_ask(ask: Ask, *, said: bool = False) -> Counting:
    """The statements that count an ask's standings by outcome, for an engine that has everybody's facts.

    said   the engine has them together with their parties, see `engines.Engine.said`
    """
    text = Text(merged=ask.merged, everybody=True, said=said)
    _write(text, ask)
    shared: tuple[tuple[str, Statement], ...] = ()
    if "slice" in text.parts:
        shared = (_set_apart(text, "slice"), _set_apart(text, "asked", _read(text, ask)))
        shared += (_set_apart(text, "crowd"),) if "crowd" in text.parts else ()
        text.part("pool", "SELECT * FROM slice")
    n = "x.n" if crowd.fits(text, ask) else "1 AS n"
    by_outcome = f"SELECT {outcome('x', text.name('as_of'))} AS outcome, {n} FROM standing x"
    counts = text.finish(
        f"SELECT z.outcome, SUM(z.n) AS n FROM ({by_outcome}) z GROUP BY z.outcome HAVING SUM(z.n) <> 0"
    )
    return Counting(shared, counts)


def _read(text: Text, ask: Ask) -> str:
    """What is read of the asked rows: millions of them are kept, most of their columns for nobody."""
    if not crowd.fits(text, ask):
        return "*"
    others = " ".join(part for name, part in text.parts.items() if name != "asked")
    columns = [*ASKED, *(f"s_{slot.name}" for slot in ask.slots)]
    return ", ".join(column for column in columns if re.search(rf"\ba\.{column}\b", others))


def _set_apart(text: Text, name: str, columns: str = "*") -> tuple[str, Statement]:
    """A part as a statement of its own; from now on the text reads a table of its name."""
    rows = text.finish(f"SELECT {columns} FROM {name}")
    del text.parts[name]
    return name, rows
