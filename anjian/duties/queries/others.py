"""What others owe (他人应办): the numbers of each rule; the duties behind them are pages of `paging`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from anjian.duties import rulebook
from anjian.duties.answers import OthersLine
from anjian.duties.queries.tallying import tallies
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import Viewer


def others(viewer: Viewer, *, as_of: dt.date, known: int | None = None, place: str | None = None) -> list[OthersLine]:
    """What others owe in the places that the viewer sees, grouped by rule: the numbers alone, by rule."""
    counts: dict[str, dict[Outcome, int]] = defaultdict(dict)
    for one in tallies(viewer, as_of=as_of, known=known, place=place, others=True):
        counts[one.rule][one.outcome] = one.n
    entries = {entry.ask.rule: entry for entry in rulebook.book(as_of, known=known).entries}
    return [
        OthersLine(name, entries[name].rule.title, entries[name].chip, entries[name].rule.clauses, told)
        for name, told in sorted(counts.items())
    ]
