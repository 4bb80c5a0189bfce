"""Sentences: every word in exactly one, each with one disposition; draft rules with the words of each field."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anjian.reader import rules
from anjian.reader.actors import subject
from anjian.reader.events import Clean, Heading
from anjian.reader.sentences import REASONS
from anjian.reader.tests.reading import POLICY, read, split


def test_every_word_lies_in_exactly_one_sentence():
    text = "第一条 站长应当每月巡线一次；发现漏点的，2小时内报修。\n（一）登记；\n（二）挂牌。"
    sentences = split(text)
    covered = [place for one in sentences for place in range(one.start, one.end)]
    assert len(covered) == len(set(covered))
    assert "".join(text[place] for place in sorted(covered)) == text.replace("\n", "")


@pytest.mark.parametrize(
    ("text", "disposition", "reason"),
    [
        ("水务部门应当每月巡线一次。", "drafted", None),
        ("加强泵站夜间值守，完善交接班记录。", "drafted", None),
        ("本办法所称二次供水，是指通过加压设施供水的方式。", "definition", None),
        ("擅自启封水表的，由水务部门责令改正，处二百元以上一千元以下罚款。", "liability", None),
        ("法律、法规对供水另有规定的，从其规定。", "of_others", None),
        ("为了加强供水管理，根据有关法律，结合本市实际，制定本办法。", "unmapped", "basis"),
        ("本市行政区域内的供水活动，适用本办法。", "unmapped", "scope"),
        ("本办法自2031年5月1日起施行。", "unmapped", "in_force"),
        ("各区人民政府，市政府各部门、各直属单位：", "unmapped", "salutation"),
        ("现将《某市供水办法》印发给你们，请认真贯彻执行。", "unmapped", "forwarding"),
        ("供水单位应当履行下列职责：", "unmapped", "lead_in"),
        ("近两年全市供水取得了明显成效。", "unmapped", "report"),
    ],
)
def test_a_sentence_has_one_disposition_and_says_why_when_it_is_not_mapped(text, disposition, reason):
    [sentence] = split(text)
    assert (sentence.disposition, sentence.reason) == (disposition, reason)
    assert reason is None or reason in REASONS


def test_what_is_no_policy_gives_no_drafts():
    news = replace(POLICY, is_policy=False)
    [sentence] = split("记者了解到，泵站每月巡线一次。", news)
    assert (sentence.disposition, sentence.reason) == ("unmapped", "not_policy")
    assert rules.draft(Clean.of("站长应当每月巡线一次。"), split("站长应当每月巡线一次。", news), [], (), news) == []


def test_a_heading_that_only_names_its_place_is_no_duty():
    text = "（一）供水安全。供水单位应当每月检漏一次。"
    heading = Heading("（一）", "供水安全", 1, 0, 0, 7, "（一）")
    first, second = split(text, headings=(heading,))
    assert (first.reason, text[first.start : first.end]) == ("heading", "（一）供水安全。")
    assert (second.disposition, second.actors) == ("drafted", ("供水单位",))


@pytest.mark.parametrize(
    ("clause", "who"),
    [
        ("市、县人民政府应当加强领导", ("市、县人民政府",)),
        ("供水单位和用水单位应当签订合同", ("供水单位", "用水单位")),
        ("县级以上人民政府水务部门依法对供水实施监督", ("县级以上人民政府水务部门",)),
        ("由水务部门责令改正", ("水务部门",)),
        ("负责抢修的单位应当在两小时内到场", ("负责抢修的单位",)),
        ("发现漏水的，应当立即报修", ()),
        ("加强泵站值守", ()),
        ("处五千元以下罚款", ()),
    ],
)
def test_the_subject_is_named_in_the_words_of_the_text_or_not_at_all(clause, who):
    assert subject(clause) == who


def test_a_lead_in_names_who_owes_the_items_under_it():
    from anjian.reader import sentences
    from anjian.reader.events import Block

    text = "第三条 供水单位应当履行下列职责：\n（一）每月检漏；\n（二）公布水质。\n第四条 加强宣传。"
    blocks = [
        Block(0, 18, "第三条", None, "text"),
        Block(18, 27, "第三条第（一）项", None, "text"),
        Block(27, 36, "第三条第（二）项", None, "text"),
        Block(36, len(text), "第四条", None, "text"),
    ]
    named = [one.actors for one in sentences.split(Clean.of(text), blocks, (), POLICY)]
    assert named == [("供水单位",), ("供水单位",), ("供水单位",), ()]


def drafts(text):
    clean = Clean.of(text)
    return rules.draft(clean, split(text), read(text), (), POLICY)


def test_a_draft_has_the_words_of_every_field():
    text = "供水单位应当每季度至少检测水质一次，并于次日公布结果。"
    [draft] = drafts(text)
    assert (draft["actor"], draft["action"], draft["object"]) == (["供水单位"], "检测", "水质一次")
    assert draft["rule"]["kind"] == "recurring"
    assert (draft["rule"]["at_least"], draft["rule"]["per"]) == (1, "quarter")
    assert draft["rule"]["in_force"] == {"from": "2031-03-05"}
    for field in draft["fields"].values():
        assert text[field["start"] : field["end"]] == field["quote"]
    assert [text[one["start"] : one["end"]] for one in draft["quantities"]] == ["每季度至少检测水质一次"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("供水单位应当于2031年10月底前完成换表。", "one_off"),
        ("供水单位应当自接到报修之日起三日内修复。", "response"),
        ("任何单位不得擅自启封水表。", "gate"),
        ("擅自启封的，处二百元以下罚款。", "consequence"),
        ("本办法所称漏损率，是指漏水量占供水量的比例。", "definition"),
        ("管网漏损率不高于百分之八。", "indicator"),
        ("供水单位应当建立管网隐患台账。", "register"),
        ("供水单位应当定期冲洗管道。", "recurring"),
        ("加强节水宣传。", "attested"),
        ("每座泵站配备值班员不少于2名。", "requirement"),
    ],
)
def test_the_kind_of_a_draft_follows_its_words(text, kind):
    assert [draft["rule"]["kind"] for draft in drafts(text)] == [kind]


def test_a_word_without_a_period_leaves_a_hole_for_the_place_to_fill():
    [draft] = drafts("供水单位应当定期冲洗管道。")
    assert draft["rule"]["per"] == {"unset": "定期"}


_WORDS = st.lists(
    st.sampled_from(
        [
            *"每月年日周季一二三十百千万亿半0123456789,.%％()（）《》“”、，。；：\n 的后前内起至到",
            "不少于",
            "以上",
            "以下",
            "工作日",
            "小时",
            "应当",
            "企业",
            "罚款",
            "分别",
            "2031年",
            "第三条",
            "超过",
            "自",
            "之日起",
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=200), _WORDS))
def test_any_text_is_read_and_every_offset_quotes(text):
    clean = Clean.of(text)
    sentences = split(text)
    found = read(text)
    assert found == read(text)
    for one in found:
        assert one.quote == text[one.start : one.end] != ""
    for draft in rules.draft(clean, sentences, found, (), POLICY):
        for field in (*draft["fields"].values(), *draft["quantities"]):
            assert field["quote"] == text[field["start"] : field["end"]]
    places = [place for one in sentences for place in range(one.start, one.end)]
    assert len(places) == len(set(places))
    assert {place for place, letter in enumerate(text) if letter.isalnum()} <= set(places)
