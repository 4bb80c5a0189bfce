"""The dual report (双报告): enterprises tell their regulator, and their workers' congress, how hazards are treated.

Whom the adopted documents ask, how often and in which words stands in their rules; here is who did it and who did not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.duties import queries as duties
from anjian.duties.queries import DutyRow, Tallied
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy
from anjian.registry import queries as registry

TREATMENT = "hazards.treatment_reported"
"""The fact that meets it; to whom is its attribute ``audience``."""

REGULATOR = "监管部门"
"""A word of its form: the audience that is a body."""


@dataclass(frozen=True, slots=True)
class Dual:
    """One enterprise: what it owes under each rule, by the rule's id; a rule that does not ask it is left out."""

    firm: registry.Card
    owed: dict[str, DutyRow]


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule that asks for such a report: its title, where it stands (chip), how many enterprises stand how."""

    rule: str
    title: str
    chip: str
    tallied: tuple[Tallied, ...]


def dual_asked(viewer: Viewer, *, as_of: dt.date, inside: str) -> list[Asked]:
    """The rules of the documents loaded here that ask for such a report, with their numbers in a place."""
    rules = {card.rule.id: card for card in policy.asking(viewer, TREATMENT)}
    told = duties.tallies(viewer, as_of=as_of, place=inside, rules=list(rules)) if rules else []
    return [
        Asked(id, card.rule.title, card.chip, tuple(one for one in told if one.rule == id))
        for id, card in sorted(rules.items())
    ]


def dual(
    viewer: Viewer, *, as_of: dt.date, inside: str, words: str = "", after: tuple[str, str] | None = None, limit: int
) -> list[Dual]:
    """Enterprises by name, each with what it owes; the next page begins ``after`` the last one's `registry.page_key`.

    ``inside``: a place, or "" for somebody of a firm: their own.
    """
    if inside:
        firms = registry.find(viewer, as_of=as_of, inside=inside, words=words, after=after, limit=limit)
    else:
        firms = list(registry.cards(viewer, {post.body for post in viewer.posts}, as_of=as_of).values())
    rules = [card.rule.id for card in policy.asking(viewer, TREATMENT)]
    owed: dict[str, dict[str, DutyRow]] = {firm.id: {} for firm in firms}
    if firms and rules:
        most = len(firms) * len(rules) * 2  # of a period that is over and can be cured, and of the running one
        told = duties.page(viewer, as_of=as_of, bearers=list(owed), rules=rules, running=True, limit=most)
        for row in told.rows:
            owed[row.bearer][row.rule] = row
    return [Dual(firm, owed[firm.id]) for firm in firms]
