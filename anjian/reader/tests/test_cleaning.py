"""Every kind of dirt is repaired where it stands, with its record; clean text stays as it is."""

from __future__ import annotations

import pytest

from anjian.reader.cleaning import clean
from anjian.reader.events import Clean

TIDY = """青山市人民政府办公室关于做好桥梁检查工作的通知
青政办发〔2022〕6号

各县（市、区）人民政府：
　　为保障桥梁通行安全，现通知如下：
　　一、检查范围
　　（一）城市桥梁。由市城管局负责，每季度检查1次。
　　二、时间安排
　　检查工作在2022年9月底前完成。

青山市人民政府办公室
2022年3月4日
"""


def _kinds(cleaned: Clean) -> list[tuple[str, str, str, bool]]:
    return [(one.kind, one.was, one.now, one.sure) for one in cleaned.repairs]


def test_a_tidy_document_is_left_alone():
    cleaned = clean(TIDY)
    assert cleaned.text == TIDY
    assert cleaned.repairs == ()


def test_line_ends_of_other_systems_are_read_and_not_called_dirt():
    cleaned = clean("一、桥梁\r\n二、隧道\r三、涵洞")
    assert cleaned.text == "一、桥梁\n二、隧道\n三、涵洞"
    assert cleaned.repairs == ()
    assert cleaned.raw[slice(*cleaned.span(5, 7))] == "二、"


@pytest.mark.parametrize(
    ("dirty", "tidy", "kind"),
    [
        ("开展隧道检查。\\n\n由市交通局负责。", "开展隧道检查。\n由市交通局负责。", "escape"),
        ("桥梁&nbsp;管养由区城管局负责。", "桥梁 管养由区城管局负责。", "escape"),
        ("<p>桥梁由区里养护。</p>", "桥梁由区里养护。", "markup"),
        ("[bookmark: _GoBack]桥梁由区里养护。", "桥梁由区里养护。", "markup"),
        ("## 第一章 桥梁", "第一章 桥梁", "markup"),
        ("桥\u200b梁由区里养护。", "桥梁由区里养护。", "blank"),
        ("\u00a0\u00a0桥梁由区里养护。", "桥梁由区里养护。", "blank"),
        ("⽣产桥梁构件的⼚家由区里登记。", "生产桥梁构件的厂家由区里登记。", "variant"),
        ("桥梁,隧道", "桥梁，隧道", "punctuation"),
        ("职责分工:桥梁归区里", "职责分工：桥梁归区里", "punctuation"),
        ("桥梁(含引桥)", "桥梁（含引桥）", "punctuation"),
        ("完成养护.\n再验收", "完成养护。\n再验收", "punctuation"),
        (
            "于2022 年 9 月 3 日前完成桥梁的全部养护工作，并向市政府报告。",
            "于2022年9月3日前完成桥梁的全部养护工作，并向市政府报告。",
            "ocr_blank",
        ),
        (
            "对死亡 1人以上的桥梁坍塌事故，由市里提级调查，县里配合。",
            "对死亡1人以上的桥梁坍塌事故，由市里提级调查，县里配合。",
            "ocr_blank",
        ),
    ],
)
def test_dirt_of_one_kind_is_repaired_and_recorded(dirty: str, tidy: str, kind: str):
    cleaned = clean(dirty)
    assert cleaned.text == tidy
    assert {one.kind for one in cleaned.repairs} == {kind}
    assert all(one.was == dirty[one.start : one.end] and one.sure for one in cleaned.repairs)


@pytest.mark.parametrize(
    "text",
    [
        "会议时间为13:00，地址为http://example.cn/a,b。",
        "造价1,250,000元。",
        "按照JTG/T 5120标准，宽度为3.5米。",
        "第一条 桥梁由区里养护。",
        "市交通局 市城管局",
        "局长 赵某",
        "显著提高，著名桥梁，瞭望塔。",
        "依照本办法第二十条第一款处理。第三条规定的除外。",
        "采用BIM技术。",
    ],
)
def test_what_only_looks_like_dirt_stays(text: str):
    cleaned = clean(text)
    assert cleaned.text == text
    assert cleaned.repairs == ()


def test_pinyin_behind_characters_goes_and_genuine_brackets_stay():
    cleaned = clean("桥梁(liáng)养(yǎng)护（含引桥）由(一)组负责。")
    assert cleaned.text == "桥梁养护（含引桥）由（一）组负责。"
    assert [one for one in _kinds(cleaned) if one[0] == "pinyin"] == [
        ("pinyin", "(liáng)", "", True),
        ("pinyin", "(yǎng)", "", True),
    ]


def test_converted_text_becomes_simplified_with_the_phrases_that_need_a_rule():
    cleaned = clean("著力加強橋樑養護,顯著減少隱患,每季度檢查1次。")
    assert cleaned.text == "着力加强桥梁养护，显著减少隐患，每季度检查1次。"
    assert {one.kind for one in cleaned.repairs} == {"traditional", "punctuation"}
    first = cleaned.repairs[0]
    assert (first.start, first.end, first.was, first.now) == (0, 1, "著", "着")


def test_a_lost_byte_is_proposed_as_inferred_when_it_makes_a_known_word():
    good = "整治“兩客一危”(公路客運、旅遊客運)掛靠經營，公路客運和旅遊客運企業每月檢查1次。"
    wide = good.replace("(公", "（公", 1)
    place = wide.index("危”")
    lost = "危”（公路客運".encode("gbk")[1:]
    told, at = "", 0
    while at < len(lost):
        pair = lost[at : at + 2]
        if len(pair) == 2 and pair[0] == 0xA3:
            told, at = told + chr(pair[1] - 0x80), at + 2
        elif len(pair) == 2 and 0xAA <= pair[0] <= 0xAF and pair[1] >= 0xA1:
            told, at = told + chr(0xE000 + (pair[0] - 0xAA) * 94 + pair[1] - 0xA1), at + 2
        elif len(pair) == 2:
            told, at = told + pair.decode("gbk"), at + 2
        else:
            told, at = told + pair.decode("ascii"), at + 1
    dirty = wide[:place] + told + wide[place + len("危”（公路客運") :]
    cleaned = clean(dirty)
    assert cleaned.text.startswith("整治“两客一危”（公路客运、旅游客运）挂靠")
    assert [(one.was, one.now, one.sure) for one in cleaned.repairs if one.kind == "garbled"] == [
        (told, "危”（公路客運", False)
    ]


def test_what_cannot_be_read_is_flagged_and_never_guessed():
    cleaned = clean("桥梁\ue123养护由\ufffd\ufffd负责。")
    assert cleaned.text == "桥梁\ue123养护由\ufffd\ufffd负责。"
    assert _kinds(cleaned) == [
        ("private_use", "\ue123", "\ue123", False),
        ("garbled", "\ufffd\ufffd", "\ufffd\ufffd", False),
    ]


def test_lines_of_the_page_go_and_lines_of_the_document_stay():
    page = (
        "首页 > 政务公开 > 通知公告\n"
        "青山市关于桥梁检查的通知\n"
        "发布时间：2022-03-09 来源：市政府办 浏览次数：31\n"
        "各县人民政府：\n"
        "一、检查来源清楚的桥梁。\n"
        "二、打印检查表并存档。\n"
        "青山市人民政府\n2022年3月4日\n"
        "【打印】【关闭】\n主办：青山市人民政府  青ICP备0000号\n"
    )
    cleaned = clean(page)
    assert cleaned.text == (
        "青山市关于桥梁检查的通知\n各县人民政府：\n一、检查来源清楚的桥梁。\n二、打印检查表并存档。\n"
        "青山市人民政府\n2022年3月4日\n"
    )
    assert [one.kind for one in cleaned.repairs] == ["chrome"] * 4


def test_an_advertisement_before_the_title_is_spam():
    cleaned = clean("娱乐城,在线观看,彩票\n青山市关于桥梁检查的通知\n各县人民政府：\n一、检查。\n")
    assert cleaned.repairs[0].kind == "spam"
    assert cleaned.text.startswith("青山市关于桥梁检查的通知")


def test_page_numbers_go_and_the_sentence_they_cut_is_joined():
    line = "桥梁养护单位应当建立台账并把每次检查的"
    cleaned = clean(
        "\n".join(
            [f"第{n}条 {line}" + "\n结果和照片一并存入档案以备上级部门随时\n抽查。" for n in "一二三四五"]
        ).replace("第三条", "— 1 —\n第三条")
        + "\n— 2 —\n"
    )
    assert [one.kind for one in cleaned.repairs].count("page") == 2
    assert "—" not in cleaned.text


def test_lost_line_breaks_come_back_before_numbers_that_go_on_counting():
    cleaned = clean(
        "青山市关于桥梁检查的通知青政办〔2022〕6号各县人民政府：现通知如下：一、城市桥梁由市里检查。二、乡村桥梁由县里检查。"
    )
    assert cleaned.text.split("\n") == [
        "青山市关于桥梁检查的通知",
        "青政办〔2022〕6号",
        "各县人民政府：",
        "现通知如下：",
        "一、城市桥梁由市里检查。",
        "二、乡村桥梁由县里检查。",
    ]
    assert {(one.kind, one.was, one.now) for one in cleaned.repairs} == {("line_break", "", "\n")}


def test_a_statute_without_any_line_break_falls_into_its_articles():
    cleaned = clean(
        "青山市桥梁养护办法第一章总则第一条为了养护桥梁，制定本办法。第二条依照第一条养护的桥梁归区里。第二章附则第三条本办法自2022年5月1日起施行。"
    )
    assert cleaned.text.split("\n") == [
        "青山市桥梁养护办法",
        "第一章总则",
        "第一条为了养护桥梁，制定本办法。",
        "第二条依照第一条养护的桥梁归区里。",
        "第二章附则",
        "第三条本办法自2022年5月1日起施行。",
    ]


def test_a_sentence_broken_behind_a_comma_is_joined():
    cleaned = clean("各单位要落实责任，\n切实做好检查，\n确保桥梁通行。\n一、检查")
    assert cleaned.text == "各单位要落实责任，切实做好检查，确保桥梁通行。\n一、检查"


def test_a_table_written_one_cell_a_line_gets_its_rows_back():
    cleaned = clean("任务清单\n\n序号\n\n任务\n\n单位\n\n1\n\n查桥梁\n\n市城管局\n\n2\n\n查隧道\n\n市交通局\n\n附件2\n")
    assert cleaned.text == "任务清单\n\n序号\t任务\t单位\n\n1\t查桥梁\t市城管局\n\n2\t查隧道\t市交通局\n\n附件2\n"
    assert {(one.kind, one.was, one.now, one.sure) for one in cleaned.repairs} == {("table", "\n\n", "\t", True)}


def test_a_row_that_lacks_a_cell_is_not_called_sure():
    cleaned = clean("序号\n任务\n单位\n1\n查桥梁\n市城管局\n2\n查隧道\n3\n查涵洞\n市水利局\n")
    assert cleaned.text.split("\n")[2] == "2\t查隧道"
    assert [one.sure for one in cleaned.repairs if one.was == "\n"].count(False) == 1


def test_a_table_that_only_blanks_keep_apart_gets_its_cells_back():
    cleaned = clean("序号 任务 单位\n1 查桥梁 市城管局\n2 查隧道 市交通局\n")
    assert cleaned.text == "序号\t任务\t单位\n1\t查桥梁\t市城管局\n2\t查隧道\t市交通局\n"


def test_an_attachment_that_is_spoken_of_and_not_there_is_flagged():
    cleaned = clean("请于每月5日前报送检查情况（检查汇总表附后）。\n")
    assert [(one.kind, one.was, one.sure) for one in cleaned.repairs] == [("lost", "检查汇总表附后", False)]


def test_spans_lead_back_over_everything_that_was_between():
    cleaned = clean("橋(qiáo)樑(liáng)養護,每月檢查1次。")
    assert cleaned.text == "桥梁养护，每月检查1次。"
    start, end = cleaned.span(0, 2)
    assert cleaned.raw[start:end] == "橋(qiáo)樑"
    assert cleaned.quote(5, 11) == "每月檢查1次"
