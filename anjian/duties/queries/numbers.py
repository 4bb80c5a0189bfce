"""The numbers of the desk's first sentence (本月应办 …): what each counts. A number is the length of its list."""

from __future__ import annotations

import datetime as dt

from anjian.duties.evaluating import Standing
from anjian.lib.verdicts import Outcome

MET = (Outcome.MET, Outcome.MET_LATE, Outcome.MET_ENTERED_LATE, Outcome.ATTESTED)

NUMBERS = ("owed", "done", "soon", "overdue", "waiting")
"""The five: this month's owed and done, due within three days, overdue, waiting for me."""

GROUPED = ("overdue", "waiting")
"""Those that are the length of the desk's group of that name: what stands under 逾期 is counted as 逾期."""

SOON = dt.timedelta(days=3)


def numbers_of(one: Standing, as_of: dt.date) -> tuple[str, ...]:
    """Which numbers count this duty; those of `GROUPED` are groups of the desk and are counted there."""
    found = []
    is_met = one.outcome in MET and one.outcome is not Outcome.ATTESTED
    if this_month(one, as_of) and (is_met or one.outcome in (Outcome.DUE, Outcome.OVERDUE, Outcome.UNDATED)):
        found += ["owed", "done"] if is_met else ["owed"]
    if one.outcome is Outcome.DUE and one.due is not None and one.due <= as_of + SOON:
        found.append("soon")
    return tuple(found)


def this_month(one: Standing, as_of: dt.date) -> bool:
    """Whether a duty is of this month: its period runs, it falls due in the month, or it was met in it."""
    first, last = first_of(as_of), last_of(as_of)
    if one.kind == "recurring" and one.begins and one.ends:
        return one.begins <= as_of <= one.ends
    if one.due is not None and first <= one.due <= last:
        return True
    return one.met_on is not None and first <= one.met_on <= last


def first_of(day: dt.date, months: int = 0) -> dt.date:
    """The first day of the month, so many months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, 1)


def last_of(day: dt.date) -> dt.date:
    """The last day of the month."""
    return first_of(day, 1) - dt.timedelta(days=1)
