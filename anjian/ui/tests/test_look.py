"""The shared look: days in words, signs of states, the day a page looks at, refusals as pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Outcome
from anjian.ui import days, moment, signs, states

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "short", "distance"),
    [
        (dt.date(2026, 11, 24), "11月24日 周二", "还有3天"),
        (dt.date(2026, 11, 21), "11月21日 周六", "今天"),
        (dt.date(2026, 11, 22), "11月22日 周日", "明天"),
        (dt.date(2026, 11, 9), "11月9日 周一", "已过12天"),
        (dt.date(2027, 1, 31), "2027年1月31日 周日", "还有71天"),
    ],
)
def test_a_day_is_written_as_people_say_it(day, short, distance):
    assert (days.short(day, TODAY), days.distance(day, TODAY)) == (short, distance)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2026-11", "2026年11月"),
        ("2026-Q3", "2026年三季度"),
        ("2026-H1", "2026年上半年"),
        ("2026", "2026年"),
        ("stage-2", "stage-2"),
        ("2026-13", "2026-13"),
    ],
)
def test_a_period_is_written_as_people_say_it(key, words):
    assert days.period(key) == words


def test_the_same_in_english():
    with translation.override("en"):
        assert days.short(dt.date(2026, 11, 24), TODAY) == "Tue 24 Nov"
        assert days.distance(dt.date(2026, 11, 24), TODAY) == "in 3 days"
        assert days.period("2026-Q3") == "quarter 3 of 2026"
        assert states.look("met").word == "done"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_drawn_shape_and_a_word_in_both_languages(outcome):
    assert outcome.sign in signs.SHAPES
    chinese = states.look(outcome)
    with translation.override("en"):
        english = states.look(outcome)
    assert chinese.word
    assert english.word.isascii()


def test_red_only_when_the_duty_must_be_done_and_something_is_wrong_now():
    assert states.look("overdue", red=True).tone == "red"
    assert states.look("overdue").tone == "now"
    assert states.look("met", red=True).tone == "done"
    assert states.look("missed", red=True).tone == "pale"


def test_a_near_end_has_a_sign_of_its_own():
    near = states.look("due", due=TODAY + dt.timedelta(days=3), as_of=TODAY)
    far = states.look("due", due=TODAY + dt.timedelta(days=4), as_of=TODAY)
    assert (near.sign, near.name, far.sign, far.name) == ("◔", "soon", "○", "due")


def test_a_provisional_day_wears_its_mark_and_the_whole_day_on_hover():
    html = Template("{% load show %}{% day d as_of=t provisional=True %}").render(
        Context({"d": dt.date(2027, 2, 8), "t": TODAY})
    )
    assert "暂定" in html
    assert 'title="2027年2月8日 星期一"' in html
    assert 'datetime="2027-02-08"' in html


def test_a_bar_over_nothing_is_not_drawn_and_one_over_something_has_no_style():
    assert Template("{% load show %}{% bar 0 0 0 %}").render(Context()) == ""
    html = Template("{% load show %}{% bar 12 3 5 %}").render(Context())
    assert 'width="60.00"' in html
    assert "style=" not in html


NOW = dt.datetime(2026, 11, 21, 17, 0, tzinfo=dt.UTC)  # already the 22nd in China


def test_a_day_is_a_chinese_day():
    at = moment.read(as_of="", known="", now=NOW)
    assert (at.as_of, at.live, at.query) == (dt.date(2026, 11, 22), True, "")


def test_a_past_day_is_read_only_and_stays_in_links():
    at = moment.read(as_of="2026-10-31", known="7", now=NOW)
    assert (at.live, at.query) == (False, "as_of=2026-10-31&known=7")


@pytest.mark.parametrize(
    ("as_of", "known", "code"),
    [
        ("2026-11-23", "", "moment.future"),
        ("gestern", "", "moment.date"),
        ("2026-02-30", "", "moment.date"),
        ("0001-01-01", "", "moment.early"),
        ("", "x", "moment.known"),
        ("", "9" * 40, "moment.known"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_what_to_do(as_of, known, code):
    with pytest.raises(Refusal) as no:
        moment.read(as_of=as_of, known=known, now=NOW)
    assert no.value.code == code
    assert no.value.next


def test_the_clock_of_a_request_is_read_once():
    request = RequestFactory().get("/")
    assert moment.clock(request) is moment.clock(request)
