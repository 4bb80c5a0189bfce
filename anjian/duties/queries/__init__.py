"""Every question about duties (职责)."""

from anjian.duties.answers import ClauseState, Counts, Desk, DutyDetail, DutyRow, Tallied
from anjian.duties.queries.asking import (
    GROUPS,
    clause_states,
    desk,
    desk_list,
    duty,
    verdicts,
)
from anjian.duties.queries.assigned import Assigned, assigned
from anjian.duties.queries.facts import Unrecorded, met_by, would_meet
from anjian.duties.queries.matters import Course, course, started
from anjian.duties.queries.mine import bearers, leads
from anjian.duties.queries.numbers import NUMBERS
from anjian.duties.queries.over_time import bearers_of, owed_by
from anjian.duties.queries.paging import PAGE, Listed, page
from anjian.duties.queries.proposals import Proposal, proposals, reminders, rungs
from anjian.duties.queries.serving import Saved, Serving, saved, served_by
from anjian.duties.queries.tallying import tallies
from anjian.duties.terms import calendar

__all__ = [
    "GROUPS",
    "NUMBERS",
    "PAGE",
    "Assigned",
    "ClauseState",
    "Counts",
    "Course",
    "Desk",
    "DutyDetail",
    "DutyRow",
    "Listed",
    "Proposal",
    "Saved",
    "Serving",
    "Tallied",
    "Unrecorded",
    "assigned",
    "bearers",
    "bearers_of",
    "calendar",
    "clause_states",
    "course",
    "desk",
    "desk_list",
    "duty",
    "leads",
    "met_by",
    "owed_by",
    "page",
    "proposals",
    "reminders",
    "rungs",
    "saved",
    "served_by",
    "started",
    "tallies",
    "verdicts",
    "would_meet",
]
