"""Puts a history together: facts in the order they were recorded, and the rows they told."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from anjian.ledger.events import VOIDED, ImportRow, Party
from anjian.lib.ends import CHINA
from anjian.sample.region import Region
from anjian.sample.told import Book, Row

SEED = 20180122
BEGIN = dt.date(2018, 1, 22)
"""The day on which Linfen's office began to keep its books; what is older was entered that morning."""


@dataclass
class History:
    """A history in the making. ``today`` is not part of it: everything is recorded before that day begins."""

    today: dt.date
    region: Region
    facts: list[ImportRow] = field(default_factory=list)
    persons: list[Row] = field(default_factory=list)
    accounts: list[Row] = field(default_factory=list)
    bodies: Book = field(default_factory=lambda: Book("body", "body_class"))
    functions: Book = field(default_factory=lambda: Book("body", "function"))
    posts: Book = field(default_factory=lambda: Book("post", "post_class"))
    tenures: Book = field(default_factory=lambda: Book("post"))
    enterprises: Book = field(default_factory=lambda: Book("enterprise"))
    items: Book = field(default_factory=lambda: Book("item"))
    grants: Book = field(default_factory=lambda: Book("account", "role"))
    cells: Book = field(default_factory=lambda: Book("cell"))
    answers: Book = field(default_factory=lambda: Book("enterprise", "line", "body"))
    own_rules: Book = field(default_factory=lambda: Book("place", "line", "industry", "function"))
    entered: dict[dt.date, int] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def end(self) -> dt.datetime:
        """Nothing is recorded from here on: the beginning of today."""
        return dt.datetime.combine(self.today, dt.time(), CHINA)

    def fact(
        self,
        name: str,
        key: str,
        happened: dt.datetime | dt.date,
        recorded: dt.datetime,
        by: str,
        place: str | None,
        parties: Sequence[Party],
        attributes: Mapping[str, Any] | None = None,
        private: Mapping[str, Any] | None = None,
    ) -> UUID | None:
        """Add a fact; None when it would be recorded today or later. ``key`` makes its id, the same in every load."""
        if recorded >= self.end:
            return None
        said_before = self.keys.get((name, key), 0)
        self.keys[name, key] = said_before + 1  # two visits of one post on one day are two facts
        made = uuid5(NAMESPACE_OID, f"anjian-sample|{name}|{key}" + (f"|{said_before}" if said_before else ""))
        day_only = not isinstance(happened, dt.datetime)
        at = happened if isinstance(happened, dt.datetime) else dt.datetime.combine(happened, dt.time(), CHINA)
        self.facts.append(
            ImportRow(
                name=name,
                happened_at=at,
                recorded_at=recorded,
                recorded_by=by,
                place=place,
                precision="day" if day_only else "minute",
                parties=tuple(parties),
                attributes=dict(attributes or {}),
                private=dict(private or {}),
                id=made,
            )
        )
        return made

    def void(self, target: UUID, recorded: dt.datetime, by: str, reason: str) -> None:
        """Void an earlier fact, if there is still time for it."""
        if recorded < self.end:
            self.facts.append(
                ImportRow(
                    name=VOIDED,
                    happened_at=recorded,
                    recorded_at=recorded,
                    recorded_by=by,
                    attributes={"reason": reason},
                    id=uuid5(NAMESPACE_OID, f"anjian-sample|void|{target}"),
                    voids=target,
                )
            )

    def at_start(self, begin: dt.date) -> dt.datetime:
        """When the next thing that was there before is entered: on the first morning of books, a second apart."""
        self.entered[begin] = self.entered.get(begin, 0) + 1
        return dt.datetime.combine(begin, dt.time(8, 0), CHINA) + dt.timedelta(seconds=self.entered[begin])

    def ordered(self) -> list[ImportRow]:
        """The facts as they were recorded; at the same moment in the order they were added."""
        return [row for _, row in sorted(enumerate(self.facts), key=lambda each: (each[1].recorded_at, each[0]))]

    def tables(self) -> dict[str, list[Row]]:
        """All rows by table."""
        return {
            "persons": self.persons,
            "accounts": self.accounts,
            "bodies": self.bodies.rows,
            "functions": self.functions.rows,
            "posts": self.posts.rows,
            "tenures": self.tenures.rows,
            "enterprises": self.enterprises.rows,
            "items": self.items.rows,
            "grants": self.grants.rows,
            "cells": self.cells.rows,
            "answers": self.answers.rows,
            "own_rules": self.own_rules.rows,
        }

    def digest(self) -> str:
        """SHA-256 over every fact and every row: equal when two builds are the same."""
        told = [
            [
                str(row.id),
                row.name,
                row.happened_at.isoformat(),
                row.recorded_at.isoformat(),
                row.recorded_by,
                row.place,
                [[p.role, p.kind, p.id, p.name] for p in row.parties],
                row.attributes,
                row.private,
                str(row.voids),
            ]
            for row in self.ordered()
        ]
        text = json.dumps([told, self.tables()], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day that many months before, clipped at the end of the month."""
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A time of a Chinese day."""
    return dt.datetime.combine(day, dt.time(hour, minute), CHINA)
