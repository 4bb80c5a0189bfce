"""Recording, in the caller's transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anjian.ledger import actions, handlers, queries
from anjian.ledger.events import Fact, Party
from anjian.ledger.tests.making import FIRM, LEADER, VISIT, about, committed, sql, together, unchanged, viewer, visit
from anjian.lib import canonical
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, PostHeld, Viewer


@pytest.mark.django_db
def test_a_fact_is_read_back_as_it_was_recorded() -> None:
    made = visit()
    assert (made.position, made.day, made.place, made.id.version) == (None, date(2018, 3, 12), "141021000000", 7)
    found = queries.fact(SYSTEM, made.id)
    assert found == made
    assert found.attributes == {
        "hazards": 2,
        "topics": ["煤矿", "危化"],
        "closed": True,
        "due": "2018-04-01",
        "share": 0.5,
    }
    assert found.private == {"phone": "138"}
    assert found.parties == (LEADER, FIRM)
    assert found.subjects == ("ent:001", "post:141021-fxz-1")
    assert found.party("led_by") == ("post:141021-fxz-1",)
    assert (found.origin, found.recorded_by, found.stands, found.erased) == ("live", "system", True, False)
    assert actions.sequence() == 1
    assert queries.fact(SYSTEM, made.id).position == 1 == queries.head()


@pytest.mark.django_db
def test_what_is_private_is_read_by_who_recorded_it_whom_it_is_about_and_to_whom_it_is_opened() -> None:
    clerk, other = viewer("acct:1", "141021"), viewer("acct:2", "141021")
    made = visit(clerk, private={"phone": "138", "note": "甲"})

    def reads(who: Viewer) -> tuple[dict[str, str], bool]:
        found = queries.fact(who, made.id)
        assert found is not None
        assert queries.those(who, [made.id])[made.id] == found == queries.facts(who)[0] == queries.latest(who)[0]
        return dict(found.private), found.withheld

    everything = {"phone": "138", "note": "甲"}
    assert [reads(who) for who in (SYSTEM, clerk, other)] == [(everything, False), (everything, False), ({}, True)]
    post = PostHeld(LEADER.id, "deputy_head", "副县长", "141021000000", "county", "")
    manager = PostHeld("post:firm", "", "安全员", "141021000000", "county", FIRM.id)
    colleague = PostHeld("post:141021-fxz-2", "deputy_head", "副县长", "141021000000", "county", "")
    for held, seen in ((post, everything), (manager, everything), (colleague, {})):
        assert reads(replace(other, posts=(held,))) == (seen, not seen)
    handlers.opens("records.*")(lambda who, fact: {"phone"} if who.has("recorder") else set())
    assert reads(other) == ({"phone": "138"}, True)
    assert reads(replace(other, roles=frozenset())) == ({}, True)


@pytest.mark.django_db
def test_rules_read_parties_and_attributes_without_names_and_private_content() -> None:
    made = visit()
    assert sql("SELECT role, kind, id FROM rel_party WHERE fact = %s ORDER BY role", made.id) == [
        ("inspected", "enterprise", "ent:001"),
        ("led_by", "post", "post:141021-fxz-1"),
    ]
    assert sql("SELECT attr, n, text, num, day FROM rel_attr WHERE fact = %s ORDER BY attr, n", made.id) == [
        ("closed", 0, "true", None, None),
        ("due", 0, "2018-04-01", None, date(2018, 4, 1)),
        ("hazards", 0, None, Decimal(2), None),
        ("share", 0, None, Decimal("0.5"), None),
        ("topics", 0, "煤矿", None, None),
        ("topics", 1, "危化", None, None),
    ]
    assert sql("SELECT seq, position, name, day, happened_at, place, precision, origin FROM rel_fact") == [
        (made.seq, None, "records.visit_filed", date(2018, 3, 12), VISIT, "141021000000", "minute", "live")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2018, 3, 12, 15, 59, 59, tzinfo=UTC), date(2018, 3, 12)),
        (datetime(2018, 3, 12, 16, 0, tzinfo=UTC), date(2018, 3, 13)),
        (datetime(2018, 3, 31, 23, 59, tzinfo=CHINA), date(2018, 3, 31)),
        (datetime(1988, 7, 1, 0, 0, tzinfo=CHINA), date(1988, 7, 1)),  # 1988 had summer time; a day here is UTC+8
    ],
)
def test_the_day_is_the_chinese_day_whatever_the_zone_of_the_session(instant: datetime, day: date) -> None:
    sql("SET LOCAL TimeZone = 'America/New_York'")
    assert visit(happened_at=instant).day == day


@pytest.mark.django_db
def test_a_fact_known_by_its_day_stands_at_midnight_and_today_is_not_the_future() -> None:
    today = sql("SELECT clock_timestamp()")[0][0].astimezone(CHINA)
    made = visit(happened_at=today.replace(hour=23, minute=59), precision="day")
    assert made.happened_at == today.replace(hour=0, minute=0, second=0, microsecond=0)
    assert made.day == today.date()


REFUSED = [
    ({"name": ""}, "ledger.name"),
    ({"name": " a"}, "ledger.name"),
    ({"name": "ledger.voided"}, "ledger.reserved"),
    ({"happened_at": datetime(2018, 3, 12)}, "ledger.zone"),  # noqa: DTZ001
    ({"precision": "hour"}, "ledger.precision"),
    ({"place": "999999"}, "division.province"),
    ({"parties": [Party("led_by", "robot", "r1")]}, "ledger.party_kind"),
    ({"parties": [Party("", "post", "p1")]}, "ledger.party"),
    ({"parties": [Party("led_by", "post", "")]}, "ledger.party"),
    ({"parties": [Party("at", "place", "14")]}, "division.length"),
    ({"parties": [Party("led_by", "post", "a\x00b")]}, "ledger.value"),
    ({"attributes": {"n": float("nan")}}, "ledger.value"),
    ({"attributes": {"": 1}}, "ledger.value"),
    ({"attributes": {"n": {"a": 1}}}, "ledger.value"),
    ({"attributes": {"n": [[1]]}}, "ledger.value"),
    ({"attributes": {"n": object()}}, "ledger.value"),
    ({"private": {"n": "\ud800"}}, "ledger.value"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("wrong", "code"), REFUSED, ids=[f"{code}-{n}" for n, (_, code) in enumerate(REFUSED)])
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(wrong: dict[str, object], code: str) -> None:
    with unchanged(), pytest.raises(Refusal) as no:
        visit(**wrong)
    assert no.value.code == code
    assert no.value.next


@pytest.mark.django_db
def test_a_stranger_records_nothing() -> None:
    with unchanged(), pytest.raises(Refusal) as no:
        visit(STRANGER)
    assert no.value.code == "ledger.stranger"


def test_recording_outside_a_transaction_is_refused(fresh_database: object) -> None:
    with unchanged(), pytest.raises(Refusal) as no:
        visit()
    assert no.value.code == "ledger.outside_transaction"


def test_more_than_ten_minutes_ahead_is_refused_and_nothing_half_written(fresh_database: object) -> None:
    now = sql("SELECT clock_timestamp()")[0][0]
    with unchanged(), pytest.raises(Refusal) as no:
        committed(happened_at=now + timedelta(minutes=10, seconds=30))
    assert no.value.code == "ledger.future"
    assert no.value.field == "happened_at"
    assert committed(happened_at=now + timedelta(minutes=9)).happened_at == now + timedelta(minutes=9)


def test_the_caller_may_go_on_after_a_refusal_for_the_future(fresh_database: object) -> None:
    now = sql("SELECT clock_timestamp()")[0][0]
    with transaction.atomic():
        with pytest.raises(Refusal):
            visit(happened_at=now + timedelta(days=1))
        visit(happened_at=now)
    assert sql("SELECT count(*) FROM ledger_fact") == [(1,)]


TAKEN = UUID("01890000-0000-7000-8000-000000000001")


@pytest.mark.django_db
def test_the_same_id_with_the_same_content_gives_the_same_fact_and_calls_no_handler_again() -> None:
    heard: list[UUID] = []
    handlers.within("*")(lambda fact, who: heard.append(fact.id))
    first = visit(id=TAKEN)
    with unchanged():
        again = visit(id=TAKEN)
    assert again == first
    assert heard == [TAKEN]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"name": "records.meeting_held"},
        {"happened_at": VISIT + timedelta(minutes=1)},
        {"precision": "day"},
        {"place": "141002"},
        {"parties": [LEADER]},
        {"parties": [FIRM, LEADER]},
        {"attributes": {"hazards": 3}},
        {"private": {}},
        {"parties": [LEADER, Party("inspected", "enterprise", "ent:001", "另一名称")]},
    ],
    ids=lambda other: next(iter(other)),
)
def test_the_same_id_with_another_content_is_refused(other: dict[str, object]) -> None:
    visit(id=TAKEN)
    with unchanged(), pytest.raises(Refusal) as no:
        visit(id=TAKEN, **other)
    assert no.value.code == "ledger.id_taken"


@pytest.mark.django_db
def test_the_same_id_from_another_account_is_refused() -> None:
    visit(id=TAKEN)
    with unchanged(), pytest.raises(Refusal) as no:
        visit(viewer("acct:other", "141021"), id=TAKEN)
    assert no.value.code == "ledger.id_taken"


def test_two_devices_that_send_one_id_at_once_make_one_fact(fresh_database: object) -> None:
    made = together(*[lambda: committed(id=TAKEN) for _ in range(6)])
    assert {fact.id for fact in made} == {TAKEN}
    assert sql("SELECT count(*) FROM ledger_fact") == [(1,)]


def test_a_handler_within_that_raises_undoes_the_recording(fresh_database: object) -> None:
    @handlers.within("records.*")
    def refuse(fact: Fact, who: Viewer) -> None:
        raise Refusal("不行")

    with unchanged(), pytest.raises(Refusal):
        committed()
    assert committed(name="people.appointed").name == "people.appointed"


@pytest.mark.django_db
def test_handlers_within_see_the_fact_and_what_it_voids_in_the_same_transaction() -> None:
    heard: list[tuple[str, object, bool]] = []

    @handlers.within("*")
    def look(fact: Fact, who: Viewer) -> None:
        target = queries.fact(who, UUID(fact.attributes["fact"])) if "fact" in fact.attributes else fact
        heard.append((fact.name, target.id, target.stands))

    made = visit()
    actions.void(SYSTEM, made.id, reason="登记错误")
    assert heard == [("records.visit_filed", made.id, True), ("ledger.voided", made.id, False)]


# -- who may see --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_county_sees_its_own_facts_and_what_it_recorded_and_a_stranger_none() -> None:
    county, other, city = (visit(place=p) for p in ("141021", "141002", "141000"))
    placeless = visit(place=None)
    clerk = viewer("acct:quwo", "141021")
    mine = visit(clerk, place="141000")
    assert {f.id for f in queries.facts(clerk)} == {county.id, mine.id}
    assert queries.fact(clerk, other.id) is None
    assert queries.fact(clerk, placeless.id) is None
    assert {f.id for f in queries.facts(viewer("acct:city", "141000"))} == {county.id, other.id, city.id, mine.id}
    assert queries.facts(STRANGER) == ()
    assert queries.latest(STRANGER) == ()
    assert len(queries.facts(SYSTEM)) == 5


@pytest.mark.django_db
def test_facts_are_narrowed_and_paged_by_day() -> None:
    made = [visit(happened_at=VISIT + timedelta(days=n), name="a.b" if n % 2 else "a.c") for n in range(5)]
    ids = [fact.id for fact in made]
    assert [f.id for f in queries.facts(SYSTEM)] == ids[::-1]
    assert [f.id for f in queries.facts(SYSTEM, names=["a.b"])] == [ids[3], ids[1]]
    assert [f.id for f in queries.facts(SYSTEM, since=date(2018, 3, 13), until=date(2018, 3, 14))] == [ids[2], ids[1]]
    first = queries.facts(SYSTEM, limit=2)
    rest = queries.facts(SYSTEM, limit=3, before=(first[-1].day, first[-1].seq))
    assert [f.id for f in (*first, *rest)] == ids[::-1]
    assert queries.facts(SYSTEM, party="ent:002") == ()
    assert len(queries.facts(SYSTEM, party="ent:001", place="141000")) == 5
    assert queries.facts(SYSTEM, place="141002") == ()


# -- what is digested ---------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
VALUE = st.one_of(
    TEXT,
    st.booleans(),
    st.none(),
    st.dates(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([1.0, 1e2, -0.0, 1e22, 1e-7, 5e-324, 1.7976931348623157e308, Decimal("1.50"), Decimal("1E+3")]),
)


@pytest.mark.django_db
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(TEXT.filter(bool), VALUE | st.lists(VALUE, max_size=3), max_size=4),
    st.dictionaries(TEXT, st.recursive(VALUE, lambda v: st.lists(v, max_size=3)), max_size=3),
)
def test_the_digest_taken_before_the_database_fits_what_comes_back(attributes: dict, private: dict) -> None:
    made = visit(attributes=attributes, private=private, parties=[Party("a", "matter", "m:1", "名")])
    found = queries.fact(SYSTEM, made.id)
    assert canonical.encode(found.attributes) == canonical.encode(attributes)
    assert canonical.encode(found.private) == canonical.encode(private)
    actions.sequence()
    report = queries.verify(SYSTEM)
    assert report.problems == ()
    assert report.last > 0


# -- order --------------------------------------------------------------------------------------------------------


def test_who_comes_second_for_a_subject_waits_for_the_first(fresh_database: object) -> None:
    import threading

    order: list[str] = []
    has_it = threading.Event()

    def first() -> None:
        with transaction.atomic():
            actions.lock(SYSTEM, ["ent:001"])
            has_it.set()
            threading.Event().wait(0.3)
            order.append("first")

    def second() -> None:
        has_it.wait(10)
        about("ent:001")
        order.append("second")

    def other() -> None:
        has_it.wait(10)
        about("ent:002")
        order.insert(0, "other")

    together(first, second, other)
    assert order.index("first") < order.index("second")
    assert order[0] == "other"
