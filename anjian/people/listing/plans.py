"""What a checked list would do: plain frozen values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.sheets.events import Fault


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in a post, as one row tells it.

    row        of the sheet, from 1
    person     id; ``new_person``: it is entered with ``name``
    post       id; ``new_post``: it is made with ``post_name`` and ``classes`` in ``body``, from ``since``
    leaves     name of who holds the post now and leaves the day before, "" for nobody
    """

    row: int
    person: str
    name: str
    new_person: bool
    post: str
    post_name: str
    new_post: bool
    body: str
    body_name: str
    place: str
    level: str
    classes: tuple[str, ...]
    since: dt.date
    until: dt.date | None
    kind: str
    ground: str
    leaves: str = ""


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body to be set up, as one row tells it."""

    row: int
    body: str
    name: str
    place: str
    level: str
    classes: tuple[str, ...]
    functions: tuple[str, ...]
    superior: str
    since: dt.date


@dataclass(frozen=True, slots=True)
class PostsPlan:
    """A checked list of people: what good rows do, what is wrong by cell, which rows say what we know already."""

    rows: int
    seats: tuple[Seat, ...]
    faults: tuple[Fault, ...]
    same: tuple[int, ...]

    @property
    def faulty(self) -> int:
        """How many rows stay out."""
        return len({fault.row for fault in self.faults})


@dataclass(frozen=True, slots=True)
class BodiesPlan:
    """A checked list of bodies."""

    rows: int
    bodies: tuple[NewBody, ...]
    faults: tuple[Fault, ...]
    same: tuple[int, ...]

    @property
    def faulty(self) -> int:
        """How many rows stay out."""
        return len({fault.row for fault in self.faults})
