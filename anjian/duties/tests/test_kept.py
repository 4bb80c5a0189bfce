"""The projection where facts lift, cover and are used up: what a fact changes is changed in its own transaction."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from anjian.duties import evaluating, projection, rulebook
from anjian.duties.evaluating import Question
from anjian.duties.tests import town
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions as policy
from anjian.policy import queries as packs

pytestmark = pytest.mark.django_db
TOY = packs.read(Path(__file__).parent / "toy-2018")
OFFICE = "body:141002-ajj"
DAY = dt.timedelta(days=1)


@pytest.fixture
def today():
    town.settle()
    for n in (1, 2):
        town.firm(n, town.YAO, status="operating")
    policy.load_pack(SYSTEM, TOY)
    policy.adopt(SYSTEM, document="toy-2018", place=town.CITY, since=dt.date(2018, 1, 22))
    day = town.today()
    projection.build(day)
    return day


def outcomes(rule: str, today: dt.date) -> list[tuple[str, str, int, int]]:
    """(period or matter, outcome, asked, counted) of the office, by the projection, which the evaluator confirms."""
    compared, different = projection.differences(today)
    assert compared > 0
    assert different == []
    covered = projection.covering(as_of=today, known=None, since=dt.date(today.year, 1, 1))
    assert isinstance(covered, projection.Covered)
    asked = Question(today, dt.date(today.year, 1, 1), bearers=(OFFICE,))
    found = projection.standings(covered, asked, rules=frozenset({f"toy-2018/{rule}"}), place=None)
    return sorted((row.token, row.outcome.value, int(row.need or 0), int(row.have)) for row in found)


def check(day: dt.date, *firms: str):
    parties = [("by", "body", OFFICE), *(("object", "enterprise", firm) for firm in firms)]
    return town.record("inspections.done", day, *parties, attributes={"mode": ["明查"]})


def test_what_another_rule_used_up_moves_when_an_earlier_fact_is_told(today):
    check(today, "ent:1")
    assert outcomes("more-checks", today)[-1][2:] == (2, 0)
    first = check(today, "ent:1")
    assert outcomes("more-checks", today)[-1][2:] == (2, 1)
    town.void(first)
    assert outcomes("more-checks", today)[-1][2:] == (2, 0)


def test_what_must_be_covered_is_covered_firm_by_firm(today):
    check(today, "ent:1")
    check(today, "ent:1")
    assert outcomes("all-checked", today)[-1][2:] == (2, 1)
    check(today, "ent:2")
    assert outcomes("all-checked", today)[-1][1:] == ("met", 2, 2)


def test_a_fact_that_lifts_a_duty_is_heard(today):
    hazard = ("hazard", "matter", "H1")
    town.record("fire.area_hazard_found", today - DAY, hazard, ("of", "body", "body:141002-zf"))
    told = ("told", "body", OFFICE)
    town.record("fire.major_hazard_found", today, hazard, ("by", "body", OFFICE), told)
    assert [row[1] for row in outcomes("hazard-reported", today)] == ["due"]
    plan = town.record("fire.area_plan_made", today, hazard, ("by", "body", OFFICE))
    assert [row[1] for row in outcomes("hazard-reported", today)] == ["lifted"]
    town.void(plan)
    assert [row[1] for row in outcomes("hazard-reported", today)] == ["due"]


def test_dropped_and_made_again_in_mid_day_every_duty_stands_as_before(today):
    check(today, "ent:1", "ent:2")
    check(today - 40 * DAY, "ent:1")
    since = dt.date(today.year - 1, 1, 1)

    def all_rows():
        return sorted(map(repr, evaluating.standings(rulebook.book(today).entries, Question(today, since))))

    before = all_rows()
    kept = [outcomes(rule, today) for rule in ("checks", "more-checks", "all-checked", "both-ways", "phase-checks")]
    projection.drop()
    assert all_rows() == before
    assert projection.build(today) > 0
    assert [
        outcomes(rule, today) for rule in ("checks", "more-checks", "all-checked", "both-ways", "phase-checks")
    ] == kept
    assert all_rows() == before
