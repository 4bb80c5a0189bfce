"""Numbers without rows (计数): how many duties of which rule stand how, counted where they lie.

What a page says of a place is a few numbers by rule; their lists come page by page (`paging`). Both ask the same
`choosing.Choice`, so that a number is the length of its list.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

from anjian.duties import projection
from anjian.duties.answers import Tallied
from anjian.duties.evaluating import OUTCOMES, Standing
from anjian.duties.queries.choosing import Choice, Given, choose
from anjian.duties.queries.sources import computed, rows
from anjian.lib import divisions
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer
from anjian.scope import prepared


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
    units: bool = False,
) -> list[Tallied]:
    """The numbers of the duties that the viewer may see; what narrows them is said at `choosing.Choice`.

    units   apart for the place itself and each place directly below it
    """
    chosen = choose(
        viewer, as_of=as_of, since=since, place=place, rules=rules, bearers=bearers, running=running, others=others
    )
    digits = divisions.part_digits(place or divisions.COUNTRY) if units else 0
    covered = projection.covering(as_of=as_of, known=known, since=chosen.since)
    if isinstance(covered, projection.Covered):
        told = _kept(covered, chosen, digits)
        whole = computed(covered, as_of=as_of, since=chosen.since, rules=chosen.rules)
    else:
        told = Counter()
        whole = rows(as_of=as_of, known=known, since=chosen.since, place=place, rules=chosen.rules).rows
    told.update((one.rule, _part(one, digits), one.outcome) for one in whole if chosen.fits(one))
    return [Tallied(*name, n) for name, n in sorted(told.items(), key=lambda pair: (*pair[0][:2], pair[0][2].value))]


def _kept(covered: projection.Covered, chosen: Choice, digits: int) -> Counter[tuple[str, str, Outcome]]:
    given = Given()
    part = f"rpad(left(s.place, {digits}), 12, '0')" if digits else "''"
    inner = chosen.judged(given, f"s.rule, s.digest, {part} AS part")
    sql = f"SELECT rule, digest, part, outcome, count(*) FROM ({inner}) s GROUP BY 1, 2, 3, 4"
    entries = projection.Entries(projection.book_of(covered.mark, chosen.as_of))
    told: Counter[tuple[str, str, Outcome]] = Counter()
    for rule, digest, where, state, n in prepared.run(sql, given.values):
        if entries.of(rule, digest, where) is not None:
            told[rule, where, OUTCOMES[state]] += n
    return told


def _part(one: Standing, digits: int) -> str:
    return one.place[:digits].ljust(12, "0") if digits else ""
