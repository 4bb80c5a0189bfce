"""Criteria in force, lists by key, the board, what may be the same, leads with their arithmetic."""

from __future__ import annotations

import datetime as dt

import pytest

from anjian.hazards import actions, queries
from anjian.hazards.models import Hazard
from anjian.hazards.tests.ground import (
    ABROAD,
    COUNTY,
    FIRM,
    HEAD,
    INSPECTOR,
    NEXT_DOOR,
    TODAY,
    found,
    go,
    new,
    photo,
)
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.registry import actions as registry

pytestmark = pytest.mark.usefixtures("ground")
D = dt.date
DAY = D(2026, 9, 21)


def test_every_row_of_the_criteria_is_there_with_its_place_and_how_sure_it_is():
    book = queries.book()
    assert (len(book.criteria), len(book.standards)) == (546, 26)
    assert sum(one.sure == "memory" for one in book.criteria.values()) == 21
    assert all(one.citation for one in book.criteria.values())


@pytest.mark.parametrize(
    ("standard", "day", "answer"),
    [
        ("工贸-2023", D(2023, 5, 14), False),
        ("工贸-2023", D(2023, 5, 15), True),
        ("煤矿-2020(旧)", D(2026, 6, 30), True),
        ("煤矿-2020(旧)", D(2026, 7, 1), False),
        ("民爆-2024", D(2023, 12, 31), False),
        ("民爆-2024", D(2024, 6, 1), None),  # only the year is known
        ("民爆-2024", D(2025, 1, 1), True),
        ("民航", D(2025, 1, 1), None),
    ],
)
def test_a_standard_is_in_force_between_its_days_and_unknown_where_they_are(standard, day, answer):
    assert queries.book().standards[standard].in_force(day) is answer


def test_items_are_offered_by_industry_and_day_and_narrowed_by_words():
    steel = {one.standard.key for one in queries.offered(industry="3110", day=DAY)}
    assert steel == {"工贸-2023", "特种设备-GB45067"}
    assert {one.standard.key for one in queries.offered(industry="0610", day=D(2026, 6, 30))} >= {"特种设备-GB45067"}
    assert "煤矿-2026" not in {one.standard.key for one in queries.offered(industry="0610", day=D(2026, 6, 30))}
    assert [one.id for one in queries.offered(industry="3110", day=DAY, words="速冻")] == ["工贸-2023/12(2)"]


def test_facts_decide_where_they_can_and_a_person_where_they_cannot():
    one = queries.criterion("工贸-2023/12(2)")
    assert queries.judged(one, {"room": True, "people": 10}) is True
    assert queries.judged(one, {"room": True, "people": 9}) is False
    assert queries.judged(one, {"people": 9}) is None
    assert "作业间内的作业人员：10人" in queries.reason(one, {"people": 10})
    by_eye = queries.criterion("工贸-2023/4(6)")
    assert queries.judged(by_eye, {"people": 10}) is None
    with pytest.raises(Refusal) as no:
        found("重大", criterion=by_eye.id, judged="按条件")
    assert no.value.code == "hazards.judged"
    with pytest.raises(Refusal) as no:
        found("重大", reason="")
    assert no.value.code == "hazards.ground"
    with pytest.raises(Refusal) as no:
        found("重大", criterion="工贸-2023/99")
    assert no.value.code == "hazards.criterion"


def test_a_criterion_that_was_not_in_force_is_named_and_a_hazard_of_a_closed_firm_kept():
    old = found("重大", criterion="工贸-2023/4(6)", day=D(2022, 3, 1))
    assert queries.hazard(HEAD, old).marks == ("criterion_lapsed",)
    card = go(HEAD, old, "grade", D(2023, 6, 1), grade="重大", criterion="工贸-2023/4(6)", judged="人工", reason="x")
    assert card.marks == ()
    registry.close(SYSTEM, enterprise=FIRM, last_day=D(2026, 9, 30))
    late = new()
    card = actions.report(
        INSPECTOR, "find_out", hazard=late, enterprise=FIRM, by="body:141002-ajj", day=D(2026, 10, 20), today=TODAY,
        attributes={"grade": "一般", "found": "关闭后现场仍有人"},
    ).card  # fmt: skip
    assert card.marks == ("enterprise_closed",)


def test_a_list_is_given_page_by_page_by_key_and_never_more_than_the_largest_page():
    ids = [found(day=D(2026, 9, 1) + dt.timedelta(days=n // 2)) for n in range(7)]
    first = queries.find(INSPECTOR, as_of=TODAY, limit=3)
    rest = queries.find(INSPECTOR, as_of=TODAY, after=(first[-1].found_on, first[-1].id), limit=10**9)
    assert [one.id for one in first + rest] == [
        row.hazard for row in Hazard.objects.for_change().order_by("-found_on", "-hazard")
    ]
    assert {one.id for one in first + rest} == set(ids)
    assert queries.find(INSPECTOR, as_of=TODAY, limit=0) == first[:1]
    assert queries.find(ABROAD, as_of=TODAY) == queries.find(STRANGER, as_of=TODAY) == []
    assert queries.count(INSPECTOR, as_of=TODAY, firm="钢铁") == 7
    assert queries.count(INSPECTOR, as_of=TODAY, firm="面粉") == 0


def test_the_board_counts_each_place_and_each_number_is_its_list():
    late = found("重大", until=D(2026, 9, 30))
    found("一般")
    noticed = new()
    actions.report(HEAD, "notice", hazard=noticed, enterprise=FIRM, day=DAY, today=TODAY,
                   attributes={"source": "职工", "found": "异响"})  # fmt: skip
    lines = queries.board(INSPECTOR, as_of=D(2026, 10, 8), inside=COUNTY)
    (town,) = [line for line in lines if line.running]
    assert (town.running, town.major, town.noticed, town.late, town.soon, town.rectified) == (3, 1, 1, 1, 0, 0)
    assert [one.id for one in queries.find(INSPECTOR, as_of=D(2026, 10, 8), state="late")] == [late]
    assert all(not line.running for line in queries.board(ABROAD, as_of=TODAY, inside=COUNTY))
    before = DAY - dt.timedelta(days=1)
    assert all(not line.running for line in queries.board(INSPECTOR, as_of=before, inside=COUNTY, found_by=before))
    assert queries.find(INSPECTOR, as_of=before, found_by=before) == []


def test_what_may_be_the_same_is_shown_and_what_was_closed_came_again():
    first = found("一般")
    (same,) = queries.alike(HEAD, enterprise=FIRM, found="煤气区域没有固定报警器")
    assert (same.card.id, same.recurred) == (first, False)
    assert 0.8 < same.likeness < 1
    go(HEAD, first, "finish", DAY, done="装好")
    go(HEAD, first, "accept", DAY, members=1, opinion="好", private={"names": "班长"})
    go(HEAD, first, "close", DAY)
    assert queries.alike(HEAD, enterprise=FIRM, found="煤气区域没有固定式报警器")[0].recurred
    assert queries.alike(HEAD, enterprise=FIRM, found="消防通道被占用") == []
    assert queries.alike(ABROAD, enterprise=FIRM, found="煤气区域没有固定式报警器") == []


def test_leads_name_what_is_odd_with_its_numbers_and_nothing_follows_by_itself():
    for n in range(6):
        registry.register(
            SYSTEM, name=f"示例铸造{n}", enterprise=f"ent:peer{n}", place="141002100", industry="3120",
            since=D(2020, 1, 1),
        )  # fmt: skip
    pictures = [photo(HEAD)]
    for _ in range(3):
        hazard = new()
        actions.report(HEAD, "find", hazard=hazard, enterprise=FIRM, day=DAY, today=TODAY, files=pictures,
                       attributes={"grade": "一般", "found": "未按规定巡检"})  # fmt: skip
        go(HEAD, hazard, "finish", DAY, done="已改")
        go(HEAD, hazard, "accept", DAY, members=1, opinion="好", private={"names": "班长"})
        go(HEAD, hazard, "close", DAY)
    before = Hazard.objects.for_change().count()
    told = {}
    for lead in queries.leads(INSPECTOR, as_of=D(2026, 10, 1), inside=COUNTY):
        told.setdefault(lead.kind, []).append(lead)
    assert [(one.enterprise, one.said["n"], one.said["minutes"]) for one in told["minutes"]] == [(FIRM, 3, 10)]
    assert [(one.said["n"], one.said["text"]) for one in told["copied"]] == [(3, "未按规定巡检")]
    assert [(one.said["n"], len(one.hazards)) for one in told["photo"]] == [(3, 3)]
    assert "zero" not in told  # three hazards among seven firms: less than one each
    assert queries.leads(ABROAD, as_of=D(2026, 10, 1), inside=COUNTY) == []
    assert Hazard.objects.for_change().count() == before
    for n in range(5):
        found("一般", found=f"第{n}处护栏缺失")
    zero = [lead for lead in queries.leads(INSPECTOR, as_of=D(2026, 10, 1), inside=COUNTY) if lead.kind == "zero"]
    assert {
        (one.enterprise, one.said["total"], one.said["peers"], one.said["each"], one.said["trade"]) for one in zero
    } == {(firm, 8, 7, 1.1, "黑色金属冶炼和压延加工业") for firm in (NEXT_DOOR, *(f"ent:peer{n}" for n in range(6)))}
