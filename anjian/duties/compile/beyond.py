"""What another rule has used up already (另外): each fact meets that rule first, and this one when it is left over."""

from __future__ import annotations

from collections.abc import Callable

from anjian.duties.asks import Ask
from anjian.duties.compile.text import Text

Write = Callable[[Text, Ask], None]


def spent(text: Text, ask: Ask, write: Write) -> None:
    """The part `spent`: the earliest facts of each bearer that met the rules beyond which this one asks."""
    rows = []
    for source in ask.beyond:
        inner = text.inner(scoped=text.scoped, since=source.origin)
        write(inner, source)
        rows.append(
            inner.nest(
                "SELECT z.bearer, z.fact FROM (SELECT h.bearer, h.fact, h.need, ROW_NUMBER() OVER "
                "(PARTITION BY h.bearer, h.each_id, h.token ORDER BY h.day, h.fact) AS nr FROM hit h) z "
                "WHERE z.nr <= z.need"
            )
        )
    found = " UNION ALL ".join(f"SELECT * FROM ({one}) y" for one in rows)
    text.part("spent", f"SELECT DISTINCT * FROM ({found}) w")


def unspent(*, fact: str) -> str:
    """A fact has not met another rule for the asked bearer already."""
    return f"NOT EXISTS (SELECT 1 FROM spent w WHERE w.bearer = a.bearer AND w.fact = {fact}.fact)"
