"""A listed hazard that is late: the rule of the document lapses on the day the listing names, and its ladder climbs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction

from anjian.duties import actions as duties
from anjian.duties import queries as verdicts
from anjian.hazards import queries as hazards
from anjian.hazards.tests.ground import (
    CITY,
    COUNTY,
    FIRM,
    HEAD,
    INSPECTOR,
    START,
    SUPERVISOR,
    TODAY,
    TOWN,
    found,
    go,
    photo,
    plan,
)
from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.ledger.events import Party
from anjian.lib.divisions import normal, of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, PostHeld, Viewer
from anjian.people import actions as people
from anjian.policy import actions as policy
from anjian.policy import queries as packs
from anjian.records import actions as records
from anjian.supervision import queries
from anjian.supervision.tests.ground import MONDAY, put

D = dt.date
DUE = D(2026, 10, 7)
"""The last day of the holidays."""
RECTIFIED, TALK, EXPOSE, IDLE = (
    f"linfen-2018/{name}"
    for name in (
        "listed-hazard-rectified", "talk-on-listed-overdue", "exposure-on-listed-overdue", "talk-on-idle-supervision",
    )
)  # fmt: skip
CITY_GOVERNMENT, GOVERNMENT = "body:141000-zf", "body:141002-zf"
CHIEF = Viewer(
    "acct:chief", "区长", "person:chief",
    (PostHeld("post:chief", "government_head", "区长", "141002000000", "county", GOVERNMENT),),
    (of(COUNTY),), frozenset(), frozenset(), frozenset({"recorder"}), "web",
)  # fmt: skip


@pytest.fixture(autouse=True)
def document(ground):
    """The city runs the ladder of its document; "within" and "wait" are what it has set itself."""
    for body, place in ((CITY_GOVERNMENT, CITY), (GOVERNMENT, COUNTY)):
        people.found_body(SYSTEM, body=body, name=body, place=place, classes=["government"], since=START)
    whole = packs.read(packs.PACKS / "linfen-2018")
    wanted = {RECTIFIED, TALK, EXPOSE, IDLE}
    sections = tuple(
        replace(one, rules=tuple(rule for rule in one.rules if rule.id in wanted)) for one in whole.sections
    )
    policy.load_pack(SYSTEM, replace(whole, sections=sections))
    policy.adopt(SYSTEM, document="linfen-2018", place=CITY, since=D(2018, 1, 22))
    decided = replace(SYSTEM, name="示例市安委会")
    for rule, field, value in ((TALK, "within", "5 workdays"), (EXPOSE, "wait", "5 workdays")):
        policy.set_value(
            decided, rule=rule, field=field, place=CITY, value=value, since=D(2019, 1, 1), ground="会议决定"
        )
    duties.climb(as_of=MONDAY)  # the worker's clock is set


def listed() -> str:
    """A major hazard that the city put on the board, with a plan."""
    hazard = found("重大", day=MONDAY)
    put(hazard, due=DUE)
    plan(hazard, MONDAY)
    return hazard


def judged(as_of: dt.date, rule: str = RECTIFIED) -> list[tuple[str, dt.date | None]]:
    """What is said of each duty under a rule on a day."""
    rows = verdicts.verdicts(SYSTEM, as_of=as_of, rules=[rule])
    return sorted((row.outcome.value, row.due) for row in rows if row.bearer)


def climbed(hazard: str, as_of: dt.date = TODAY) -> list[tuple[str, dt.date, str, str]]:
    """The rungs that a hazard has led to: how their title ends, when, whose, what became of them."""
    return [(one.title[-6:], one.reached, one.target, one.state) for one in queries.ladder(SYSTEM, hazard, as_of=as_of)]


FIRST = ("约谈告诫企业", D(2026, 10, 8), GOVERNMENT, "proposed")
SECOND = ("公开曝光企业", D(2026, 10, 15), GOVERNMENT, "proposed")
HIGHER = ("上级政府约谈", D(2026, 10, 15), CITY_GOVERNMENT, "proposed")


def test_each_rung_is_climbed_on_its_day_past_the_holidays_and_their_make_up_day():
    hazard = listed()
    assert duties.climb(as_of=DUE) == 0
    assert judged(DUE) == [("due", DUE)]
    assert duties.climb(as_of=D(2026, 10, 8)) == 1
    assert judged(D(2026, 10, 8)) == [("overdue", DUE)]
    assert climbed(hazard) == [FIRST]
    # five working days from Thursday the 8th: 9, 10 (a Saturday at work), 12, 13, 14
    assert judged(D(2026, 10, 8), TALK) == [("due", D(2026, 10, 14))]
    assert duties.climb(as_of=D(2026, 10, 14)) == 0
    assert duties.climb(as_of=D(2026, 10, 15)) == 2
    assert climbed(hazard) == [FIRST, HIGHER, SECOND]
    assert [one.about for one in queries.ladder(SYSTEM, hazard, as_of=TODAY)] == [
        "示例钢铁有限公司", GOVERNMENT, "示例钢铁有限公司",
    ]  # fmt: skip
    assert {one.chip for one in queries.ladder(SYSTEM, hazard, as_of=TODAY)} == {"临发1号二十六条"}
    assert climbed(hazard, as_of=D(2026, 10, 14)) == [FIRST]
    assert duties.climb(as_of=D(2026, 10, 16)) == 0


def test_the_talk_that_was_held_in_time_keeps_the_next_body_out_and_the_clock_only_proposes():
    hazard = listed()
    duties.climb(as_of=D(2026, 10, 8))
    (rung,) = verdicts.proposals(CHIEF)
    assert verdicts.proposals(SUPERVISOR) == []
    assert duties.respond(CHIEF, rung=rung.id, do="take", ground="到期没有改好") == "owed"
    records.record(
        CHIEF, "oversight.talked", day=D(2026, 10, 14), place=COUNTY, today=TODAY,
        parties=[Party("by", "body", GOVERNMENT), Party("of", "enterprise", FIRM)],
    )  # fmt: skip
    duties.climb(as_of=D(2026, 10, 15))
    assert duties.review(as_of=D(2026, 10, 15)) == 1
    assert climbed(hazard) == [(*FIRST[:3], "taken"), SECOND]


def test_an_extension_moves_the_day_for_the_rule_and_for_the_board_and_one_that_is_not_granted_does_not():
    longer, refused = listed(), listed()
    for hazard, granted in ((longer, True), (refused, False)):
        go(HEAD, hazard, "ask_extension", D(2026, 9, 28), until=D(2026, 10, 9), reason="进口设备")
        go(SUPERVISOR, hazard, "decide_extension", D(2026, 9, 29), granted=granted)
    for hazard in (longer, refused):
        (duty,) = [one for one in verdicts.verdicts(SYSTEM, as_of=DUE, rules=[RECTIFIED]) if fact(hazard) == one.matter]
        assert duty.due == queries.board_of(SYSTEM, hazard, as_of=DUE).due
    assert judged(D(2026, 10, 9)) == [("due", D(2026, 10, 9)), ("overdue", DUE)]
    duties.climb(as_of=D(2026, 10, 9))
    assert (climbed(longer), climbed(refused)) == ([], [FIRST])
    duties.climb(as_of=D(2026, 10, 10))
    assert climbed(longer) == [("约谈告诫企业", D(2026, 10, 10), GOVERNMENT, "proposed")]


def fact(hazard: str) -> str:
    """The fact of the listing."""
    return next(str(one.id) for one in hazards.story(SYSTEM, hazard) if one.name == "supervision.listed")


def test_a_pause_does_not_stop_the_day_of_the_listing_until_the_office_names_another_on_going_on():
    hazard = listed()
    go(INSPECTOR, hazard, "suspend", D(2026, 9, 24), reason="汛期")
    assert judged(D(2026, 10, 8)) == [("overdue", DUE)]
    card = go(INSPECTOR, hazard, "resume", D(2026, 10, 8))
    # fourteen days did not count: from the 25th of September to the 8th of October
    assert card.due == D(2026, 10, 21)
    assert judged(D(2026, 10, 8)) == [("due", D(2026, 10, 21))]
    assert queries.board_of(SYSTEM, hazard, as_of=D(2026, 10, 8)).state == "listed"


def test_what_is_rectified_late_closes_what_nobody_acted_on_and_a_voided_listing_leads_nowhere():
    late, wrong = listed(), listed()
    duties.climb(as_of=D(2026, 10, 9))
    assert climbed(late) == climbed(wrong) == [FIRST]
    go(HEAD, late, "finish", D(2026, 10, 9), done="已装", files=[photo(HEAD)])
    assert duties.review(as_of=D(2026, 10, 9)) == 1
    assert (climbed(late)[0][3], climbed(wrong)[0][3]) == ("closed", "proposed")
    with pytest.raises(Refusal), transaction.atomic():
        ledger.void(HEAD, fact(wrong), reason="不想被约谈")
    assert climbed(wrong) == [FIRST]
    assert judged(D(2026, 10, 9)) == [("met_late", DUE), ("overdue", DUE)]


def test_a_government_sees_each_open_major_hazard_with_its_days_and_urges_who_has_not_put_it_right():
    late, gone = listed(), listed()
    found("一般", day=MONDAY)
    go(HEAD, gone, "finish", DUE, done="已装", files=[photo(HEAD)])
    told = hazards.find(CHIEF, as_of=D(2026, 10, 10), grade="重大")
    assert {card.id: (card.due, card.late(D(2026, 10, 10))) for card in told} == {late: (DUE, True), gone: (DUE, False)}
    rows = verdicts.owed_by(CHIEF, bearers=[FIRM], since=MONDAY, as_of=D(2026, 10, 10))
    (owed,) = [row for row in rows if row.rule == RECTIFIED and row.outcome.open]
    assert (owed.due, owed.place) == (DUE, normal(TOWN))
    assert duties.urge(CHIEF, [owed], as_of=D(2026, 10, 10)) == 1
    (letter,) = facts.facts(SYSTEM, names=["letters.sent"])
    assert {(party.role, party.id) for party in letter.parties} == {("by", GOVERNMENT), ("to", FIRM)}
    with pytest.raises(Refusal) as no, transaction.atomic():
        duties.urge(CHIEF, [owed], as_of=D(2026, 10, 10))
    assert no.value.code == "duties.urged"
    assert len(facts.facts(SYSTEM, names=["letters.sent"])) == 1
