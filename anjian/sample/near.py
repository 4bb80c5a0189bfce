"""Which enterprises stood on a day in a place."""

from __future__ import annotations

import datetime as dt

from anjian.lib import divisions
from anjian.sample.build import History
from anjian.sample.enterprises import Plan


class Near:
    """The enterprises of a history by county, with the days on which they stood; made when all is known of them."""

    def __init__(self, history: History, firms: list[Plan]) -> None:
        self._days: dict[str, tuple[dt.date, dt.date | None]] = {}
        for row in history.enterprises.rows:
            if row["replaced_by"] is None:
                since, until = self._days.get(row["enterprise"], (row["since"], row["until"]))
                last = None if until is None or row["until"] is None else max(until, row["until"])
                self._days[row["enterprise"]] = min(since, row["since"]), last
        self._counties: dict[str, list[Plan]] = {}
        for plan in firms:
            self._counties.setdefault(f"{plan.place[:6]}000000", []).append(plan)
        self._inside: dict[str, list[tuple[dt.date, dt.date, Plan]]] = {}
        self._ids: dict[str, list[tuple[dt.date, dt.date, str]]] = {}

    def stood(self, enterprise: str, day: dt.date) -> bool:
        """Whether an enterprise was there on a day."""
        since, last = self._days[enterprise]
        return since <= day and (last is None or day <= last)

    def standing(self, place: str, day: dt.date) -> list[Plan]:
        """Those inside a county or city on a day, in the order of their numbers."""
        return [plan for since, last, plan in self._of(place) if since <= day <= last]

    def ids(self, place: str, day: dt.date) -> list[str]:
        """The ids of those inside a county or city on a day, in their own order."""
        if place not in self._ids:
            self._ids[place] = sorted(
                ((since, last, plan.id) for since, last, plan in self._of(place)), key=lambda one: one[2]
            )
        return [id for since, last, id in self._ids[place] if since <= day <= last]

    def _of(self, place: str) -> list[tuple[dt.date, dt.date, Plan]]:
        """First day, last day and enterprise, in the order of their numbers."""
        if place not in self._inside:
            plans = (
                plan for code, found in self._counties.items() if divisions.contains(place, code) for plan in found
            )
            days = ((*self._days[plan.id], plan) for plan in sorted(plans, key=lambda plan: plan.number))
            self._inside[place] = [(since, last or dt.date.max, plan) for since, last, plan in days]
        return self._inside[place]
