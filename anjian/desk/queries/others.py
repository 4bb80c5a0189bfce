"""What others owe in a place, grouped by rule (他人应办): numbers alone; each opens its list (`listing`)."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass

from anjian.desk.queries.listing import Filters
from anjian.desk.queries.shapes import Tally
from anjian.desk.queries.wording import Law, tally_by_rule
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """One rule with its numbers; ``filters``: those of its list."""

    rule: str
    title: str
    chip: str
    gist: str
    tally: Tally
    filters: Filters

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return "r-" + self.rule.replace("/", "-")

    @property
    def first(self) -> str:
        """The address of the list that it opens with: what is wrong, else what is open, else all."""
        counts = self.tally.counts
        wanted = [c.outcome.value for c in counts if c.red] or [c.outcome.value for c in counts if c.outcome.open]
        return self.filters.url(outcomes=tuple(wanted))


@dataclass(frozen=True, slots=True)
class Others:
    """What everybody else owes: the numbers of all, and the groups, the most late first."""

    filters: Filters
    tally: Tally
    groups: tuple[RuleGroup, ...]


def others(viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None) -> Others:
    """Duties of everybody else in the place that run now, as numbers by rule."""
    law = Law(viewer, known=known)
    told = duties.tallies(viewer, as_of=as_of, known=known, place=place, others=True)
    groups = []
    for rule, listed in itertools.groupby(told, key=lambda one: one.rule):
        card = law.rule(rule)
        if card is not None:
            filters = Filters(place=place, rule=rule, others=True)
            gist = law.line(card.rule.clauses[0]).gist
            groups.append(RuleGroup(rule, card.rule.title, card.chip, gist, tally_by_rule(listed, law), filters))
    groups.sort(key=lambda group: (-sum(c.n for c in group.tally.counts if c.red), group.chip, group.rule))
    return Others(Filters(place=place, others=True), tally_by_rule(told, law), tuple(groups))
