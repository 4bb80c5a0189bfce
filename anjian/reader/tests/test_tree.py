"""Headings as printed, titles only where there is one, paths a person would write, blocks that cover everything."""

from __future__ import annotations

import pytest

from anjian.reader import read_text
from anjian.reader.events import Reading


def _headings(reading: Reading) -> list[tuple[str, str | None, int, str]]:
    return [(one.number, one.title, one.level, one.cite) for one in reading.headings]


def _covers(reading: Reading) -> bool:
    ends = [block.end for block in reading.blocks]
    return [block.start for block in reading.blocks] == [0, *ends[:-1]] and ends[-1] == len(reading.clean.text)


PLAN = """青山市隧道检查方案

一、总体要求
隧道检查坚持属地管理。
二、主要任务
（一）落实责任。各县每月检查1次。
1.明确人员
（1）逐座登记；
（2）逐座拍照。
2.建立台账：一座一档。
（二）对未检查的隧道，由市交通局负责督促。
1）先公路隧道
①长隧道
三、保障措施
一是加强领导。二是落实经费。
——坚持预防为主。
各县、各部门要在年底前报送总结。
"""


def test_the_usual_families_nest_and_run_in_titles_end_at_the_first_stop():
    reading = read_text(PLAN)
    assert _headings(reading) == [
        ("一、", "总体要求", 1, "一"),
        ("二、", "主要任务", 1, "二"),
        ("（一）", "落实责任", 2, "二（一）"),
        ("1.", "明确人员", 3, "二（一）1"),
        ("（1）", None, 4, "二（一）1（1）"),
        ("（2）", None, 4, "二（一）1（2）"),
        ("2.", "建立台账", 3, "二（一）2"),
        ("（二）", None, 2, "二（二）"),
        ("1）", "先公路隧道", 5, "二（二）1"),
        ("①", "长隧道", 6, "二（二）1①"),
        ("三、", "保障措施", 1, "三"),
    ]
    assert _covers(reading)
    text = reading.clean.text
    cited = [(block.cite, text[block.start : block.end].strip()) for block in reading.blocks if block.kind == "text"]
    assert ("三 一是", "一是加强领导。") in cited
    assert ("三 二是", "二是落实经费。") in cited
    assert ("三 第1项", "——坚持预防为主。") in cited
    assert cited[-1] == ("结尾段", "各县、各部门要在年底前报送总结。")


def test_a_number_is_given_as_printed_and_stands_where_it_is_printed():
    text = "关于隧道的意见\n  (一)检查。每月1次。\n  (二)登记。\n"
    reading = read_text(text)
    assert [(one.number, one.title) for one in reading.headings] == [("(一)", "检查"), ("(二)", "登记")]
    assert [text[one.start : one.start + 3] for one in reading.headings] == ["(一)", "(二)"]


STATUTE = """青山省桥梁条例
（2001年3月2日青山省人民代表大会常务委员会第一次会议通过　2019年6月1日第三次会议修订）

目　录
第一章　总　则
第二章　养　护
　第一节　公路桥梁
第三章　附　则

第一章　总　则
第一条　为了养护桥梁，制定本条例。
第二条　养护单位应当建档。

乡镇应当每季度检查一次。

第二章　养　护
第一节　公路桥梁
第三条　下列桥梁应当逐座检查：
（一）特大桥；
（二）大桥。
前款规定的桥梁每月检查一次。
第四条之一　依照第二条第一款建档的，不再登记。
第三章　附　则
第五条【施行日期】本条例自2019年9月1日起施行。
"""


def test_a_statute_with_a_table_of_contents_is_read_once():
    reading = read_text(STATUTE)
    assert _headings(reading) == [
        ("第一章", "总则", 1, "第一章"),
        ("第一条", None, 3, "第一条"),
        ("第二条", None, 3, "第二条"),
        ("第二章", "养护", 1, "第二章"),
        ("第一节", "公路桥梁", 2, "第二章 第一节"),
        ("第三条", None, 3, "第三条"),
        ("（一）", None, 4, "第三条第一款第（一）项"),
        ("（二）", None, 4, "第三条第一款第（二）项"),
        ("第四条之一", None, 3, "第四条之一"),
        ("第三章", "附则", 1, "第三章"),
        ("第五条", "施行日期", 3, "第五条"),
    ]
    text = reading.clean.text
    cited = {text[block.start : block.end].strip(): block.cite for block in reading.blocks}
    assert cited["乡镇应当每季度检查一次。"] == "第二条第二款"
    assert cited["第二条　养护单位应当建档。"] == "第二条第一款"
    assert cited["前款规定的桥梁每月检查一次。"] == "第三条第二款"
    assert [block.kind for block in reading.blocks].count("chrome") == 5


def test_an_emergency_plan_numbered_by_decimals():
    reading = read_text(
        "青山市隧道事故应急预案\n1 总则\n1.1 编制目的\n科学应对。\n1.2 适用范围\n2公里以上的隧道。\n"
        "2 组织体系\n2.1 指挥部\n2.1.1 职责\n每半年开会1次。\n"
    )
    assert _headings(reading) == [
        ("1", "总则", 1, "1"),
        ("1.1", "编制目的", 2, "1.1"),
        ("1.2", "适用范围", 2, "1.2"),
        ("2", "组织体系", 1, "2"),
        ("2.1", "指挥部", 2, "2.1"),
        ("2.1.1", "职责", 3, "2.1.1"),
    ]


def test_numbers_that_run_on_across_parts_stay_with_their_part():
    reading = read_text(
        "关于隧道的意见\n一、检查\n（一）公路\n1.长隧道。\n2.短隧道。\n（二）铁路\n3.高铁隧道。\n二、保障\n（三）经费\n"
    )
    assert [one.cite for one in reading.headings] == [
        "一", "一（一）", "一（一）1", "一（一）2", "一（二）", "一（二）3", "二", "二（三）",
    ]  # fmt: skip


def test_a_document_that_puts_bracketed_numbers_below_figures_is_read_its_way():
    reading = read_text("关于隧道的通知\n1.检查\n（一）公路\n（二）铁路\n2.登记\n（一）市里\n（二）县里\n")
    assert [(one.level, one.cite) for one in reading.headings] == [
        (1, "1"), (2, "1（一）"), (2, "1（二）"), (1, "2"), (2, "2（一）"), (2, "2（二）"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "1.5公里以上的隧道应当设置照明。",
        "2022年9月底前完成。",
        "（一）项所称隧道包括涵洞。",
        "第三条规定的隧道除外。",
        "一、二级公路的隧道由市里养护。",
    ],
)
def test_what_only_looks_like_a_number_makes_no_heading(line: str):
    assert read_text(f"关于隧道的意见\n各县要认真检查。\n{line}\n").headings == ()


def test_attachments_have_their_own_cites_and_a_list_of_them_is_none():
    reading = read_text(
        "关于隧道的通知\n各县：\n一、检查。\n附件：1.检查表\n　　　2.汇总表\n青山市交通局\n2022年3月4日\n"
        "附件1\n检查表\n一、基本情况\n附件2\n汇总表\n序号\t隧道\t长度\n1\t青山隧道\t300米\n"
        "2\t白水隧道\t\n"
    )
    assert [one.cite for one in reading.headings] == ["一", "附件1 一"]
    rows = [block for block in reading.blocks if block.kind == "table_row"]
    text = reading.clean.text
    assert [(row.cite, row.header, [text[start:end] for start, end in row.cells]) for row in rows] == [
        ("附件2 第1行", True, ["序号", "隧道", "长度"]),
        ("附件2 序号1", False, ["1", "青山隧道", "300米"]),
        ("附件2 序号2", False, ["2", "白水隧道"]),
    ]
    assert reading.as_dict()["tables"][0]["rows"][1]["cells"] == ["1", "青山隧道", "300米"]


def test_the_names_of_the_parts_of_a_table_do_not_break_it():
    reading = read_text("任务清单\n序号\n任务\n一、检查\n1\n查照明\n二、登记\n2\n登记台账\n3\n报送\n")
    rows = [block for block in reading.blocks if block.kind == "table_row"]
    assert [(row.table, row.header, row.cite) for row in rows] == [
        (0, True, "表1 第1行"), (0, False, "一 序号1"), (0, False, "二 序号2"), (0, False, "二 序号3"),
    ]  # fmt: skip
    assert [(one.number, one.title) for one in reading.headings] == [("一、", "检查"), ("二、", "登记")]


def test_a_text_without_structure_is_read_and_said_to_be_without():
    reading = read_text("各县每月检查隧道1次。\n各县每年报送总结1次。\n")
    assert reading.headings == ()
    assert "没有找到层次序号（一、（一）1. 或者第几条），按自然段阅读" in reading.notices
    assert _covers(reading)
