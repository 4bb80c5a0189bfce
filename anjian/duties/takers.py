"""Whom a measure may ask to act (可能的承办者): asked before anything is computed, since most desks are never asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from anjian.duties.asks import Ask, Pick, Who
from anjian.duties.rulebook import Entry
from anjian.scope import prepared

_WHAT = """
SELECT 'body', 'class', r.class FROM rel_body r WHERE r.body = ANY(CAST($1 AS text[]))
UNION SELECT 'body', 'function', r.function FROM rel_body_function r WHERE r.body = ANY(CAST($1 AS text[]))
UNION SELECT 'post', 'class', r.class FROM rel_post r WHERE r.post = ANY(CAST($1 AS text[]))
UNION SELECT 'enterprise', '', '' FROM rel_enterprise r WHERE r.enterprise = ANY(CAST($1 AS text[])) AND NOT r.replaced
"""


def likely(entries: Iterable[Entry], bearers: Collection[str]) -> list[Entry]:
    """The entries that may say anything of these bearers: those whose selector may find one of them, on whatever day.

    What is asked of a role in a fact may be asked of anybody.
    """
    known = {(kind, by, code) for kind, by, code in prepared.run(_WHAT, [sorted(bearers)], few=True)}
    known |= {("", "id", id) for id in bearers}
    return [entry for entry in entries if _may(entry.ask, known)]


def _may(ask: Ask, known: Collection[tuple[str, str, str]]) -> bool:
    return not isinstance(ask.who, Who) or any(_finds(pick, known) for pick in ask.who.picks)


def _finds(pick: Pick, known: Collection[tuple[str, str, str]]) -> bool:
    if pick.by == "id":
        return any(("", "id", code) in known for code in pick.codes)
    return any((pick.kind, pick.by, code) in known for code in (pick.codes if pick.by else ("",)))
