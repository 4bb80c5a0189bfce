"""The 85 rows of Linfen's annex as data, against the text where it is at hand."""

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from anjian.lib.calendar import SHIPPED, Calendar
from anjian.policy import counting
from anjian.policy.examples import RUNNER
from anjian.policy.pack import Example, OneOff, Unset, read_pack, read_vocabulary
from tests.architecture import fences

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT.parent / "shared" / "seeds"
with_text = pytest.mark.skipif(not SEEDS.is_dir(), reason="the official texts are not beside the project")
OTHERS = re.compile(r"^(其他)?负有.*监督管理职责的部门$")
SHORT = {
    r"^相关危险化学品.*责任单位$": "危化品治理责任单位",
    r"^油气管道隐患.*成员单位$": "油气管道整改领导小组成员",
}
"""Descriptions of bodies that the pack shortens, because it holds no sentence of the text."""


@cache
def pack():
    return read_pack(ROOT / "packs/linfen-2018", read_vocabulary(ROOT / "packs/vocabulary"))


def rows():
    return [clause for clause in pack().clauses if clause.number.startswith("annex.")]


def rule_of(clause):
    found = pack().rule(clause.id.replace("annex.", "annex-"))
    assert isinstance(found, OneOff)
    return found


@cache
def table():
    """The rows of the text: number → (task, bodies as printed, year). A row is a number, a task, bodies, a year."""
    text = next(SEEDS.glob("001_*.txt")).read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lines = lines[lines.index("附件:") :]
    found, at = {}, lines.index("1")
    for n in range(1, 86):
        number, task, bodies, year = lines[at : at + 4]
        assert number == str(n)
        found[n] = (task, bodies, int(year))
        at += 4
    return found


def shortened(name):
    return next((short for pattern, short in SHORT.items() if re.match(pattern, name)), name)


def listed(bodies):
    """The bodies of a column one by one: they are parted by 、 and , and once by a space; 等 closes some lists."""
    bodies = bodies.replace("等市有关部门", "、市有关部门").replace("等负有", "、负有")
    return [part for part in re.split(r"[、, ]", bodies) if part]


def test_85_rows_of_which_59_are_due_in_2018_7_in_2019_and_19_in_2020():
    assert [clause.number for clause in rows()] == [f"annex.{n}" for n in range(1, 86)]
    assert Counter(clause.year for clause in rows()) == {2018: 59, 2019: 7, 2020: 19}


def test_every_row_is_run_by_its_own_rule_which_is_due_in_its_year():
    for clause in rows():
        rule = rule_of(clause)
        assert rule.clauses == (clause.id,)
        assert (rule.by, rule.force, rule.accepted_by) == (str(clause.year), "must", None)
        assert rule.facts == ("tasks.part_done" if rule.parts else "tasks.completed",)
        assert rule.examples


def test_the_rule_asks_the_bodies_of_the_row_and_nobody_else():
    for clause in rows():
        who = rule_of(clause).who
        if who.unnamed:
            assert clause.bodies == ()
            assert clause.unnamed_bodies == (who.unnamed,)
            continue
        assert tuple(one.as_written for one in who.departments.named) == clause.bodies
        assert {one.level for one in who.departments.named} == {"city"}
        assert (who.and_others.function if who.and_others else "") == clause.others


def test_a_row_names_the_clauses_of_the_body_that_it_stands_for_or_says_that_there_are_none():
    known = {clause.id for clause in pack().clauses}
    for clause in rows():
        assert set(clause.body) <= known, clause.id
        assert clause.body or rule_of(clause).note == "正文没有对应的条款", clause.id
    held = {(row.id, one) for row in rows() for one in row.body}
    covered = {(row, c.id) for c in pack().clauses if c.status == "covered_by" for row in c.by if "/annex." in row}
    assert covered <= held


def test_a_steward_answers_for_rules_of_the_body_that_run_clauses_of_its_row():
    for clause in rows():
        for name in rule_of(clause).steward:
            assert set(pack().rule(name).clauses) & set(clause.body), (clause.id, name)


def test_no_row_says_who_leads_of_several():
    assert [clause.number for clause in rows() if isinstance(getattr(rule_of(clause).who, "lead", None), str)] == []


def test_every_row_with_several_bodies_asks_the_place_who_leads_and_waits_for_it_only_where_the_lead_is_counted():
    several = [rule_of(clause) for clause in rows() if len(clause.bodies) > 1 or (clause.bodies and clause.others)]
    assert len(several) == 71
    for rule in several:
        assert isinstance(rule.who.lead, Unset), rule.id
        assert (rule.who.lead.unset, rule.who.lead.proposed) == ("牵头与责任部门同列", "first")
    assert [rule.id for rule in several if rule.counted == "lead_only"] == ["linfen-2018/annex-27"]
    waiting = [clause.number for clause in rows() if counting.class_of(pack(), clause) == "waits"]
    assert waiting == ["annex.27", "annex.41"]


def test_a_row_that_leaves_bodies_open_says_so():
    open_rows = {clause.number for clause in rows() if clause.unnamed_bodies}
    assert open_rows == {"annex.26", "annex.29", "annex.41", "annex.55", "annex.71"}
    assert {clause.status for clause in rows() if clause.number in open_rows - {"annex.41"}} == {"partial"}


def outcomes(clause, as_of, facts=()):
    """What the slow evaluator says of a row in a world where all its named bodies exist."""
    given = [{"department": name} for name in clause.bodies] or [{"body": "某局"}]
    raw = {"name": "世界", "as_of": as_of, "given": given, "facts": list(facts), "expect": [], "rows": 0}
    example = Example.model_validate(raw, context={"vocabulary": pack().vocabulary})
    return {verdict.outcome.value for verdict in RUNNER["reference"](rule_of(clause), example, pack())}


def test_on_new_year_2019_the_overdue_rows_are_those_of_2018_not_shown_done():
    done = "annex.7"
    report = {"fact": "tasks.completed", "day": "2018-11-30", "task": "linfen-2018/annex-7", "by": "市安监局(市安委办)"}
    said = {
        clause.number: outcomes(clause, "2019-01-01", [report] if clause.number == done else ()) for clause in rows()
    }
    overdue = {number for number, found in said.items() if found == {"overdue"}}
    assert overdue == {clause.number for clause in rows() if clause.year == 2018} - {done, "annex.41"}
    assert len(overdue) == 57
    assert said[done] == {"met"}
    assert said["annex.41"] <= {"not_set"}  # the place has not said who
    assert said["annex.27"] == {"not_set"}  # only the lead is counted there, and it is not set
    assert {number for number, found in said.items() if found == {"due"}} == {
        clause.number for clause in rows() if clause.year > 2018
    } - {"annex.27"}


def test_the_last_day_of_2018_is_an_off_day_and_still_the_last_day():
    assert not Calendar.load(SHIPPED).is_workday(date(2018, 12, 31))
    for clause in rows():
        if clause.year == 2018 and clause.bodies:
            assert outcomes(clause, "2018-12-31") == {"due"}, clause.id


@with_text
def test_years_and_bodies_are_those_of_the_text():
    for clause in rows():
        _, bodies, year = table()[int(clause.number.split(".")[1])]
        assert clause.year == year, clause.id
        printed = listed(bodies)
        others = [name for name in printed if OTHERS.match(name)]
        described = [shortened(name) for name in printed if name not in others and name not in clause.bodies]
        assert [name for name in printed if name in clause.bodies] == list(clause.bodies), clause.id
        assert described == list(clause.unnamed_bodies), clause.id
        assert bool(others) == bool(clause.others), clause.id


@with_text
def test_a_row_whose_list_the_text_closes_with_and_others_is_open():
    """等 before a word for the kind of things listed closes a list of parts that is not complete."""
    for clause in rows():
        if rule_of(clause).open_list:
            assert "等" in table()[int(clause.number.split(".")[1])][0], clause.id


@with_text
def test_no_gist_title_or_part_repeats_the_text():
    texts = [
        (clause.id, "\n".join([clause.gist, rule_of(clause).title, *rule_of(clause).parts, rule_of(clause).note]))
        for clause in rows()
    ]
    official = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(SEEDS.glob("*.txt"))]
    assert fences.copied_runs(texts, official) == []
    assert all(len(clause.gist) <= 60 for clause in rows())
