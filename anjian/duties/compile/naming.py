"""Last days that facts name (到期日由事实写明): the trigger's own, or the one to which a later fact moved it."""

from __future__ import annotations

from anjian.duties.asks import Ask, Named
from anjian.duties.compile.facts import reach, truth
from anjian.duties.compile.text import Text

LIMIT = "named_limit"
"""The part with the last day of each trigger (`cause`, `due`)."""


def limits(text: Text, ask: Ask, named: Named) -> None:
    """The part `named_limit`. Of several facts that move a day the last one stands, of one day the latest day."""
    own = (
        f"SELECT a.cause, x.day AS due, 0 AS moved, a.day AS said FROM trigger_fact a JOIN {text.rel_attr} x "
        f"ON x.fact = a.cause AND x.attr = {text.value(named.attr)}"
    )
    told = [own, *(_moves(text, ask, number) for number in range(len(named.moved)))]
    text.part(
        LIMIT,
        "SELECT z.cause, z.due FROM (SELECT k.*, ROW_NUMBER() OVER (PARTITION BY k.cause "
        f"ORDER BY k.moved DESC, k.said DESC, k.due DESC) AS nr FROM ({' UNION ALL '.join(told)}) k "
        "WHERE k.due IS NOT NULL) z WHERE z.nr = 1",
    )


def _moves(text: Text, ask: Ask, number: int) -> str:
    assert ask.named is not None
    moving = ask.named.moved[number]
    joins, rest = reach(text, ask, moving.evidence, begins="a.day", near=f"near_moved{number}")
    return (
        f"SELECT a.cause, x.day AS due, 1 AS moved, f.day AS said FROM trigger_fact a {joins} "
        f"JOIN {text.rel_attr} x ON x.fact = f.fact AND x.attr = {text.value(moving.to)} "
        f"WHERE f.day >= a.day AND f.fact <> a.cause AND {truth(text, ask, rest, fact='f', row='a')}"
    )
