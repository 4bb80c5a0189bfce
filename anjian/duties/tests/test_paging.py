"""Pages together are the whole list, each duty once and in order, with the projection and without it."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from anjian.duties import actions, evaluating
from anjian.duties.queries import paging
from anjian.duties.queries.tallying import tallies
from anjian.duties.tests import test_ladders as climbing
from anjian.duties.tests import town
from anjian.duties.tests.town import CITY, QU, YAO
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions as policy

pytestmark = pytest.mark.django_db


def walked(viewer, day, *, limit=7, **more):
    since = dt.date(day.year, 1, 1)
    found, after, pages = [], "", 0
    while True:
        page = paging.page(viewer, as_of=day, since=since, after=after, limit=limit, **more)
        assert len(page.rows) <= limit
        found += page.rows
        pages += 1
        if not page.after:
            return found, pages, page.by_projection
        after = page.after


def of(place: str, body: str):
    return town.viewer(("post:9", "x", place, body), roles=["recorder"])


def dates(rows):
    return [row.due for row in rows if row.due is not None]


@pytest.fixture
def day(db):
    """Two counties that meet or do not, nine enterprises with their lists, a letter: dated, undated, computed."""
    first = climbing.history(QU)
    for n in range(9):
        town.firm(n, QU if n % 2 else YAO)
    policy.load_pack(SYSTEM, climbing.pack("hazard-register"))
    climbing.letter(first + dt.timedelta(days=1), QU)
    actions.rebuild(as_of=town.today())
    return town.today()


def test_pages_are_the_whole_list_with_and_without_the_projection(day):
    for viewer in (SYSTEM, of(CITY, climbing.AWH), of(QU, climbing.COUNTY[QU])):
        kept, pages, by_projection = walked(viewer, day)
        assert by_projection
        assert pages > 1
        assert len({row.key + row.place for row in kept}) == len(kept)
        assert dates(kept) == sorted(dates(kept))
        undated = [row.due is None for row in kept]
        assert undated == sorted(undated)
        at_once, one, _ = walked(viewer, day, limit=10_000)
        assert (at_once, one) == (kept, 1)
    actions.drop()
    computed, _, by_projection = walked(SYSTEM, day)
    assert not by_projection
    actions.rebuild(as_of=day)
    assert walked(SYSTEM, day)[0] == computed


def test_a_page_of_some_outcomes_rules_or_a_place_has_those_alone(day):
    whole, _, _ = walked(SYSTEM, day)
    late, _, _ = walked(SYSTEM, day, outcomes=[Outcome.OVERDUE, Outcome.UNDATED])
    assert late == [row for row in whole if row.outcome in (Outcome.OVERDUE, Outcome.UNDATED)]
    assert late
    one, _, _ = walked(SYSTEM, day, rules=["toy-2018/meets"], place=QU)
    assert one == [row for row in whole if row.rule == "toy-2018/meets" and row.place == QU]
    assert one


def test_of_one_bearer_the_evaluator_is_asked_alone_and_says_what_the_projection_says(day, monkeypatch):
    whole, _, _ = walked(SYSTEM, day)
    bearers = sorted({id for row in whole for id in row.bearer.split("+") if id})
    assert len(bearers) > 9
    actions.drop()
    asked = []
    monkeypatch.setattr(
        evaluating, "_run", lambda text, one, run=evaluating._run: asked.append(one.bearers) or run(text, one)
    )
    for bearer in bearers:
        found, _, by_projection = walked(SYSTEM, day, bearers=[bearer])
        assert (found, by_projection) == ([row for row in whole if bearer in row.bearer.split("+")], False)
        told = tallies(SYSTEM, as_of=day, since=dt.date(day.year, 1, 1), bearers=[bearer], running=False)
        assert Counter((row.rule, row.outcome) for row in found) == {(one.rule, one.outcome): one.n for one in told}
    assert set(asked) == {(bearer,) for bearer in bearers}


def test_a_number_is_the_length_of_its_list_with_and_without_the_projection(day):
    office = of(CITY, climbing.AWH)
    for narrowed in ({}, {"place": QU}, {"others": True}, {"rules": ["toy-2018/meets"]}, {"bearers": [climbing.AWH]}):
        told = tallies(office, as_of=day, **narrowed)
        rows = paging.page(office, as_of=day, running=True, limit=10_000, **narrowed).rows
        assert rows
        assert Counter((row.rule, row.outcome) for row in rows) == {(one.rule, one.outcome): one.n for one in told}
    by_place = tallies(office, as_of=day, place=CITY, units=True)
    assert {one.place for one in by_place if one.outcome is not Outcome.NO_SUBJECT} == {QU, YAO}
    assert sum(one.n for one in by_place) == sum(one.n for one in tallies(office, as_of=day, place=CITY))
    actions.drop()
    assert tallies(office, as_of=day, place=CITY, units=True) == by_place


def test_a_stranger_has_no_page(day):
    assert tallies(town.viewer(), as_of=day) == []
    nobody = town.viewer()
    assert walked(nobody, day) == ([], 1, True)


def test_what_is_computed_each_time_stands_among_the_others(day):
    rows, _, by_projection = walked(SYSTEM, day, limit=3)
    assert by_projection
    assert {row.rule for row in rows} >= {"toy-2018/meets", "toy-2018/letter", "toy-2018/talk"}


def test_a_key_that_is_none_is_refused(day):
    for key in ("x", "2026-02-30\x1fa\x1fb\x1fc\x1fd\x1fe"):
        with pytest.raises(Refusal):
            paging.page(SYSTEM, as_of=day, since=day, after=key)
