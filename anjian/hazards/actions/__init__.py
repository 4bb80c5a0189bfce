"""Every change of a hazard. Each is one fact, recorded with its photos; the row follows it (`taking`)."""

from anjian.hazards.actions.moving import move, report
from anjian.hazards.actions.refolding import refold, settle_provisional

__all__ = ["move", "refold", "report", "settle_provisional"]
