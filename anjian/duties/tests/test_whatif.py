"""What a draft would ask of a synthetic city: the answer is known in closed form, and the program's is exactly that."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anjian.duties import whatif
from anjian.duties.cli import app
from anjian.ledger import queries as ledger
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.policy import queries as policy
from anjian.registry import actions as registry

START = dt.date(2018, 1, 1)
CITY = "141000000000"
FIRMS = {"141002000000": 3, "141021000000": 5, "141022000000": 0}
"""Enterprises by county: everything below is computed from these numbers and the calendar alone."""

DOCUMENT = """\
document:
  id: draft-2026
  title: 示例市检查办法（征求意见稿）
  place: "141000"
  issued: 2026-01-01
  in_force: 2026-01-01
articles: [one.yaml]
"""
ARTICLE = """\
article: {number: (一), heading: 检查}
clauses:
  - {id: draft-2026/1.1, cite: 第1句, gist: 县级安监部门每月检查辖区企业, status: automated}
  - {id: draft-2026/1.2, cite: 第2句, gist: 县级安委会三月底前开会, status: automated}
  - {id: draft-2026/1.3, cite: 第3句, gist: 及时通报, status: automated}
rules:
  - id: draft-2026/checks
    clauses: [draft-2026/1.1]
    kind: recurring
    title: 每月检查每家企业两次
    who: {departments: {function: 安全生产综合监管}, levels: [county]}
    for_each: {enterprises: {}, in: $bearer.place}
    owes: {fact: inspections.done, where: {by: $bearer, object: $each}}
    at_least: {2026-01-01: 2}
    per: month
    in_force: {from: 2026-01-01}
    examples:
      - name: 没有检查
        as_of: 2026-02-01
        given:
          - {body: 甲县安监局, level: county, functions: [安全生产综合监管]}
          - {enterprise: 甲企业, level: county}
        expect: [{period: 2026-01, outcome: missed}, {period: 2026-02, outcome: due}]
  - id: draft-2026/meeting
    clauses: [draft-2026/1.2]
    kind: one_off
    title: 安委会开会
    who: {bodies: [安委会], levels: [county]}
    owes: {fact: meetings.held, where: {body: $bearer}}
    by: 2026-03-31
    in_force: {from: 2026-01-01}
    examples:
      - name: 没有开
        as_of: 2026-04-01
        given: [{body: 甲县安委会, level: county, classes: [安委会]}]
        expect: [{outcome: overdue}]
"""
MEANS = """\
hours_a_day: 8
hours:
  rules: {draft-2026/checks: 3}
  facts: {meetings.held: 11}
staff:
  bodies: {"body:141002-ajj": 1}
  classes: {department: 0.25}
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    folder = tmp_path / "draft-2026"
    folder.mkdir()
    (folder / "document.yaml").write_text(DOCUMENT, encoding="utf-8")
    text = ARTICLE.replace("  - {id: draft-2026/1.3, cite: 第3句, gist: 及时通报, status: automated}\n", "")
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "means.yaml").write_text(MEANS, encoding="utf-8")
    return folder


@pytest.fixture
def city(db) -> None:
    places.load(SYSTEM, policy.PACKS / "places")
    number = 0
    for county, firms in FIRMS.items():
        short = divisions.short(county)
        for tail, kind, functions in (("ajj", "department", ("work_safety",)), ("awh", "safety_committee", ())):
            body = f"body:{short}-{tail}"
            people.found_body(
                SYSTEM, body=body, name=body, place=county, classes=[kind], functions=functions, since=START
            )
        for _ in range(firms):
            number += 1
            name = f"ent:{number}"
            registry.register(SYSTEM, enterprise=name, name=name, place=county, industry="0610", since=START)


def bureau(county: str) -> str:
    return f"body:{divisions.short(county)}-ajj"


# Working days of March 2026 by week (Monday): no holiday falls into it.
MARCH = {dt.date(2026, 3, 2): 5, dt.date(2026, 3, 9): 5, dt.date(2026, 3, 16): 5, dt.date(2026, 3, 23): 5,
         dt.date(2026, 3, 30): 2}  # fmt: skip


@pytest.mark.usefixtures("city")
def test_the_hours_of_a_synthetic_city_are_exactly_those_of_the_closed_form(draft, tmp_path):
    having = whatif.means(tmp_path / "means.yaml")
    before = ledger.head()
    found = whatif.foretell(policy.read(draft), place="141000", since=dt.date(2026, 3, 1), weeks=6, having=having)
    assert (found.since, found.until) == (dt.date(2026, 3, 1), dt.date(2026, 4, 5))
    loads = {(load.body, load.week): load for load in found.loads}
    days = sum(MARCH.values())
    assert days == 22
    april = 21  # the Qingming Festival takes Monday 6 April
    for county, firms in FIRMS.items():
        a_month = Fraction(firms * 2 * 3)
        for week, working in MARCH.items():
            want = a_month * working / days
            if week == dt.date(2026, 3, 30):
                want += a_month * 3 / april  # the first three days of April
            if firms:
                assert loads[bureau(county), week].hours == want
            else:
                assert (bureau(county), week) not in loads
            meeting = loads[bureau(county).replace("ajj", "awh"), week]
            assert meeting.hours == Fraction(11) * working / days
    total = sum((load.hours for load in found.loads), Fraction(0)) + found.beyond
    firms = sum(FIRMS.values())
    assert total == firms * 2 * 3 * 2 + 3 * 11  # two months of checks and three meetings
    owed = {one.rule: one for one in found.owed}
    checks, meeting = owed["draft-2026/checks"], owed["draft-2026/meeting"]
    assert (checks.bearers, checks.duties, checks.times, checks.hours) == (2, firms * 2, firms * 4, firms * 12)
    assert (meeting.bearers, meeting.duties, meeting.times, meeting.hours) == (3, 3, 3, 33)
    assert ledger.head() == before


@pytest.mark.usefixtures("city")
def test_one_duty_that_must_cover_every_firm_costs_what_a_duty_for_each_firm_does(draft, tmp_path):
    said = draft / "one.yaml"
    covering = "    covering: {each: {enterprises: {}, in: $bearer.place}, role: object}\n"
    text = said.read_text(encoding="utf-8").replace(", object: $each}", "}")
    said.write_text(text.replace("    for_each: {enterprises: {}, in: $bearer.place}\n", covering), encoding="utf-8")
    having = whatif.means(tmp_path / "means.yaml")
    found = whatif.foretell(policy.read(draft), place="141000", since=dt.date(2026, 3, 1), weeks=6, having=having)
    firms = sum(FIRMS.values())
    checks = next(one for one in found.owed if one.rule == "draft-2026/checks")
    assert (checks.times, checks.hours) == (firms * 4, firms * 12)  # two checks of each firm in each of two months
    total = sum((load.hours for load in found.loads), Fraction(0)) + found.beyond
    assert total == firms * 12 + 3 * 11
    assert not any(load.body == bureau("141022000000") for load in found.loads)  # it has no firm to cover


@pytest.mark.usefixtures("city")
def test_hours_stand_against_the_staff_on_hand_and_what_nobody_priced_is_named(draft, tmp_path):
    having = whatif.means(tmp_path / "means.yaml")
    found = whatif.foretell(policy.read(draft), place="141000", since=dt.date(2026, 3, 2), weeks=1, having=having)
    loads = {load.body: load for load in found.loads}
    # one person for five days of eight hours, by name; a quarter of one by the class of the body; nobody said: none
    assert loads["body:141002-ajj"].on_hand == 40
    assert loads["body:141021-ajj"].on_hand == 10
    assert loads["body:141021-awh"].on_hand is None
    assert loads["body:141002-ajj"].over == 0
    want = Fraction(5 * 2 * 3 * 5, 22)
    assert loads["body:141021-ajj"].hours == want
    assert whatif.over(found) == []
    (tmp_path / "means.yaml").write_text(MEANS.replace("0.25", "0.05").replace("facts: {meetings.held: 11}", ""))
    poor = whatif.foretell(
        policy.read(draft), place="141000", since=dt.date(2026, 3, 2), weeks=1,
        having=whatif.means(tmp_path / "means.yaml"),
    )  # fmt: skip
    assert [(load.body, load.over) for load in whatif.over(poor)] == [("body:141021-ajj", want - 2)]
    assert poor.unpriced == ("draft-2026/meeting",)


@pytest.mark.usefixtures("city")
def test_the_command_says_the_same_as_json(draft, tmp_path):
    done = CliRunner().invoke(
        app,
        ["foretell", str(draft), "--place", "141000", "--means", str(tmp_path / "means.yaml"), "--since", "2026-03-02",
         "--weeks", "1", "--json"],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert {(one["body"], one["on_hand"]) for one in told["loads"] if one["body"].endswith("ajj")} == {
        ("body:141002-ajj", 40.0), ("body:141021-ajj", 10.0),
    }  # fmt: skip


def test_means_that_cannot_be_meant_are_refused(tmp_path):
    path = tmp_path / "means.yaml"
    for text in ("hours_a_day: 0", "hours: {}", "hours_a_day: 8\nstaff: {bodies: {a: -1}}", "- 1", "hours_a_day: [8"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Refusal):
            whatif.means(path)
