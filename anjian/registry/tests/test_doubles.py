"""The same firm entered twice is found, with the sum that says so; firms of one owner or one name are left alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from anjian.ledger import actions as ledger
from anjian.lib import credit_code
from anjian.lib.divisions import of
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.places import actions as places
from anjian.policy import queries as policy
from anjian.registry import actions, queries
from anjian.registry.models import Item

pytestmark = pytest.mark.django_db
D = dt.date
DAY = D(2021, 1, 1)


def code(n: int) -> str:
    first = f"91141002MA0EX{n:04d}"
    return first + credit_code.check_character(first)


@pytest.fixture(autouse=True)
def ground():
    places.load(SYSTEM, policy.PACKS / "places")


def register(name, enterprise="", n=0, *, place="141002100", industry="0610", address=None):
    told = {"told": {"address": address}, "source": "普查登记"} if address else {}
    actions.register(
        SYSTEM,
        name=name,
        credit_code=code(n) if n else "",
        enterprise=enterprise,
        place=place,
        industry=industry,
        since=D(2020, 1, 1),
        **told,
    )


def pairs(viewer=SYSTEM, **more):
    return [(one.one, one.other, one.likeness.score) for one in queries.doubles(viewer, as_of=DAY, **more)]


SAME = [
    ("宏达煤业有限公司", "宏达煤业有限责任公司", "名称相同（不计“有限公司”、括号和全半角） +45"),
    ("宏达煤业（集团）有限公司", "宏达煤业(集团)有限公司", "名称相同（不计“有限公司”、括号和全半角） +45"),
    ("ＡＢＣ化工有限公司", "abc化工有限公司", "名称相同（不计“有限公司”、括号和全半角） +45"),
    ("临汾市尧都区宏达煤业有限公司", "宏达煤业有限公司", "名称去掉地名后相同 +40"),
    ("山西临汾宏达煤业有限公司", "宏达煤业有限公司", "名称去掉地名后相同 +40"),
]


@pytest.mark.parametrize(("one", "other", "words"), SAME)
def test_one_firm_written_in_two_ways_is_found_and_says_its_sum(one, other, words):
    register(one, n=1)
    register(other, "ent:other")
    (found,) = queries.doubles(SYSTEM, as_of=DAY)
    points = 45 if "45" in words else 40
    assert {found.one, found.other} == {f"ent:{code(1)}", "ent:other"}
    assert str(found.likeness) == (
        f"{words}；同在一个乡镇 +10；行业大类相同 +5。合计 {points + 15} 分（满 50 分提请核对）"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("宏达第一加油站", "宏达第二加油站"),
        ("宏达加油站（东区）", "宏达加油站（西区）"),
        ("宏达煤业有限公司", "宏达煤业有限公司临汾分公司"),
    ],
)
def test_two_firms_of_one_owner_are_left_alone(one, other):
    register(one, "ent:one", industry="5265")
    register(other, "ent:other", industry="5265")
    assert pairs() == []


def test_one_name_with_two_codes_is_two_firms_unless_they_share_a_door_too():
    register("利民超市", n=1)
    register("利民超市", n=2)
    assert pairs() == []
    for n in (3, 4):
        register("惠民超市", n=n, address="临汾市尧都区解放路12号")
    assert pairs() == [(f"ent:{code(3)}", f"ent:{code(4)}", 50)]


def test_a_telephone_counts_and_is_not_told():
    register("利民超市", n=1, address="尧都区解放路12号")
    register("日日鲜百货", "ent:other", address="解放路12号")
    assert pairs() == []
    for one in (f"ent:{code(1)}", "ent:other"):
        values = {"contact.主要负责人.phone": "138 0000-0001"}
        actions.put(SYSTEM, enterprise=one, since=D(2020, 2, 1), source="检查核实", values=values)
    (found,) = queries.doubles(SYSTEM, as_of=DAY)
    assert str(found.likeness) == (
        "地址相同 +25；电话相同 +30；同在一个乡镇 +10；行业大类相同 +5。合计 70 分（满 50 分提请核对）"
    )


def test_who_sees_one_of_two_is_told_of_none_and_what_was_set_apart_is_not_asked_again():
    register("宏达煤业有限公司", n=1)
    register("宏达煤业有限责任公司", "ent:other", place="141021100")
    register("宏达煤业公司", "ent:third")
    county = Viewer("acct:x", "某", "", (), (of("141002"),), frozenset(), frozenset(), frozenset({"office"}), "web")
    assert pairs(county) == [(f"ent:{code(1)}", "ent:third", 60)]
    actions.set_apart(SYSTEM, one="ent:third", other=f"ent:{code(1)}", since=DAY, until=D(2021, 1, 31), reason="待查")
    assert pairs(county) == []
    assert len(queries.doubles(county, as_of=D(2021, 2, 1))) == 1
    assert pairs(STRANGER) == []


def test_rows_that_come_in_are_compared_with_files_and_with_each_other():
    register("宏达煤业有限公司", n=1)
    rows = [
        queries.Incoming("宏达煤业有限责任公司", place="141002100000", industry="0610"),
        queries.Incoming("新开加工厂", place="141002100000", industry="3360"),
        queries.Incoming("新开加工厂", place="141002100000", industry="3360"),
        queries.Incoming("另外一家", place="141002100000", industry="3360"),
    ]
    found = queries.likely_same(SYSTEM, rows, as_of=DAY)
    assert {n: [(one.enterprise, one.row, one.likeness.score) for one in likely] for n, likely in found.items()} == {
        0: [(f"ent:{code(1)}", None, 60)],
        1: [("", 2, 60)],
        2: [("", 1, 60)],
    }


def test_a_telephone_leads_from_one_file_to_another_and_to_a_row_until_it_is_erased():
    register("宏达精密机械加工有限公司", n=1)
    register("宏达精蜜机械加工有限公司", "ent:other")
    assert pairs() == []
    for one, phone in ((f"ent:{code(1)}", "138 0000-0001"), ("ent:other", "+86 13800000001")):
        values = {"contact.主要负责人.phone": phone, "contact.主要负责人.name": "示例甲"}
        told = actions.put(SYSTEM, enterprise=one, since=D(2020, 2, 1), source="检查核实", values=values)
    actions.put(
        SYSTEM, enterprise="ent:other", since=DAY, source="检查核实", values={"contact.主要负责人.name": "示例乙"}
    )
    assert pairs() == [(f"ent:{code(1)}", "ent:other", 66)]
    row = queries.Incoming(
        "示例新厂", place="141002100000", industry="0610", address="某路1号", phones=["138-0000-0001"]
    )
    assert queries.likely_same(SYSTEM, [row], as_of=DAY) == {}  # a telephone alone is no suspicion
    alike = replace(row, name="宏达精细机械加工")
    (likely,) = queries.likely_same(SYSTEM, [alike], as_of=DAY).values()
    assert {one.enterprise for one in likely} == {f"ent:{code(1)}", "ent:other"}
    stood = Item.objects.for_change().filter(phone_mark__isnull=False)
    assert stood.count() == 4  # one was cut in two when a name was told later
    for fact in {told.id, *stood.filter(enterprise="ent:other").values_list("private_in", flat=True)}:
        ledger.erase(SYSTEM, fact, ground="本人申请")
    assert pairs() == []
    assert [one.enterprise for one in stood] == [f"ent:{code(1)}"]
