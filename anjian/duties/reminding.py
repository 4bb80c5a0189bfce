"""Reminders (提醒): whoever has something due is told, some days ahead and on the day, once for each.

Never "is it due in three days?": each pass asks which reminder days lie between the last day that was looked at and
today, so that a pass that comes late tells what was missed, and says so.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import transaction

from anjian.duties import messaging
from anjian.duties.laddering import clock_of
from anjian.duties.models import Covered, Reminder
from anjian.duties.queries.sources import rows
from anjian.duties.reading import defaults
from anjian.ledger import actions as ledger
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy

DAY = dt.timedelta(days=1)


def remind(as_of: dt.date) -> int:
    """Remind every bearer of what falls due; returns how many reminders were made."""
    places = sorted({one.place for one in policy.adoptions(SYSTEM) if one.since <= as_of})
    outer = [place for place in places if not any(_inside(place, other) for other in places)]
    return sum(_remind(place, as_of) for place in outer)


def _inside(place: str, other: str) -> bool:
    return place != other and place.startswith(other.rstrip("0"))


def _remind(place: str, as_of: dt.date) -> int:
    ahead = [int(days) for days in defaults()["remind_days_before"]]
    with transaction.atomic():
        clock = clock_of("reminder", place, as_of)
        if clock is None or clock.through >= as_of:
            return 0
        wanted: Counter[tuple[str, str, dt.date, int]] = Counter()
        for row in rows(as_of=as_of, since=clock.through, place=place).rows:
            if not row.bearer or row.due is None or row.outcome not in (Outcome.DUE, Outcome.OVERDUE):
                continue
            for days in ahead:
                if clock.through < row.due - days * DAY <= as_of:
                    wanted[row.bearer, row.place, row.due, days] += 1
        made = [
            Reminder(
                bearer=bearer, place=where, due=due, ahead=days, said=as_of,
                late_days=(as_of - (due - days * DAY)).days, duties=number,
            )
            for (bearer, where, due, days), number in sorted(wanted.items())
            if ledger.claim(SYSTEM, key=_key(bearer, due, days), ground={"place": where, "duties": number})
        ]  # fmt: skip
        Reminder.objects.for_change().bulk_create(made)
        messaging.reminded([(_key(row.bearer, row.due, row.ahead), row) for row in made], as_of=as_of)
        Covered.objects.for_change().filter(id=clock.id).update(through=as_of)
        return len(made)


def _key(bearer: str, due: dt.date, days: int) -> str:
    """What a reminder is claimed under."""
    return f"remind|{bearer}|{due}|{days}"
