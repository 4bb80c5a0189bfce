"""The personal duty book (个人履职档案): what a person owed and did in each post, by the day they held it.

A post owes whoever sits in it; the book says who it was. A duty that was met stands in the chapter of who held the post
on that day; one that lapsed, of who held it on its last day; an open one, of who holds it now. Who left before its end
sees it under "handed over": it began in their time and was another's to finish.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from anjian.desk.queries.facts import fact_title
from anjian.desk.queries.naming import place_name
from anjian.desk.queries.shapes import Row, Tally
from anjian.desk.queries.wording import Law, rows, tally_of
from anjian.duties import queries as duties
from anjian.duties.queries import DutyRow
from anjian.ledger import queries as ledger
from anjian.lib.viewer import SYSTEM, PostHeld, Viewer
from anjian.people import queries as people
from anjian.people.events import KINDS
from anjian.people.queries import Span
from anjian.ui.web.page import missing

READERS = ("office", "decider", "auditor")
"""Roles that read the book of somebody else, where they see the place of the post."""
RECORDS = 30
"""Records listed in a chapter at most."""


@dataclass(frozen=True, slots=True)
class Record:
    """A fact that the person, or their post, took part in."""

    id: UUID
    title: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Chapter:
    """One span in one post. ``last`` is its last day so far; ``until`` None: it goes on.

    way     任职, 代理 or 挂职; ``behalf`` for whom they acted, ``ground`` the paper it rests on
    rows    duties that were theirs to finish; ``handed`` those handed over unfinished
    link    what an address of a duty gets, so that it is looked at on a day when the post was theirs
    gap_before, gap_after  when the post stood vacant before them and after them (空缺); None: it did not
    """

    post: str
    name: str
    body: str
    place: str
    way: str
    acting: bool
    behalf: str
    ground: str
    since: dt.date
    until: dt.date | None
    last: dt.date
    rows: tuple[Row, ...]
    handed: tuple[Row, ...]
    records: tuple[Record, ...]
    tally: Tally
    link: str
    gap_before: tuple[dt.date, dt.date] | None = None
    gap_after: tuple[dt.date, dt.date | None] | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """A person's chapters, the present ones first. ``since``: duties that ended before it are not listed."""

    person: str
    name: str
    own: bool
    since: dt.date
    chapters: tuple[Chapter, ...]


def begins(since: dt.date | None, as_of: dt.date) -> dt.date:
    """From which day a book is read: as asked, at the latest the day looked at; else from the start of last year."""
    return min(since, as_of) if since else dt.date(as_of.year - 1, 1, 1)


def book(viewer: Viewer, person: str, *, since: dt.date, as_of: dt.date, known: int | None = None) -> Book:
    """The book of a person as it stands on a day. Refuses, like something that is not there, who may not read it."""
    own = bool(viewer.person) and viewer.person == person
    spans = [span for span in people.tenures(viewer, person=person, known=known) if span.since <= as_of]
    chapters = []
    if own or viewer.is_system or any(map(viewer.has, READERS)):
        law = Law(viewer, known=known)
        for span in sorted(spans, key=lambda each: (each.since, each.post), reverse=True):
            if (span.until or as_of) < since:
                continue
            made = _chapter(viewer, span, own=own, since=since, as_of=as_of, known=known, law=law)
            chapters += [made] if made else []
    if not own and not chapters:
        raise missing("这个人的履职档案")
    name = people.person_names(viewer, [person]).get(person, person)
    return Book(person, name, own, since, tuple(chapters))


def _chapter(
    viewer: Viewer, span: Span, *, own: bool, since: dt.date, as_of: dt.date, known: int | None, law: Law
) -> Chapter | None:
    last = min(span.until or as_of, as_of)
    knows = SYSTEM if own else viewer  # who left a county still reads what they did there
    post = people.post(knows, span.post, as_of=last, known=known)
    if post is None or not (own or viewer.sees(post.place)):
        return None
    held = PostHeld(post.id, "、".join(sorted(post.classes)), post.name, post.place, post.level, post.body)
    looks = replace(viewer, posts=(held,), roles=frozenset()) if own else viewer
    bearers = duties.bearers_of(viewer, held)
    begin = max(since, span.since)
    told = duties.owed_by(looks, bearers=bearers, since=begin, as_of=as_of, known=known)
    theirs = [one for one in told if begin <= _day(one, as_of) <= last]
    handed = [one for one in told if one.begins and one.begins <= last < _day(one, as_of)] if last < as_of else []
    called = people.names(knows, [post.body, *([span.behalf] if span.behalf else [])], as_of=last)
    return Chapter(
        post=post.id,
        name=post.name,
        body=called.get(post.body, ""),
        place=place_name(post.place, as_of=last),
        way=KINDS[span.kind],
        acting=span.kind == "acting",
        behalf=called.get(span.behalf, ""),
        ground=span.ground,
        since=span.since,
        until=span.until,
        last=last,
        rows=tuple(rows(looks, theirs, law=law, as_of=as_of)),
        handed=tuple(rows(looks, handed, law=law, as_of=as_of)),
        records=_records(looks, span, begin, last, known),
        tally=tally_of(theirs),
        link=f"?as_of={last.isoformat()}" + (f"&known={known}" if known is not None else ""),
        **_gaps(knows, span, as_of=as_of, known=known),
    )


def _gaps(viewer: Viewer, span: Span, *, as_of: dt.date, known: int | None) -> dict[str, Any]:
    """The days without a holder on either side of a span, as far as anybody held the post before or after."""
    day = dt.timedelta(days=1)
    others = [one for one in people.tenures(viewer, post=span.post, known=known) if one.since <= as_of]
    ended = [one.until for one in others if one.since < span.since and one.until]
    found: dict[str, Any] = {}
    if ended and max(ended) + day < span.since:
        found["gap_before"] = (max(ended) + day, span.since - day)
    if span.until and span.until < as_of:
        begun = min((one.since for one in others if one.since > span.until), default=None)
        if begun is None or span.until + day < begun:
            found["gap_after"] = (span.until + day, begun - day if begun else None)
    return found


def _day(one: DutyRow, as_of: dt.date) -> dt.date:
    """The day on which it was somebody's to answer for."""
    if one.met_on is not None:
        return one.met_on
    return one.due if one.due is not None and one.due < as_of else as_of


def _records(viewer: Viewer, span: Span, since: dt.date, until: dt.date, known: int | None) -> tuple[Record, ...]:
    found = {
        fact.id: fact
        for party in (span.post, span.person)
        for fact in ledger.facts(viewer, party=party, since=since, until=until, limit=RECORDS, known=known)
        if fact.stands and not fact.name.startswith(("people.", "access.", "ledger.", "policy."))
    }
    newest = sorted(found.values(), key=lambda fact: (fact.day, fact.seq), reverse=True)[:RECORDS]
    return tuple(Record(fact.id, fact_title(fact.name), fact.day) for fact in newest)
