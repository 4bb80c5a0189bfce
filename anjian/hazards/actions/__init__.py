"""Every change of a hazard. Each is one fact, recorded with its photos; the row follows it (`taking`)."""

from anjian.hazards.actions.arriving import arrive, decide_arrival
from anjian.hazards.actions.doors import door, opened, report_at_door
from anjian.hazards.actions.grading import judge
from anjian.hazards.actions.moving import Said, move, report
from anjian.hazards.actions.refolding import imported, refold, settle_provisional
from anjian.hazards.actions.telling import report_treatment

__all__ = [
    "Said",
    "arrive",
    "decide_arrival",
    "door",
    "imported",
    "judge",
    "move",
    "opened",
    "refold",
    "report",
    "report_at_door",
    "report_treatment",
    "settle_provisional",
]
