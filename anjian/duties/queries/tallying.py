"""Numbers without rows (计数): how many duties of which rule stand how, counted where they lie.

What a page says of a place is a few numbers by rule; their lists come page by page (`paging`). Both ask the same
`choosing.Choice`, so that a number is the length of its list.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from anjian.duties import projection
from anjian.duties.answers import Tallied
from anjian.duties.evaluating import OUTCOMES, Standing
from anjian.duties.models import COUNTY_DIGITS
from anjian.duties.queries.choosing import Choice, Given, choose
from anjian.duties.queries.sources import computed, rows
from anjian.lib import divisions
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer
from anjian.scope import prepared

_Named = tuple[str, str, Outcome, str]
"""Rule, place, outcome, bearer."""


def tallies(
    viewer: Viewer,
    *,
    as_of: dt.date,
    known: int | None = None,
    since: dt.date | None = None,
    place: str | None = None,
    rules: Collection[str] | None = None,
    bearers: Collection[str] | None = None,
    running: bool = True,
    others: bool = False,
    until: dt.date | None = None,
    alone: bool = False,
    units: bool = False,
    each_bearer: bool = False,
) -> list[Tallied]:
    """The numbers of the duties that the viewer may see; what narrows them is said at `choosing.Choice`.

    units        apart for the place itself and each place directly below it
    each_bearer  apart for everybody who owes them
    """
    chosen = choose(
        viewer, as_of=as_of, since=since, place=place, rules=rules, bearers=bearers,
        running=running, others=others, until=until, alone=alone,
    )  # fmt: skip
    digits = divisions.part_digits(place or divisions.COUNTRY) if units else 0
    covered = projection.covering(as_of=as_of, known=known, since=chosen.since)
    if isinstance(covered, projection.Covered):
        told = _kept(covered, chosen, digits, each_bearer)
        whole = computed(covered, as_of=as_of, **chosen.asked)
    else:
        told = Counter[_Named]()
        whole = rows(as_of=as_of, known=known, place=place, **chosen.asked).rows
    told.update(
        (one.rule, _part(one, digits), one.outcome, one.bearer if each_bearer else "")
        for one in whole
        if chosen.fits(one)
    )
    made = [Tallied(rule, where, outcome, n, bearer) for (rule, where, outcome, bearer), n in told.items()]
    return sorted(made, key=lambda one: (one.rule, one.place, one.outcome.value, one.bearer))


def _kept(covered: projection.Covered, chosen: Choice, digits: int, each_bearer: bool) -> Counter[_Named]:
    if each_bearer or digits > COUNTY_DIGITS or not chosen.by_county:
        told = _asked(chosen, digits, each_bearer=each_bearer)
    else:
        told = _asked(chosen, digits, counts=True)
        if chosen.others and chosen.own:
            told.subtract(_asked(replace(chosen, others=False), digits, own=True))
    # The version of a rule is not asked: the projection holds those of its own rulebook alone.
    running = {entry.ask.rule for entry in projection.book_of(covered.mark, chosen.as_of).entries}
    return Counter({named: n for named, n in told.items() if n and named[0] in running})


def _asked(
    chosen: Choice, digits: int, *, each_bearer: bool = False, counts: bool = False, own: bool = False
) -> Counter[_Named]:
    """From the rows or the counts of the projection. ``own``: only what the viewer alone bears."""
    given = Given()
    part = f"left(s.place, {digits})" if digits else "''"
    owner = "s.bearer" if each_bearer else "''"
    many = "s.n" if counts else "1"
    more = [chosen.borne(given)] if own else []
    inner = chosen.judged(given, f"s.rule, {part} AS part, {owner} AS owner, {many} AS n", *more, counts=counts)
    sql = f"SELECT rule, part, outcome, owner, sum(n) FROM ({inner}) s GROUP BY 1, 2, 3, 4"
    return Counter(
        {
            (rule, where.ljust(12, "0") if digits else "", OUTCOMES[state], bearer): int(n)
            for rule, where, state, bearer, n in prepared.run(sql, given.values)
        }
    )


def _part(one: Standing, digits: int) -> str:
    return one.place[:digits].ljust(12, "0") if digits else ""
