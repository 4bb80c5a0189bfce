"""Every question about duties (职责)."""

from anjian.duties.answers import ClauseState, Counts, Desk, DutyDetail, DutyRow, OthersLine
from anjian.duties.queries.asking import (
    GROUPS,
    clause_bodies,
    clause_places,
    clause_states,
    desk,
    duty,
    met_by,
    others,
    verdicts,
)
from anjian.duties.queries.mine import bearers

__all__ = [
    "GROUPS",
    "ClauseState",
    "Counts",
    "Desk",
    "DutyDetail",
    "DutyRow",
    "OthersLine",
    "bearers",
    "clause_bodies",
    "clause_places",
    "clause_states",
    "desk",
    "duty",
    "met_by",
    "others",
    "verdicts",
]
