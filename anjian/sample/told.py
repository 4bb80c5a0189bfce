"""Slices in memory while a history is built: the same meaning as `scope.actions`, without a database.

A test plays the same changes through both and compares every row.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

Row = dict[str, Any]
DAY = dt.timedelta(days=1)


class Book:
    """The rows of one table. ``key`` names the columns that make two rows speak of the same thing.

    Questions and changes name at least the first of them.
    """

    def __init__(self, *key: str) -> None:
        self.key = key
        self.rows: list[Row] = []
        self._of: dict[Any, list[Row]] = {}

    def begin(self, fact: UUID, since: dt.date, *, until: dt.date | None = None, **values: Any) -> None:
        """Something holds from a day."""
        self._add({**values, "since": since, "until": until, "said_by": fact, "replaced_by": None})

    def say(self, fact: UUID, since: dt.date, where: Row, **change: Any) -> None:
        """From a day on other values hold; the pieces before stay."""
        for row in self._live(where, since):
            if all(row[name] == value for name, value in change.items()):
                continue
            row["replaced_by"] = fact
            if row["since"] < since:
                self._again(row, fact, row["since"], since - DAY)
            self._again(row, fact, max(row["since"], since), row["until"], **change)

    def end(self, fact: UUID, last_day: dt.date, where: Row) -> None:
        """Nothing holds after the last day."""
        for row in self._live(where, last_day + DAY):
            row["replaced_by"] = fact
            if row["since"] <= last_day:
                self._again(row, fact, row["since"], last_day)

    def on(self, day: dt.date, **where: Any) -> Row | None:
        """The live row of a day."""
        for row in self._live(where, day):
            if row["since"] <= day:
                return row
        return None

    def _live(self, where: Row, since: dt.date) -> list[Row]:
        found = [
            row
            for row in self._of.get(where.get(self.key[0]), [])
            if row["replaced_by"] is None
            and (row["until"] is None or row["until"] >= since)
            and all(row[name] == value for name, value in where.items())
        ]
        return sorted(found, key=lambda row: (row["since"], *(str(row[name]) for name in self.key)))

    def _again(self, row: Row, fact: UUID, since: dt.date, until: dt.date | None, **change: Any) -> None:
        self._add({**row, **change, "since": since, "until": until, "said_by": fact, "replaced_by": None})

    def _add(self, row: Row) -> None:
        self.rows.append(row)
        self._of.setdefault(row[self.key[0]], []).append(row)
