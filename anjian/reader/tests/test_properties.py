"""What holds for any text at all: no crash, exact quotes, the same twice, clean stays clean, everything covered."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anjian.reader import read_text
from anjian.reader.cleaning import clean

_PIECES = [
    "一、", "（二）", "(三)", "1.", "2、", "（1）", "①", "第一章", "第二条", "第十条之一", "——", "一是", "目录",
    "附件1", "附件：", "序号", "\t", "\n", "\n\n", "\r\n", "\u3000\u3000", "  ", "\u00a0", "\u200b", "。", "；",
    "：", "，", ",", ":", "(", ")", "“", "”", "《", "》", "\\n", "&nbsp;", "<p>", "</p>", "# ", "**",
    "[bookmark: a]", "業(yè)", "隱(yǐn)患", "著力", "!保ü\ue07f房瓦\\", "�", "⻓", "关于隧道的通知",
    "青政发〔2021〕5号", "各县人民政府：", "2021年3月4日", "二〇二一年三月四日", "市交通局", "应当", "不得",
    "每月检查1次", "于9月底前完成", "不少于30个", "处一万元以上三万元以下罚款", "发布时间：2021-01-01",
    "首页 > 文件", "ICP备1号", "彩票", "在线观看", "— 3 —", "有效期五年", "自印发之日起施行", "临汾市", "问：",
    "答：", "甲", "x", "5",
]  # fmt: skip
ANY = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(_PIECES), max_size=40).map("".join),
    st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=6)), max_size=25).map("".join),
)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@MANY
@given(ANY)
def test_any_text_goes_in_and_every_offset_quotes(text: str):
    reading = read_text(text)
    for repair in reading.clean.repairs:
        assert repair.was == text[repair.start : repair.end]
    for heading in reading.headings:
        assert 0 <= heading.start <= len(text)
    for quantity in reading.quantities:
        assert quantity.quote == text[quantity.start : quantity.end]
    for sentence in reading.sentences:
        assert 0 <= sentence.start <= sentence.end <= len(text)
    json.dumps(reading.as_dict(), ensure_ascii=False)


@MANY
@given(ANY)
def test_blocks_cover_the_cleaned_text_once_and_in_order(text: str):
    reading = read_text(text)
    ends = [block.end for block in reading.blocks]
    assert [block.start for block in reading.blocks] == [0, *ends[:-1]][: len(ends)]
    assert (ends[-1] if ends else 0) == len(reading.clean.text)
    for block in reading.blocks:
        assert block.start < block.end
        assert all(block.start <= start <= end <= block.end for start, end in block.cells)


@MANY
@given(ANY)
def test_cleaning_a_cleaned_text_changes_nothing(text: str):
    once = clean(text)
    again = clean(once.text)
    assert again.text == once.text
    assert all(repair.was == repair.now for repair in again.repairs)


@MANY
@given(ANY)
def test_places_of_cleaned_characters_never_fall_back(text: str):
    cleaned = clean(text)
    assert len(cleaned.at) == len(cleaned.text) + 1
    assert len(cleaned.until) == len(cleaned.text)
    assert all(one <= other for one, other in zip(cleaned.at, cleaned.at[1:], strict=False))
    assert cleaned.at[-1] == len(text)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(ANY)
def test_reading_twice_gives_the_same(text: str):
    assert read_text(text) == read_text(text)
