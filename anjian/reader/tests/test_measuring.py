"""The reader against the catalogue made by hand, where it is at hand."""

from pathlib import Path

import pytest

from anjian.reader import measuring

SHARED = Path(__file__).resolve().parents[4] / "shared"
CATALOGUE = {
    "clauses": [
        {"id": "a/1", "cite": "一(一) 第1句", "cadence": {"at_least": 1, "per": "month"}},
        {"id": "a/2", "cite": "一(一) 第2句", "deadline": 2033, "figure": "≥20%"},
        {"id": "a/3", "cite": "二(一) 第1句", "cadence": {"at_least": None, "per": "unspecified"}},
        {"id": "a/4", "cite": "二(一) 第2句", "figure": "3类设施"},
        {"id": "a/5", "cite": "二(一) 第2句", "figure": "≥9名"},
    ]
}
TEXT = """关于某某工作的实施意见

一、目标
（一）巡查。站长每月至少巡线一次。到2033年，漏损率下降20%以上。
二、措施
（一）检查。定期检查管道、阀门、泵房。每站配备值班员不少于2名。
"""


def test_what_is_found_missed_and_explained_is_told_apart():
    outcome = measuring.measure("a", CATALOGUE, TEXT)
    assert [(one.clause, one.kind) for one in outcome.found] == [
        ("a/1", "cadence"),
        ("a/2", "deadline"),
        ("a/2", "figure"),
    ]
    assert [one.clause for one in outcome.missed] == ["a/5"]
    assert [one.clause for one in outcome.explained] == ["a/3", "a/4"]
    assert (outcome.read, outcome.matched, outcome.recall, outcome.precision) == (4, 3, 0.75, 0.75)


def test_a_number_in_another_part_of_the_document_does_not_count():
    elsewhere = {"clauses": [{"id": "a/1", "cite": "三(一) 第1句", "cadence": {"at_least": 1, "per": "month"}}]}
    outcome = measuring.measure("a", elsewhere, TEXT)
    assert [one.clause for one in outcome.missed] == ["a/1"]


@pytest.mark.skipif(not (SHARED / "provisions").is_dir(), reason="the catalogue is not at hand")
def test_recall_and_precision_on_every_document_of_the_catalogue():
    for outcome in measuring.all_of(SHARED):
        assert outcome.recall >= 0.95, (outcome.document, outcome.missed)
        assert outcome.precision >= 0.90, (outcome.document, outcome.unmatched)


@pytest.mark.skipif(not (SHARED / "provisions").is_dir(), reason="the catalogue is not at hand")
def test_the_page_says_what_the_command_measures_now():
    page = Path(__file__).resolve().parents[3] / "docs" / "reference" / "reader.md"
    assert page.read_text("utf-8") == measuring.page(measuring.all_of(SHARED)), "anjian read measure --write"
