"""What is told of an enterprise in one go is one fact: identity, attributes and items, nothing personal published."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import RequestFactory

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, PostHeld, Viewer
from anjian.registry import actions, queries
from anjian.registry.models import Enterprise, Item
from anjian.registry.rest import files as rest
from anjian.registry.tests.ledger_sheets import code

pytestmark = pytest.mark.django_db
D = dt.date
MINE = "ent:toy"
AT = of("141002")
OFFICE = Viewer("acct:x", "某", "", (), (AT,), frozenset(), frozenset(), frozenset({"office"}), "web")
LOOKER = Viewer("acct:z", "某", "", (), (AT,), frozenset(), frozenset(), frozenset({"auditor"}), "web")
POST = PostHeld("post:toy", "", "安全员", "141002100000", "town", MINE)
FIRM = Viewer("acct:f", "某", "", (POST,), (), frozenset(), frozenset(), frozenset({"recorder"}), "web")
LATER = D(2022, 1, 1)
SAFETY = "permit.安全生产许可证"
OWNER = code(9)


@pytest.fixture(autouse=True)
def mine() -> None:
    actions.register(
        SYSTEM, name="示例矿业", enterprise=MINE, place="141002100", industry="0610", since=D(2020, 1, 1), staff=80
    )


def put(since: dt.date, values: dict, *, viewer: Viewer = OFFICE, source: str = "检查核实", **also):
    return actions.put(viewer, enterprise=MINE, since=since, values=values, source=source, **also)


def items(viewer: Viewer = OFFICE, as_of: dt.date = LATER, **asked):
    return queries.items(viewer, MINE, as_of=as_of, **asked)


def written() -> tuple[int, int, int]:
    return Enterprise.objects.for_change().count(), Item.objects.for_change().count(), len(facts.facts(SYSTEM))


def test_one_fact_tells_identity_attributes_and_items_and_each_value_knows_its_source_and_day():
    fact = put(
        D(2021, 3, 1),
        {"staff": "126人", "crowded": "否", f"{SAFETY}.number": "晋FM001", f"{SAFETY}.expires": "2024-02-29"},
        seen=D(2021, 3, 4),
    )
    assert (fact.name, written()) == ("registry.changed", (3, 1, 2))
    told = queries.values(OFFICE, MINE, as_of=D(2021, 3, 14))
    assert [(told[name].value, told[name].source, told[name].age(D(2021, 3, 14))) for name in ("staff", "crowded")] == [
        (126, "检查核实", 10), (False, "检查核实", 10),
    ]  # fmt: skip
    assert (told["name"].value, told["name"].source, told["name"].seen) == ("示例矿业", "", D(2020, 1, 1))
    (permit,) = items(as_of=D(2021, 3, 14))
    assert (dict(permit.values), permit.source, permit.seen, permit.days_left(D(2024, 3, 2))) == (
        {"number": "晋FM001", "expires": D(2024, 2, 29)}, "检查核实", D(2021, 3, 4), -2,
    )  # fmt: skip


def test_the_same_said_again_is_no_change_of_identity_but_a_newer_word():
    put(D(2021, 1, 1), {"staff": 80, f"{SAFETY}.number": "甲"})
    fact = put(D(2022, 1, 1), {"staff": 80, f"{SAFETY}.number": "甲"}, source="企业自报")
    assert fact.name == "registry.attributes_told"
    told = queries.values(OFFICE, MINE, as_of=D(2022, 1, 2))["staff"]
    assert (told.since, told.seen, told.source) == (D(2020, 1, 1), D(2022, 1, 1), "企业自报")
    (permit,) = items(as_of=D(2022, 1, 2))
    assert (permit.source, permit.seen) == ("企业自报", D(2022, 1, 1))


def test_a_name_and_a_telephone_lie_in_private_bodies_alone_and_are_carried_on():
    put(D(2021, 1, 1), {"contact.主要负责人.name": "示例甲", "contact.主要负责人.phone": "13800000000"})
    put(D(2021, 6, 1), {"contact.主要负责人.phone": "13911111111", "contact.主要负责人.expires": "2024-06-01"})
    (card,) = items()
    assert dict(card.values) == {"name": "示例甲", "phone": "13911111111", "expires": D(2024, 6, 1)}
    newest = {who: facts.latest(who, limit=1)[0] for who in (LOOKER, OFFICE, SYSTEM)}
    assert [one.private for one in newest.values()] == [{}, *[newest[SYSTEM].private] * 2]
    assert [one.withheld for one in newest.values()] == [True, False, False]
    (hidden,) = items(LOOKER)
    assert (dict(hidden.values), hidden.hidden) == ({"expires": D(2024, 6, 1)}, True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_attr WHERE text IN ('示例甲', '13800000000', '13911111111')")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT i::text FROM registry_item i")
        assert not any("1391" in row or "示例甲" in row for (row,) in cursor.fetchall())
    ledger.erase(SYSTEM, card.fact, ground="本人要求")
    (gone,) = items()
    assert (dict(gone.values), gone.hidden) == ({"expires": D(2024, 6, 1)}, True)


def test_of_a_kind_with_several_each_number_is_one_and_without_a_number_it_must_be_clear_which():
    boiler = "equipment.锅炉"
    for number in ("锅1", "锅2"):
        put(D(2021, 1, 1), {f"{boiler}.number": number, f"{boiler}.expires": "2021-12-31"})
    put(D(2021, 6, 1), {f"{boiler}.number": "锅2", f"{boiler}.expires": "2023-12-31"})
    assert [(one.values["number"], one.values["expires"]) for one in items()] == [
        ("锅1", D(2021, 12, 31)), ("锅2", D(2023, 12, 31)),
    ]  # fmt: skip
    before = written()
    with pytest.raises(Refusal, match="锅炉有2个，分不清"):
        put(D(2021, 7, 1), {f"{boiler}.expires": "2024-12-31"})
    assert written() == before
    first = items()[0].item
    put(D(2021, 7, 1), {f"{boiler}.expires": "2024-12-31"}, item=first)
    assert {one.item: one.values["expires"] for one in items()}[first] == D(2024, 12, 31)
    with pytest.raises(Refusal, match="没有这一个电梯"):
        put(D(2021, 7, 1), {"equipment.电梯.count": 2}, item=first)


def test_an_item_ends_and_a_voided_word_takes_its_rows_back():
    put(D(2021, 1, 1), {f"{SAFETY}.number": "甲"})
    renewed = put(D(2021, 6, 1), {"crowded": True, f"{SAFETY}.number": "乙", f"{SAFETY}.expires": "2024-06-01"})
    ledger.void(SYSTEM, renewed.id, reason="填错了企业")
    assert "crowded" not in queries.values(OFFICE, MINE, as_of=LATER)
    (permit,) = items()
    ended = actions.end_item(OFFICE, enterprise=MINE, item=permit.item, last_day=D(2021, 9, 1), source="检查核实")
    assert (len(items(as_of=D(2021, 9, 1))), items(as_of=D(2021, 9, 2))) == (1, [])
    with pytest.raises(Refusal, match="没有这一项"):
        actions.end_item(OFFICE, enterprise=MINE, item=permit.item, last_day=D(2022, 1, 1), source="检查核实")
    ledger.void(SYSTEM, ended.id, reason="没有注销")
    assert [dict(one.values) for one in items()] == [{"number": "甲"}]


def test_an_enterprise_gives_its_own_word_and_leaves_what_its_office_keeps():
    fact = put(D(2021, 1, 1), {"staff": 90, f"{SAFETY}.number": "甲"}, viewer=FIRM, source="企业自报")
    assert fact.attributes["source"] == "企业自报"
    before = written()
    for values, source, says in (
        ({"regulator": "body:x"}, "企业自报", "监管部门不由企业自己填写"),
        ({"staff": 9}, "检查核实", "来源“检查核实”不由企业自己填写"),
    ):
        with pytest.raises(Refusal, match=says):
            put(D(2021, 2, 1), values, viewer=FIRM, source=source)
    with pytest.raises(Refusal, match="不能登记或变更"):
        put(D(2021, 2, 1), {"staff": 9}, viewer=LOOKER)
    assert written() == before
    assert len(items(FIRM)) == 1


def test_an_enterprise_is_entered_with_all_that_is_known_of_it_in_one_fact():
    before = len(facts.facts(SYSTEM))
    actions.register(
        OFFICE, name="示例化工", enterprise="ent:new", place="141002", industry="2614", since=D(2021, 1, 1),
        source="普查登记", told={"address": "示例路1号", "insurance.安全生产责任保险.amount": "40"},
    )  # fmt: skip
    assert len(facts.facts(SYSTEM)) == before + 1
    assert queries.values(OFFICE, "ent:new", as_of=D(2021, 1, 1))["address"].source == "普查登记"
    (insured,) = queries.items(OFFICE, "ent:new", as_of=D(2021, 1, 1), kind="insurance")
    assert insured.values == {"amount": Decimal("40.00")}


def test_items_are_for_the_county_in_which_the_firm_is_on_the_day():
    other = replace(OFFICE, places=(of("141021"),))
    put(D(2021, 1, 1), {f"{SAFETY}.number": "甲", "owner.母公司.number": OWNER})
    assert (items(other), queries.owned(other, OWNER, as_of=LATER)) == ([], {})
    actions.change(SYSTEM, enterprise=MINE, since=D(2021, 6, 1), place="141021100")
    put(D(2021, 7, 1), {"insurance.安全生产责任保险.number": "乙"}, viewer=other)
    seen = [
        [[one.values["number"] for one in items(viewer, day)], queries.owned(viewer, OWNER, as_of=day)]
        for day in (D(2021, 5, 31), LATER)
        for viewer in (OFFICE, other)
    ]
    whose = {MINE: "母公司"}
    assert seen == [[["甲", OWNER], whose], [[], {}], [[], {}], [["甲", "乙", OWNER], whose]]


def test_rules_may_read_items_but_no_name_of_a_person():
    put(D(2021, 1, 1), {"contact.主要负责人.name": "示例甲", f"{SAFETY}.expires": "2024-02-29"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, cls, expires FROM rel_enterprise_item WHERE enterprise = %s AND NOT replaced ORDER BY kind",
            [MINE],
        )
        assert cursor.fetchall() == [("contact", "主要负责人", None), ("permit", "安全生产许可证", D(2024, 2, 29))]


def test_programs_read_items_and_what_to_confirm_and_end_an_item():
    put(D(2021, 1, 1), {"crowded": True, f"{SAFETY}.number": "甲", "insurance.安全生产责任保险.amount": "40"})
    asked = RequestFactory().get("/", {"as_of": "2021-02-01"})
    asked.viewer = OFFICE
    told = rest.list_items(asked, MINE, rest.At())["items"]
    assert [(one["cls"], one["values"], one["age_days"]) for one in told] == [
        ("安全生产许可证", {"number": "甲"}, 31), ("安全生产责任保险", {"amount": 40.0}, 31),
    ]  # fmt: skip
    old = [(one["name"], bool(one["item"]), one["label"]) for one in rest.list_to_confirm(asked, MINE)["items"]]
    assert ("staff", False, "从业人员") in old
    assert ("", True, "安全生产许可证") in old
    gone = rest.EndIn(last_day=D(2021, 3, 1), source="检查核实", reason="注销")
    rest.end_item(asked, MINE, told[0]["item"], gone)
    assert [one.cls for one in items(as_of=D(2021, 3, 2))] == ["安全生产责任保险"]
    asked.viewer = STRANGER
    for answer in (
        lambda: rest.list_items(asked, MINE, rest.At()),
        lambda: rest.list_to_confirm(asked, MINE),
        lambda: rest.end_item(asked, MINE, told[1]["item"], gone),
    ):
        with pytest.raises(Refusal, match="没有找到这家企业"):
            answer()


def test_programs_read_the_dictionary_and_how_much_of_a_county_is_known():
    put(D(2021, 1, 1), {"crowded": True, "size": "小型"})
    asked = RequestFactory().get("/", {"as_of": "2021-02-01"})
    asked.viewer = OFFICE
    fields = {one["name"]: one for one in rest.list_enterprise_fields(asked)["items"]}
    assert fields["status"]["choices"][0] == {"value": "operating", "word": "在营"}
    assert rest.get_quality(asked, rest.QualityAsked(inside="141002"), rest.At()) == {
        "enterprises": 1, "asked": len(queries.asked_names()), "told": 7, "fresh": 2,
    }  # fmt: skip
    with pytest.raises(Refusal, match="不是县级以下的区划代码"):
        rest.get_quality(asked, rest.QualityAsked(inside="141000"), rest.At())
