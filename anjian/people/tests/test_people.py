"""Bodies that are renamed, posts that change hands on the 15th, vacancies, two posts of one person, in both times."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection, transaction

from anjian.ledger import actions as ledger
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, PostHeld, Viewer
from anjian.people import actions, queries, relations
from anjian.people.models import Body, Person, Post, Tenure

pytestmark = pytest.mark.django_db
D = dt.date
YAODU, QUWO = "141002000000", "141021000000"
GOV, OFFICE = "body:141002-zf", "body:141002-ajj"


@pytest.fixture(autouse=True)
def county() -> None:
    actions.found_body(SYSTEM, body=GOV, name="示例区政府", place=YAODU, classes=["government"], since=D(2016, 7, 31))
    actions.found_body(
        SYSTEM,
        body=OFFICE,
        name="示例区安监局",
        place=YAODU,
        classes=["department"],
        functions=["work_safety", "supervision_duty"],
        since=D(2016, 7, 31),
    )
    for number, name in enumerate(("示例甲", "示例乙", "示例丙"), 1):
        actions.enter_person(SYSTEM, person=f"person:p{number}", name=name, since=D(2016, 7, 31))
    for post, name, classes in (
        ("post:141002-qz", "区长", ["leading_cadre", "head_of_government"]),
        ("post:141002-fqz", "副区长", ["leading_cadre"]),
        ("post:141002-awhzr", "安委会主任", ["safety_committee_chair"]),
    ):
        actions.make_post(SYSTEM, post=post, name=name, body=GOV, classes=classes, since=D(2016, 7, 31))


def position() -> int:
    ledger.sequence()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(position) FROM ledger_position")
        return int(cursor.fetchone()[0])


def test_a_renamed_office_keeps_its_functions_and_both_names(county):
    actions.rename_body(SYSTEM, body=OFFICE, name="示例区应急管理局", since=D(2019, 1, 1))
    before, after = (queries.body(SYSTEM, OFFICE, as_of=day) for day in (D(2018, 12, 31), D(2019, 1, 1)))
    assert (before.name, after.name) == ("示例区安监局", "示例区应急管理局")
    assert before.functions == after.functions == {"work_safety", "supervision_duty"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT b.name FROM rel_body_function f JOIN rel_body b USING (body) "
            "WHERE f.function = 'work_safety' AND NOT f.replaced AND NOT b.replaced ORDER BY 1"
        )
        assert [name for (name,) in cursor.fetchall()] == ["示例区安监局", "示例区应急管理局"]


def test_a_person_moves_from_one_post_to_another_on_the_fifteenth():
    actions.appoint(SYSTEM, post="post:141002-fqz", person="person:p1", since=D(2020, 1, 1))
    known = position()
    actions.vacate(SYSTEM, post="post:141002-fqz", last_day=D(2022, 3, 14))
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p1", since=D(2022, 3, 15))

    def held(day: dt.date, known: int | None = None) -> list[str]:
        return [post.id for post in queries.posts(SYSTEM, as_of=day, known=known, person="person:p1")]

    assert held(D(2022, 3, 14)) == ["post:141002-fqz"]
    assert held(D(2022, 3, 15)) == ["post:141002-qz"]
    assert held(D(2022, 3, 15), known) == ["post:141002-fqz"]


def test_a_successor_ends_the_tenure_of_who_was_there_the_day_before():
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p1", since=D(2020, 1, 1))
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p2", since=D(2021, 6, 15))
    assert [(s.person, s.since, s.until) for s in queries.tenures(SYSTEM, post="post:141002-qz")] == [
        ("person:p1", D(2020, 1, 1), D(2021, 6, 14)),
        ("person:p2", D(2021, 6, 15), None),
    ]


def test_a_tenure_told_late_fits_between_the_ones_already_known():
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p1", since=D(2020, 1, 1))
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p3", since=D(2023, 1, 1))
    known = position()
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p2", since=D(2021, 6, 15))
    assert [(s.person, s.since, s.until) for s in queries.tenures(SYSTEM, post="post:141002-qz")] == [
        ("person:p1", D(2020, 1, 1), D(2021, 6, 14)),
        ("person:p2", D(2021, 6, 15), D(2022, 12, 31)),
        ("person:p3", D(2023, 1, 1), None),
    ]
    assert queries.holder(SYSTEM, "post:141002-qz", as_of=D(2022, 1, 1), known=known) == "person:p1"
    assert queries.holder(SYSTEM, "post:141002-qz", as_of=D(2022, 1, 1)) == "person:p2"


def test_a_post_without_a_holder_is_vacant_and_stays_a_post():
    actions.appoint(SYSTEM, post="post:141002-fqz", person="person:p1", since=D(2020, 1, 1))
    actions.vacate(SYSTEM, post="post:141002-fqz", last_day=D(2020, 6, 30))
    post = queries.post(SYSTEM, "post:141002-fqz", as_of=D(2020, 7, 1))
    assert (post.vacant, post.holder, post.name) == (True, "", "副区长")
    assert queries.post(SYSTEM, "post:141002-fqz", as_of=D(2020, 6, 30)).holder == "示例甲"
    with pytest.raises(Refusal) as no:
        actions.vacate(SYSTEM, post="post:141002-fqz", last_day=D(2021, 1, 1))
    assert no.value.code == "slices.not_running"


def test_one_person_holds_two_posts():
    for post in ("post:141002-qz", "post:141002-awhzr"):
        actions.appoint(SYSTEM, post=post, person="person:p1", since=D(2020, 1, 1))
    held = queries.posts(SYSTEM, as_of=D(2020, 1, 1), person="person:p1")
    assert [(p.name, sorted(p.classes)) for p in held] == [
        ("安委会主任", ["safety_committee_chair"]),
        ("区长", ["head_of_government", "leading_cadre"]),
    ]


def test_one_row_per_class_and_post_in_the_published_relation():
    with connection.cursor() as cursor:
        cursor.execute("SELECT class FROM rel_post WHERE post = 'post:141002-qz' ORDER BY class")
        assert [row[0] for row in cursor.fetchall()] == ["head_of_government", "leading_cadre"]


def test_a_dissolved_body_takes_its_posts_and_holders_with_it():
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p1", since=D(2020, 1, 1))
    actions.end_body(SYSTEM, body=GOV, last_day=D(2021, 12, 31))
    day = D(2022, 1, 1)
    assert queries.body(SYSTEM, GOV, as_of=day) is None
    assert queries.posts(SYSTEM, as_of=day, body=GOV) == []
    assert queries.holder(SYSTEM, "post:141002-qz", as_of=day) is None
    assert queries.holder(SYSTEM, "post:141002-qz", as_of=D(2021, 12, 31)) == "person:p1"


def test_a_voided_appointment_gives_the_post_back():
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p1", since=D(2020, 1, 1))
    wrong = actions.appoint(SYSTEM, post="post:141002-qz", person="person:p2", since=D(2021, 1, 1))
    ledger.void(SYSTEM, wrong.id, reason="文号写错，未任命")
    assert [(s.person, s.since, s.until) for s in queries.tenures(SYSTEM, post="post:141002-qz")] == [
        ("person:p1", D(2020, 1, 1), None)
    ]


def test_a_change_of_posts_is_not_superseded_but_changed():
    first = actions.appoint(SYSTEM, post="post:141002-qz", person="person:p1", since=D(2020, 1, 1))
    other = actions.enter_person(SYSTEM, person="person:p9", name="示例己", since=D(2020, 1, 1))
    with pytest.raises(Refusal) as no, transaction.atomic():
        ledger.supersede(SYSTEM, first.id, by=other, reason="x")
    assert no.value.code == "people.no_supersede"
    assert queries.holder(SYSTEM, "post:141002-qz", as_of=D(2021, 1, 1)) == "person:p1"


def test_the_name_of_a_person_goes_with_the_erased_entry():
    fact = actions.enter_person(SYSTEM, person="person:p8", name="示例戊", since=D(2020, 1, 1))
    ledger.erase(SYSTEM, fact.id, ground="本人申请删除")
    assert queries.person_names(SYSTEM, ["person:p8"]) == {"person:p8": "（已删除）"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_body WHERE body::text LIKE '%示例戊%'")
        assert cursor.fetchone()[0] == 0


LATER = D(2020, 1, 1)
CHAIR = "post:141002-qz"


def found(**changes):
    asked = {"body": "body:x", "name": "新", "place": YAODU, "classes": ["department"], "since": LATER}
    return actions.found_body(SYSTEM, **{**asked, **changes})


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (lambda: actions.appoint(SYSTEM, post="post:none", person="person:p1", since=LATER), "people.unknown_post"),
        (lambda: actions.appoint(SYSTEM, post=CHAIR, person="person:x", since=LATER), "people.unknown_person"),
        (
            lambda: actions.appoint(SYSTEM, post=CHAIR, person="person:p1", since=D(2016, 7, 30)),
            "people.post_not_standing",
        ),
        (lambda: found(body=GOV), "people.taken"),
        (lambda: found(classes=[]), "people.no_class"),
        (lambda: found(place="14100"), "division.length"),
        (lambda: actions.rename_body(SYSTEM, body=OFFICE, name=" ", since=LATER), "people.no_name"),
        (lambda: actions.rename_body(SYSTEM, body=OFFICE, name="早", since=D(2010, 1, 1)), "slices.before_start"),
        (lambda: actions.rename_body(STRANGER, body=OFFICE, name="名", since=LATER), "people.unknown_body"),
    ],
)
def test_a_refusal_changes_nothing(ask, code):
    def everything() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM rel_fact")
            facts = cursor.fetchone()[0]
        return [facts, *(m.objects.for_change().count() for m in (Body, Post, Tenure, Person))]

    before = everything()
    with pytest.raises(Refusal) as no:
        ask()
    assert (no.value.code, everything()) == (code, before)


def viewer(place: str, **more) -> Viewer:
    held = PostHeld("post:x", "leading_cadre", "某", of(place).lo, "county", "body:x")
    return Viewer(
        "acct:x",
        "某",
        "person:p2",
        (held,),
        (of(place),),
        frozenset(),
        frozenset(),
        more.get("roles", frozenset()),
        "web",
    )


def test_an_office_changes_its_own_county_and_not_the_neighbour():
    office = viewer(YAODU, roles=frozenset({"office"}))
    actions.rename_body(office, body=OFFICE, name="示例区应急管理局", since=D(2019, 1, 1))
    neighbour = viewer(QUWO, roles=frozenset({"office"}))
    said = []
    for body in (OFFICE, "body:none"):  # what they do not see is to them like what is not there
        with pytest.raises(Refusal) as no:
            actions.rename_body(neighbour, body=body, name="别县来改", since=D(2020, 1, 1))
        said.append(str(no.value).replace(body, ""))
    assert said[0] == said[1]
    with pytest.raises(Refusal, match="不能改动机构"):
        actions.rename_body(viewer(YAODU), body=OFFICE, name="不是办公室", since=D(2020, 1, 1))
    assert queries.body(SYSTEM, OFFICE, as_of=D(2020, 1, 1)).name == "示例区应急管理局"


def test_a_neighbour_county_sees_neither_posts_nor_persons_and_the_city_is_seen_by_both():
    actions.found_body(
        SYSTEM, body="body:141000-zf", name="示例市政府", place="141000", classes=["government"], since=D(2016, 7, 31)
    )
    actions.appoint(SYSTEM, post="post:141002-qz", person="person:p1", since=D(2020, 1, 1))
    day = D(2021, 1, 1)
    assert [b.id for b in queries.bodies(viewer(YAODU), as_of=day)] == ["body:141000-zf", OFFICE, GOV]
    assert [b.id for b in queries.bodies(viewer(QUWO), as_of=day)] == ["body:141000-zf"]
    assert queries.posts(viewer(QUWO), as_of=day) == []
    assert queries.person_names(viewer(QUWO), ["person:p1", "person:p2"]) == {"person:p2": "示例乙"}
    assert queries.names(viewer(QUWO), [GOV, "post:141002-qz", "person:p1"], as_of=day) == {}
    assert queries.bodies(STRANGER, as_of=day) == []
    assert queries.posts(STRANGER, as_of=day) == []


def test_persons_are_found_by_name_and_by_initials():
    assert queries.find_persons(SYSTEM, "示例乙") == [("person:p2", "示例乙")]
    assert [name for _, name in queries.find_persons(SYSTEM, "sl")] == ["示例丙", "示例甲", "示例乙"]


def test_the_published_relations_have_the_declared_columns_and_types():
    from anjian.registry.relations import RELATIONS as registry

    words = {
        "text": {"text", "varchar"},
        "int": {"int4"},
        "bigint": {"int8"},
        "boolean": {"bool"},
        "date": {"date"},
        "numeric": {"numeric"},
    }
    for relation in [*relations.RELATIONS.values(), *registry.values()]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {relation.name} LIMIT 0")
            cursor.execute(
                "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s "
                "ORDER BY ordinal_position",
                [relation.name],
            )
            found = cursor.fetchall()
        assert [name for name, _ in found] == list(relation.columns)
        assert all(kind in words[relation.columns[name].type] for name, kind in found)
