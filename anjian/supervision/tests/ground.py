"""What tests of supervision stand on: the ground of hazards, and a hazard put on the board."""

from __future__ import annotations

import datetime as dt

from anjian.hazards.events import Moved
from anjian.hazards.tests.ground import SUPERVISOR, TODAY
from anjian.lib.viewer import Viewer
from anjian.supervision import actions

MONDAY = dt.date(2026, 9, 21)
"""Before the holidays of October 2026: the 1st to the 7th; Saturday the 10th is a working day."""


def put(hazard: str, viewer: Viewer = SUPERVISOR, *, due: dt.date, day: dt.date = MONDAY) -> Moved:
    """List a hazard."""
    return actions.list_hazard(viewer, hazard, due=due, day=day, today=TODAY)
