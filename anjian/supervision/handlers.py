"""What supervision does when a hazard is listed, struck off or published, or such a fact is voided."""

from __future__ import annotations

from anjian.ledger import handlers
from anjian.ledger.events import SUPERSEDED, VOIDED
from anjian.supervision import taking
from anjian.supervision.events import DELISTED, LISTED, RELEASED

handlers.within(LISTED)(taking.listed)
handlers.within(DELISTED)(taking.delisted)
handlers.within(RELEASED)(taking.released)
for name in (VOIDED, SUPERSEDED):
    handlers.within(name)(taking.voided)
