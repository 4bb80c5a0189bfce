"""How an outcome looks (状态的样子): its sign, its word in the reader's language, its tone.

The Chinese word and the sign come from `lib.verdicts.Outcome`; here stand the English word and the tone. Red is only
for a `must` duty that is late or broken: the caller says so, the outcome alone does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from anjian.lib.verdicts import Outcome
from anjian.ui import days

Tone = Literal["done", "now", "pale", "red"]

SOON = 3
"""Days before its end from which a duty counts as due soon on the screen (快到期)."""

_ENGLISH = {
    "met": "done",
    "met_late": "done late",
    "met_entered_late": "done, entered late",
    "due": "due",
    "overdue": "overdue",
    "missed": "missed",
    "undated": "no deadline",
    "unscheduled": "no cadence set",
    "unmet": "not fulfilled",
    "short": "below target",
    "breached": "breached",
    "unknown": "unknown",
    "not_set": "not set",
    "gap": "post vacant",
    "no_subject": "no subject",
    "lifted": "no longer asked",
    "attested": "attested only",
    "not_yet": "not yet",
}
_DONE = {"met", "met_late", "met_entered_late", "attested"}
_NOW = {"due", "undated", "overdue", "unmet", "short", "breached"}


@dataclass(frozen=True, slots=True)
class Look:
    """Sign, word and tone of one state; `name` is the outcome's code name, or `soon`."""

    name: str
    sign: str
    word: str
    tone: Tone


def look(
    outcome: Outcome | str, *, red: bool = False, due: dt.date | None = None, as_of: dt.date | None = None
) -> Look:
    """How an outcome looks. `due` and `as_of` make a near end ◔; `red` is set by the caller for a `must` duty only."""
    kind = outcome if isinstance(outcome, Outcome) else _outcome(outcome)
    name = kind.value
    if name == "due" and due is not None and as_of is not None and 0 <= (due - as_of).days <= SOON:
        return Look("soon", "◔", "due soon" if days.english() else "快到期", "now")
    word = _ENGLISH[name] if days.english() else kind.word
    tone: Tone = "pale"
    if red and kind.red:
        tone = "red"
    elif name in _DONE:
        tone = "done"
    elif name in _NOW:
        tone = "now"
    return Look(name, kind.sign, word, tone)


def _outcome(code: str) -> Outcome:
    """By its code. (`Outcome(code)` works too, but its parameters read as those of a member to the type checker.)"""
    return next(each for each in Outcome if each.value == code)
