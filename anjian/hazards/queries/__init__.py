"""Every question about hazards, and the table of their life."""

from anjian.hazards.criteria import Criterion, Question, Standard, book, criterion, judged, offered, reason
from anjian.hazards.queries.board import Line, board
from anjian.hazards.queries.leads import Lead, leads
from anjian.hazards.queries.listing import COUNTED, MOST, PAGE, Chosen, alike, count, find
from anjian.hazards.queries.one import cards, clock, hazard, missing, story, told, verbs
from anjian.hazards.states import LIFE, OF_FACT, STATES, STEPS, VERBS

__all__ = [
    "COUNTED", "LIFE", "MOST", "OF_FACT", "PAGE", "STATES", "STEPS", "VERBS", "Chosen", "Criterion", "Lead", "Line",
    "Question", "Standard", "alike", "board", "book", "cards", "clock", "count", "criterion", "find", "hazard",
    "judged", "leads", "missing", "offered", "reason", "story", "told", "verbs",
]  # fmt: skip
