"""Who says what a sheet says (出处): the import, the day from which it holds, the source; and its facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from anjian.ledger import actions as ledger
from anjian.ledger.events import NewFact, Party
from anjian.lib.ends import CHINA
from anjian.registry.putting import Putting
from anjian.registry.values import Value


@dataclass(frozen=True, slots=True)
class Said:
    """Which import says something, from which day it holds, and who says so."""

    intake: UUID
    since: dt.date
    source: str

    def fact(
        self,
        name: str,
        *,
        row: int,
        place: str,
        firm: Party,
        regulator: str | None,
        told: Putting,
        private: Mapping[str, Value],
    ) -> ledger.Ready:
        """The fact by which a row of this import says it."""
        parties = [firm] if not regulator else [firm, Party("regulator", "body", regulator)]
        return ledger.ready(
            NewFact(
                name,
                dt.datetime.combine(self.since, dt.time(), CHINA),
                place,
                parties,
                {**told.attributes(), "source": self.source, "since": self.since},
                {**private, "list": str(self.intake), "row": row},
                precision="day",
            )
        )
