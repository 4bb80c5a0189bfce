"""Questions of records: the form of a fact, what was typed into it, what is wrong with a draft."""

from anjian.records.queries.checking import faults
from anjian.records.queries.forms import declared, form, last_time
from anjian.records.queries.reading import read
from anjian.records.queries.saying import said
from anjian.records.queries.undoing import UNDO_FOR, undo_until

__all__ = ["UNDO_FOR", "declared", "faults", "form", "last_time", "read", "said", "undo_until"]
