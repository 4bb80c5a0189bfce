"""Every question about hazards, and the table of their life."""

from anjian.hazards.queries.one import cards, hazard, missing, story, told, verbs
from anjian.hazards.states import LIFE, OF_FACT, STATES, STEPS, VERBS

__all__ = ["LIFE", "OF_FACT", "STATES", "STEPS", "VERBS", "cards", "hazard", "missing", "story", "told", "verbs"]
