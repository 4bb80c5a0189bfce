"""Facts on their way to subscribers: entered once each by delivery, in one statement."""

from __future__ import annotations

from anjian.ledger import handlers
from anjian.ledger.events import Fact
from anjian.scope import prepared

_ENTER = """
INSERT INTO api_delivery (subscription, fact, name, state, tries, due_at, error)
SELECT s.id, CAST($1 AS uuid), CAST($2 AS text), 'waiting', 0, CAST($3 AS timestamptz), ''
FROM api_subscription s
WHERE s.ended_at IS NULL AND s.made_at <= CAST($3 AS timestamptz)
  AND EXISTS (SELECT 1 FROM unnest(s.names) said
              WHERE said = $2 OR (said LIKE '%*' AND starts_with($2, left(said, -1))))
ON CONFLICT DO NOTHING
"""
"""Nobody is asked here whether they may see it: that is judged when it is sent, by the rights of that day."""


def register() -> None:
    """Listen to every fact, after the commit."""
    handlers.after("*", name="api.subscriptions")(heard)


def heard(fact: Fact) -> None:
    """Enter the fact for each subscription that asks for it."""
    prepared.run(_ENTER, [fact.id, fact.name, fact.recorded_at], few=True)
