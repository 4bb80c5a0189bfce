"""Linfen as a whole: every clause has its status and reason, enough is dated, no field is proved by half."""

from __future__ import annotations

from collections import Counter

import pytest

from anjian.policy import counting, proving, queries
from anjian.policy.examples import RUNNER
from anjian.policy.pack import STATUS_WORDS
from anjian.policy.tests import test_linfen, test_linfen_closing
from anjian.policy.tests.places import ROOT

PACK = queries.read(ROOT / "packs" / "linfen-2018")
ELSEWHERE = (*test_linfen.MINE, *test_linfen_closing.MINE)
"""Articles whose rules are bent in the tests beside this one."""
TIMES = ("by", "per", "within", "until")
"""Fields that give a duty its last day; `until` takes it from the fact that names it (挂牌 names its deadline)."""
REST = [rule for rule in PACK.rules if not rule.clauses[0].split("/")[1].startswith(ELSEWHERE)]


def test_all_517_clauses_have_a_status_and_those_that_are_not_run_whole_a_reason():
    clauses = list(PACK.clauses)
    assert len(clauses) == len({clause.id for clause in clauses}) == 517
    for clause in clauses:
        assert clause.status in STATUS_WORDS
        assert clause.status == "automated" or len(clause.reason) >= 5, clause.id
        assert (clause.status in ("automated", "partial")) <= bool(PACK.running(clause.id)), clause.id


def test_at_least_95_clauses_are_dated_and_computed_and_the_four_counts_are_printed():
    counted = counting.count(PACK)
    assert (counted.classes["dated"], counted.classes["undated"]) == (140, 51)
    assert (counted.classes["waits"], counted.classes["attested"]) == (15, 104)
    printed = counted.text()
    for word, number in (("可按期判断", 140), ("无期限跟踪", 51), ("等当地设定", 15), ("仅留痕", 104)):
        assert f"  {word} {number}\n" in printed


def test_the_dates_are_those_of_the_text_or_borrowed_from_its_annex():
    """No date is invented to raise the count: 122 clauses have a date, period or term, 18 are judged without one."""
    kinds: Counter[str] = Counter()
    dated = 0
    for clause in PACK.clauses:
        if counting.class_of(PACK, clause) != "dated":
            continue
        found = [(rule, name) for rule in PACK.running(clause.id) for name in TIMES if rule.field(name) is not None]
        dated += bool(found)
        kinds.update(() if found else {rule.field("kind") for rule in PACK.running(clause.id)})
        for rule, name in found:
            assert rule.basis.get(name, "stated") in ("stated", "implied", "borrowed"), (rule.id, name)
    assert dated == 122
    assert kinds == {"gate": 9, "definition": 2, "requirement": 6, "indicator": 1}


@pytest.mark.parametrize("rule", REST, ids=lambda rule: rule.id.split("/")[1])
def test_no_field_of_any_other_rule_can_be_bent_unnoticed(rule):
    assert rule.examples or rule.field("kind") == "attested" or rule.force != "must"
    assert [str(fault) for fault in proving.unproved(PACK, runner=RUNNER["reference"], only=rule.id)] == []
