"""What the registry is told of an enterprise decides which rule binds it, from the day and as far as it was known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from anjian.duties import queries
from anjian.duties.tests import town
from anjian.duties.tests.town import CITY, YAO
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions as policy
from anjian.policy import queries as packs
from anjian.registry import actions as registry

pytestmark = pytest.mark.django_db
D = dt.date
YEARLY, HALF_YEARLY, OFFICERS = (
    f"draft-30-measures/{name}" for name in ("drill-yearly", "drill-half-yearly-high-risk", "safety-officer-up-to-100")
)
IN_MAY = D(2026, 5, 20)


@pytest.fixture
def firm() -> str:
    """A firm of the city, which tries the draft; nothing was told of it."""
    town.settle()
    whole = packs.read(packs.PACKS / "draft-30-measures")
    wanted = {YEARLY, HALF_YEARLY, OFFICERS}
    sections = tuple(
        replace(section, rules=tuple(rule for rule in section.rules if rule.id in wanted)) for section in whole.sections
    )
    policy.load_pack(SYSTEM, replace(whole, sections=sections))
    policy.adopt(SYSTEM, document="draft-30-measures", place=CITY, since=D(2022, 1, 1))
    firm = town.firm(1, YAO)
    registry.change(SYSTEM, enterprise=firm, since=D(2026, 1, 1), staff=60, safety_staff=0)
    return firm


def asked(firm: str, known: int | None = None) -> dict[str, str]:
    """What the firm is asked today, by rule."""
    found = queries.verdicts(SYSTEM, as_of=IN_MAY, since=IN_MAY, known=known, bearers=[firm])
    return {one.rule: one.outcome.value for one in found}


def tell(firm: str, **values: object) -> int:
    """Told today of the year's first day; the last position before it."""
    ledger.sequence()
    before = facts.head()
    registry.put(SYSTEM, enterprise=firm, since=D(2026, 1, 1), source="检查核实", values=values)
    ledger.sequence()
    return before


def test_what_nobody_told_is_unknown_and_the_general_rule_binds(firm):
    assert asked(firm) == {YEARLY: "due", HALF_YEARLY: "unknown", OFFICERS: "unknown"}


def test_a_dangerous_trade_owes_the_stricter_rule_instead_of_the_general_one_and_a_replay_does_not_know_it_yet(firm):
    before = tell(firm, hazard_class="煤矿")
    assert asked(firm) == {HALF_YEARLY: "due"}
    assert asked(firm, known=before) == {YEARLY: "due", HALF_YEARLY: "unknown", OFFICERS: "unknown"}


def test_a_part_time_officer_is_enough_for_a_small_firm_and_none_is_not(firm):
    tell(firm, hazard_class="无", part_time_safety_staff=0)
    assert asked(firm) == {YEARLY: "due", OFFICERS: "unmet"}
    tell(firm, part_time_safety_staff=1)
    assert asked(firm) == {YEARLY: "due", OFFICERS: "met"}
