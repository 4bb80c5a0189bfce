"""What others owe in a place, grouped by rule (他人应办)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.desk.queries.shapes import Row, Tally
from anjian.desk.queries.wording import Law, rows, tally, urgency
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer

MOST_LISTED = 50
"""Rows of one rule that are listed; the numbers say how many there are."""


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """One rule with its numbers and the duties behind them, the most urgent first; ``more`` are not listed."""

    rule: str
    title: str
    chip: str
    gist: str
    tally: Tally
    rows: tuple[Row, ...]
    more: int
    open: bool

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return "r-" + self.rule.replace("/", "-")


def others(
    viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None, live: bool = True, opened: str = ""
) -> list[RuleGroup]:
    """Duties of everybody else in the place that run now, grouped by rule, the most late first.

    Listed are those that are wrong or unknown, of the rule ``opened`` all; the numbers count all.
    """
    law = Law(viewer, known=known)
    groups = [
        _group(viewer, line, law, place=place, as_of=as_of, known=known, opened=opened)
        for line in duties.others(viewer, as_of=as_of, known=known, place=place)
    ]
    return sorted(groups, key=lambda group: (-sum(c.n for c in group.tally.counts if c.red), group.chip, group.rule))


def _group(
    viewer: Viewer, line: duties.OthersLine, law: Law, *, place: str, as_of: dt.date, known: int | None, opened: str
) -> RuleGroup:
    card = law.rule(line.rule)
    listed = list(line.rows)
    if line.rule == opened:
        found = duties.clause_bodies(viewer, line.clauses[0], place=place, as_of=as_of, known=known, below=True)
        own = set(duties.bearers(viewer))
        listed = [
            each
            for told in found.values()
            for each in told
            if each.rule == line.rule and each.bearer and each.bearer not in own
        ]
    listed.sort(key=urgency)
    return RuleGroup(
        rule=line.rule,
        title=line.title,
        chip=line.source_chip,
        gist=law.line(line.clauses[0]).gist,
        tally=tally(line.counts, red=card is None or card.rule.force == "must"),
        rows=tuple(rows(viewer, listed[:MOST_LISTED], law=law, as_of=as_of)),
        more=max(0, sum(line.counts.values()) - min(len(listed), MOST_LISTED)),
        open=line.rule == opened,
    )
