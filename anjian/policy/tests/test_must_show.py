"""What four more documents must show (Part 4), each line of it asked of the shipped packs by the slow evaluator.

The lines that need the real tables, among them the filings saved by one record, are asked there: `duties.test_serving`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from anjian.policy import counting, queries
from anjian.policy.examples import RUNNER
from anjian.policy.pack.example import Example
from anjian.policy.tests.places import ROOT

D = dt.date
FIVE = ("linfen-2018", "yunnan-2023", "nantong-2015", "draft-30-measures", "jiangsu-2020")
PACKS = {name: queries.read(ROOT / "packs" / name) for name in FIVE}
World = Mapping[str, Any]


def said(rule: str, as_of: D, given: Iterable[World], facts: Iterable[World] = (), **more: Any) -> list[Any]:
    """The verdicts on a rule in a small world, on a day."""
    pack = PACKS[rule.split("/")[0]]
    known = [one for one in facts if one["day"] <= as_of]
    world = {"name": "试", "as_of": as_of, "given": list(given), "facts": known, "expect": (), "rows": 0, **more}
    example = Example.model_validate(world, context={"vocabulary": pack.vocabulary})
    found = pack.rule(rule)
    assert found is not None, rule
    return RUNNER["reference"](found, example, pack)


def by_bearer(*asked: Any, **more: Any) -> dict[str, tuple[str, D | None]]:
    """Outcome and last day by bearer, where each has one verdict."""
    return {one.bearer: (one.outcome.value, one.due) for one in said(*asked, **more)}


def outcomes(*asked: Any, **more: Any) -> list[tuple[str, str]]:
    """(bearer, outcome), sorted."""
    return sorted((one.bearer, one.outcome.value) for one in said(*asked, **more))


# -- all clauses with status and reason; dated and computed ----------------------------------------------------------


def test_at_least_200_clauses_are_dated_and_computed_and_the_other_three_counts_are_printed():
    counted = {name: counting.count(PACKS[name]) for name in FIVE}
    assert sum(one.clauses for one in counted.values()) == 1576
    assert sum(one.classes["dated"] for one in counted.values()) == 250
    for one in counted.values():
        text = one.text()
        for name in counting.FOUR:
            assert not one.classes[name] or f"  {counting.CLASSES[name]} {one.classes[name]}\n" in text + "\n"


def test_no_date_is_invented_of_the_200_all_but_a_few_gates_and_requirements_carry_one_of_the_text():
    timed = ("by", "per", "within", "until", "renewed_within", "at_least", "target")
    bare = [
        clause.id
        for pack in PACKS.values()
        for clause in pack.clauses
        if counting.class_of(pack, clause) == "dated"
        and not any(rule.field(name) is not None for rule in pack.running(clause.id) for name in timed)
    ]
    kinds = {rule.field("kind") for name in bare for rule in PACKS[name.split("/")[0]].running(name)}
    assert kinds <= {"gate", "definition", "requirement", "indicator"}
    assert 250 - len(bare) >= 200


# -- Yunnan on 20 June and 2 July 2023; a Sunday; two clocks ---------------------------------------------------------


def test_yunnan_on_20_june_and_on_2_july_2023():
    """May's tasks are over, June's run; then what June did not show is overdue and autumn is open."""
    given = [{"body": "甲市政府", "class": "政府", "level": "city"}, {"enterprise": "甲厂", "status": "operating"}]
    report = {"fact": "reports.delivered", "kind": "行动报送", "parts": ["动员部署情况"], "by": "甲市政府"}
    facts = [
        {"fact": "campaigns.self_check_filed", "day": D(2023, 6, 12), "item": "责任体系自查", "by": "甲厂"},
        {"fact": "emergency.drill_held", "day": D(2023, 6, 30), "scenario": "火灾", "by": "甲厂"},
        {**report, "day": D(2023, 5, 14)},
    ]

    def on(day: D, rule: str, bearer: str) -> tuple[str, D | None]:
        return by_bearer(f"yunnan-2023/{rule}", day, given, facts)[bearer]

    june, july = D(2023, 6, 20), D(2023, 7, 2)
    assert on(june, "responsibility-self-check", "甲厂") == ("met", D(2023, 6, 30))
    assert on(june, "major-hazards-self-check", "甲厂") == ("due", D(2023, 6, 30))
    assert on(june, "drill-in-the-phase", "甲厂") == ("due", D(2023, 6, 30))
    assert on(june, "plan-reported", "甲市政府") == ("met", D(2023, 5, 15))
    assert on(june, "leadership-set-up", "甲市政府") == ("overdue", D(2023, 5, 15))
    assert on(june, "lists-reported", "甲市政府") == ("due", D(2023, 6, 30))
    assert on(july, "major-hazards-self-check", "甲厂") == ("overdue", D(2023, 6, 30))
    assert on(july, "drill-in-the-phase", "甲厂") == ("met", D(2023, 6, 30))
    assert on(july, "lists-reported", "甲市政府") == ("overdue", D(2023, 6, 30))
    assert on(july, "progress-reported", "甲市政府") == ("due", D(2023, 8, 20))
    assert on(july, "summary-reported", "甲市政府") == ("due", D(2023, 12, 20))


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        ("progress-reported", {"body": "甲", "class": "政府", "level": "city"}),
        ("progress-reported-by-members", {"body": "甲", "class": "安委会成员单位", "level": "province"}),
    ],
)
def test_the_report_due_on_sunday_20_august_2023_does_not_roll(rule, who):
    assert D(2023, 8, 20).weekday() == 6
    assert by_bearer(f"yunnan-2023/{rule}", D(2023, 8, 20), [who]) == {"甲": ("due", D(2023, 8, 20))}
    assert by_bearer(f"yunnan-2023/{rule}", D(2023, 8, 21), [who]) == {"甲": ("overdue", D(2023, 8, 20))}


def test_two_clocks_of_one_accident_run_over_the_make_up_days_of_national_day():
    """An accident on 25 September 2023: the week ends on 7 October, a working day; ten working days on 13 October."""
    office = [{"body": "甲局", "class": "部门", "functions": ["work_safety"], "level": "county"}]
    accident = {"fact": "accidents.happened", "day": D(2023, 9, 25), "accident": "A", "regulator": "甲局", "deaths": 1}
    ends = {
        name: by_bearer(f"draft-30-measures/{name}", D(2023, 10, 1), office, [accident])["甲局"]
        for name in ("joint-meeting-in-a-week", "warning-meeting-on-site")
    }
    assert ends == {
        "joint-meeting-in-a-week": ("due", D(2023, 10, 7)),
        "warning-meeting-on-site": ("due", D(2023, 10, 13)),
    }


# -- samples and rates -----------------------------------------------------------------------------------------------

BUREAU = [{"department": "市安监局"}]
SAMPLED = "nantong-2015/delegated-files-sampled"


def file(number: str, kind: str) -> World:
    return {
        "fact": "permits.decided", "day": D(2015, 9, 1), "permit": number, "by": "甲县审批局", "enterprise": "甲厂",
        "outcome": "准予", "kind": kind, "delegated": True,
    }  # fmt: skip


def sampled(*numbers: str) -> World:
    return {"fact": "permits.file_sampled", "day": D(2015, 10, 1), "permit": list(numbers), "by": "市安监局"}


def test_3_of_15_files_is_20_percent_and_still_short_when_one_kind_was_never_looked_at():
    files = [*(file(f"P{n}", "甲类") for n in range(10)), *(file(f"Q{n}", "乙类") for n in range(5))]
    given = [*BUREAU, {"body": "甲县审批局", "level": "county"}]
    (one,) = said(SAMPLED, D(2015, 12, 31), given, [*files, sampled("P1", "P2", "P3")])
    assert (one.outcome.value, one.need, one.have) == ("due", 2, 1)
    (whole,) = said(SAMPLED, D(2015, 12, 31), given, [*files, sampled("P1", "P2", "Q3")])
    assert (whole.outcome.value, whole.need, whole.have) == ("met", 2, 2)
    after = said(SAMPLED, D(2016, 1, 1), given, [*files, sampled("P1", "P2", "P3")])
    assert {one.period.label: one.outcome.value for one in after}["2015"] == "missed"


def test_0_of_0_is_no_100_percent():
    given = [*BUREAU, {"body": "甲县审批局", "level": "county"}]
    assert outcomes(SAMPLED, D(2015, 12, 31), given) == [("市安监局", "unknown")]
    for rule in ("refusals-become-cases", "lapsed-corrections-become-cases"):
        assert outcomes(f"nantong-2015/{rule}", D(2016, 6, 30), BUREAU) == [("市安监局", "unknown")]


# -- what lifts the penalty ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "outcome"),
    [(D(2023, 6, 21), "lifted"), (D(2023, 7, 4), "undated"), (None, "undated")],
)
def test_self_found_reported_and_being_fixed_lifts_the_penalty_reported_after_discovery_does_not(reported, outcome):
    hazard = {"hazard": "H1", "by": "甲厂"}
    facts = [
        {"fact": "hazards.self_found", "day": D(2023, 6, 20), "grade": "重大", **hazard},
        {"fact": "hazards.removal_begun", "day": D(2023, 6, 22), **hazard},
        {
            "fact": "hazards.found_by_authority", "day": D(2023, 7, 3), "hazard": "H1", "by": "甲局",
            "enterprise": "甲厂", "grade": "重大", "neglected": True,
        },
    ]  # fmt: skip
    if reported:
        facts.append({"fact": "hazards.reported", "day": reported, **hazard})
    given = [{"body": "甲局", "class": "部门", "level": "county"}]
    assert outcomes("yunnan-2023/neglect-punished-twice", D(2023, 7, 31), given, facts) == [("甲局", outcome)]


# -- the general rule and the stricter one in brackets ---------------------------------------------------------------


def test_the_stricter_rule_in_brackets_takes_its_enterprises_out_of_the_general_one():
    given = [
        {"enterprise": "甲矿", "status": "operating", "hazard_class": "煤矿", "crowded": False},
        {"enterprise": "乙厂", "status": "operating", "hazard_class": "无", "crowded": False},
        {"enterprise": "丙城", "status": "operating", "hazard_class": "无", "crowded": True},
        {"enterprise": "丁厂", "status": "operating"},
    ]
    day = D(2023, 8, 15)

    def bearers(rule: str) -> dict[str, str]:
        """Whom the running period asks, and how."""
        found = said(rule, day, given, **({"adopted": D(2022, 1, 1)} if rule.startswith("draft") else {}))
        return {one.bearer: one.outcome.value for one in found if one.period is None or one.period.end >= day}

    assert bearers("yunnan-2023/head-checks-quarterly") == dict.fromkeys(("乙厂", "丙城", "丁厂"), "due")
    assert bearers("yunnan-2023/head-checks-monthly") == {"甲矿": "due", "丁厂": "unknown"}
    assert bearers("draft-30-measures/drill-yearly") == dict.fromkeys(("乙厂", "丁厂"), "due")
    assert bearers("draft-30-measures/drill-half-yearly-high-risk") == {"甲矿": "due", "丁厂": "unknown"}
    assert bearers("draft-30-measures/drill-half-yearly-crowded") == {"丙城": "due", "丁厂": "unknown"}


# -- recorded once ---------------------------------------------------------------------------------------------------


def met(rule: str, as_of: D, given: Iterable[World], fact: World, **more: Any) -> bool:
    """Whether the one record meets some verdict of the rule, and without it none is met."""

    def found(facts: list[World]) -> bool:
        return any(one.outcome.value.startswith("met") for one in said(rule, as_of, given, facts, **more))

    assert not found([]), rule
    return found([fact])


def test_one_drill_recorded_once_serves_every_document_that_asks():
    given = [{"enterprise": "甲矿", "status": "operating", "hazard_class": "煤矿", "crowded": True}]
    drill = {
        "fact": "emergency.drill_held", "day": D(2023, 6, 5), "by": "甲矿", "scenario": "综合", "head_took_part": True,
    }  # fmt: skip
    assert met("yunnan-2023/drill-half-yearly", D(2023, 6, 6), given, drill)
    assert met("linfen-2018/drills-in-enterprises", D(2023, 6, 6), given, drill, set={"per": "year"})
    for rule in ("drill-half-yearly-high-risk", "drill-half-yearly-crowded", "head-drills-yearly"):
        assert met(f"draft-30-measures/{rule}", D(2023, 6, 6), given, drill, adopted=D(2022, 1, 1))


def test_one_meeting_recorded_once_serves_every_document_that_asks():
    given = [
        {"post": "市长", "class": "政府主要负责人", "level": "city", "holder": "甲", "of": "甲市政府"},
        {"body": "甲市政府", "class": "政府", "level": "city"},
    ]
    meeting = {
        "fact": "meetings.held", "day": D(2023, 8, 5), "body": "甲市政府", "kind": "政府常务会议", "chaired_by": "市长",
        "topics": ["safety_report_heard"],
    }  # fmt: skip
    day = D(2023, 8, 6)
    assert met("yunnan-2023/heads-hear-progress", day, given, meeting, set={"per": "month"})
    assert met("jiangsu-2020/governor-hears-quarterly", day, given, meeting)
    assert met("linfen-2018/government-meeting-hears", day, given, meeting)


def test_one_visit_recorded_once_serves_every_document_that_asks():
    given = [
        {
            "post": "副县长", "classes": ["deputy_head", "leading_cadre"], "level": "county", "holder": "甲",
            "of": "甲县政府",
        },
        {"body": "甲县政府", "class": "政府", "level": "county"},
    ]  # fmt: skip
    visit = {"fact": "inspections.visit_filed", "day": D(2023, 8, 5), "led_by": "副县长", "mode": ["随机抽查"]}
    assert met("linfen-2018/leader-inspects-monthly", D(2023, 8, 6), given, visit)
    assert met("yunnan-2023/deputies-visit", D(2023, 8, 6), given, visit, set={"per": "month"})


def test_extra_meetings_are_not_served_by_the_same_one():
    """A meeting at an important time meets its quarter first; only what is left over is extra."""
    given = [{"body": "甲市安委办", "class": "安委办", "level": "city"}]
    held = [D(2023, 1, 16), D(2023, 4, 27), D(2023, 9, 26), D(2023, 9, 28), D(2023, 12, 29)]
    facts = [
        {"fact": "meetings.held", "day": day, "body": "甲市安委办", "kind": "会商研判", "occasion": "重要时段"}
        for day in held
    ]

    def met_in(rule: str, period: str) -> tuple[str, int, int]:
        found = said(f"draft-30-measures/{rule}", D(2024, 1, 1), given, facts, adopted=D(2023, 1, 1))
        (one,) = (one for one in found if one.period.label == period)
        return one.outcome.value, one.need, one.have

    assert [met_in("consultation-quarterly", f"2023-Q{n}") for n in (1, 2, 3, 4)] == [
        ("met", 1, 1),
        ("met", 1, 1),
        ("met", 1, 2),
        ("met", 1, 1),
    ]
    assert met_in("consultation-at-important-times", "2023") == ("missed", 2, 1)
