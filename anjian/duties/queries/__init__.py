"""Every question about duties (职责)."""

from anjian.duties.answers import ClauseState, Counts, Desk, DutyDetail, DutyRow, OthersLine
from anjian.duties.queries.asking import (
    GROUPS,
    clause_bodies,
    clause_places,
    clause_states,
    desk,
    desk_list,
    duty,
    verdicts,
)
from anjian.duties.queries.facts import Unrecorded, met_by, would_meet
from anjian.duties.queries.matters import Course, course
from anjian.duties.queries.mine import bearers
from anjian.duties.queries.numbers import NUMBERS
from anjian.duties.queries.others import PAGE, Page, others, others_of
from anjian.duties.queries.over_time import bearers_of, owed_by
from anjian.duties.queries.paging import Listed, page
from anjian.duties.queries.proposals import Proposal, proposals, reminders, rungs
from anjian.duties.queries.serving import Saved, Serving, saved, served_by

__all__ = [
    "GROUPS",
    "NUMBERS",
    "PAGE",
    "ClauseState",
    "Counts",
    "Course",
    "Desk",
    "DutyDetail",
    "DutyRow",
    "Listed",
    "OthersLine",
    "Page",
    "Proposal",
    "Saved",
    "Serving",
    "Unrecorded",
    "bearers",
    "bearers_of",
    "clause_bodies",
    "clause_places",
    "clause_states",
    "course",
    "desk",
    "desk_list",
    "duty",
    "met_by",
    "others",
    "others_of",
    "owed_by",
    "page",
    "proposals",
    "reminders",
    "rungs",
    "saved",
    "served_by",
    "verdicts",
    "would_meet",
]
