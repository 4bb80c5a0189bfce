"""Every question about hazards, and the table of their life."""

from anjian.hazards.criteria import Criterion, Question, Standard, book, criterion, judged, offered, reason
from anjian.hazards.firms import firm, firms
from anjian.hazards.queries.arrivals import acts, arrival, arrivals
from anjian.hazards.queries.basis import Clause
from anjian.hazards.queries.board import Line, board
from anjian.hazards.queries.clocks import Span, spans
from anjian.hazards.queries.dual import REGULATOR, TREATMENT, Asked, Dual, dual, dual_asked
from anjian.hazards.queries.leads import Lead, leads
from anjian.hazards.queries.listing import COUNTED, MOST, PAGE, Chosen, alike, count, find, open_at
from anjian.hazards.queries.one import (
    cards,
    clock,
    hazard,
    hazard_on,
    missing,
    offered_to,
    shows_photos,
    story,
    told,
    verbs,
    verbs_of,
)
from anjian.hazards.queries.quarter import Found, found_in, total
from anjian.hazards.queries.rows import LISTS, cells, exported, names, rows_of
from anjian.hazards.queries.steps import Step, steps
from anjian.hazards.states import LIFE, OF_FACT, STATES, STEPS, VERBS

__all__ = [
    "COUNTED",
    "LIFE",
    "LISTS",
    "MOST",
    "OF_FACT",
    "PAGE",
    "REGULATOR",
    "STATES",
    "STEPS",
    "TREATMENT",
    "VERBS",
    "Asked",
    "Chosen",
    "Clause",
    "Criterion",
    "Dual",
    "Found",
    "Lead",
    "Line",
    "Question",
    "Span",
    "Standard",
    "Step",
    "acts",
    "alike",
    "arrival",
    "arrivals",
    "board",
    "book",
    "cards",
    "cells",
    "clock",
    "count",
    "criterion",
    "dual",
    "dual_asked",
    "exported",
    "find",
    "firm",
    "firms",
    "found_in",
    "hazard",
    "hazard_on",
    "judged",
    "leads",
    "missing",
    "names",
    "offered",
    "offered_to",
    "open_at",
    "reason",
    "rows_of",
    "shows_photos",
    "spans",
    "steps",
    "story",
    "told",
    "total",
    "verbs",
    "verbs_of",
]  # fmt: skip
