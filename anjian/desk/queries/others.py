"""What others owe in a place, grouped by rule (他人应办)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from anjian.desk.queries.shapes import Row, Tally
from anjian.desk.queries.wording import Law, rows, tally, urgency
from anjian.duties import queries as duties
from anjian.lib.verdicts import Verdict
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
    """Duties of everybody else in the place, of periods that run this month, grouped by rule; wrong ones first."""
    law = Law(viewer, known=known)
    own = {post.id for post in viewer.posts}
    held: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in duties.verdicts(viewer, as_of=as_of, known=known, since=as_of.replace(day=1), place=place):
        if verdict.bearer and verdict.bearer not in own:
            held[verdict.rule].append(verdict)
    groups = [_group(viewer, rule, told, law, as_of, opened) for rule, told in held.items()]
    return sorted(groups, key=lambda group: (-sum(c.n for c in group.tally.counts if c.red), group.chip, group.rule))


def _group(viewer: Viewer, rule: str, told: list[Verdict], law: Law, as_of: dt.date, opened: str) -> RuleGroup:
    told.sort(key=urgency)
    card = law.rule(rule)
    clause = law.line(told[0].clauses[0])
    return RuleGroup(
        rule=rule,
        title=card.rule.title if card else rule,
        chip=card.chip if card else rule,
        gist=clause.gist,
        tally=tally(told),
        rows=tuple(rows(viewer, told[:MOST_LISTED], law=law, as_of=as_of)),
        more=max(0, len(told) - MOST_LISTED),
        open=rule == opened,
    )
