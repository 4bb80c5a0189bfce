"""What an enterprise is: each value with its source, its day and its history in both times; unknown stays unknown."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import RequestFactory
from typer.testing import CliRunner

from anjian.ledger import actions as ledger
from anjian.ledger import queries as facts
from anjian.lib import conditions
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.registry import actions, queries
from anjian.registry.cli import app
from anjian.registry.models import Enterprise
from anjian.registry.rest import enterprises as rest

pytestmark = pytest.mark.django_db
D = dt.date
MINE = "ent:toy"
OFFICE = Viewer("acct:x", "某", "", (), (of("141002"),), frozenset(), frozenset(), frozenset({"office"}), "web")


@pytest.fixture(autouse=True)
def mine() -> None:
    actions.register(
        SYSTEM, name="示例矿业", enterprise=MINE, place="141002100", industry="0610", since=D(2020, 1, 1), staff=80
    )


def tell(since: dt.date, source: str = "企业自报", **values) -> None:
    actions.put(OFFICE, enterprise=MINE, since=since, source=source, values=values)


def position() -> int:
    ledger.sequence()
    return facts.head()


def test_each_value_has_its_source_its_day_and_its_age_and_what_nobody_told_is_not_there():
    tell(D(2021, 3, 1), hazard_class="煤矿", part_time_safety_staff=2, crowded=False)
    tell(D(2022, 5, 10), "检查核实", part_time_safety_staff=1)
    told = attributes(D(2022, 5, 20))
    assert {name: (one.value, one.source, one.seen, one.age(D(2022, 5, 20))) for name, one in told.items()} == {
        "hazard_class": ("煤矿", "企业自报", D(2021, 3, 1), 445),
        "crowded": (False, "企业自报", D(2021, 3, 1), 445),
        "part_time_safety_staff": (1, "检查核实", D(2022, 5, 10), 10),
    }
    assert attributes(D(2021, 2, 28)) == {}


def test_the_history_of_a_value_stands_in_both_times():
    tell(D(2021, 1, 1), standard_grade="三级")
    before = position()
    tell(D(2020, 6, 1), "部门交换", standard_grade="二级")  # told late, of an earlier day
    grades = [(one.value, one.since, one.until, one.source) for one in history("standard_grade")]
    assert grades == [("二级", D(2020, 6, 1), None, "部门交换")]
    known = queries.value_history(SYSTEM, MINE, known=before)["standard_grade"]
    assert [(one.value, one.since, one.until) for one in known] == [("三级", D(2021, 1, 1), None)]


def test_the_same_value_said_again_is_a_newer_word_and_an_emptied_one_is_not_known():
    tell(D(2021, 1, 1), major_source=True)
    tell(D(2022, 1, 1), "检查核实", major_source=True)
    (one,) = history("major_source")
    assert (one.since, one.source, one.seen) == (D(2021, 1, 1), "检查核实", D(2022, 1, 1))
    tell(D(2023, 1, 1), "检查核实", major_source=None)
    assert [(one.value, one.until) for one in history("major_source")] == [(True, D(2022, 12, 31)), (None, None)]
    assert attributes(D(2023, 1, 1)) == {}


def test_a_voided_word_is_gone_with_its_value_and_the_word_before_it_stands():
    tell(D(2021, 1, 1), size="小型")
    fact = actions.put(SYSTEM, enterprise=MINE, since=D(2022, 1, 1), source="普查登记", values={"size": "大型"})
    ledger.void(SYSTEM, fact.id, reason="填错了企业")
    assert [(one.value, one.source) for one in history("size")] == [("小型", "企业自报")]


@pytest.mark.parametrize(
    ("values", "source", "code", "says"),
    [
        ({"hazard_class": "危险"}, "企业自报", "registry.hazard_class", "没有“危险”这一项"),
        ({"crowded": "很多"}, "企业自报", "registry.crowded", "只填是或否"),
        ({"dust_workers": -1}, "企业自报", "registry.dust_workers", "应是0或正整数"),
        ({"dust_workers": 1.5}, "企业自报", "registry.dust_workers", "应是0或正整数"),
        ({"longitude": "200"}, "企业自报", "registry.longitude", "不是度数：200"),
        ({"latitude": "东"}, "企业自报", "registry.latitude", "不是度数：东"),
        ({"owner": "某"}, "企业自报", "registry.owner", "没有“owner”这项属性"),
        ({"name": " "}, "企业自报", "registry.name", "企业名称是空的"),
        ({"crowded": True}, "听说", "registry.source", "没有“听说”这种来源"),
    ],
)
def test_what_is_not_declared_or_does_not_fit_is_refused_and_nothing_is_written(values, source, code, says):
    before = Enterprise.objects.for_change().count(), len(facts.facts(SYSTEM))
    with pytest.raises(Refusal) as no:
        tell(D(2021, 1, 1), source, **values)
    assert (no.value.code, says in no.value.what, bool(no.value.next)) == (code, True, True)
    assert (Enterprise.objects.for_change().count(), len(facts.facts(SYSTEM))) == before


def test_only_the_office_of_its_place_tells_and_a_stranger_sees_nothing():
    tell(D(2021, 1, 1), crowded=True)
    neighbour = Viewer("acct:y", "某", "", (), (of("141021"),), frozenset(), frozenset(), frozenset({"office"}), "web")
    for who in (STRANGER, neighbour):
        assert queries.values(who, MINE, as_of=D(2021, 1, 1)) == {}
        assert queries.value_history(who, MINE) == {}
        with pytest.raises(Refusal, match="不能登记"):
            actions.put(who, enterprise=MINE, since=D(2021, 1, 1), source="企业自报", values={"crowded": False})
    assert queries.values(SYSTEM, MINE, as_of=D(2021, 1, 1))["crowded"].value is True


def test_rules_read_an_attribute_in_its_row_and_what_nobody_told_is_unknown_not_false():
    tell(D(2021, 1, 1), part_time_safety_staff=1, longitude=Decimal("111.5179750"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT part_time_safety_staff, longitude, crowded, hazard_class FROM rel_enterprise "
            "WHERE enterprise = %s AND NOT replaced AND since = %s",
            [MINE, D(2021, 1, 1)],
        )
        columns = [column.name for column in cursor.description]
        row = dict(zip(columns, cursor.fetchone(), strict=True))
    assert row == {
        "part_time_safety_staff": 1, "longitude": Decimal("111.517975"), "crowded": None, "hazard_class": None,
    }  # fmt: skip
    assert conditions.ask(conditions.parse({"part_time_safety_staff": {"at_least": 1}}), row) is True
    assert conditions.ask(conditions.parse({"crowded": False}), row) is None
    assert conditions.ask(conditions.parse({"hazard_class": ["煤矿"]}), row) is None


def test_a_merged_enterprise_names_the_one_it_went_into_and_taking_that_back_works():
    actions.register(
        SYSTEM, name="示例集团", enterprise="ent:big", place="141002", industry="0610", since=D(2019, 1, 1)
    )
    with pytest.raises(Refusal, match="没有登记企业“ent:none”"):
        actions.close(SYSTEM, enterprise=MINE, last_day=D(2022, 6, 30), successor="ent:none")
    fact = actions.close(SYSTEM, enterprise=MINE, last_day=D(2022, 6, 30), reason="合并", successor="ent:big")

    def last() -> tuple[object, object]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT until, successor FROM rel_enterprise WHERE enterprise = %s AND NOT replaced", [MINE])
            return cursor.fetchone()

    assert last() == (D(2022, 6, 30), "ent:big")
    ledger.void(SYSTEM, fact.id, reason="没有合并")
    assert last() == (None, None)


def test_by_the_command_line_values_are_typed_and_shown_with_source_and_age():
    run = CliRunner()
    told = run.invoke(
        app,
        ["set-attribute", MINE, "crowded=是", "part_time_safety_staff=2", "size=", "--source", "检查核实",
         "--since", "2021-01-01", "--seen", "2021-01-05"],
        catch_exceptions=False,
    )  # fmt: skip
    assert told.output == "已填报：示例矿业（ent:toy），3项，自2021-01-01起，检查核实\n"
    shown = run.invoke(app, ["attributes", MINE, "--as-of", "2021-01-15"], catch_exceptions=False)
    assert shown.output == (
        "企业名称：示例矿业（2020-01-01起；登记，2020-01-01，380天前）\n"
        "所在地：141002100000（2020-01-01起；登记，2020-01-01，380天前）\n"
        "状态：在营（2020-01-01起；登记，2020-01-01，380天前）\n"
        "行业：0610（2020-01-01起；登记，2020-01-01，380天前）\n"
        "从业人员：80（2020-01-01起；登记，2020-01-01，380天前）\n"
        "人员密集场所：是（2021-01-01起；检查核实，2021-01-05，10天前）\n"
        "兼职安全管理人员：2（2021-01-01起；检查核实，2021-01-05，10天前）\n"
    )
    listed = run.invoke(
        app, ["attributes", MINE, "--history", "--as-of", "2021-01-15", "--json"], catch_exceptions=False
    )
    told = [(row["attribute"], row["value"]) for row in json.loads(listed.output)]
    assert [one for one in told if one[0] not in queries.IDENTITY] == [
        ("crowded", True),
        ("part_time_safety_staff", 2),
        ("size", None),
    ]


def attributes(as_of: dt.date) -> dict[str, queries.Told]:
    told = queries.values(SYSTEM, MINE, as_of=as_of)
    return {name: one for name, one in told.items() if name not in queries.IDENTITY}


def history(name: str) -> list[queries.Told]:
    return queries.value_history(SYSTEM, MINE)[name]


def test_a_program_of_the_office_tells_values_and_reads_them_with_their_age():
    asked = RequestFactory().get("/", {"as_of": "2021-01-15"})
    asked.viewer = OFFICE
    said = {"crowded": True, "dust_workers": 12, "longitude": 111.5}
    body = rest.AttributesIn(since=D(2021, 1, 1), seen=D(2021, 1, 5), source="检查核实", values=said)
    fact = rest.set_attributes(asked, MINE, body)["fact"]
    told = rest.list_attributes(asked, MINE, rest.At())
    items = [one for one in told["items"] if one["attribute"] not in queries.IDENTITY]
    assert [(one["attribute"], one["value"], one["age_days"], str(one["fact"])) for one in items] == [
        ("crowded", True, 10, fact),
        ("dust_workers", 12, 10, fact),
        ("longitude", 111.5, 10, fact),
    ]
    assert [one for one in told["history"] if one["value"] is not None] == told["items"]
    asked.viewer = STRANGER
    for answer in (
        lambda: rest.set_attributes(asked, MINE, body),
        lambda: rest.list_attributes(asked, MINE, rest.At()),
    ):
        with pytest.raises(Refusal, match="没有找到这家企业"):
            answer()
