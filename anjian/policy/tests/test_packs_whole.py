"""Four more documents as data: Yunnan, Nantong, a draft, Jiangsu. Whole, honest about time, each field proved."""

from __future__ import annotations

import pytest

from anjian.policy import proving, queries
from anjian.policy.examples import RUNNER
from anjian.policy.pack import STATUS_WORDS
from anjian.policy.tests.places import ROOT

CLAUSES = {"linfen-2018": 517, "yunnan-2023": 333, "nantong-2015": 281, "draft-30-measures": 304, "jiangsu-2020": 141}
PACKS = {name: queries.read(ROOT / "packs" / name) for name in CLAUSES}
NEW = [pack for name, pack in PACKS.items() if name != "linfen-2018"]
RULES = [(pack, rule) for pack in NEW for rule in pack.rules]


@pytest.mark.parametrize("name", CLAUSES)
def test_every_clause_has_a_status_and_a_reason_or_a_rule_or_data(name):
    pack = PACKS[name]
    clauses = list(pack.clauses)
    assert len(clauses) == len({clause.id for clause in clauses}) == CLAUSES[name] == pack.document.expects.clauses
    for clause in clauses:
        assert clause.status in STATUS_WORDS
        assert clause.status in ("automated", "data") or len(clause.reason) >= 4, clause.id
        assert (clause.status in ("automated", "partial")) <= bool(pack.running(clause.id)), clause.id


def test_no_date_is_called_stated_that_the_rule_only_assumes():
    """A plan date or a period of a dated clause is the text's own, or follows from it; none is assumed."""
    for pack, rule in RULES:
        for name in ("by", "per", "within"):
            if rule.field(name) is not None:
                assert rule.basis.get(name, "stated") in ("stated", "implied"), (rule.id, name)
        assert pack.rule(rule.id) is rule


def test_drafts_and_practices_never_turn_red():
    forces = {name: {rule.force for rule in PACKS[name].rules} for name in ("draft-30-measures", "jiangsu-2020")}
    assert forces == {"draft-30-measures": {"draft"}, "jiangsu-2020": {"practice", "reported"}}


def test_chapter_two_of_yunnan_is_39_criteria_38_items_and_23_assignments():
    parts = [clause.data.kind for clause in PACKS["yunnan-2023"].clauses if clause.data]
    assert {kind: parts.count(kind) for kind in set(parts)} == {"criterion": 39, "item": 38, "assignment": 23}
    coal = [clause for clause in PACKS["yunnan-2023"].clauses if clause.data and clause.data.line == "coal_mines"]
    assert [clause.data.kind for clause in coal] == ["assignment", *["criterion"] * 4, *["item"] * 7]


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=lambda one: getattr(one, "id", ""))
def test_no_field_of_a_rule_can_be_bent_unnoticed(pack, rule):
    assert rule.examples or rule.field("kind") == "attested"
    assert [str(fault) for fault in proving.unproved(pack, runner=RUNNER["reference"], only=rule.id)] == []
