"""What others owe in a place, grouped by rule (他人应办): numbers first, the duties behind them page by page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.desk.queries.shapes import Row, Tally
from anjian.desk.queries.wording import Law, rows, tally
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """One rule with its numbers."""

    rule: str
    title: str
    chip: str
    gist: str
    tally: Tally

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return "r-" + self.rule.replace("/", "-")


@dataclass(frozen=True, slots=True)
class RulePage:
    """Some of the duties of one rule: ``total`` is how many there are, ``after`` where the next page begins."""

    rows: tuple[Row, ...]
    total: int
    after: str


def others(viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None) -> list[RuleGroup]:
    """Duties of everybody else in the place that run now, as numbers by rule, the most late first."""
    law = Law(viewer, known=known)
    groups = []
    for line in duties.others(viewer, as_of=as_of, known=known, place=place):
        card = law.rule(line.rule)
        told = tally(line.counts, red=card is None or card.rule.force == "must")
        groups.append(RuleGroup(line.rule, line.title, line.source_chip, law.line(line.clauses[0]).gist, told))
    return sorted(groups, key=lambda group: (-sum(c.n for c in group.tally.counts if c.red), group.chip, group.rule))


def others_of(
    viewer: Viewer,
    rule: str,
    *,
    place: str,
    as_of: dt.date,
    known: int | None = None,
    outcome: str = "",
    after: str = "",
) -> RulePage:
    """One page of the duties of a rule; ``outcome``: only those that stand so."""
    found = duties.others_of(
        viewer, rule, as_of=as_of, known=known, place=place, outcome=outcome, after=after, limit=duties.PAGE
    )
    return RulePage(
        tuple(rows(viewer, found.rows, law=Law(viewer, known=known), as_of=as_of)), found.total, found.after
    )
