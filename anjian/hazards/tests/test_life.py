"""The life of a hazard: each step by whom it concerns, the clock over holidays, the variations, what is refused."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid

import pytest
from django.db import transaction

from anjian.evidence import queries as evidence
from anjian.hazards import actions, queries
from anjian.hazards.models import Hazard
from anjian.hazards.taking import facts_of, folded
from anjian.hazards.tests.ground import (
    ABROAD,
    CITY_OFFICE,
    COUNTY,
    FIRM,
    HEAD,
    INSPECTOR,
    NEXT_DOOR,
    OFFICE,
    SUPERVISOR,
    TODAY,
    WORKER,
    found,
    go,
    new,
    photo,
    plan,
    recorded,
)
from anjian.ledger import actions as ledger
from anjian.ledger.events import Party
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM

pytestmark = pytest.mark.usefixtures("ground")
D = dt.date
MONDAY = D(2026, 9, 21)
"""Before the holidays of October 2026, with make-up days on the Sunday before and the Saturday after."""


def refused(code: str, call, *args, **kwargs) -> None:
    """The call is refused with this code, and neither a fact nor a row is different after it."""
    before = recorded(), list(Hazard.objects.for_change().order_by("hazard").values())
    with pytest.raises(Refusal) as no, transaction.atomic():
        call(*args, **kwargs)
    assert no.value.code == code, no.value
    assert (recorded(), list(Hazard.objects.for_change().order_by("hazard").values())) == before


def listed(hazard: str, day: dt.date, due: dt.date) -> None:
    """The city's office lists the hazard: the fact alone, as any form would record it."""
    ledger.record(
        SUPERVISOR, "supervision.listed",
        happened_at=dt.datetime.combine(day, dt.time(), CHINA), precision="day", place="141002",
        parties=[
            Party("hazard", "matter", hazard),
            Party("by", "body", CITY_OFFICE),
            Party("enterprise", "enterprise", FIRM),
        ],
        attributes={"level": "市级", "number": "临安督〔2026〕1号", "due": due},
    )  # fmt: skip


def test_a_major_hazard_goes_from_a_workers_notice_to_its_end_step_by_step():
    hazard = new()
    noticed = actions.report(
        WORKER, "notice", hazard=hazard, enterprise=FIRM, day=MONDAY, today=TODAY,
        attributes={"source": "职工", "found": "煤气报警器不响", "spot": "三号高炉平台"},
    ).card  # fmt: skip
    assert (noticed.number, noticed.state, noticed.grade) == (f"YH{COUNTY}-2026-000001", "noticed", "")
    card = go(HEAD, hazard, "find", MONDAY, grade="重大", criterion="工贸-2023/4(8)", judged="人工", reason="对照条目")
    assert (card.state, card.found, card.spot) == ("open", "煤气报警器不响", "三号高炉平台")
    assert queries.hazard(INSPECTOR, hazard) == card  # the county sees it at once
    assert queries.hazard(ABROAD, hazard) is None
    assert go(HEAD, hazard, "tell", MONDAY).told_on == MONDAY
    card = plan(hazard, D(2026, 9, 22), term="10个工作日")
    assert (card.state, card.due, card.provisional) == ("rectifying", D(2026, 10, 13), False)
    listed(hazard, D(2026, 9, 23), D(2026, 10, 30))
    card = queries.hazard(INSPECTOR, hazard)
    assert (card.listed_by, card.due, card.listed) == (CITY_OFFICE, D(2026, 10, 30), True)
    refused("hazards.finish.photo", go, HEAD, hazard, "finish", D(2026, 10, 20), done="已装")
    card = go(HEAD, hazard, "finish", D(2026, 10, 20), done="已装", files=[photo(HEAD)])
    assert (card.state, card.rectified_on, card.late(D(2026, 12, 1))) == ("rectified", D(2026, 10, 20), False)
    team = {"opinion": "符合", "private": {"names": "甲、乙、丙"}}
    refused("hazards.accept.team", go, INSPECTOR, hazard, "accept", D(2026, 10, 21), members=1, **team)
    refused("hazards.accept.same", go, HEAD, hazard, "accept", D(2026, 10, 21), members=3, **team)
    refused("hazards.accept.listed", go, WORKER, hazard, "accept", D(2026, 10, 21), members=3, **team)
    assert go(INSPECTOR, hazard, "accept", D(2026, 10, 21), members=3, **team).state == "accepted"
    refused("hazards.close.listed", go, HEAD, hazard, "close", D(2026, 10, 22))
    assert go(SUPERVISOR, hazard, "verify", D(2026, 10, 22), found="现场复查合格").state == "verified"
    refused("hazards.close.listed", go, INSPECTOR, hazard, "close", D(2026, 10, 23))
    refused("hazards.delist.by", go, INSPECTOR, hazard, "delist", D(2026, 10, 23))
    assert not go(SUPERVISOR, hazard, "delist", D(2026, 10, 23), opinion="同意摘牌").listed
    card = go(INSPECTOR, hazard, "close", D(2026, 10, 23))
    assert (card.state, card.closed_on) == ("closed", D(2026, 10, 23))
    assert [fact.name.partition(".")[2] for fact in queries.story(INSPECTOR, hazard)] == [
        "noticed", "self_found", "reported", "plan_made", "listed", "rectified", "accepted", "verified", "delisted",
        "closed",
    ]  # fmt: skip
    assert queries.story(ABROAD, hazard) == ()


def test_a_limit_in_working_days_steps_over_holidays_and_counts_make_up_days():
    hazard = found("一般", term="10个工作日")
    # 22 23 24 | Mid-Autumn 25-27 | 28 29 30 | National Day 1-7 | 8 9 10 (make-up Saturday) | 12 is the tenth
    assert queries.hazard(HEAD, hazard).due == D(2026, 10, 12)


def test_an_extension_moves_the_date_only_when_it_is_granted_and_by_whom_it_concerns():
    hazard = found("重大", until=D(2026, 10, 15))
    refused("hazards.plan.later", plan, hazard, D(2026, 9, 22), until=D(2026, 10, 16))
    plan(hazard, D(2026, 9, 22))
    card = go(HEAD, hazard, "ask_extension", D(2026, 10, 9), until=D(2026, 10, 24), reason="设备未到货")
    assert (card.due, card.asked_until) == (D(2026, 10, 15), D(2026, 10, 24))
    refused("hazards.decide.own", go, HEAD, hazard, "decide_extension", D(2026, 10, 9), granted=True)
    card = go(INSPECTOR, hazard, "decide_extension", D(2026, 10, 10), granted=False, reason="可以先停用")
    assert (card.due, card.asked_until) == (D(2026, 10, 15), None)
    go(HEAD, hazard, "ask_extension", D(2026, 10, 12), until=D(2026, 10, 24), reason="设备未到货")
    card = go(INSPECTOR, hazard, "decide_extension", D(2026, 10, 13), granted=True)
    assert (card.due, card.late(D(2026, 10, 20)), card.late(D(2026, 10, 25))) == (D(2026, 10, 24), False, True)
    refused("hazards.decide.none", go, INSPECTOR, hazard, "decide_extension", D(2026, 10, 13), granted=True)
    refused("hazards.ask.late", go, HEAD, hazard, "ask_extension", D(2026, 10, 26), until=D(2026, 11, 1), reason="x")


@pytest.mark.parametrize("left_out", ["responsible", "measures", "funds", "until", "emergency"])
def test_a_plan_without_one_of_its_five_settled_things_is_refused(left_out):
    hazard = found("重大")
    said = {"measures": "加装报警器", "funds": 12, "emergency": "停用并监护", "until": D(2026, 10, 15)}
    kept = {name: value for name, value in said.items() if name != left_out}
    private = {} if left_out == "responsible" else {"responsible": "王某"}
    code = "hazards.plan.until" if left_out == "until" else "records.required"
    refused(code, go, HEAD, hazard, "plan", MONDAY, private=private, **kept)
    refused("hazards.finish.plan", go, HEAD, hazard, "finish", MONDAY, done="已改")


def test_an_extension_of_an_end_that_had_rolled_comes_to_the_day_that_was_decided():
    hazard = found("一般", term="12日")  # nominal 3 October, rolled over the holidays
    assert queries.hazard(HEAD, hazard).due == D(2026, 10, 8)
    go(HEAD, hazard, "ask_extension", D(2026, 9, 28), until=D(2026, 10, 20), reason="等备件")
    assert go(HEAD, hazard, "decide_extension", D(2026, 9, 28), granted=True).due == D(2026, 10, 20)


def test_a_suspension_moves_the_date_by_the_days_that_did_not_count():
    hazard = found("重大", until=D(2026, 10, 15))
    plan(hazard, D(2026, 9, 22))
    card = go(INSPECTOR, hazard, "suspend", D(2026, 9, 24), reason="地质条件待查")
    assert (card.state, card.due, card.late(D(2026, 12, 31))) == ("suspended", None, False)
    card = go(HEAD, hazard, "resume", D(2026, 9, 29))
    assert (card.state, card.due) == ("rectifying", D(2026, 10, 20))


def test_what_was_late_before_it_was_suspended_stays_late():
    hazard = found("重大", until=D(2026, 9, 23))
    plan(hazard, MONDAY)
    card = go(INSPECTOR, hazard, "suspend", D(2026, 9, 24), reason="地质条件待查")
    assert (card.due, card.late(D(2026, 9, 25))) == (D(2026, 9, 23), True)


def test_a_major_hazard_is_never_kept_as_a_risk_and_not_made_ordinary_by_the_enterprise():
    major, ordinary = found("重大"), found("一般")
    refused("hazards.risk", go, HEAD, major, "keep_as_risk", D(2026, 9, 22), measures="围挡", reason="暂不能停产")
    refused(
        "hazards.grade.lower", go, HEAD, major, "grade", D(2026, 9, 22), grade="一般", judged="人工", reason="不严重"
    )
    assert go(HEAD, ordinary, "keep_as_risk", D(2026, 9, 22), measures="围挡", reason="大修时改").state == "kept"
    go(HEAD, ordinary, "reopen", D(2026, 9, 23), reason="情况变化")
    assert go(HEAD, ordinary, "grade", D(2026, 9, 23), grade="重大", judged="人工", reason="对照条目").major
    refused("hazards.risk", go, HEAD, ordinary, "keep_as_risk", D(2026, 9, 24), measures="围挡", reason="x")


def test_the_enterprise_closes_its_own_ordinary_hazard_and_not_one_that_an_office_found():
    own = found("一般")
    go(HEAD, own, "finish", MONDAY, done="当场改好")
    go(HEAD, own, "accept", MONDAY, members=1, opinion="合格", private={"names": "班长"})
    assert go(HEAD, own, "close", MONDAY).state == "closed"
    theirs = new()
    actions.report(
        INSPECTOR, "find_out", hazard=theirs, enterprise=FIRM, by="body:141002-ajj", day=MONDAY, today=TODAY,
        attributes={"grade": "一般", "found": "消防通道堆放杂物", "until": D(2026, 9, 30)},
    )  # fmt: skip
    go(HEAD, theirs, "finish", MONDAY, done="已清理")
    go(HEAD, theirs, "accept", MONDAY, members=1, opinion="合格", private={"names": "班长"})
    refused("hazards.close.verify", go, HEAD, theirs, "close", MONDAY)
    card = go(INSPECTOR, theirs, "fail", D(2026, 9, 22), grade="一般", found="又堆上了")
    assert (card.state, card.rectified_on) == ("rectifying", None)


def test_a_merger_takes_one_of_two_out_of_the_way_and_is_reversible():
    first, second = found(), found()
    assert go(HEAD, second, "merge", MONDAY, into=first, reason="同一处").merged_into == first
    refused("hazards.merged", go, HEAD, second, "finish", MONDAY, done="改好")
    refused("hazards.into", go, HEAD, first, "merge", MONDAY, into=second, reason="互相并入")
    assert queries.verbs(HEAD, second) == ("unmerge",)
    assert go(INSPECTOR, second, "unmerge", MONDAY, reason="不是同一处").merged_into == ""
    assert go(HEAD, second, "finish", MONDAY, done="改好").state == "rectified"


def test_nobody_acts_for_another_or_where_they_see_nothing():
    hazard = found("重大")
    refused("hazards.missing", go, ABROAD, hazard, "grade", MONDAY, grade="重大", judged="人工", reason="x")
    refused("hazards.forbidden", go, INSPECTOR, hazard, "finish", MONDAY, done="x")
    plan(hazard, MONDAY, until=D(2026, 10, 15))
    refused("hazards.by", actions.move, INSPECTOR, hazard, "suspend", day=MONDAY, today=TODAY, by=CITY_OFFICE,
            attributes={"reason": "x"})  # fmt: skip
    refused("state.move", go, INSPECTOR, hazard, "verify", MONDAY, found="x")
    refused("hazards.enterprise", actions.report, HEAD, "find", hazard=new(), enterprise=NEXT_DOOR, day=MONDAY,
            today=TODAY, attributes={"grade": "一般", "found": "x"})  # fmt: skip
    refused("hazards.verb", go, HEAD, hazard, "accept_risk", MONDAY)


def test_a_move_on_what_has_moved_since_is_a_conflict_and_the_same_sent_again_is_one_fact():
    hazard = found("一般")
    seen = queries.hazard(HEAD, hazard).moves
    id = uuid.uuid4()
    sent = {"day": MONDAY, "today": TODAY, "attributes": {"done": "改好"}, "id": id, "seen": seen}
    assert not actions.move(HEAD, hazard, "finish", **sent).again
    assert actions.move(HEAD, hazard, "finish", **sent).again
    refused("hazards.conflict", actions.move, WORKER, hazard, "finish", day=MONDAY, today=TODAY,
            attributes={"done": "我也改了"}, seen=seen)  # fmt: skip
    assert [fact.name for fact in facts_of(hazard)] == ["hazards.self_found", "hazards.rectified"]


def test_a_void_takes_the_step_back_and_is_refused_while_a_later_step_stands_on_it():
    hazard = found("一般")
    moved = actions.move(HEAD, hazard, "finish", day=MONDAY, today=TODAY, attributes={"done": "改好"})
    later = actions.move(HEAD, hazard, "send_back", day=MONDAY, today=TODAY, attributes={"reason": "没改好"})
    refused("hazards.stands_below", ledger.void, HEAD, moved.fact, reason="记错")
    ledger.void(HEAD, later.fact, reason="记错")
    assert queries.hazard(HEAD, hazard).state == "rectified"
    ledger.void(HEAD, moved.fact, reason="记错")
    assert queries.hazard(HEAD, hazard).state == "open"


def test_an_end_that_the_calendar_moved_since_is_read_again():
    hazard = found("一般", term="10个工作日")
    row = Hazard.objects.for_change().get(hazard=hazard)
    row.due, row.provisional = D(2026, 10, 9), True  # as an earlier calendar had it
    row.save()
    assert (actions.settle_provisional(), actions.settle_provisional()) == (1, 0)
    assert queries.hazard(HEAD, hazard).due == D(2026, 10, 12)


def test_every_row_is_what_its_facts_come_to():
    for grade in ("重大", "一般"):
        hazard = found(grade, until=D(2026, 10, 15))
        plan(hazard, D(2026, 9, 22))
        go(HEAD, hazard, "ask_extension", D(2026, 10, 9), until=D(2026, 10, 24), reason="x")
        go(INSPECTOR, hazard, "decide_extension", D(2026, 10, 10), granted=True)
    rows = list(Hazard.objects.for_change().all())
    assert len(rows) == 2
    for row in rows:
        fresh = folded(row.hazard, facts_of(row.hazard))
        fresh.number = row.number
        assert {f.attname: getattr(fresh, f.attname) for f in row._meta.concrete_fields} == {
            f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields
        }
    assert actions.refold(SYSTEM, [row.hazard for row in rows]) == 0


def test_the_clocks_of_a_hazard_run_side_by_side_each_in_calendar_and_working_days():
    hazard = found("重大", until=D(2026, 10, 15))
    plan(hazard, D(2026, 9, 23))

    def clocks(day):
        return {
            one.title: (one.since, one.done, one.due, one.left, one.left_work, one.took, one.took_work, one.note)
            for one in queries.spans(HEAD, queries.hazard(HEAD, hazard), queries.story(HEAD, hazard), as_of=day)
        }

    told = clocks(D(2026, 9, 28))  # the holidays are 1 to 7 October, Saturday the 10th is worked
    assert told["整改"] == (MONDAY, None, D(2026, 10, 15), 17, 9, 7, 4, "")
    assert told["定治理方案"] == (MONDAY, D(2026, 9, 23), None, None, 0, 2, 2, "")
    assert clocks(D(2026, 10, 19))["整改"][3:5] == (-4, 2)
    go(HEAD, hazard, "ask_extension", D(2026, 9, 28), until=D(2026, 10, 20), reason="等备件")
    assert clocks(D(2026, 9, 30))["决定延期"] == (D(2026, 9, 28), None, None, None, 0, 2, 2, "文件没有写期限")
    go(INSPECTOR, hazard, "decide_extension", D(2026, 9, 30), granted=True)
    assert clocks(D(2026, 10, 8))["决定延期"][1] == D(2026, 9, 30)
    go(INSPECTOR, hazard, "suspend", D(2026, 10, 9), reason="地质条件待查")
    told = clocks(D(2026, 10, 12))["整改"]
    assert (told[2], told[3], told[-1]) == (None, None, "2026-10-09 起暂停：地质条件待查")
    go(HEAD, hazard, "resume", D(2026, 10, 12))
    go(HEAD, hazard, "finish", D(2026, 10, 13), done="改好", files=[photo(HEAD)])
    told = clocks(D(2026, 10, 16))
    assert told["整改"][1:3] == (D(2026, 10, 13), D(2026, 10, 23))
    assert told["验收"] == (D(2026, 10, 13), None, None, None, 0, 3, 3, "文件没有写期限")
    go(HEAD, hazard, "send_back", D(2026, 10, 16), reason="没改好")
    assert clocks(D(2026, 10, 16))["验收"][1] == D(2026, 10, 16)
    assert set(clocks(D(2026, 9, 22))) == {"整改", "定治理方案"}  # what came later is not told of an earlier day


def test_photos_are_shown_to_whoever_sees_the_hazard_but_not_those_of_a_notice_to_the_enterprise():
    noticed, by_office, by_firm = new(), photo(INSPECTOR), photo(HEAD)
    seen = photo(INSPECTOR)
    actions.report(INSPECTOR, "notice", hazard=noticed, enterprise=FIRM, day=MONDAY, today=TODAY, files=[seen],
                   attributes={"source": "网格", "found": "异响"})  # fmt: skip
    actions.report(
        INSPECTOR, "find_out", hazard=noticed, enterprise=FIRM, by=OFFICE, day=MONDAY, today=TODAY, files=[by_office],
        attributes={"grade": "一般", "found": "轴承异响"},
    )  # fmt: skip
    go(HEAD, noticed, "finish", MONDAY, done="换了轴承", files=[by_firm])
    opened = {HEAD: {by_office, by_firm}, WORKER: {by_office, by_firm}, INSPECTOR: {seen, by_office, by_firm}}
    for viewer in (HEAD, WORKER, INSPECTOR, ABROAD):
        shown = set()
        for digest in (seen, by_office, by_firm):
            with contextlib.suppress(Refusal):
                evidence.open_photo(viewer, digest)
                shown.add(digest)
        assert shown == opened.get(viewer, set()), viewer.account
        of_facts = {one.digest for fact in facts_of(noticed) for one in evidence.of_fact(viewer, fact.id)}
        assert of_facts == shown


def test_on_a_day_in_the_past_a_hazard_is_what_its_facts_up_to_then_made_it():
    hazard = found("一般", until=D(2026, 10, 15))
    go(HEAD, hazard, "grade", D(2026, 9, 23), grade="重大", judged="人工", reason="对照条目")
    plan(hazard, D(2026, 9, 24))
    go(HEAD, hazard, "ask_extension", D(2026, 10, 9), until=D(2026, 10, 24), reason="x")
    go(INSPECTOR, hazard, "decide_extension", D(2026, 10, 10), granted=True)
    go(HEAD, hazard, "finish", D(2026, 10, 20), done="改好", files=[photo(HEAD)])
    told = {day: queries.hazard_on(INSPECTOR, hazard, as_of=day) for day in (D(2026, 9, 22), D(2026, 10, 9), TODAY)}
    assert [(card.state, card.grade, card.due, card.asked_until, card.number) for card in told.values()] == [
        ("open", "一般", D(2026, 10, 15), None, f"YH{COUNTY}-2026-000001"),
        ("rectifying", "重大", D(2026, 10, 15), D(2026, 10, 24), f"YH{COUNTY}-2026-000001"),
        ("rectified", "重大", D(2026, 10, 24), None, f"YH{COUNTY}-2026-000001"),
    ]
    assert told[TODAY] == queries.hazard(INSPECTOR, hazard)
    assert queries.hazard_on(INSPECTOR, hazard, as_of=D(2026, 9, 20)) is None
    assert queries.hazard_on(ABROAD, hazard, as_of=TODAY) is None
    assert len(queries.story(HEAD, hazard, as_of=D(2026, 9, 23))) == 2
    assert "2026-10-24" not in str(queries.clock(HEAD, hazard, as_of=D(2026, 10, 9)).reasons)
    assert "2026-10-24" in str(queries.clock(HEAD, hazard, as_of=TODAY).reasons)
    assert queries.find(HEAD, as_of=D(2026, 9, 20), found_by=D(2026, 9, 20)) == []
    assert [card.id for card in queries.find(HEAD, as_of=MONDAY, found_by=MONDAY)] == [hazard]
