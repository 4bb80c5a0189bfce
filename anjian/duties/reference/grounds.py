"""What something follows from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.duties.reference.world import Row


@dataclass(frozen=True)
class Ground:
    """Why something follows: whose lapse, of what, where, and the day from which it counts.

    base   last good day of a lapse, the day of the act or of the rung before; None: the lapse has no date
    late   the consequence is reached on the day after `base`
    """

    about: str
    matter: str
    place: str
    base: dt.date | None
    late: bool
    cause: Row | None = None
    stop: str = ""
