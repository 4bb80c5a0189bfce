"""What the sample is for: every outcome can be seen, and the first duty of the first login is owed."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter

import pytest
from typer.testing import CliRunner

from anjian.access import queries as access
from anjian.duties import queries as duties
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM
from anjian.sample import actions, cli, describing, queries

TODAY = dt.date(2026, 3, 20)
NOT_TOLD = {Outcome.LIFTED, Outcome.NOT_YET}
"""Not in the sample: a bearer that ended inside a period, a period that has not begun."""


@pytest.fixture(scope="module")
def region(copies, django_db_blocker):
    with copies("anjian_migrated"), django_db_blocker.unblock():
        actions.load(today=TODAY, size="small")
        yield


@pytest.fixture(scope="module")
def found(region) -> Counter[tuple[str, Outcome]]:
    return Counter((row.rule.partition("/")[2], row.outcome) for row in duties.verdicts(SYSTEM, as_of=TODAY))


def test_every_outcome_occurs(found):
    seen = Counter()
    for (_, outcome), number in found.items():
        seen[outcome] += number
    assert set(Outcome) - set(seen) <= NOT_TOLD


@pytest.mark.parametrize(
    ("rule", "outcome", "number"),
    [
        ("evaluate-within-a-year", Outcome.MET_LATE, 1),
        ("evaluate-within-a-year", Outcome.OVERDUE, 1),
        ("publish-evaluation", Outcome.MET, 1),
        ("publish-evaluation", Outcome.DUE, 1),
        ("publish-evaluation", Outcome.OVERDUE, 1),
        ("major-decision-gate", Outcome.BREACHED, 1),
        ("major-decision-gate", Outcome.MET, 1),
        ("committee-chair", Outcome.UNMET, 1),
        ("tours-of-counties", Outcome.UNSCHEDULED, 17),
        ("every-enterprise-has-regulator", Outcome.UNKNOWN, 15),
        ("annex-27", Outcome.NOT_SET, 7),
    ],
)
def test_the_story_has_the_outcomes_it_was_written_for(found, rule, outcome, number):
    assert found[rule, outcome] == number


def test_this_months_visit_stands_on_the_desk_of_the_deputy_head_and_nothing_is_overdue_there(region):
    desk = duties.desk(access.viewer_for("acct:yaodu-deputy", as_of=TODAY), as_of=TODAY)
    owed = [row for row in desk.groups["month"] if row.rule == "linfen-2018/leader-inspects-monthly"]
    assert [(row.bearer, row.outcome, row.due) for row in owed] == [
        ("post:141002-fxz-2", Outcome.DUE, dt.date(2026, 3, 31))
    ]
    assert desk.groups["overdue"] == ()


def test_most_visits_are_met(found):
    visits = {outcome: found["leader-inspects-monthly", outcome] for outcome in Outcome}
    told = sum(visits[o] for o in (Outcome.MET, Outcome.MET_ENTERED_LATE, Outcome.MISSED))
    assert visits[Outcome.MISSED] < 0.15 * told
    assert visits[Outcome.GAP] >= 1


def test_every_leading_cadre_owes_a_visit_in_every_month_of_this_and_last_year(found):
    leaders, months = 6 + 6 + 5, 12 + 3
    owed = {one: found["leader-inspects-monthly", one] for one in Outcome if one is not Outcome.NO_SUBJECT}
    assert sum(owed.values()) == leaders * months
    assert found["leader-inspects-monthly", Outcome.NO_SUBJECT] == 15  # counties of whose leaders nothing is known


def test_it_is_described_by_city_and_its_duties_are_counted_once_each(region, found):
    told = describing.describe(as_of=TODAY)
    (city,) = told.cities
    offices, towns = 14 + 2 * 10, 3
    assert (city.code, city.name) == ("141000", "临汾市")
    assert city.numbers["counties"] == 17
    assert city.numbers["bodies"] == offices + 15 + 2 * towns
    assert city.numbers["posts"] == (3 * 10 + 4 + 4 + 3) + 2 * towns + 2
    assert city.numbers["enterprises"] == 32
    assert city.numbers["vacant"] == 2
    assert told.facts == sum(told.names.values()) == queries.loaded().facts
    counted = Counter()
    for line in told.duties:
        assert line.document == "linfen-2018"
        counted.update(line.numbers)
    assert sum(counted.values()) == sum(found.values())
    assert counted["late"] == sum(number for (_, outcome), number in found.items() if outcome is Outcome.MET_LATE)
    assert counted["met"] > 5 * counted["missed"] > 0


def test_what_is_described_can_be_read_by_people_and_programs(region):
    runner = CliRunner()
    words = runner.invoke(cli.app, ["describe"]).stdout
    assert "  临汾市：县区17，" in words
    assert "  linfen-2018 县级：已办" in words
    told = json.loads(runner.invoke(cli.app, ["describe", "--json"]).stdout)
    assert (told["size"], told["facts"]) == ("small", queries.loaded().facts)
