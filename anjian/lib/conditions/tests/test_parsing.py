from datetime import date
from typing import Any as Anything

import pytest
import yaml

from anjian.lib.conditions import All, Any, Leaf, Not, Ref, Unset, parse, reads, say
from anjian.lib.errors import Refusal

TYPES = {"staff": "int", "sector": "text", "since": "date", "licensed": "boolean", "topics": "text[]"}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("staff: 100", Leaf("staff", "eq", 100)),
        ("sector: [C, G]", Leaf("sector", "in", ("C", "G"))),
        ("staff: {over: 100}", Leaf("staff", "gt", 100)),
        ("staff: {at_least: 100, at_most: 300}", All((Leaf("staff", "ge", 100), Leaf("staff", "le", 300)))),
        ("since: {before: 2018-01-22}", Leaf("since", "lt", date(2018, 1, 22))),
        ("since: {after: 2018-01-22}", Leaf("since", "gt", date(2018, 1, 22))),
        ("topics: {includes_all: [甲, 乙]}", Leaf("topics", "includes_all", ("甲", "乙"))),
        ("topics: {covers: $bearer.duties}", Leaf("topics", "covers", Ref("$bearer.duties"))),
        ("staff: {is_set: true}", Leaf("staff", "is_set", True)),
        ("staff: {over: {unset: 重大, setting: limit}}", Leaf("staff", "gt", Unset("重大"))),
        ("staff: {unset: 若干}", Leaf("staff", "eq", Unset("若干"))),
        ("sector: $this.sector", Leaf("sector", "eq", Ref("$this.sector"))),
        ("{staff: 1, licensed: true}", All((Leaf("staff", "eq", 1), Leaf("licensed", "eq", True)))),
        (
            "any: [{staff: {over: 100}}, {not: {sector: C}}]",
            Any((Leaf("staff", "gt", 100), Not(Leaf("sector", "eq", "C")))),
        ),
        ("all: [{staff: 1}]", All((Leaf("staff", "eq", 1),))),
    ],
)
def test_a_condition_is_read_from_data(text: str, condition: object) -> None:
    assert parse(yaml.safe_load(text), types=TYPES) == condition
    assert parse(yaml.safe_load(text)) == condition


@pytest.mark.parametrize(
    ("data", "kind", "at", "says"),
    [
        ({}, "shape", "who", "属性: 值"),
        ([1], "shape", "who", "属性: 值"),
        ({"any": []}, "shape", "who.any", "至少一个条件"),
        ({"all": {"staff": 1}}, "shape", "who.all", "列表"),
        ({"any": [{"staff": 1}, {"stuff": 1}]}, "attribute", "who.any[2].stuff", "没有“stuff”这个属性"),
        ({"staff": {"more": 1}}, "operator", "who.staff.more", "没有“more”这种比较"),
        ({"staff": {"same_holder": 1}}, "operator", "who.staff.same_holder", "same_holder"),
        ({"staff": {}}, "shape", "who.staff", "没有写比较方式"),
        ({"staff": None}, "operand", "who.staff", "None"),
        ({"staff": {"over": None}}, "operand", "who.staff.over", "None"),
        ({"staff": {"over": {2018: 6}}}, "operand", "who.staff.over", "2018"),
        ({"staff": {"over": "许多"}}, "type", "who.staff.over", "只能比较数或日期"),
        ({"staff": {"over": date(2018, 1, 1)}}, "type", "who.staff.over", "是数"),
        ({"staff": {"over": True}}, "type", "who.staff.over", "只能比较数或日期"),
        ({"since": {"before": 2018}}, "type", "who.since.before", "应是日期"),
        ({"staff": "100"}, "type", "who.staff", "是数"),
        ({"sector": [1, "C"]}, "type", "who.sector", "种类不一"),
        ({"sector": []}, "operand", "who.sector", "至少一个值"),
        ({"sector": {"in": "C"}}, "operand", "who.sector.in", "列表"),
        ({"sector": {"in": "$x"}}, "operand", "who.sector.in", "不能用$x"),
        ({"sector": ["C", "$x"]}, "operand", "who.sector", "引用$x"),
        ({"topics": "甲"}, "type", "who.topics", "是列表"),
        ({"sector": {"includes": "甲"}}, "type", "who.sector.includes", "不是列表"),
        ({"staff": {"is_set": "yes"}}, "operand", "who.staff.is_set", "true或false"),
        ({True: 1}, "key", "who", "on、off"),
        ({"staff": float("nan")}, "operand", "who.staff", "不是一个数"),
    ],
)
def test_what_is_not_in_the_grammar_is_refused_with_its_place(data: Anything, kind: str, at: str, says: str) -> None:
    with pytest.raises(Refusal) as no:
        parse(data, types=TYPES, at="who")
    assert no.value.code == f"condition.{kind}"
    assert no.value.field == at
    assert says in no.value.what
    assert no.value.next


def test_a_condition_tells_what_it_reads_and_says_itself_in_chinese() -> None:
    condition = parse(
        yaml.safe_load(
            "{staff: {over: 100}, any: [{sector: [C, G]}, {since: {before: 2018-01-22}}], not: {led_by: $bearer}}"
        )
    )
    assert reads(condition) == {"staff", "sector", "since", "led_by", "$bearer"}
    labels = {"staff": "从业人员", "sector": "行业", "since": "投用日", "led_by": "带队人", "$bearer": "本人"}
    assert say(condition, labels) == "从业人员超过100，且（行业是C或G，或投用日早于2018-01-22），且不是（带队人是本人）"
    assert say(parse({"amount": {"over": {"unset": "重大"}}})) == "amount超过“重大”（未设定）"
    assert say(parse({"staff": {"is_set": False}}), labels) == "从业人员未填"
