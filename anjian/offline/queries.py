"""Questions about offline records, and what a phone carries."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import cast
from uuid import UUID

from anjian.lib import canonical
from anjian.lib.ends import CHINA
from anjian.lib.viewer import Viewer
from anjian.offline import taking
from anjian.offline.events import CLOCK, Answer, Fate, List, Matter, Subject
from anjian.offline.models import Entry

SHOWN = 50
OFF = dt.timedelta(minutes=10)
"""How far a device's clock may be off before its records are marked."""


def day_of(at: dt.datetime, offset: dt.timedelta, *, now: dt.datetime) -> tuple[dt.date, bool]:
    """The day that a device states, by its clock set right with ``offset`` (server minus device), never one to come;
    and whether that clock was off."""
    today = now.astimezone(CHINA).date()
    try:
        stated = (at + offset).astimezone(CHINA).date()
    except OverflowError:  # a clock at the end of all years says nothing
        return today, True
    return min(stated, today), abs(offset) > OFF or stated > today


def clock_was_off(viewer: Viewer, fact: UUID) -> bool:
    """Whether a fact came from a phone whose clock was off. A record has the id of its fact."""
    return Entry.objects.seen_by(viewer).filter(id=fact, marks__contains=[CLOCK]).exists()


def answers(viewer: Viewer, ids: Iterable[UUID], *, again: Collection[UUID] = ()) -> list[Answer]:
    """What became of these records, in the order asked, as far as the viewer may see them."""
    asked = list(dict.fromkeys(ids))
    rows = Entry.objects.seen_by(viewer).in_bulk(asked)
    return [_answer(rows[id], id in again) for id in asked if id in rows]


def own(viewer: Viewer, *, limit: int = SHOWN) -> list[Answer]:
    """The viewer's own records, the latest received first."""
    rows = Entry.objects.seen_by(viewer).filter(account=viewer.account).order_by("-received_at", "-seq")
    return [_answer(row) for row in rows[:limit]]


def undecided(viewer: Viewer, *, limit: int = SHOWN) -> list[Answer]:
    """Records that wait for a decision that the viewer may take, the oldest first."""
    rows = Entry.objects.seen_by(viewer).filter(fate__in=("held", "conflict")).order_by("received_at", "seq")
    return [_answer(row) for row in rows[:limit]]


def entry(viewer: Viewer, id: UUID) -> tuple[Answer, dict[str, object]] | None:
    """One record with what it says; None when there is none or the viewer may not see it."""
    row = Entry.objects.seen_by(viewer).filter(id=id).first()
    return (_answer(row), row.content) if row else None


def carried(viewer: Viewer, *, as_of: dt.date, about: Collection[str] = ()) -> tuple[list[List], str]:
    """The lists that a phone of this viewer carries, and their digest: it says by what a record was made.

    ``about``: whom they chose besides their own.
    """
    lists = taking.carried(viewer, as_of, about)
    return lists, hashlib.sha256(canonical.encode([asdict(one) for one in lists])).hexdigest()


def matters(viewer: Viewer, *, as_of: dt.date, about: Collection[str] = ()) -> list[Matter]:
    """The matters that a phone of this viewer may move without a signal."""
    return taking.shown(viewer, as_of, about)


def subjects(viewer: Viewer, *, as_of: dt.date, words: str) -> list[Subject]:
    """Whom the viewer may choose to carry, by words of the name; nobody without words."""
    return taking.offered(viewer, as_of, words) if words.strip() else []


def _answer(row: Entry, again: bool = False) -> Answer:
    return Answer(
        id=row.id,
        seq=row.seq,
        kind=row.kind,
        title=taking.word_of(row.kind),
        fate=cast(Fate, row.fate),
        again=again,
        marks=tuple(row.marks),
        fact=row.fact,
        what=row.what,
        why=row.why,
        next=row.next,
        day=row.day,
        received_at=row.received_at,
        account=row.account,
    )
