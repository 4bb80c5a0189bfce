"""What hazards do when a fact about one is recorded, voided or superseded: the row follows in the same transaction."""

from __future__ import annotations

from anjian.hazards import taking
from anjian.hazards.states import OF_FACT
from anjian.ledger import handlers
from anjian.ledger.events import SUPERSEDED, VOIDED

for name in OF_FACT:
    handlers.within(name)(taking.take)
for name in (VOIDED, SUPERSEDED):
    handlers.within(name)(taking.voided)
