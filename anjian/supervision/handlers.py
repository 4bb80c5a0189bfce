"""What supervision does when a hazard is listed, struck off or published, or such a fact is voided."""

from __future__ import annotations

from anjian.ledger import handlers
from anjian.ledger.events import SUPERSEDED, VOIDED
from anjian.supervision import taking

for name, take in taking.TAKEN.items():
    handlers.within(name)(take)
for name in (VOIDED, SUPERSEDED):
    handlers.within(name)(taking.voided)
