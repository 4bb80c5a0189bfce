import shutil
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjian.lib.calendar import SHIPPED, Calendar, Festivals, check_notice, read_festivals
from anjian.lib.calendar.tests import shipped
from anjian.lib.errors import Refusal

CALENDAR = shipped.calendar()
ONE = timedelta(days=1)


def span(first: date, last: date) -> list[date]:
    return [first + ONE * i for i in range((last - first).days + 1)]


def test_every_day_from_2004_to_2026_agrees_with_an_independent_table_but_one() -> None:
    days = span(date(2004, 1, 1), date(2026, 12, 31))
    differing = [day for day in days if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)]
    # The notice for 2006 (国办发明电〔2005〕35号) has Saturday 2005-12-31 worked for Tuesday 2006-01-03. The table that
    # we compare with has the day off without the day worked, two days for a festival of one.
    assert differing == [date(2005, 12, 31)]
    assert CALENDAR.is_workday(date(2005, 12, 31))
    assert not CALENDAR.is_workday(date(2006, 1, 3))
    assert len(days) == 8401


def test_the_example_of_the_design_holds() -> None:
    # 27 Sat off, 28 Sun worked (1), 29 (2), 30 (3), 1–8 Oct off, 9 (4), 10 (5)
    assert CALENDAR.add_workdays(date(2025, 9, 26), 5) == date(2025, 10, 10)


def test_a_day_has_a_name_that_says_why_it_is_off_or_worked() -> None:
    assert CALENDAR.name(date(2025, 10, 1)) == "国庆节、中秋节"
    assert CALENDAR.name(date(2025, 9, 28)) == "国庆节、中秋节调休上班"
    assert CALENDAR.name(date(2025, 9, 27)) == "周六"
    assert CALENDAR.name(date(2025, 9, 21)) == "周日"
    assert CALENDAR.name(date(2025, 9, 26)) == ""
    assert CALENDAR.name(date(2015, 9, 4)) == "抗日战争胜利70周年纪念日"
    assert CALENDAR.notice(date(2025, 10, 1)) == "国务院办公厅关于2025年部分节假日安排的通知（国办发明电〔2024〕12号）"
    assert CALENDAR.notice(date(2025, 9, 27)) == ""


def test_the_extension_of_2020_counts_from_the_day_it_was_made_public() -> None:
    before = Calendar.load(SHIPPED, known=date(2020, 1, 26))
    after = Calendar.load(SHIPPED, known=date(2020, 1, 27))
    assert before.is_workday(date(2020, 1, 31))
    assert before.is_workday(date(2020, 2, 1))
    assert not after.is_workday(date(2020, 1, 31))
    assert not after.is_workday(date(2020, 2, 1))
    assert before.digest != after.digest
    assert [(c.day, c.was_work, c.is_work, c.was, c.now) for c in before.changes(after)] == [
        (date(2020, 1, 31), True, False, "", "春节"),
        (date(2020, 2, 1), True, False, "春节调休上班", "春节"),
        (date(2020, 2, 2), False, False, "周日", "春节"),
    ]


def test_days_that_no_notice_settles_are_provisional_and_never_a_crash() -> None:
    assert CALENDAR.first == date(2004, 1, 1)
    assert CALENDAR.last == date(2026, 12, 26)
    assert not CALENDAR.provisional(date(2026, 12, 26))
    # the notice for 2027 may still move the end of December 2026
    assert CALENDAR.provisional(date(2026, 12, 31))
    assert CALENDAR.provisional(date(2027, 10, 1))
    assert CALENDAR.is_workday(date(2027, 10, 1))
    assert not CALENDAR.is_workday(date(2027, 10, 2))
    assert CALENDAR.provisional(date(2003, 12, 31))
    assert CALENDAR.add_workdays(date(2026, 12, 25), 10) == date(2027, 1, 8)


def test_what_was_known_earlier_is_provisional_from_then_on() -> None:
    early = Calendar.load(SHIPPED, known=date(2024, 11, 11))
    assert early.last == date(2024, 12, 26)
    assert early.provisional(date(2025, 1, 1))
    assert Calendar.load(SHIPPED, known=date(2024, 11, 12)).last == date(2025, 12, 26)


def test_every_year_end_that_a_later_notice_changed_lies_in_the_provisional_tail() -> None:
    festivals = read_festivals(SHIPPED)
    touched = []
    for year in range(2005, 2027):
        for holiday in check_notice(SHIPPED / f"{year}.yaml", festivals=festivals).notices[0].holidays:
            touched += [day for day in (*holiday.days(), *holiday.work) if day.year < year]
    assert min(touched, key=lambda d: (d.month, d.day)).strftime("%m-%d") == "12-29"
    assert all(day >= festivals.opens(day.year) for day in touched)


def test_rolling_names_each_day_that_it_steps_over() -> None:
    assert CALENDAR.roll(date(2025, 10, 1)) == date(2025, 10, 9)
    assert CALENDAR.roll(date(2023, 10, 7)) == date(2023, 10, 7)
    assert CALENDAR.moved_by(date(2023, 4, 29))[0] == (date(2023, 4, 29), "劳动节")
    assert CALENDAR.moved_by(date(2024, 6, 8)) == (
        (date(2024, 6, 8), "周六"),
        (date(2024, 6, 9), "周日"),
        (date(2024, 6, 10), "端午节"),
    )
    assert CALENDAR.moved_by(date(2025, 9, 26)) == ()


@given(st.dates(date(2003, 6, 1), date(2028, 6, 1)), st.integers(-300, 300))
def test_counting_working_days_equals_walking_day_by_day(day: date, n: int) -> None:
    walked, left, step = day, abs(n), ONE if n > 0 else -ONE
    while left:
        walked += step
        left -= CALENDAR.is_workday(walked)
    assert CALENDAR.add_workdays(day, n) == walked
    if n > 0:
        assert CALENDAR.workdays_between(day, walked) == n


def test_the_digest_names_the_days_and_not_the_wording(tmp_path: Path) -> None:
    folder = shipped.copied(tmp_path / "calendar")
    path = folder / "2025.yaml"
    text = path.read_text(encoding="utf-8")
    assert "source: " in text
    path.write_text(text.replace("source: ", "source: 另有公报；"), encoding="utf-8")
    assert Calendar.load(folder).digest == CALENDAR.digest
    path.write_text(text.replace("2025-02-08", "2025-02-09"), encoding="utf-8")
    assert Calendar.load(folder).digest != CALENDAR.digest


def test_a_missing_year_between_two_others_is_refused(tmp_path: Path) -> None:
    folder = shutil.copytree(SHIPPED, tmp_path / "calendar")
    (folder / "2015.yaml").unlink()
    with pytest.raises(Refusal) as no:
        Calendar.load(folder)
    assert no.value.code == "calendar.gap"
    assert "2015" in no.value.what


def test_a_folder_without_any_year_or_with_one_twice_is_refused() -> None:
    festivals: Festivals = read_festivals(SHIPPED)
    with pytest.raises(Refusal) as no:
        Calendar.of([], festivals)
    assert no.value.code == "calendar.gap"
    year = check_notice(SHIPPED / "2025.yaml", festivals=festivals)
    with pytest.raises(Refusal) as no:
        Calendar.of([year, year], festivals)
    assert no.value.code == "calendar.twice"
