"""Linfen's articles 2 and 27 to 35 and its closing part: whole, in order, each field of each rule proved."""

from __future__ import annotations

from collections import Counter

import pytest

from anjian.policy import counting, proving, queries
from anjian.policy.examples import RUNNER
from anjian.policy.tests.places import ROOT

PACK = queries.read(ROOT / "packs" / "linfen-2018")
COUNTS = {
    "2.": 6, "27.": 15, "28.": 16, "29.": 19, "30.": 9, "31.": 20, "32.": 9, "33.": 11, "34.": 18, "35.": 4, "end.": 7,
}  # fmt: skip
MINE = tuple(COUNTS)
CLAUSES = [clause for clause in PACK.clauses if clause.number.startswith(MINE)]
RULES = [rule for rule in PACK.rules if rule.clauses[0].split("/")[1].startswith(MINE)]


@pytest.mark.parametrize("article", MINE)
def test_an_article_has_all_its_clauses_in_order_each_with_a_status_and_a_reason(article):
    found = [clause for clause in CLAUSES if clause.number.startswith(article)]
    assert [clause.number for clause in found] == [f"{article}{n}" for n in range(1, COUNTS[article] + 1)]
    for clause in found:
        assert clause.actor, clause.id
        if clause.status != "automated":
            assert len(clause.reason) >= 5, clause.id


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id.split("/")[1])
def test_no_field_of_a_rule_can_be_bent_unnoticed(rule):
    assert rule.examples
    assert list(proving.mutants(rule, level="city"))
    assert [str(fault) for fault in proving.unproved(PACK, runner=RUNNER["reference"], only=rule.id)] == []


def test_a_date_is_the_texts_own_or_borrowed_from_the_annex():
    stated = {rule.id.split("/")[1]: rule.by for rule in RULES if isinstance(rule.field("by"), str)}
    assert stated == {
        "chemical-plants-leave": "2020-12-31",
        "health-system-built": "2020",
        "fewer-people-in-danger": "2020",
    }
    borrowed = {rule.id.split("/")[1]: rule.loans()["by"].split("/")[1] for rule in RULES if "by" in rule.loans()}
    assert borrowed == {
        "city-risk-assessed": "annex-49",
        "large-event-rules": "annex-51",
        "health-joint-rules": "annex-64",
        "investment-incentives": "annex-67",
        "systems-connected": "annex-70",
        "service-bodies-rules": "annex-74",
        "risk-deposit-ended": "annex-75",
        "punishment-data-rules": "annex-78",
    }
    assert all(rule.basis[name] == "borrowed" for rule in RULES for name in rule.loans())


def test_what_the_text_leaves_open_waits_in_its_own_words():
    open_words = {
        (rule.id.split("/")[1], name): hole.unset
        for rule in RULES
        for name, hole in rule.holes().items()
        if hole.unset in ("定期", "加快", "抓紧", "及时")
    }
    assert open_words == {
        ("risk-points-surveyed", "per"): "定期",
        ("pipeline-map-built", "by"): "加快",
        ("vehicles-upgraded", "within"): "加快",
        ("safety-fees-checked", "per"): "定期",
        ("governments-make-policies", "by"): "抓紧",
        ("departments-make-policies", "by"): "抓紧",
        ("counties-report-progress", "per"): "及时",
        ("departments-report-progress", "per"): "及时",
    }


def test_a_clause_covered_by_the_annex_names_a_row_that_repeats_it():
    rows = {clause.id: clause for clause in PACK.clauses if clause.number.startswith("annex.")}
    for clause in CLAUSES:
        for other in clause.by:
            assert clause.id in rows[other].body, f"{clause.id} is said to be in {other}"


def test_the_clauses_fall_into_these_classes():
    assert Counter(counting.class_of(PACK, clause) for clause in CLAUSES) == {
        "dated": 18,
        "undated": 13,
        "waits": 4,
        "attested": 22,
        "covered": 54,
        "built_in": 2,
        "pending": 21,
    }
