"""How long a record can be taken back (撤回)."""

from __future__ import annotations

import datetime as dt

from anjian.ledger.events import Fact
from anjian.lib.viewer import Viewer

UNDO_FOR = dt.timedelta(minutes=10)


def undo_until(viewer: Viewer, fact: Fact) -> dt.datetime | None:
    """Until when this viewer may take the fact back; None when they never could or it does not stand any more.

    Only whoever recorded it, only a live record; the caller compares with now.
    """
    if fact.recorded_by != viewer.account or not viewer.account or not fact.stands or fact.origin != "live":
        return None
    return fact.recorded_at + UNDO_FOR
