"""Who answers for a post from day to day: moves on the 15th, acting for somebody, seconded, each undone exactly."""

from __future__ import annotations

import datetime as dt

import pytest

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.divisions import of
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, PostHeld, Viewer
from anjian.people import actions, queries
from anjian.people.models import Body, Person, Post, Tenure

pytestmark = pytest.mark.django_db
D = dt.date
PLACE, GOV = "141002000000", "body:141002-zf"
MAYOR, DEPUTY, THIRD = "post:141002-qz", "post:141002-fqz", "post:141002-cw"


@pytest.fixture(autouse=True)
def county() -> None:
    actions.found_body(SYSTEM, body=GOV, name="示例区政府", place=PLACE, classes=["government"], since=D(2016, 7, 31))
    for number, name in enumerate(("示例甲", "示例乙", "示例丙"), 1):
        actions.enter_person(SYSTEM, person=f"person:p{number}", name=name, since=D(2016, 7, 31))
    for post, name in ((MAYOR, "区长"), (DEPUTY, "副区长"), (THIRD, "常务副区长")):
        actions.make_post(SYSTEM, post=post, name=name, body=GOV, classes=["leading_cadre"], since=D(2016, 7, 31))
    actions.appoint(SYSTEM, post=MAYOR, person="person:p1", since=D(2020, 1, 1))
    actions.appoint(SYSTEM, post=DEPUTY, person="person:p2", since=D(2020, 1, 1))


def rows(post: str) -> list[tuple[str, str, dt.date, dt.date | None]]:
    return [(s.person[-2:], s.kind, s.since, s.until) for s in queries.tenures(SYSTEM, post=post)]


def live() -> list[tuple[object, ...]]:
    """All that stands, without the facts that said it."""
    told = Tenure.objects.for_change().filter(replaced_by=None)
    return sorted(told.values_list("post", "person", "kind", "ground", "behalf", "since"), key=str) + sorted(
        told.values_list("post", "until"), key=str
    )


def test_a_move_on_the_fifteenth_is_one_fact_that_empties_one_post_and_fills_the_other():
    before = live()
    fact = actions.move(SYSTEM, person="person:p2", leaves=DEPUTY, takes=THIRD, since=D(2022, 3, 15))
    assert fact.name == "people.moved"
    assert rows(DEPUTY) == [("p2", "full", D(2020, 1, 1), D(2022, 3, 14))]
    assert rows(THIRD) == [("p2", "full", D(2022, 3, 15), None)]
    ledger.void(SYSTEM, fact.id, reason="写错人")
    assert live() == before


def test_moving_from_a_post_that_is_not_theirs_is_refused_and_changes_nothing():
    before = live()
    with pytest.raises(Refusal) as no:
        actions.move(SYSTEM, person="person:p3", leaves=DEPUTY, takes=THIRD, since=D(2022, 3, 15))
    assert (no.value.code, live()) == ("people.not_holder", before)


def test_who_acts_answers_from_day_to_day_and_the_holder_again_afterwards():
    fact = actions.delegate(
        SYSTEM, post=MAYOR, person="person:p2", since=D(2022, 3, 15), until=D(2022, 6, 30), ground="党组会3月10日研究"
    )
    assert rows(MAYOR) == [
        ("p1", "full", D(2020, 1, 1), D(2022, 3, 14)),
        ("p2", "acting", D(2022, 3, 15), D(2022, 6, 30)),
        ("p1", "full", D(2022, 7, 1), None),
    ]
    acting = queries.tenures(SYSTEM, post=MAYOR)[1]
    assert (acting.behalf, acting.ground) == ("person:p1", "党组会3月10日研究")
    assert [p.id for p in queries.posts(SYSTEM, as_of=D(2022, 3, 15), person="person:p2")] == [DEPUTY, MAYOR]
    assert queries.posts(SYSTEM, as_of=D(2022, 3, 15), person="person:p1") == []
    assert fact.party("behalf") == ("person:p1",)


def test_a_delegation_voided_is_as_if_never_given():
    before = live()
    fact = actions.delegate(SYSTEM, post=MAYOR, person="person:p3", since=D(2022, 3, 15), ground="批示")
    assert live() != before
    ledger.void(SYSTEM, fact.id, reason="没有批准")
    assert live() == before


def test_acting_ends_early_and_the_holder_is_back_the_next_day():
    actions.delegate(SYSTEM, post=MAYOR, person="person:p3", since=D(2022, 3, 15), ground="批示")
    actions.end_delegation(SYSTEM, post=MAYOR, last_day=D(2022, 4, 30))
    assert rows(MAYOR)[1:] == [("p3", "acting", D(2022, 3, 15), D(2022, 4, 30)), ("p1", "full", D(2022, 5, 1), None)]


def test_a_vacant_post_can_be_acted_for_and_is_vacant_again():
    actions.delegate(SYSTEM, post=THIRD, person="person:p3", since=D(2022, 1, 1), until=D(2022, 1, 31), ground="批示")
    assert rows(THIRD) == [("p3", "acting", D(2022, 1, 1), D(2022, 1, 31))]
    assert queries.post(SYSTEM, THIRD, as_of=D(2022, 2, 1)).vacant


def test_acting_over_a_gap_fills_it_and_stands_in_for_the_holder_before_it():
    actions.vacate(SYSTEM, post=MAYOR, last_day=D(2022, 3, 31))
    actions.delegate(SYSTEM, post=MAYOR, person="person:p2", since=D(2022, 3, 1), until=D(2022, 5, 31), ground="批示")
    found = [(s.person[-2:], s.behalf[-2:], s.since, s.until) for s in queries.tenures(SYSTEM, post=MAYOR)]
    assert found == [
        ("p1", "", D(2020, 1, 1), D(2022, 2, 28)),
        ("p2", "p1", D(2022, 3, 1), D(2022, 3, 31)),
        ("p2", "", D(2022, 4, 1), D(2022, 5, 31)),
    ]


def test_the_holder_who_leaves_while_somebody_acts_leaves_for_good_and_the_other_goes_on():
    actions.delegate(SYSTEM, post=MAYOR, person="person:p2", since=D(2022, 3, 15), until=D(2022, 6, 30), ground="批示")
    actions.vacate(SYSTEM, post=MAYOR, last_day=D(2022, 4, 30))
    found = [(s.person[-2:], s.behalf[-2:], s.since, s.until) for s in queries.tenures(SYSTEM, post=MAYOR)]
    assert found == [
        ("p1", "", D(2020, 1, 1), D(2022, 3, 14)),
        ("p2", "p1", D(2022, 3, 15), D(2022, 4, 30)),
        ("p2", "", D(2022, 5, 1), D(2022, 6, 30)),
    ]


def test_a_new_holder_ends_the_old_one_and_who_acted_for_them():
    actions.delegate(SYSTEM, post=MAYOR, person="person:p2", since=D(2022, 3, 15), until=D(2022, 6, 30), ground="批示")
    actions.appoint(SYSTEM, post=MAYOR, person="person:p3", since=D(2022, 5, 1))
    assert rows(MAYOR) == [
        ("p1", "full", D(2020, 1, 1), D(2022, 3, 14)),
        ("p2", "acting", D(2022, 3, 15), D(2022, 4, 30)),
        ("p3", "full", D(2022, 5, 1), None),
    ]


def test_somebody_seconded_holds_a_second_post_from_day_to_day_with_its_ground():
    actions.appoint(
        SYSTEM,
        post=THIRD,
        person="person:p2",
        since=D(2022, 1, 1),
        until=D(2022, 12, 31),
        kind="seconded",
        ground="组干函",
    )
    assert rows(THIRD) == [("p2", "seconded", D(2022, 1, 1), D(2022, 12, 31))]
    assert [p.id for p in queries.posts(SYSTEM, as_of=D(2022, 6, 1), person="person:p2")] == [THIRD, DEPUTY]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ground": " "}, "people.no_ground"),
        ({"person": "person:p1"}, "people.already_acting"),
        ({"person": "person:nobody"}, "people.unknown_person"),
        ({"until": D(2022, 3, 1)}, "people.span"),
        ({"since": D(2010, 1, 1)}, "people.post_not_standing"),
    ],
)
def test_a_wrong_delegation_is_refused_and_nothing_is_written(change, code):
    before = live()
    asked = {"post": MAYOR, "person": "person:p2", "since": D(2022, 3, 15), "ground": "批示", **change}
    with pytest.raises(Refusal) as no:
        actions.delegate(SYSTEM, **asked)
    assert (no.value.code, live()) == (code, before)
    assert facts.facts(SYSTEM, names=["people.delegated"], limit=5) == ()


def test_two_cannot_act_for_one_post_on_the_same_day():
    actions.delegate(SYSTEM, post=MAYOR, person="person:p2", since=D(2022, 3, 15), until=D(2022, 6, 30), ground="批示")
    with pytest.raises(Refusal, match="已有人代理"):
        actions.delegate(SYSTEM, post=MAYOR, person="person:p3", since=D(2022, 6, 30), ground="批示")


def test_a_fact_that_entered_a_person_is_voided_only_while_they_hold_nothing():
    entered = facts.facts(SYSTEM, names=["people.person_entered"], party="person:p2", limit=1)[0]
    with pytest.raises(Refusal, match="已经任职"):
        ledger.void(SYSTEM, entered.id, reason="重复")
    assert Person.objects.for_change().filter(id="person:p2").exists()
    unused = facts.facts(SYSTEM, names=["people.person_entered"], party="person:p3", limit=1)[0]
    ledger.void(SYSTEM, unused.id, reason="重复")
    assert not Person.objects.for_change().filter(id="person:p3").exists()


def test_a_name_is_forgotten_in_the_table_and_in_the_ledger_and_the_tenure_stays():
    now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
    actions.forget_person(SYSTEM, person="person:p2", ground="本人2026-03-01申请", now=now)
    assert queries.person_names(SYSTEM, ["person:p2"]) == {"person:p2": "（已删除）"}
    entered = facts.facts(SYSTEM, names=["people.person_entered"], party="person:p2", limit=1)[0]
    assert entered.erased
    assert rows(DEPUTY) == [("p2", "full", D(2020, 1, 1), None)]


# -- vertical bodies --------------------------------------------------------------------------------------------------

CITY = "141000000000"


def office(place: str, body: str = "", roles: frozenset[str] = frozenset({"office"})) -> Viewer:
    held = (PostHeld("post:x", "", "", place, "city", body),) if body else ()
    return Viewer("acct:x", "某", "", held, (of(place),), frozenset(), frozenset(), roles, "web")


def test_a_vertical_body_is_changed_by_the_office_above_it_and_not_by_the_county_it_stands_in():
    actions.found_body(SYSTEM, body="body:mj", name="煤监局", place=CITY, classes=["department"], since=D(2016, 7, 31))
    actions.found_body(
        SYSTEM, body="body:mj-1", name="示例煤监站", place=PLACE, classes=["department"], since=D(2018, 1, 1)
    )
    actions.place_under(SYSTEM, body="body:mj-1", superior="body:mj", since=D(2020, 1, 1))
    assert queries.body(SYSTEM, "body:mj-1", as_of=D(2019, 12, 31)).superior == ""
    assert [b.id for b in queries.below(SYSTEM, "body:mj", as_of=D(2020, 1, 1))] == ["body:mj-1"]
    with pytest.raises(Refusal, match="不能改动"):
        actions.rename_body(office(PLACE), body="body:mj-1", name="另名", since=D(2021, 1, 1))
    assert Body.objects.for_change().filter(name="另名").count() == 0
    actions.rename_body(office(CITY), body="body:mj-1", name="另名", since=D(2021, 1, 1))
    with pytest.raises(Refusal, match="不能改动"):
        actions.make_post(
            office(PLACE),
            post="post:mj",
            name="站长",
            body="body:mj-1",
            classes=["department_head"],
            since=D(2021, 1, 1),
        )
    with pytest.raises(Refusal, match="它自己"):
        actions.place_under(SYSTEM, body="body:mj", superior="body:mj-1", since=D(2022, 1, 1))


def test_who_works_in_the_superior_body_sees_the_vertical_one_and_its_posts_in_a_foreign_county():
    actions.found_body(SYSTEM, body="body:fj", name="分局", place="141021000000", classes=["x"], since=D(2018, 1, 1))
    actions.found_body(
        SYSTEM,
        body="body:zh",
        name="示例站",
        place=PLACE,
        classes=["department"],
        since=D(2018, 1, 1),
        superior="body:fj",
    )
    actions.make_post(SYSTEM, post="post:zh", name="站长", body="body:zh", classes=["x"], since=D(2018, 1, 1))
    insider, neighbour = office("141021000000", "body:fj"), office("141021000000")
    day = D(2022, 1, 1)
    assert (queries.body(insider, "body:zh", as_of=day).name, queries.post(insider, "post:zh", as_of=day).name) == (
        "示例站",
        "站长",
    )
    assert (queries.body(neighbour, "body:zh", as_of=day), queries.post(neighbour, "post:zh", as_of=day)) == (
        None,
        None,
    )
    for viewer, body, post in ((insider, "示例站", "站长"), (neighbour, None, None), (SYSTEM, "示例站", "站长")):
        assert queries.body_name(viewer, "body:zh", as_of=day) == body
        assert queries.post_name(viewer, "post:zh", as_of=day) == post
    assert Post.objects.seen_by(neighbour).filter(body=GOV).count() == 0
