"""What platforms and sensors send: each once, whose it is, what is doubted, and what waits for a decision."""

from __future__ import annotations

import datetime as dt

import pytest

from anjian.hazards import actions, queries
from anjian.hazards.events import Arrived, Firm
from anjian.hazards.models import Hazard
from anjian.hazards.taking import facts_of, folded
from anjian.hazards.tests.ground import (
    ABROAD,
    COUNTY,
    FIRM,
    HEAD,
    INSPECTOR,
    NEXT_DOOR,
    START,
    TODAY,
    photo,
    recorded,
)
from anjian.hazards.tests.test_confessions import together, town  # noqa: F401
from anjian.lib.credit_code import check_character
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.registry import actions as registry

NOW = dt.datetime.now(CHINA)
CODE = "91141002MA0000000"
CODE += check_character(CODE)


@pytest.fixture
def ground(ground):
    registry.change(SYSTEM, enterprise=FIRM, since=START, credit_code=CODE)
    site = {f"site.生产场所.{field}": value for field, value in (("name", "二号煤气柜"), ("address", "示例路2号"))}
    where = {"latitude": "36.08", "longitude": "111.52"}
    registry.put(SYSTEM, enterprise=FIRM, values={**site, **where}, source="检查核实", since=START)


def sent(number="S-1", *, firm=None, viewer=INSPECTOR, now=NOW, **more):
    """A sensor says that it smells gas."""
    said = {"source": "传感器", "found": "一氧化碳浓度超限", "at": NOW, "firm": firm or Firm(credit_code=CODE), **more}
    return actions.arrive(viewer, Arrived(number, **said), now=now)


def test_the_same_number_is_one_notice_however_often_it_comes_and_another_content_is_refused(ground):
    first = sent(contact="13800000000", photos=(photo(INSPECTOR),))
    card = queries.hazard(INSPECTOR, first.hazard)
    assert (first.fate, first.again, first.marks) == ("accepted", False, ())
    assert (card.state, card.enterprise, card.source, card.found) == ("noticed", FIRM, "传感器", "一氧化碳浓度超限")
    (fact,) = facts_of(first.hazard)
    assert (fact.attributes["number"], fact.private["contact"]) == ("S-1", "13800000000")
    with pytest.raises(Refusal) as no:
        sent(contact="13800000000")  # without the photo: another thing
    assert (no.value.code, recorded()) == ("hazards.arrival_number", 1)
    (told,) = queries.arrivals(INSPECTOR, held=False, number="S-1")
    assert told.hazard == first.hazard
    assert queries.arrivals(ABROAD, held=False) == queries.arrivals(STRANGER, held=True) == []


def test_two_deliveries_at_the_same_moment_make_one_notice(town):  # noqa: F811
    answers = together(*[lambda: sent(firm=Firm(enterprise=FIRM))] * 4)
    assert sorted(one.again for one in answers) == [False, True, True, True]
    assert len({one.hazard for one in answers}) == 1
    assert Hazard.objects.for_change().count() == 1


@pytest.mark.parametrize(
    ("firm", "marks"),
    [
        (Firm(enterprise=FIRM), ()),
        (Firm(credit_code=CODE.lower()[:8] + " " + CODE[8:], name="示例钢铁有限公司"), ()),
        (Firm(credit_code=CODE, name="示例炼铁厂"), ("firm_doubtful",)),
        (Firm(name="示例钢铁有限公司"), ("firm_doubtful",)),
        (Firm(credit_code="91140000000000000X", name="示例钢铁有限公司"), ("firm_doubtful",)),
        (Firm(site="示例路2号"), ("firm_doubtful",)),
        (Firm(site="二号煤气柜"), ("firm_doubtful",)),
    ],
)
def test_the_enterprise_is_known_by_code_name_or_site_and_what_is_guessed_is_marked(ground, firm, marks):
    told = sent(firm=firm)
    assert (told.fate, told.marks) == ("accepted", marks)
    card = queries.hazard(INSPECTOR, told.hazard)
    assert (card.enterprise, card.marks) == (FIRM, marks)
    row = Hazard.objects.for_change().get(hazard=told.hazard)
    assert folded(told.hazard, facts_of(told.hazard)).marks == row.marks


def test_a_clock_a_place_and_a_position_that_cannot_be_are_marked_and_the_day_is_set_right(ground):
    two_days = dt.timedelta(days=2)
    told = sent(at=NOW + two_days, sent_at=NOW + two_days)
    assert (told.marks, told.day) == (("clock_off",), TODAY)
    assert sent("S-2", at=NOW + two_days).marks == ("clock_off",)
    never = dt.datetime(9999, 12, 31, 23, tzinfo=CHINA)
    assert (sent("S-9", at=never, sent_at=NOW - two_days).day, sent("S-9", at=never, sent_at=NOW).again) == (
        TODAY,
        True,
    )
    assert sent("S-3", place="141021").marks == sent("S-4", position=(39.9, 116.4)).marks == ("place_differs",)
    assert sent("S-5", place=COUNTY, position=(36.081, 111.521)).marks == ()
    registry.close(SYSTEM, enterprise=FIRM, last_day=TODAY - two_days)
    closed = sent("S-6")
    assert queries.hazard(INSPECTOR, closed.hazard).marks == ("enterprise_closed",)


def test_what_nobody_can_place_is_held_with_its_photos_until_the_county_says_whose_it_is(ground):
    picture = photo(INSPECTOR)
    held = sent(firm=Firm(name="没有这家"), contact="张某", photos=(picture,))
    assert (held.fate, held.hazard, recorded()) == ("held", "", 0)
    assert held.what == "来报说的企业，在册名单里没有对上"
    assert sent(firm=Firm(name="没有这家"), contact="张某", photos=(picture,)).again
    assert queries.arrivals(ABROAD, held=True) == queries.arrivals(HEAD, held=True) == []
    for viewer, code, said in (
        (ABROAD, "hazards.missing", {"enterprise": FIRM}),
        (INSPECTOR, "hazards.reason", {"enterprise": FIRM, "reason": " "}),
        (INSPECTOR, "hazards.enterprise", {"enterprise": "ent:nobody"}),
    ):
        with pytest.raises(Refusal) as no:
            actions.decide_arrival(viewer, held.id, do="record", today=TODAY, **{"reason": "电话问过", **said})
        assert no.value.code == code
    assert [one.fate for one in queries.arrivals(INSPECTOR, held=True)] == ["held"]
    done = actions.decide_arrival(INSPECTOR, held.id, do="record", enterprise=NEXT_DOOR, reason="电话问过", today=TODAY)
    assert (done.fate, queries.hazard(INSPECTOR, done.hazard).enterprise) == ("accepted", NEXT_DOOR)
    (fact,) = facts_of(done.hazard)
    assert (fact.attributes["files"], fact.private["contact"]) == ([picture], "张某")
    with pytest.raises(Refusal) as no:
        actions.decide_arrival(INSPECTOR, held.id, do="drop", reason="重复", today=TODAY)
    assert no.value.code == "hazards.arrival_decided"
    other = sent("S-9", firm=Firm(site="不知何处"))
    dropped = actions.decide_arrival(INSPECTOR, other.id, do="drop", reason="误报", today=TODAY)
    assert (dropped.fate, queries.arrivals(INSPECTOR, held=True)) == ("dropped", [])


def test_a_sender_learns_nothing_of_an_enterprise_that_it_may_not_see(ground):
    """What names a firm elsewhere is answered like what names none."""
    answers = []
    for n, firm in enumerate(
        (Firm(credit_code=CODE), Firm(enterprise=FIRM), Firm(site="示例路2号"), Firm(name="没有这家"))
    ):
        told = sent(f"A-{n}", viewer=ABROAD, firm=firm)
        answers.append((told.fate, told.hazard, told.marks, told.what, told.why, told.next))
    assert len(set(answers)) == 1
    assert answers[0][:3] == ("held", "", ())
    assert (recorded(), queries.arrivals(INSPECTOR, held=True)) == (0, [])


def test_strangers_and_sources_that_are_none_are_refused_and_nothing_is_kept(ground):
    for viewer, said, code in (
        (STRANGER, {}, "hazards.unauthorized"),
        (INSPECTOR, {"source": "自查"}, "hazards.source"),
        (INSPECTOR, {"place": "99"}, "division.length"),
    ):
        with pytest.raises(Refusal) as no:
            sent(viewer=viewer, **said)
        assert no.value.code == code
    assert (queries.arrivals(SYSTEM, held=True), recorded()) == ([], 0)
