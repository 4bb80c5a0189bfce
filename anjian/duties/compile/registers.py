"""Registers (台账): a list exists, holds all its parts, and no part is older than its term. A state of today.

Each part stands on the latest fact that shows it; the register is as old as its oldest part. What it is made of comes
from facts of any day: a list that was there before the text came into force is a list.
"""

from __future__ import annotations

from anjian.duties.asks import Ask
from anjian.duties.compile import kinds
from anjian.duties.compile.counting import counted
from anjian.duties.compile.facts import EVER
from anjian.duties.compile.lifting import lifted
from anjian.duties.compile.text import Text, holds_on


def register(text: Text, ask: Ask) -> None:
    """The parts `asked`, `tally` and `standing` of a register."""
    today = text.name("as_of")
    kinds._today(text, ask)
    kinds._asked(text, ask, mark="''")
    counted(text, ask, begins=text.value(EVER, "date"), ends=today)
    parts = max(len(ask.parts), 1)
    whole = f"a.need * {text.value(parts, 'numeric(20,6)')}"
    text.part(
        "tally",
        "SELECT bearer, each_id, token, COUNT(*) AS have, MIN(last_on) AS stale, MAX(last_on) AS last_on "
        "FROM piece GROUP BY bearer, each_id, token",
    )
    text.part("renewal", f"SELECT s.unit, s.n FROM span s WHERE {holds_on('s', today)}")
    whole_there = f"t.have >= {whole}"
    lapses = text.value(1 if ask.renewed else 0, "int")
    no_term = f"{whole_there} AND {lapses} = 1 AND w.n IS NULL"
    have = "COALESCE(t.have, 0)"
    mark = f"CASE WHEN a.mark = 'unset' THEN a.mark WHEN {no_term} THEN 'unscheduled' ELSE a.mark END"
    values = (
        text.value(ask.rule), text.value(ask.kind), "a.bearer", "a.each_id", "a.place", "a.token", "a.begins", "a.ends",
        f"CASE WHEN {whole_there} THEN u.due ELSE a.due END",
        f"CASE WHEN {whole_there} THEN COALESCE(u.provisional, 1=0) ELSE 1=0 END",
        whole, have, have, have, "0", "NULL", f"CASE WHEN {whole_there} THEN t.stale END", "t.last_on",
        lifted(text, ask, mark),
        "1=0",
    )  # fmt: skip
    rows = [
        f"SELECT {kinds._columns(values)} FROM asked a CROSS JOIN renewal w "
        "LEFT JOIN tally t ON t.bearer = a.bearer AND t.each_id = a.each_id AND t.token = a.token "
        "LEFT JOIN duties_due u ON u.unit = w.unit AND u.n = w.n AND u.day = t.stale"
    ]
    text.part("standing", " UNION ALL ".join([*rows, *kinds.empties(text, ask)]))
