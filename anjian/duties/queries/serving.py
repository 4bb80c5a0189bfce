"""One record serves every document that asks (一次记录，处处算数): its duties by document, and the filings that saved.

A filing is saved when a record that one duty needed was the one that another duty needed too. Of a duty that was met
only the records count without which it would not have been: as many as it asks for, the earliest ones. So three visits
in a month that asks for one save nothing twice, and the sum over records is the sum over a place, a body or a span.
Where every duty needs one record the number is: duties met by records − records that met any.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from anjian.duties import evaluating
from anjian.duties.answers import DutyRow
from anjian.duties.evaluating import Evidence, Question, Standing
from anjian.duties.judging import COUNTED
from anjian.duties.queries import facts as facts_of
from anjian.duties.queries import mine
from anjian.duties.queries.shaping import RECORDABLE
from anjian.duties.queries.shaping import row as shape
from anjian.duties.queries.sources import rows, visible
from anjian.ledger import queries as ledger
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people

FEW = 100
"""Of more bearers than this the records of a rule are asked for all together."""


@dataclass(frozen=True, slots=True)
class Serving:
    """One record with the duties for which it counts (一条记录的用处).

    rows    the duties, by document, rule and bearer
    needed  how many of them were met and would not have been without it
    """

    fact: str
    day: dt.date | None
    rows: tuple[DutyRow, ...]
    needed: int

    @property
    def by_document(self) -> dict[str, tuple[DutyRow, ...]]:
        """The duties by document id, in order of the ids."""
        found: dict[str, list[DutyRow]] = {}
        for row in self.rows:
            found.setdefault(row.rule.split("/")[0], []).append(row)
        return {name: tuple(found[name]) for name in sorted(found)}

    @property
    def saved(self) -> int:
        """Filings saved (省去的填报): every duty after the first that needed it."""
        return max(self.needed - 1, 0)


@dataclass(frozen=True, slots=True)
class Saved:
    """Filings saved in a span of days (省去的填报). ``filings`` is what its list adds up to.

    duties   duties that were met with records of the span
    records  records that they needed
    filings  records that they would have needed, had each asked for its own, less ``records``
    shared   records that more than one duty needed, latest first
    """

    since: dt.date
    until: dt.date
    duties: int
    records: int
    filings: int
    shared: tuple[Serving, ...]

    @property
    def across(self) -> int:
        """How many of the shared records served more than one document."""
        return sum(len(one.by_document) > 1 for one in self.shared)


def served_by(viewer: Viewer, fact_id: UUID | str, *, as_of: dt.date, known: int | None = None) -> Serving:
    """What one record counts for on a day, as far as this viewer may see; no rows for one that does not stand."""
    wanted = UUID(str(fact_id))
    fact = ledger.fact(SYSTEM, wanted)
    if fact is None:
        return Serving(str(wanted), None, (), 0)
    found = facts_of.counting(viewer, fact, str(wanted), Question(as_of, facts_of.EVER, known=known))
    needed = sum(any(one.fact == str(wanted) for one in needed_by(standing)) for standing in found)
    return Serving(str(wanted), fact.day, tuple(_sorted(shape(one, as_of) for one in found)), needed)


def saved(
    viewer: Viewer,
    *,
    since: dt.date,
    as_of: dt.date,
    place: str | None = None,
    body: str | None = None,
    known: int | None = None,
) -> Saved:
    """Filings saved by records of the days from ``since`` to ``as_of``, in duties that this viewer may see.

    place  duties judged in this division and below it; None: everywhere
    body   duties of this body and of the posts in it on ``as_of``

    Records entered late count for periods up to the year before ``since``.
    """
    own = mine.bearers(viewer)
    bearers = None
    if body is not None:
        bearers = (body, *(post.id for post in people.posts(viewer, as_of=as_of, known=known, body=body)))
    begin = dt.date(since.year - 1, 1, 1)
    listed = rows(as_of=as_of, known=known, since=begin, bearers=bearers, place=place).rows
    found = _with_records([one for one in listed if visible(viewer, one, own)], Question(as_of, begin, known=known))
    uses: dict[str, list[Standing]] = {}
    days: dict[str, dt.date] = {}
    duties = 0
    for standing in found:
        inside = [one for one in needed_by(standing) if since <= one.day <= as_of]
        duties += bool(inside)
        for one in inside:
            uses.setdefault(one.fact, []).append(standing)
            days[one.fact] = one.day
    shared = [
        Serving(fact, days[fact], tuple(_sorted(shape(one, as_of) for one in served)), len(served))
        for fact, served in uses.items()
        if len(served) > 1
    ]
    return Saved(
        since=since,
        until=as_of,
        duties=duties,
        records=len(uses),
        filings=sum(one.saved for one in shared),
        shared=tuple(sorted(shared, key=lambda one: (one.day or dt.date.min, one.fact), reverse=True)),
    )


def _with_records(found: Iterable[Standing], asked: Question) -> list[Standing]:
    """The met duties with their records: only rules that were met are asked, of those who met them."""
    by_entry: dict[int, list[Standing]] = {}
    for one in found:
        if one.outcome in facts_of.MET and one.kind in RECORDABLE:
            by_entry.setdefault(id(one.entry), []).append(one)
    told: list[Standing] = []
    for met in by_entry.values():
        bearers = {one.bearer for one in met}
        few = len(bearers) <= FEW and not any("+" in bearer for bearer in bearers)
        narrowed = replace(asked, bearers=tuple(sorted(bearers))) if few else asked
        records = evaluating.evidence(met[0].entry, narrowed)
        told += [replace(one, facts=records.get((one.bearer, one.each_id, one.token), ())) for one in met]
    return told


def needed_by(standing: Standing) -> list[Evidence]:
    """The records without which a met duty would not be met: the earliest, as many as it asks for, one of each part."""
    if standing.outcome not in facts_of.MET or standing.kind not in RECORDABLE:
        return []
    split = len({one.part for one in standing.facts}) > 1
    times = 1 if split or standing.kind not in COUNTED or standing.need is None else max(1, int(standing.need))
    taken: Counter[int] = Counter()
    found: dict[str, Evidence] = {}
    for one in standing.facts:
        if one.fact not in found and taken[one.part] < times:
            taken[one.part] += 1
            found[one.fact] = one
    return list(found.values())


def _sorted(told: Iterable[DutyRow]) -> list[DutyRow]:
    return sorted(told, key=lambda one: (one.rule, one.bearer, one.each, one.key))
