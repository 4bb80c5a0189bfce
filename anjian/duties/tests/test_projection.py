"""The projection: facts refresh it in their own transaction, dropping it changes no answer."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import transaction

from anjian.duties import actions, projection, queries
from anjian.duties.models import Stale, Tally
from anjian.duties.projection import tally
from anjian.duties.tests import town
from anjian.duties.tests.town import QU, QU_DEPUTY, RULE, YAO, YAO_DEPUTY
from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.policy import actions as policy
from anjian.registry import actions as registry

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture
def day(db):
    town.settle()
    for n in range(4):
        town.firm(n, QU if n % 2 else YAO, regulator="body:141021-ajj" if n else None)
    today = town.today()
    actions.rebuild(as_of=today)
    return today


def agreed(day: dt.date) -> int:
    rows, wrong = projection.differences(day)
    assert wrong == []
    return rows


def test_what_was_built_is_what_the_evaluator_says(day):
    assert agreed(day) > 60


def test_every_kind_of_fact_refreshes_the_duties_it_touches(day):
    matter, case = ("accident", "matter", "acc:1"), ("case", "matter", "case:1")
    gov, bureau = ("by", "body", "body:141021-zf"), ("by", "body", "body:141021-ajj")
    back = day - dt.timedelta(days=40)
    facts = [
        town.visit(day),
        town.visit(back, QU_DEPUTY, QU),
        town.record(
            "oversight.tour_opened", back, ("by", "body", "body:141000-ajw"), ("of", "body", "body:141021-zf"), place=QU
        ),
        town.record("accidents.closed", back, matter, ("investigated_by", "body", "body:141021-zf"), place=QU),
        town.record("accidents.rectification_evaluated", day, matter, gov, place=QU),
        town.record("publication.released", day, matter, place=QU, attributes={"channel": "政府网站"}),
        town.record("cases.decided", day, case, bureau, place=QU, attributes={"amount": 300000}),
        town.record("cases.collectively_decided", back, case, place=QU),
        town.record(
            "meetings.held",
            day,
            ("body", "body", "body:141021-cwh"),
            place=QU,
            attributes={"topics": ["safety_report_heard"]},
        ),
        town.record(
            "letters.sent",
            day,
            bureau,
            ("to", "body", "body:141021-zzb"),
            ("to", "body", "body:141021-jjw"),
            place=QU,
            attributes={"kind": "通报", "parts": ["安全生产工作情况", "有关部门履职情况"]},
        ),
        town.record("activities.held", day, ("by", "body", "body:141021-cwh"), place=QU, attributes={"form": "宣传"}),
    ]
    assert Stale.objects.for_change().count() == 0
    assert agreed(day) > 60
    for fact in facts:
        town.void(fact)
        agreed(day)


def test_random_records_and_voids_leave_it_right(day):
    dice = random.Random(7)
    made = []
    for _ in range(40):
        if made and dice.random() < 0.3:
            town.void(made.pop(dice.randrange(len(made))))
            continue
        on = day - dt.timedelta(days=dice.randrange(120))
        post, place = dice.choice([(YAO_DEPUTY, YAO), (QU_DEPUTY, QU), (town.QU_HEAD, QU)])
        made.append(town.visit(on, post, place))
    agreed(day)


def test_the_desk_is_the_same_with_and_without_it(day):
    town.visit(day)
    for viewer in (town.deputy(), town.office(), town.office(QU)):
        kept = queries.desk(viewer, as_of=day)
        assert kept.by_projection, kept.why
        actions.drop()
        computed = queries.desk(viewer, as_of=day)
        assert not computed.by_projection
        assert computed.groups == kept.groups
        assert computed.counts == kept.counts
        states = queries.clause_states(town.office(), "linfen-2018", place=town.CITY, as_of=day)
        actions.rebuild(as_of=day)
        assert queries.clause_states(town.office(), "linfen-2018", place=town.CITY, as_of=day) == states
        assert queries.tallies(viewer, as_of=day, others=True) == computed_tallies(viewer, day)


def computed_tallies(viewer, day):
    with transaction.atomic():
        point = transaction.savepoint()
        actions.drop()
        found = queries.tallies(viewer, as_of=day, others=True)
        transaction.savepoint_rollback(point)
    return found


def test_it_is_right_on_every_day_that_it_covers_without_being_touched(day):
    mark = projection.watermark()
    assert mark.through > day
    town.visit(day - dt.timedelta(days=3))
    span = (mark.through - day).days
    for ahead in sorted({0, 1, span, *range(0, span, 6)}):
        agreed(day + dt.timedelta(days=ahead))


def test_past_days_and_replays_are_answered_by_the_evaluator_which_says_so(day):
    past = queries.desk(town.deputy(), as_of=day - dt.timedelta(days=1))
    assert not past.by_projection
    assert past.why == "看的是过去的一天，直接计算"
    replay = queries.desk(town.deputy(), as_of=day, known=1)
    assert replay.why == "按当时所知重算"
    far = queries.desk(town.deputy(), as_of=day + dt.timedelta(days=400))
    assert "现况表只到" in far.why


def test_a_change_of_people_or_settings_makes_it_stale_until_the_worker_made_it_good(day):
    people.vacate(SYSTEM, post=YAO_DEPUTY, last_day=day - dt.timedelta(days=1))
    desk = queries.desk(town.deputy(), as_of=day)
    assert not desk.by_projection
    assert [row.outcome.value for row in desk.groups["waiting"]] == ["gap"]
    assert actions.freshen(as_of=day) == 1
    assert actions.freshen(as_of=day) == 0
    again = queries.desk(town.deputy(), as_of=day)
    assert again.by_projection
    assert again.groups == desk.groups
    policy.set_value(
        SYSTEM, rule=town.TOURS, field="per", place=town.CITY, value="year", since=D(2026, 1, 1), ground="会议纪要"
    )
    assert not queries.desk(town.deputy(), as_of=day).by_projection
    actions.freshen(as_of=day)
    agreed(day)


def test_a_slice_that_begins_next_week_ends_what_the_projection_covers(day):
    decided = dt.datetime.combine(day, dt.time(), CHINA)
    registry.change(
        SYSTEM,
        enterprise="ent:1",
        since=day + dt.timedelta(days=7),
        regulator="body:141021-zf",
        happened_at=decided,
    )
    actions.freshen(as_of=day)
    assert projection.watermark().through == day + dt.timedelta(days=6)


def test_a_refused_recording_leaves_the_projection_as_it_was(day):
    before = queries.desk(town.deputy(), as_of=day)
    point = transaction.savepoint()
    town.visit(day)
    assert queries.desk(town.deputy(), as_of=day).groups["done"]
    transaction.savepoint_rollback(point)
    assert queries.desk(town.deputy(), as_of=day) == before
    agreed(day)


def test_the_next_period_is_there_on_its_first_day(day):
    mark = projection.watermark()
    first = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    assert mark.through >= first
    desk = queries.desk(town.deputy(), as_of=first)
    assert desk.by_projection
    rows = [row for group in desk.groups.values() for row in group if row.rule == RULE]
    assert {(row.period, row.outcome.value) for row in rows} == {
        (f"{day:%Y-%m}", "missed"),
        (f"{first:%Y-%m}", "due"),
    }


def test_counts_that_came_apart_are_folded_and_stay_the_same(day, monkeypatch):
    first = queries.tallies(SYSTEM, as_of=day)
    town.visit(day)
    told = queries.tallies(SYSTEM, as_of=day)
    assert told != first
    apart = Tally.objects.for_change().count()
    projection.fold()
    assert Tally.objects.for_change().count() == apart  # not worth it yet
    monkeypatch.setattr(tally, "MANY", 1)
    projection.fold()
    assert Tally.objects.for_change().count() < apart
    assert queries.tallies(SYSTEM, as_of=day) == told
    assert agreed(day) > 60


def test_what_is_told_of_an_enterprise_mends_its_rows_alone(day, monkeypatch):
    builds = []
    monkeypatch.setattr(projection, "build", builds.append)
    dice = random.Random(7)
    for turn in range(12):
        one = f"ent:{dice.randrange(4)}"
        since = day - dt.timedelta(days=dice.randrange(100, 200))
        match turn % 4:
            case 0:
                town.firm(10 + turn, dice.choice((QU, YAO)), since=since, regulator="body:141021-ajj")
            case 1:
                registry.change(SYSTEM, enterprise=one, since=since, place=dice.choice((QU, YAO)))
            case 2:
                registry.change(SYSTEM, enterprise=one, since=since, regulator=dice.choice(("body:141002-ajj", None)))
            case 3:
                registry.close(SYSTEM, enterprise=f"ent:{9 + turn - 2}", last_day=day - dt.timedelta(days=turn))
        assert not queries.desk(town.deputy(), as_of=day).by_projection
        assert actions.freshen(as_of=day) == 1
        assert queries.desk(town.deputy(), as_of=day).by_projection
        assert agreed(day) > 60
    decided, later = dt.datetime.combine(day, dt.time(), CHINA), day + dt.timedelta(days=3)
    registry.change(SYSTEM, enterprise="ent:1", since=later, happened_at=decided, place=YAO)
    actions.freshen(as_of=day)
    assert projection.watermark().through == day + dt.timedelta(days=2)
    assert builds == []
    people.found_body(SYSTEM, body="body:new", name="新设机构", place=QU, classes=["department"], since=day)
    actions.freshen(as_of=day)
    assert builds == [day]
