"""The field dictionary: what an office writes becomes one checked value, or a refusal that says what to write."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from anjian.lib.errors import Refusal
from anjian.registry import queries
from anjian.registry.models import Enterprise, Item

ENTRIES = queries.dictionary()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("name", " 示例洗煤厂 ", "示例洗煤厂"),
        ("credit_code", "9111 0000 6000 3734 1l", "91110000600037341L"),
        ("place", "141002100", "141002100000"),
        ("status", "正常生产", "operating"),
        ("status", "停产停业", "suspended"),
        ("staff", "１，２００人", 1200),
        ("staff", "126", 126),
        ("crowded", "√", True),
        ("safety_body", "未设置", False),
        ("safety_body", "有", True),
        ("risk_grade", "橙色", "较大风险"),
        ("hazard_class", "危化品", "危险化学品"),
        ("longitude", "111.5179754", Decimal("111.517975")),
        ("permit.安全生产许可证.expires", "2027年3月5日", dt.date(2027, 3, 5)),
        ("permit.安全生产许可证.expires", "20270305", dt.date(2027, 3, 5)),
        ("insurance.安全生产责任保险.amount", "40.5万元", Decimal("40.50")),
        ("contact.主要负责人.name", "示例甲", "示例甲"),
        ("staff", "", None),
    ],
)
def test_what_offices_write_is_read_and_what_was_read_reads_the_same_again(name, text, value):
    entry = ENTRIES[name]
    assert entry.parse(text) == value
    assert entry.read(value) == value
    assert (entry.say(value) == "") == (value is None)


@pytest.mark.parametrize(
    ("name", "text", "says", "next"),
    [
        ("staff", "约一百", "应是0或正整数", "不清楚的留空"),
        ("staff", "12.5", "应是0或正整数", "不清楚的留空"),
        ("status", "关闭", "没有“关闭”这一项", "在营、停产停业、在建"),
        ("hazard_class", "金属冶", "没有“金属冶”这一项", "是否指“金属冶炼”？"),
        ("crowded", "可能", "只填是或否", "不清楚的留空"),
        ("industry", "C2511", "行业代码“C2511”不对", "不带门类字母"),
        ("industry", "2520", "2520（炼焦）是GB/T 4754-2011的代码", "2521（炼焦）、2522（煤制合成气生产）"),
        ("industry", "9", "GB/T 4754-2017没有行业代码“9”", "请核对"),
        ("place", "141000", "所在地要具体到县级以下", "请选到县"),
        ("permit.安全生产许可证.expires", "2027.13.1", "没有这一天", "请核对年、月、日"),
        ("permit.安全生产许可证.expires", "长期", "日期读不懂", "请写成2024-03-15的样子"),
        ("latitude", "111.5", "不是度数：111.5", "十进制的度"),
        ("name", "长" * 129, "企业名称太长", "最多128字"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_with_what_to_write(name, text, says, next):
    with pytest.raises(Refusal) as no:
        ENTRIES[name].parse(text)
    assert (no.value.field, says in no.value.what, next in no.value.next) == (name, True, True)


def test_words_that_mean_ids_are_taken_from_whoever_knows_them():
    assert ENTRIES["place"].parse("示例镇", names={"示例镇": "141002100"}) == "141002100000"
    assert ENTRIES["regulator"].parse("尧都区应急局", names={"尧都区应急局": "body:141002-ajj"}) == "body:141002-ajj"


def test_a_name_that_is_none_is_refused_with_those_that_are_near():
    with pytest.raises(Refusal, match=r"没有“staf”这项属性.*staff（从业人员）"):
        queries.named("staf")


def test_every_entry_has_a_place_to_be_kept_and_no_header_means_two_of_them():
    columns = {field.name for field in Enterprise._meta.get_fields()}
    parts = {field.name for field in Item._meta.get_fields()}
    for entry in ENTRIES.values():
        assert entry.personal or (entry.field in parts if entry.cls else entry.name in columns), entry.name
    headers = Counter(word for entry in ENTRIES.values() for word in {entry.label, *entry.synonyms})
    assert [word for word, n in headers.items() if n > 1] == []


def test_items_have_headers_that_name_their_class():
    entry = ENTRIES["contact.主要负责人.phone"]
    assert (entry.label, entry.group, entry.cls, entry.field, entry.personal) == (
        "主要负责人电话", "contact", "主要负责人", "phone", True,
    )  # fmt: skip
    assert "主要负责人联系电话" in entry.synonyms
    assert "主要负责人" in ENTRIES["contact.主要负责人.name"].synonyms
