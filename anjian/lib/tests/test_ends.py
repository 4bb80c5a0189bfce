import csv
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjian.lib import ends
from anjian.lib.calendar import SHIPPED, Calendar
from anjian.lib.calendar.tests import shipped
from anjian.lib.ends import CHINA, Term, Unit
from anjian.lib.errors import Refusal

CALENDAR = shipped.calendar()
ROWS = list(csv.DictReader((Path(__file__).parent / "dates.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']} {row['start']} {row['term']}".strip())
def test_a_date_reckoned_by_hand_comes_out(row: dict[str, str]) -> None:
    start, term = row["start"], row["term"]
    match row["kind"]:
        case "term":
            end = Term.parse(term).due(date.fromisoformat(start), CALENDAR)
            found = end.due.isoformat(), end.provisional
        case "hours":
            end = Term.parse(term).due(datetime.fromisoformat(start).replace(tzinfo=CHINA), CALENDAR)
            assert end.at is not None
            found = f"{end.at:%Y-%m-%d %H:%M}", end.provisional
        case "plan":
            found = ends.plan_date(start).isoformat(), False
        case _:
            found = ends.period_of(term, date.fromisoformat(start)).end.isoformat(), False
    assert found == (row["due"], row["provisional"] == "yes"), row["reason"]


def test_the_table_by_hand_is_large_dense_and_reasoned() -> None:
    assert len(ROWS) >= 150
    assert all(row["reason"] for row in ROWS)
    assert len({(row["kind"], row["start"], row["term"]) for row in ROWS}) == len(ROWS)
    units = Counter(Term.parse(row["term"]).unit for row in ROWS if row["kind"] in ("term", "hours"))
    assert set(units) == set(ends.UNITS)
    assert sum(row["provisional"] == "yes" for row in ROWS) >= 12


def test_the_days_that_moved_a_date_are_named() -> None:
    end = Term(5, "workday").due(date(2025, 9, 26), CALENDAR)
    assert [(day.isoformat(), why) for day, why in end.moved_by] == [
        ("2025-09-27", "周六"),
        ("2025-09-28", "国庆节、中秋节调休上班"),
        *((f"2025-10-{n:02d}", "国庆节、中秋节") for n in range(1, 9)),
    ]
    end = Term(15, "day").due(date(2018, 3, 2), CALENDAR)
    assert end.nominal == date(2018, 3, 17)
    assert end.moved_by == ((date(2018, 3, 17), "周六"), (date(2018, 3, 18), "周日"))
    assert Term(15, "day").due(date(2018, 3, 1), CALENDAR).moved_by == ()


def test_an_instant_starts_a_term_on_its_chinese_day() -> None:
    # 17:00 in Greenwich is already the 2nd in China
    end = Term(15, "day").due(datetime(2018, 3, 1, 17, tzinfo=UTC), CALENDAR)
    assert end.due == date(2018, 3, 19)
    hours = Term(2, "hour").due(datetime(2018, 3, 1, 17, 5, 59, tzinfo=UTC), CALENDAR)
    assert hours.at == datetime(2018, 3, 2, 3, 5, tzinfo=CHINA)
    assert hours.due == date(2018, 3, 2)


def test_an_hour_needs_an_instant_with_a_zone() -> None:
    with pytest.raises(ValueError, match="instant"):
        Term(2, "hour").due(date(2018, 3, 1), CALENDAR)
    with pytest.raises(ValueError, match="time zone"):
        Term(2, "hour").due(datetime(2018, 3, 1), CALENDAR)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "n", "unit"),
    [
        ("20 workdays", 20, "workday"),
        ("1 year", 1, "year"),
        ("10 working days", 10, "workday"),
        ("1 half-year", 1, "half_year"),
        ("2 half_years", 2, "half_year"),
        ("24 hours", 24, "hour"),
        ("10个工作日", 10, "workday"),
        ("１０个工作日内", 10, "workday"),
        ("一年内", 1, "year"),
        ("半年", 1, "half_year"),
        ("两个月以内", 2, "month"),
        ("三个工作日之内", 3, "workday"),
        ("十日", 10, "day"),
        ("十五日内", 15, "day"),
        ("二十天", 20, "day"),
        ("三十五日", 35, "day"),
        ("六十日", 60, "day"),
        ("一百八十日", 180, "day"),
        ("一百日", 100, "day"),
        ("1个小时", 1, "hour"),
        ("24小时", 24, "hour"),
        ("两周", 2, "week"),
        ("1个星期", 1, "week"),
        ("一个季度", 1, "quarter"),
        ("15 plan days", 15, "plan_day"),
    ],
)
def test_a_term_is_read_from_the_words_of_documents(text: str, n: int, unit: Unit) -> None:
    assert Term.parse(text) == Term(n, unit)
    assert Term.parse(str(Term.parse(text))) == Term(n, unit)


NOT_TERMS = """10|三月内|3月|及时|定期|一百五日|零日|十十日|一年半|0日|1.5年|-3 days|2个日|999999年|近期|1 fortnight
|个工作日|10 工作日 以上|二三日""".replace("\n", "").split("|")


@pytest.mark.parametrize("text", ["", *NOT_TERMS])
def test_what_is_not_in_the_closed_grammar_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(Refusal) as no:
        Term.parse(text)
    assert no.value.code in ("term.text", "term.number")
    assert no.value.field == "term"
    assert text in no.value.what or no.value.code == "term.number"


@pytest.mark.parametrize(("n", "unit"), [(0, "day"), (-1, "day"), (True, "day"), (101, "year"), (1, "decade")])
def test_a_number_that_cannot_be_a_term_is_refused(n: int, unit: Unit) -> None:
    with pytest.raises(Refusal):
        Term(n, unit)


DAYS = st.dates(date(2017, 1, 1), date(2027, 12, 31))
TERMS = st.builds(
    Term, st.integers(1, 60), st.sampled_from(["day", "workday", "week", "month", "quarter", "half_year", "year"])
)


@given(DAYS, TERMS)
def test_a_term_ends_after_its_start_on_a_working_day(start: date, term: Term) -> None:
    end = term.due(start, CALENDAR)
    assert end.due > start
    assert CALENDAR.is_workday(end.due)
    assert end.nominal <= end.due
    assert end.provisional or not CALENDAR.provisional(end.due)


@given(DAYS, DAYS, TERMS)
def test_who_starts_later_never_ends_earlier(one: date, other: date, term: Term) -> None:
    first, second = sorted((one, other))
    assert term.due(first, CALENDAR).due <= term.due(second, CALENDAR).due


def test_a_new_notice_names_the_dates_that_it_moves() -> None:
    before = Calendar.load(SHIPPED, known=date(2024, 11, 11))
    dates = [
        ("a", date(2024, 12, 27), Term(10, "workday")),
        ("b", date(2025, 9, 26), Term(5, "workday")),
        ("c", date(2024, 10, 8), Term(5, "workday")),
        ("d", date(2025, 1, 14), Term(15, "day")),
        ("e", date(2025, 9, 16), Term(1, "week")),
    ]
    moved = {shift.key: (shift.was.due, shift.now.due) for shift in ends.moved(before, CALENDAR, dates)}
    assert moved == {
        "a": (date(2025, 1, 10), date(2025, 1, 13)),  # 1 January is off
        "b": (date(2025, 10, 3), date(2025, 10, 10)),
        "d": (date(2025, 1, 29), date(2025, 2, 5)),  # Spring Festival
    }
    assert all(shift.was.provisional for shift in ends.moved(before, CALENDAR, dates))
    assert list(ends.moved(CALENDAR, CALENDAR, dates)) == []


def test_periods_cover_the_days_asked_without_gap_or_overlap() -> None:
    for kind in ("day", "week", "month", "quarter", "half_year", "year"):
        found = list(ends.periods(kind, date(2018, 2, 11), date(2020, 3, 1)))
        assert date(2018, 2, 11) in found[0]
        assert date(2020, 3, 1) in found[-1]
        assert all(b.start == a.end + timedelta(days=1) for a, b in pairwise(found))
        assert all(ends.period(p.label) == p for p in found)


@pytest.mark.parametrize(
    ("kind", "day", "label", "said"),
    [
        ("month", date(2018, 3, 31), "2018-03", "2018年3月"),
        ("quarter", date(2018, 4, 1), "2018-Q2", "2018年第2季度"),
        ("half_year", date(2018, 6, 30), "2018-H1", "2018年上半年"),
        ("half_year", date(2018, 7, 1), "2018-H2", "2018年下半年"),
        ("year", date(2018, 7, 1), "2018", "2018年"),
        ("week", date(2018, 12, 31), "2019-W01", "12月31日—1月6日这一周"),
        ("day", date(2018, 12, 31), "2018-12-31", "2018年12月31日"),
    ],
)
def test_a_period_has_a_label_and_is_said_in_chinese(kind: ends.Kind, day: date, label: str, said: str) -> None:
    found = ends.period_of(kind, day)
    assert (found.label, str(found)) == (label, said)
    assert ends.period(label) == found


def test_shifts_and_phases_are_given_and_never_guessed() -> None:
    phase = ends.Period(date(2018, 1, 1), date(2018, 3, 31), "phase", "自查自纠")
    later = ends.Period(date(2018, 4, 1), date(2018, 9, 30), "phase", "集中整治")
    assert list(ends.periods("phase", date(2018, 3, 1), date(2018, 3, 2), phases=[later, phase])) == [phase]
    shifts = list(ends.periods("shift", date(2018, 3, 1), date(2018, 3, 2), shifts=["早班", "晚班"]))
    assert [p.label for p in shifts] == ["2018-03-01/早班", "2018-03-01/晚班", "2018-03-02/早班", "2018-03-02/晚班"]
    assert ends.period("2018-03-01/早班") == shifts[0]
    for kind in ("phase", "shift", "decade"):
        with pytest.raises(Refusal) as no:
            list(ends.periods(kind, date(2018, 1, 1), date(2018, 1, 2)))
        assert no.value.code == "period.kind"


@pytest.mark.parametrize("text", ["", "2018-13", "2018-Q5", "2018-02-30", "2018-W60", "年底", "18", "2018-W10", "0000"])
def test_a_plan_date_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as no:
        ends.plan_date(text)
    assert no.value.code == "period.text"


def test_a_plan_date_may_come_from_yaml_as_a_number_or_a_date() -> None:
    assert ends.plan_date(2018) == date(2018, 12, 31)
    assert ends.plan_date(date(2018, 6, 30)) == date(2018, 6, 30)


def test_the_tables_say_what_the_functions_say() -> None:
    lo, hi = date(2018, 9, 20), date(2018, 10, 10)
    days = list(ends.day_table(CALENDAR, lo, hi))
    assert len(days) == 21
    assert days[8] == (date(2018, 9, 28), True, CALENDAR.ordinal(date(2018, 9, 28)), date(2018, 9, 28), False)
    assert days[11][1:] == (False, CALENDAR.ordinal(date(2018, 9, 30)), date(2018, 10, 8), False)
    terms = [Term(3, "workday"), Term(1, "month")]
    due = list(ends.due_table(CALENDAR, terms, lo, hi))
    assert len(due) == 42
    assert ("workday", 3, date(2018, 9, 28), date(2018, 10, 8), False) in due
    assert ("month", 1, date(2018, 9, 30), date(2018, 10, 30), False) in due
    assert list(ends.due_table(CALENDAR, terms, date(2026, 12, 31), date(2026, 12, 31))) == [
        ("workday", 3, date(2026, 12, 31), date(2027, 1, 5), True),
        ("month", 1, date(2026, 12, 31), date(2027, 2, 1), True),
    ]
    assert list(ends.period_table(["quarter", "year"], date(2018, 9, 30), date(2018, 10, 1))) == [
        ("quarter", date(2018, 7, 1), date(2018, 9, 30), "2018-Q3"),
        ("quarter", date(2018, 10, 1), date(2018, 12, 31), "2018-Q4"),
        ("year", date(2018, 1, 1), date(2018, 12, 31), "2018"),
    ]
    with pytest.raises(ValueError, match="hours"):
        list(ends.due_table(CALENDAR, [Term(2, "hour")], lo, hi))


def test_a_suspended_working_day_term_can_be_looked_up_by_ordinal() -> None:
    # the way compiled rules do it: ordinal of the start + n + suspended working days, then the day with that ordinal
    start, n, out = date(2025, 9, 26), 5, 3
    wanted = CALENDAR.ordinal(start) + n + out
    rows = ends.day_table(CALENDAR, start, date(2025, 12, 31))
    assert next(day for day, work, ordinal, _, _ in rows if work and ordinal == wanted) == date(2025, 10, 14)


def test_a_day_that_the_text_names_by_date_never_rolls() -> None:
    """15 July and 15 January 2023 are off duty: a report due by that date is due then, a term of 15 days is not."""
    half, term, named = date(2023, 6, 30), Term.parse("15 days"), Term.parse("15 plan days")
    assert (term.due_day(half, CALENDAR).due, named.due_day(half, CALENDAR).due) == (
        date(2023, 7, 17),
        date(2023, 7, 15),
    )
    assert named.due_day(date(2022, 12, 31), CALENDAR).due == date(2023, 1, 15)
    assert str(named) == "15日（到日为止，不顺延）"
