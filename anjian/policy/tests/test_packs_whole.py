"""Four more documents as data: Yunnan, Nantong, a draft, Jiangsu. Whole, honest about time, each field proved."""

from __future__ import annotations

import datetime as dt

import pytest

from anjian.policy import counting, proving, queries
from anjian.policy.examples import RUNNER
from anjian.policy.pack import STATUS_WORDS
from anjian.policy.pack.example import Example
from anjian.policy.tests.places import ROOT

D = dt.date
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


def test_over_the_five_documents_at_least_200_clauses_are_dated_and_computed():
    counted = [counting.count(pack) for pack in PACKS.values()]
    assert sum(one.clauses for one in counted) == 1576
    assert sum(one.classes["dated"] for one in counted) >= 200
    for one in counted:
        printed = one.text()
        for name in ("dated", "undated", "waits", "attested"):
            number = one.classes[name]
            assert not number or f"  {counting.CLASSES[name]} {number}" in printed


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


def _verdicts(pack, rule, as_of, given, facts=()):
    """What the slow evaluator says of a small world on a day, by bearer."""
    world = {"name": "试", "as_of": as_of, "given": given, "facts": list(facts), "expect": (), "rows": 0}
    example = Example.model_validate(world, context={"vocabulary": pack.vocabulary})
    return {
        verdict.bearer: (verdict.outcome.value, verdict.due) for verdict in RUNNER["reference"](rule, example, pack)
    }


def test_a_report_due_on_a_sunday_does_not_roll():
    assert D(2023, 8, 20).weekday() == 6
    pack = PACKS["yunnan-2023"]
    rule = pack.rule("yunnan-2023/progress-reported")
    city = [{"body": "甲市政府", "class": "政府", "level": "city"}]
    assert _verdicts(pack, rule, D(2023, 8, 20), city) == {"甲市政府": ("due", D(2023, 8, 20))}
    assert _verdicts(pack, rule, D(2023, 8, 21), city) == {"甲市政府": ("overdue", D(2023, 8, 20))}


def test_two_clocks_of_one_accident_run_over_the_make_up_days_of_national_day():
    """An accident on 25 September 2023: the week ends on 7 October, a working day; ten working days on 13 October."""
    pack = PACKS["draft-30-measures"]
    office = [{"body": "甲局", "class": "部门", "functions": ["work_safety"], "level": "county"}]
    accident = {"fact": "accidents.happened", "day": D(2023, 9, 25), "accident": "A", "regulator": "甲局", "deaths": 1}
    clocks = {
        name: _verdicts(pack, pack.rule(f"draft-30-measures/{name}"), D(2023, 10, 1), office, [accident])["甲局"]
        for name in ("joint-meeting-in-a-week", "warning-meeting-on-site")
    }
    assert clocks == {
        "joint-meeting-in-a-week": ("due", D(2023, 10, 7)),
        "warning-meeting-on-site": ("due", D(2023, 10, 13)),
    }


def test_yunnan_in_the_middle_of_its_phase_and_two_days_after_it():
    """20 June 2023: May's tasks are over, June's run. 2 July: what June did not show is overdue, autumn is open."""
    pack = PACKS["yunnan-2023"]
    given = [
        {"body": "甲市政府", "class": "政府", "level": "city"},
        {"enterprise": "甲厂", "status": "operating"},
    ]
    facts = [
        {"fact": "campaigns.self_check_filed", "day": D(2023, 6, 12), "item": "责任体系自查", "by": "甲厂"},
        {"fact": "emergency.drill_held", "day": D(2023, 6, 30), "scenario": "火灾", "by": "甲厂"},
        {
            "fact": "reports.delivered",
            "day": D(2023, 5, 14),
            "kind": "行动报送",
            "parts": ["动员部署情况"],
            "by": "甲市政府",
        },
    ]

    def state(as_of):
        said = {}
        for rule in pack.rules:
            kept = [one for one in facts if one["day"] <= as_of]
            for bearer, (outcome, due) in _verdicts(pack, rule, as_of, given, kept).items():
                said[rule.id.split("/")[1], bearer] = (outcome, due)
        return said

    june, july = state(D(2023, 6, 20)), state(D(2023, 7, 2))
    assert june["responsibility-self-check", "甲厂"] == ("met", D(2023, 6, 30))
    assert june["major-hazards-self-check", "甲厂"] == ("due", D(2023, 6, 30))
    assert june["drill-in-the-phase", "甲厂"] == ("due", D(2023, 6, 30))
    assert june["plan-reported", "甲市政府"] == ("met", D(2023, 5, 15))
    assert june["leadership-set-up", "甲市政府"] == ("overdue", D(2023, 5, 15))
    assert june["lists-reported", "甲市政府"] == ("due", D(2023, 6, 30))
    assert july["major-hazards-self-check", "甲厂"] == ("overdue", D(2023, 6, 30))
    assert july["drill-in-the-phase", "甲厂"] == ("met", D(2023, 6, 30))
    assert july["lists-reported", "甲市政府"] == ("overdue", D(2023, 6, 30))
    assert july["progress-reported", "甲市政府"] == ("due", D(2023, 8, 20))
    assert july["summary-reported", "甲市政府"] == ("due", D(2023, 12, 20))
