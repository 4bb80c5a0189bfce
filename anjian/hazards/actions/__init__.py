"""Every change of a hazard. Each is one fact, recorded with its photos; the row follows it (`taking`)."""

from anjian.hazards.actions.moving import Said, move, report
from anjian.hazards.actions.refolding import refold, settle_provisional

__all__ = ["Said", "move", "refold", "report", "settle_provisional"]
