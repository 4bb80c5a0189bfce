"""A matter's life is folded from its facts over a state table made of the document's steps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from anjian.duties.queries import matters
from anjian.duties.tests import town
from anjian.duties.tests.town import CITY, QU, record
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.policy import actions as policy
from anjian.policy import queries as packs

PACK = packs.read(Path(__file__).parent / "toy-2018", strict=True)
RULE = "toy-2018/case"
REVIEWED, DISCUSSED, DECIDED = "cases.legally_reviewed", "cases.collectively_decided", "cases.decided"
BUREAU = "body:141021-ajj"


def test_the_table_has_a_state_for_each_set_of_steps_that_can_be_reached_in_order():
    table = matters.life(PACK.rule(RULE), packs.vocabulary())
    assert sorted(table.states) == ["0", "1", "1+2", "1+2+3"]
    assert table.verbs("1") == (DISCUSSED,)
    assert table.fold([REVIEWED, DISCUSSED, DECIDED]) == "1+2+3"
    with pytest.raises(Refusal) as no:
        table.move("1", DECIDED)
    assert "集体讨论决定" in no.value.next


@pytest.fixture
def day(db) -> dt.date:
    places.load(SYSTEM, packs.PACKS / "places")
    people.found_body(
        SYSTEM,
        body=BUREAU,
        name="示例局",
        place=QU,
        classes=["department"],
        functions=["work_safety"],
        since=town.START,
    )
    policy.load_pack(SYSTEM, PACK)
    policy.adopt(SYSTEM, document="toy-2018", place=CITY, since=dt.date(2018, 1, 22))
    return dt.date(2026, 3, 2)


def act(name: str, day: dt.date, case: str):
    return record(name, day, ("case", "matter", case), ("by", "body", BUREAU), place=QU)


def test_a_course_says_what_is_done_what_is_due_and_what_may_come_next(day):
    act(REVIEWED, day, "case:1")
    at = matters.course(SYSTEM, RULE, "case:1", as_of=dt.date(2026, 3, 6))
    assert (at.state, at.next, at.astray, at.over) == ("1", (DISCUSSED,), (), False)
    reviewed, discussed, decided = at.steps
    assert (reviewed.done, reviewed.outcome, reviewed.papers) == (day, None, ("法制审核意见",))
    # five working days from Monday 2 March end on Monday the 9th
    assert (discussed.due, discussed.outcome, discussed.bearer) == (dt.date(2026, 3, 9), Outcome.DUE, BUREAU)
    assert (decided.due, decided.outcome) == (None, None)
    act(DISCUSSED, dt.date(2026, 3, 10), "case:1")
    late = matters.course(SYSTEM, RULE, "case:1", as_of=dt.date(2026, 3, 11))
    assert late.state == "1+2"
    assert [step.outcome for step in late.steps] == [None, Outcome.MET_LATE, Outcome.DUE]
    last = act(DECIDED, dt.date(2026, 3, 12), "case:1")
    done = matters.course(SYSTEM, RULE, "case:1", as_of=dt.date(2026, 3, 12))
    assert done.over
    town.void(last)
    assert matters.course(SYSTEM, RULE, "case:1", as_of=dt.date(2026, 3, 12)).state == "1+2"


def test_what_came_before_its_turn_moves_nothing_and_is_named(day):
    act(REVIEWED, day, "case:2")
    act(DECIDED, day + dt.timedelta(days=1), "case:2")
    at = matters.course(SYSTEM, RULE, "case:2", as_of=day + dt.timedelta(days=2))
    assert (at.state, at.astray, at.over) == ("1", (DECIDED,), False)
    assert at.steps[2].outcome is Outcome.BREACHED


def test_a_matter_of_somebody_else_is_not_there(day):
    act(REVIEWED, day, "case:3")
    elsewhere = town.viewer(("post:9", "x", "141002000000", "body:141002-ajj"), roles=["recorder"])
    for viewer, rule, matter in (
        (elsewhere, RULE, "case:3"),
        (SYSTEM, RULE, "case:9"),
        (SYSTEM, "toy-2018/meets", "case:3"),
    ):
        with pytest.raises(Refusal):
            matters.course(viewer, rule, matter, as_of=day)
