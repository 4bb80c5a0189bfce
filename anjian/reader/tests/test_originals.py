"""The real documents, where they lie beside the project: what is known of them by hand is what is read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

from anjian.reader import read_text
from anjian.reader.events import Reading

SHARED = Path(__file__).resolve().parents[4] / "shared"
pytestmark = pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the official texts are not beside the project")


@lru_cache(maxsize=32)
def _read(begin: str) -> Reading:
    path = next(path for folder in ("seeds", "documents") for path in (SHARED / folder).glob(f"{begin}*"))
    return read_text(path.read_bytes().decode("utf-8"))


def test_linfen_has_its_articles_and_its_annex_with_leads_and_years():
    reading = _read("001")
    assert [one.number for one in reading.headings if one.level == 1] == [
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
    ]
    articles = [one for one in reading.headings if one.level == 2]
    assert len(articles) == 35
    assert articles[-1].cite == "六（三十五）"
    assert all(one.title for one in articles)
    text = reading.clean.text
    rows = [block for block in reading.blocks if block.kind == "table_row"]
    head = [text[slice(*cell)] for cell in rows[0].cells]
    assert (len(head), head[0], head[2][:2], head[3]) == (4, "序号", "牵头", "完成时间")
    assert rows[0].header
    cells = [[text[slice(*cell)] for cell in row.cells] for row in rows[1:]]
    assert [row[0] for row in cells] == [str(number) for number in range(1, 86)]
    assert {len(row) for row in cells} == {4}
    assert Counter(row[3] for row in cells) == {"2018": 59, "2019": 7, "2020": 19}
    assert (cells[40][2], cells[56][2], cells[81][2]) == ("牵头负责调查处理部门", "市公安交警支队", "市委宣传部")
    assert rows[12].cite == "附件 序号12"
    document = reading.document
    assert (document.number, document.issued, document.region) == ("临发〔2018〕1号", dt.date(2018, 1, 22), "141000")
    assert document.issuer == "中共临汾市委、临汾市人民政府"


def test_yunnan_is_cleaned_as_the_inventory_says():
    reading = _read("002")
    kinds = Counter(one.kind for one in reading.clean.repairs)
    # 2,533 as found, two more inside the repaired spans, two of the phrase that a character table leaves.
    assert (kinds["spam"], kinds["chrome"], kinds["pinyin"], kinds["traditional"]) == (1, 1, 644, 2537)
    inferred = [(one.start, one.end, one.now, one.sure) for one in reading.clean.repairs if one.kind == "garbled"]
    assert inferred == [(2650, 2657, "危”（公路客運", False), (2663, 2667, "危化品運", False)]
    mended = reading.clean.text
    assert "“两客一危”（公路" in mended
    assert "、危化品运输车）" in mended
    lost = [one for one in reading.clean.repairs if one.kind == "lost"]
    assert [(one.now, one.sure) for one in lost] == [("调度表附后", False)]
    for character in reading.clean.text:
        if "\u4e00" <= character <= "\u9fff":
            character.encode("gb2312")
    assert not any("\ue000" <= character <= "\uf8ff" for character in reading.clean.text)
    for opening, closing in ("“”", "（）", "《》"):
        assert all(line.count(opening) == line.count(closing) for line in reading.clean.text.split("\n"))
    document = reading.document
    assert (document.number, document.issued, document.region) == (None, dt.date(2023, 5, 6), "530000")
    assert document.issuer == "云南省安全生产委员会"
    assert reading.headings[-1].cite == "四（三）"
    assert "三（三）2（1）⑤" in [one.cite for one in reading.headings]


def test_running_numbers_stay_with_their_parts():
    nantong, draft = _read("000"), _read("004")
    assert [one.number for one in nantong.headings if one.level == 3] == [f"{number}." for number in range(1, 25)]
    assert [one.number for one in draft.headings if one.level == 3] == [f"{number}." for number in range(1, 31)]
    assert nantong.headings[-6].cite == "三（六）24"
    assert (nantong.document.issuer, nantong.document.region) == ("南通市人民政府办公室", "320600")
    assert nantong.document.issued == dt.date(2015, 8, 7)
    assert (draft.document.number, draft.document.issued, draft.document.region) == (None, None, None)


def test_jiangsu_is_read_without_any_numbering():
    reading = _read("003")
    assert reading.headings == ()
    assert (reading.document.title, reading.document.region) == (None, "320000")
    assert "没有找到层次序号（一、（一）1. 或者第几条），按自然段阅读" in reading.notices
    assert "引言 第5段 二是" in {block.cite for block in reading.blocks}


@pytest.mark.parametrize(
    ("begin", "articles", "number", "issued", "in_force"),
    [
        ("23", 48, "国家安全生产监督管理总局令第88号", dt.date(2016, 6, 3), dt.date(2016, 7, 1)),
        ("24", 50, "国家安全生产监督管理总局令第92号", dt.date(2018, 1, 11), dt.date(2018, 3, 1)),
        ("26", 42, None, dt.date(2021, 9, 29), dt.date(2022, 1, 1)),
        ("28", 80, None, dt.date(2021, 12, 3), dt.date(2022, 3, 1)),
        ("29", 18, None, None, None),
    ],
)
def test_statutes_fall_into_their_articles(
    begin: str, articles: int, number: str | None, issued: dt.date | None, in_force: dt.date | None
):
    reading = _read(begin)
    numbered = [one for one in reading.headings if one.number.endswith("条")]
    assert len(numbered) == articles
    assert all(one.title is None for one in numbered)
    document = reading.document
    assert (document.number, document.issued, document.in_force) == (number, issued, in_force)
    assert document.is_policy


@pytest.mark.parametrize(
    ("begin", "numbers", "number", "issued"),
    [
        ("16", 91, "国发〔2007〕37号", dt.date(2007, 11, 22)),
        ("19", 31, "国办发〔2014〕69号", dt.date(2014, 12, 27)),
        ("20", 7, "国办函〔2020〕18号", dt.date(2020, 2, 28)),
        ("21", 4, "国办发〔2004〕7号", dt.date(2004, 1, 16)),
    ],
)
def test_notices_with_lost_line_breaks_are_put_together(begin: str, numbers: int, number: str, issued: dt.date):
    reading = _read(begin)
    assert len(reading.headings) == numbers
    document = reading.document
    assert (document.number, document.issued, document.region) == (number, issued, None)
    assert document.issuer in {"国务院", "国务院办公厅"}


@pytest.mark.parametrize("begin", ["90", "93"])
def test_news_and_interview_are_no_policies(begin: str):
    reading = _read(begin)
    assert reading.document.is_policy is False
    assert reading.rules == ()
