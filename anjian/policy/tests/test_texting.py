"""A text is taken apart and each cite leads to one place in it, or is named with the reason."""

from __future__ import annotations

import pytest

from anjian.lib.errors import Refusal
from anjian.policy import queries
from anjian.policy.tests.places import ROOT
from anjian.policy.texting import LARGEST, locate, open_text, outline

OPINION = """首页 > 文件

关于示例工作的意见

  为做好示例，提出意见。

一、总的要求

    (一)目标。各镇都要有示例。各村可以有示例。

二、主要任务

(二)建立制度。镇长每月看一次;发现问题及时改。要做两件事。一是先登记;二是再公布，公布要全;三是存档。

村主任参加。“都要来。”不得缺席。

（三）这一条没有短标题，直接写内容。第二句。

各镇要按本意见落实。年底报告。

附件:示例分工

序号
任务
单位
时间
1
先登记
甲办
2030
2
再公布
乙办
2031

主办:示例网站
"""

RULES = """示例办法

第一章 总则

第一条 为了示例，制定本办法。

第二条 村应当：

（一）登记；
（二）公布。

镇应当：

（一）检查。检查要记录；
（二）报告。

第二章 附则

第十三条 自公布之日起施行。
第十三条 又写了一次。
"""


def found(text, *cites):
    located = locate(outline(text), [(cite, cite) for cite in cites])
    return [text[slice(*located.spans[c])] if c in located.spans else f"!{located.missing[c]}" for c in cites]


@pytest.mark.parametrize(
    ("cite", "said"),
    [
        ("一(一) 第1段第1句", "各镇都要有示例。"),
        ("一(一) 第1段第2句", "各村可以有示例。"),
        ("一（一）第1段第2句", "各村可以有示例。"),
        ("二(二) 第1段第1句", "镇长每月看一次;发现问题及时改。"),
        ("二(二) 第1段第3句 一是", "一是先登记;"),
        ("二(二) 第1段第3句 二是", "二是再公布，公布要全;"),
        ("二(二) 第1段第3句 三是", "三是存档。"),
        ("二(二) 第2段第2句", "“都要来。”"),
        ("二(二) 第2段", "村主任参加。“都要来。”不得缺席。"),
        ("二(三) 第1段第1句", "这一条没有短标题，直接写内容。"),
        ("结尾段 第2句", "年底报告。"),
        ("附件第2项", "2\n再公布\n乙办\n2031"),
        ("附件 第1行", "1\n先登记\n甲办\n2030"),
        ("附件表头", "序号\n任务\n单位\n时间"),
    ],
)
def test_a_cite_of_an_opinion_leads_to_its_words(cite, said):
    assert found(OPINION, cite) == [said]


@pytest.mark.parametrize(
    ("cite", "said"),
    [
        ("第一条", "为了示例，制定本办法。"),
        ("第二条第1款", "村应当：\n\n（一）登记；\n（二）公布。"),
        ("第二条第2款第（一）项", "（一）检查。检查要记录；"),
        ("第二条第2款第（一）项第2句", "检查要记录；"),
        ("第二条第1、2款", RULES[RULES.index("村应当") : RULES.index("\n\n第二章")]),
    ],
)
def test_a_cite_of_articles_leads_to_its_words(cite, said):
    assert found(RULES, cite) == [said]


@pytest.mark.parametrize(
    ("text", "cite", "why"),
    [
        (OPINION, "二(二) 第3段第1句", "只有2段"),
        (OPINION, "二(二) 第2段第4句", "只有3句"),
        (OPINION, "二(二) 第1段第3句 四是", "“四是”在这一句里有0处"),
        (OPINION, "一(二) 第1段第1句", "文中没有这个编号"),
        (OPINION, "第三条", "文中没有这个编号"),
        (OPINION, "附件第3项", "附件表里没有第3项"),
        (OPINION, "大约在中间", "这种出处还读不懂"),
        (RULES, "第二条第（一）项", "第(一)项在这一条里有2处"),
        (RULES, "第二条第1款第（三）项", "没有第(三)项"),
        (RULES, "第十三条", "这个编号在文中不止一处"),
        (RULES, "结尾段 第3句", "只有1句"),
        (RULES, "附件表头", "没有找到附件的表头"),
    ],
)
def test_what_cannot_be_found_is_named_and_never_guessed(text, cite, why):
    assert found(text, cite) == [f"!{cite}：{why}"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_of_offices_give_the_same_text(encoding):
    assert open_text(OPINION.replace("\n", "\r\n").encode(encoding)) == OPINION


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "文件是空的"),
        ("　 \n\n".encode(), "文件是空的"),
        (b"\x89PNG\r\n\x1a\n\xff\xff\xff", "读不懂这个文件的编码"),
        (b"PK\x03\x04\x00\x00", "不是纯文本文件"),
        (b" " * (LARGEST + 1), "超过5MB"),
    ],
)
def test_what_is_no_text_is_refused(raw, says):
    with pytest.raises(Refusal, match=says):
        open_text(raw)


REAL = [("linfen-2018", "seeds", "001_*.txt"), ("nanyang-2021", "documents", "26_*.txt")]


@pytest.mark.parametrize(("pack", "folder", "pattern"), REAL, ids=[row[0] for row in REAL])
def test_every_clause_of_a_real_document_is_found_in_it(pack, folder, pattern):
    files = sorted((ROOT.parent / "shared" / folder).glob(pattern))
    if not files or not (queries.PACKS / pack / "document.yaml").is_file():
        pytest.skip("the documents are not here")
    read = queries.read(queries.PACKS / pack)
    text = open_text(files[0].read_bytes())
    located = locate(outline(text), [(clause.id, clause.cite) for clause in read.clauses])
    assert located.missing == {}
    assert list(located.spans) == [clause.id for clause in read.clauses]
    rows = [clause for clause in read.clauses if "/annex." in clause.id]
    for clause in rows:  # the number and the year stand in the words that were found
        lines = [line.strip() for line in text[slice(*located.spans[clause.id])].split("\n") if line.strip()]
        assert (lines[0], lines[-1]) == (clause.number.split(".")[1], str(clause.year))
