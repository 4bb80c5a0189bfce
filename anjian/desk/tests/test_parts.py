"""Clauses that are data say what they are: a criterion, an item of a checklist, who leads and who shares."""

from __future__ import annotations

from tests.browser.html import violations


def test_a_criterion_says_its_line_of_work_and_who_answers_for_it(come):
    page = come("city-office").get("/documents/yunnan-2023/clauses/2-1.2/").content.decode()
    assert violations(page) == []
    assert "<dt>重大隐患判定标准</dt><dd>煤矿安全</dd>" in page
    assert "国家矿山安监局云南局、省能源局 <span" in page
    assert "按职责分别牵头" in page
    assert "这里没有承担者" not in page


def test_the_document_shows_its_data_between_its_duties_and_counts_them(come):
    page = come("city-office").get("/documents/yunnan-2023/").content.decode()
    assert violations(page) == []
    assert "作判定和分工的数据 <b>100</b>" in page
    counted = {word: page.count(f"<dt>{word}</dt>") for word in ("重大隐患判定标准", "排查重点", "监管分工")}
    assert counted == {"重大隐患判定标准": 39, "排查重点": 38, "监管分工": 23}


def test_the_shelf_answers_over_the_sample(come):
    page = come("city-office").get("/documents/?part=saved").content.decode()
    assert violations(page) == []
    assert "条记录办成" in page
