"""Who would owe (谁将承担): the bearers of rules that are not loaded yet, for `anjian law diff`."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence

from anjian.duties import terms
from anjian.duties.evaluating import Question, standings
from anjian.duties.reading import read
from anjian.duties.rulebook import Entry
from anjian.policy import examples
from anjian.policy import queries as policy


def register() -> None:
    """Tell policy who says who owes."""
    examples.register_teller(bearers)


def bearers(
    instances: Sequence[policy.Instance], lookup: Callable[[str], policy.Rule | None], as_of: dt.date
) -> dict[str, frozenset[str]]:
    """Ids of those who owe under these instances on that day, by rule; of triggered duties those that are open."""
    reading = read(instances, policy.vocabulary(), lookup=lookup)
    terms.ensure(terms.needed(reading.asks), as_of=as_of)
    entries = [Entry(ask, one, "") for ask, one in zip(reading.asks, reading.instances, strict=True)]
    found: dict[str, set[str]] = defaultdict(set)
    for row in standings(entries, Question(as_of, as_of)):
        if row.bearer:
            found[row.rule].add(row.bearer)
    return {rule: frozenset(ids) for rule, ids in found.items()}
