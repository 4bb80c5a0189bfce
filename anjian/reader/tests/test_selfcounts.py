"""The text's own counts of its parts, as check sums."""

from pathlib import Path

import pytest

from anjian.reader import read_text, selfcounts

SEED = Path(__file__).resolve().parents[4] / "shared" / "seeds" / "002_92bc653b92e0da3c.txt"


def counts(text):
    reading = read_text(text)
    return [(one.said, one.found, one.holds) for one in selfcounts.check(reading.clean, reading.headings)]


def test_parts_that_follow_one_after_another_are_counted():
    text = "关于某工作的通知\n一、任务\n突出抓好3项工作：一是巡线。二是检漏。三是换表。\n二、保障\n一是加强值守。\n"
    assert counts(text) == [(3, 3, True)]


def test_a_part_that_was_lost_shows():
    text = "关于某工作的通知\n一、任务\n突出抓好四项工作：一是巡线。二是检漏。三是换表。\n二、保障\n加强值守。\n"
    assert counts(text) == [(4, 3, False)]


def test_parts_with_headings_of_their_own_are_counted():
    text = (
        "关于某工作的通知\n一、步骤\n整治分为两个阶段。\n（一）自查\n各站自查。\n（二）复查\n市局复查。\n"
        "二、保障\n加强值守。\n"
    )
    assert counts(text) == [(2, 2, True)]


def test_a_count_that_is_a_quantity_is_none():
    assert counts("关于某工作的通知\n一、任务\n每站至少配备3名值班员。\n") == []


@pytest.mark.skipif(not SEED.is_file(), reason="the text is not at hand")
def test_every_count_of_the_dirty_document_holds_after_cleaning():
    reading = read_text(SEED.read_text("utf-8"))
    found = selfcounts.check(reading.clean, reading.headings)
    assert len(found) >= 10
    assert [one.quote for one in found if not one.holds] == []
