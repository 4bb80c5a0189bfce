"""Numbers, lengths, periods and days as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjian.reader import dates, numbers, periods

DIGITS = "〇一二三四五六七八九"


def written(number: int) -> str:
    """A number from 1 to 99,999,999 in Chinese, as documents write it."""
    if number >= 10_000:
        rest = number % 10_000
        zero = "〇" if 0 < rest < 1000 else ""
        return written(number // 10_000) + "万" + zero + (written(rest) if rest else "")
    said, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("〇" if zero and said else "") + DIGITS[digit] + sign
            zero = False
        else:
            zero = True
    return said


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2107", 2107),
        ("１２", 12),
        ("1,000", 1000),
        ("5.85", 5.85),
        ("5万", 50_000),
        ("1.5亿", 150_000_000),
        ("二十", 20),
        ("十五", 15),
        ("两千五百", 2500),
        ("二〇三〇", 2030),
        ("二○三○", 2030),
        ("三点五", 3.5),
        ("百分之二十", 20),
        ("千分之三", 3),
        ("四分之三", 0.75),
        ("一亿五千万", 150_000_000),
        ("一万零五", 10_005),
        ("贰万", 20_000),
        ("叁拾伍万", 350_000),
        ("五千", 5000),
    ],
)
def test_a_number_is_read_in_every_way_of_writing_it(text, number):
    assert numbers.value(text) == number


@pytest.mark.parametrize("text", ["", "一般", "第", "点五", "年", "a"])
def test_what_is_no_number_has_no_value(text):
    assert numbers.value(text) is None


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_number_written_in_chinese_comes_back(number):
    assert numbers.value(written(number)) == number


@given(st.text())
def test_folding_keeps_every_place(text):
    assert len(numbers.same_length(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("10个工作日", "10 workdays"),
        ("六十日", "60 days"),
        ("1年", "1 year"),
        ("半年", "6 months"),
        ("二十四小时", "24 hours"),
        ("一周", "1 week"),
        ("三个月", "3 months"),
        ("1个半月", "1.5 months"),
        ("30分钟", "30 minutes"),
    ],
)
def test_a_length_of_time_is_read(text, length):
    assert str(periods.length(text)) == length


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("每月", "month"),
        ("每个季度", "quarter"),
        ("每半年", "half year"),
        ("每六个月", "half year"),
        ("每两年", "2 years"),
        ("三年", "3 years"),
        ("每班", "shift"),
        ("每旬", "10 days"),
        ("每半月", "half month"),
        ("每2小时", "2 hours"),
    ],
)
def test_a_period_is_named_by_what_it_is_not_by_its_words(text, period):
    assert periods.period(text) == period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2031年", "2031-01-01", "2031-12-31"),
        ("2031年6月底", "2031-06-30", "2031-06-30"),
        ("2031年2月", "2031-02-01", "2031-02-28"),
        ("二〇三一年十二月三日", "2031-12-03", "2031-12-03"),
        ("2031.12.03", "2031-12-03", "2031-12-03"),
        ("5月中旬", "2031-05-11", "2031-05-20"),
        ("5月下旬", "2031-05-21", "2031-05-31"),
        ("年底", "2031-12-31", "2031-12-31"),
        ("今年三季度", "2031-07-01", "2031-09-30"),
        ("明年3月", "2032-03-01", "2032-03-31"),
        ("上半年", "2031-01-01", "2031-06-30"),
    ],
)
def test_a_day_without_a_year_takes_the_year_of_the_document(text, first, last):
    [mention] = dates.find(numbers.same_length(text), year=2031)
    assert (mention.first(), mention.last()) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_a_year_printed_once_holds_for_the_days_behind_it():
    mentions = dates.find("2030年5月中旬至6月底", year=2031)
    assert [mention.last() for mention in mentions] == [dt.date(2030, 5, 20), dt.date(2030, 6, 30)]


@pytest.mark.parametrize("text", ["第3年", "一般", "5个月", "三个月", "1月2", "第2023号", "2.5%"])
def test_what_is_no_day_is_not_taken_for_one(text):
    assert [text[one.start : one.end] for one in dates.find(text) if one.day is not None] == []
