"""Checks of what an indicator counts: facts have the attributes asked of them, and both sides name the same matter."""

from __future__ import annotations

from collections.abc import Iterator

from anjian.policy.pack.check_evidence import check_where
from anjian.policy.pack.document import Pack
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.kinds import Indicator
from anjian.policy.pack.rules import Rule
from anjian.policy.pack.who import Population


def check_counting(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """Faults of an indicator over facts; nothing for other rules."""
    if not isinstance(rule, Indicator):
        return
    for name in ("count", "of"):
        population = getattr(rule, name)
        if not isinstance(population, Population) or not population.fact:
            continue
        entry = pack.vocabulary.facts.get(population.fact)
        if entry is None:
            continue  # said when the name was read
        where = {key: test for key, test in population.where.items() if key != "place" or not test.reference}
        yield from check_where(pack, rule, population.fact, where, (name,))
        party = entry.parties.get(rule.link)
        if rule.link and (party is None or "matter" not in party.kind):
            matters = "、".join(role for role, one in entry.parties.items() if "matter" in one.kind) or "没有"
            what = f"{population.fact}没有事项参与方“{rule.link}”，连不起来"
            yield pack.fault(rule.id, ("link",), what, f"{population.fact}的事项：{matters}", "indicator.link")
        if rule.each and name == "of" and rule.each not in entry.attributes:
            known = "、".join(entry.attributes)
            what = f"{population.fact}没有属性“{rule.each}”，分不出种类"
            yield pack.fault(rule.id, ("each",), what, f"可用：{known}", "indicator.each")
