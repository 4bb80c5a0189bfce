"""Listed supervision: number and level, one board a hazard, striking off, the public page, duties of the documents."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from anjian.duties import queries as duties
from anjian.hazards import queries as hazards
from anjian.hazards.tests.ground import (
    ABROAD,
    CITY,
    CITY_OFFICE,
    COUNTY,
    HEAD,
    INSPECTOR,
    OFFICE,
    OTHER,
    START,
    SUPERVISOR,
    TODAY,
    found,
    go,
    photo,
    plan,
)
from anjian.ledger import actions as ledger
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.policy import actions as policy
from anjian.policy import queries as packs
from anjian.supervision import actions, queries
from anjian.supervision.models import Listing
from anjian.supervision.tests.ground import MONDAY, put

pytestmark = pytest.mark.usefixtures("ground")
D = dt.date
DUE, AFTER = D(2026, 10, 30), D(2026, 11, 2)


def verified(hazard: str) -> None:
    """A listed hazard is rectified, accepted by a team and verified."""
    plan(hazard, MONDAY)
    go(HEAD, hazard, "finish", D(2026, 10, 20), done="已装", files=[photo(HEAD)])
    go(INSPECTOR, hazard, "accept", D(2026, 10, 21), members=3, opinion="合格", private={"names": "甲、乙、丙"})
    go(INSPECTOR, hazard, "verify", D(2026, 10, 22), found="合格")


def strike(hazard: str, viewer=SUPERVISOR) -> None:
    actions.delist(viewer, hazard, opinion="同意", day=D(2026, 10, 23), today=TODAY)


def test_numbers_of_a_body_have_no_gap_and_a_hazard_is_on_one_board_at_a_time():
    first, second, third = (found("重大") for _ in range(3))
    card = put(first, due=DUE).card
    assert (card.listing, card.listed_level, card.due) == ("督〔2026〕1号", "市级", DUE)
    with pytest.raises(Refusal) as no, transaction.atomic():
        put(first, INSPECTOR, due=DUE)
    assert no.value.code == "hazards.list.twice"
    with pytest.raises(Refusal) as no, transaction.atomic():
        put(found("一般"), due=DUE)
    assert no.value.code == "hazards.list.grade"
    assert put(second, due=DUE).card.listing == "督〔2026〕2号"
    assert (put(third, INSPECTOR, due=DUE).card.listing, Listing.objects.for_change().get(hazard=third).level) == (
        "督〔2026〕1号", "县级",
    )  # fmt: skip
    assert [board.number for board in queries.boards(INSPECTOR, as_of=AFTER)] == [
        board.number for board in sorted(queries.boards(SYSTEM, as_of=AFTER), key=lambda one: one.hazard, reverse=True)
    ]
    assert queries.boards(ABROAD, as_of=AFTER) == []


def test_an_extension_moves_the_date_on_the_board_and_only_the_listing_body_grants_it():
    hazard = found("重大")
    put(hazard, due=DUE)
    plan(hazard, MONDAY)
    go(HEAD, hazard, "ask_extension", D(2026, 10, 12), until=D(2026, 11, 20), reason="进口设备")
    with pytest.raises(Refusal) as no, transaction.atomic():
        go(INSPECTOR, hazard, "decide_extension", D(2026, 10, 13), granted=True)
    assert no.value.code == "hazards.decide.by"
    go(SUPERVISOR, hazard, "decide_extension", D(2026, 10, 13), granted=True)
    board = queries.board_of(SUPERVISOR, hazard, as_of=AFTER)
    assert (board.first_due, board.due, board.state) == (DUE, D(2026, 11, 20), "listed")


def test_what_is_late_is_said_by_a_person_and_not_against_the_clock():
    hazard = found("重大")
    put(hazard, due=DUE)
    with pytest.raises(Refusal) as no, transaction.atomic():
        actions.find_overdue(SUPERVISOR, hazard, ground="到期未改", day=DUE, today=TODAY)
    assert no.value.code == "supervision.not_late"
    assert queries.board_of(SUPERVISOR, hazard, as_of=AFTER).state == "late"
    done = actions.find_overdue(SUPERVISOR, hazard, ground="到期未改", day=AFTER, today=TODAY)
    assert done.fact.attributes["problem"] == "挂牌逾期未整改"


def test_published_is_what_was_released_and_the_end_is_released_on_its_own():
    hazard, quiet = found("重大"), found("重大")
    put(hazard, due=DUE)
    put(quiet, due=DUE)
    assert queries.public(as_of=AFTER) == []
    actions.publish(SUPERVISOR, hazard, channel="政府网站", day=D(2026, 9, 22), today=TODAY)
    assert queries.public(as_of=MONDAY) == []
    assert [(one.hazard, one.state) for one in queries.public(as_of=D(2026, 9, 22))] == [(hazard, "listed")]
    verified(hazard)
    strike(hazard)
    assert queries.public(as_of=AFTER)[0].end_published_on is None
    actions.publish(SUPERVISOR, hazard, channel="政府网站", day=D(2026, 10, 24), today=TODAY)
    (board,) = queries.public(as_of=D(2026, 10, 22))
    assert (board.state, board.delisted_on, board.end_published_on) == ("listed", None, None)
    for standing, told in ((True, {hazard, quiet}), (False, set())):
        assert {one.hazard for one in queries.boards(SYSTEM, as_of=D(2026, 10, 22), standing=standing)} == told
    assert [one.hazard for one in queries.boards(SYSTEM, as_of=AFTER, standing=True)] == [quiet]
    assert queries.boards(SYSTEM, as_of=D(2026, 9, 20)) == []
    (board,) = queries.public(as_of=AFTER)
    assert (board.state, board.delisted_on, board.end_published_on) == ("delisted", D(2026, 10, 23), D(2026, 10, 24))
    with pytest.raises(Refusal) as no, transaction.atomic():
        actions.publish(INSPECTOR, hazard, channel="政府网站", day=D(2026, 10, 24), today=TODAY)
    assert no.value.code == "supervision.by"
    with pytest.raises(Refusal) as no, transaction.atomic():
        actions.publish(ABROAD, hazard, channel="政府网站", day=D(2026, 10, 24), today=TODAY)
    assert no.value.code == "supervision.missing"


def test_a_voided_listing_is_no_listing_and_its_number_is_given_again():
    hazard = found("重大")
    moved = put(hazard, due=DUE)
    ledger.void(SUPERVISOR, moved.fact, reason="挂错")
    assert not hazards.hazard(SUPERVISOR, hazard).listed
    assert queries.board_of(SUPERVISOR, hazard, as_of=AFTER) is None
    assert put(hazard, due=DUE).card.listing == "督〔2026〕1号"


@pytest.fixture
def nantong():
    """The city has taken over the document with the figures of listings."""
    policy.load_pack(SYSTEM, packs.read(packs.PACKS / "nantong-2015"))
    policy.adopt(SYSTEM, document="nantong-2015", place=CITY, since=D(2018, 1, 22))


def test_listing_and_publishing_here_meet_what_the_documents_ask(nantong):
    hazard = found("重大")
    put(hazard, INSPECTOR, due=DUE)
    rule = "nantong-2015/listing-on-website"

    def asked() -> list[tuple[str, str]]:
        rows = duties.verdicts(SYSTEM, as_of=AFTER, rules=[rule])
        return [(row.outcome.value, row.bearer) for row in rows if row.outcome != "no_subject"]

    assert asked() == [("undated", OFFICE)]
    actions.publish(INSPECTOR, hazard, channel="政府网站", day=D(2026, 9, 22), today=TODAY)
    assert asked() == [("met_entered_late", OFFICE)]  # recorded now, of a day in September
    assert CITY_OFFICE not in {bearer for _, bearer in asked()}


def test_the_figures_of_the_document_count_at_once_what_is_listed_and_followed_up_here(nantong):
    governments = {COUNTY: "body:141002-zf", OTHER: "body:141021-zf"}
    for place, body in governments.items():
        people.found_body(SYSTEM, body=body, name=body, place=place, classes=["government"], since=START)

    def figures() -> dict[str, tuple[str, str, str]]:
        return {one.bearer: (one.need, one.have, one.outcome) for one in queries.figures(SYSTEM, as_of=AFTER)}

    assert figures() == {
        governments[COUNTY]: ("25", "0", "unscheduled"),  # a district; the text sets no period
        governments[OTHER]: ("30", "0", "unscheduled"),  # a county
        CITY_OFFICE: ("", "0", "unknown"),  # nothing is listed: no rate, and no 100 %
    }
    first, second, theirs = (found("重大") for _ in range(3))
    put(theirs, INSPECTOR, due=DUE)
    put(first, due=DUE)
    put(second, due=DUE)
    actions.follow(SUPERVISOR, first, found="正在采购", day=D(2026, 9, 25), today=TODAY)
    half = {governments[COUNTY]: ("25", "1", "unscheduled"), governments[OTHER]: ("30", "0", "unscheduled")}
    assert figures() == {**half, CITY_OFFICE: ("2", "1", "short")}
    actions.follow(SUPERVISOR, second, found="已停用", day=D(2026, 9, 26), today=TODAY)
    assert figures() == {**half, CITY_OFFICE: ("2", "2", "met_entered_late")}  # recorded now, of days in September
    assert [one.bearer for one in queries.figures(ABROAD, as_of=AFTER)] == [governments[OTHER]]
