"""A holiday notice is previewed against the open duties before it is taken in."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from anjian.duties import actions, notices, projection, terms
from anjian.duties.models import Day
from anjian.lib.calendar import Calendar
from anjian.lib.calendar.tests import shipped
from anjian.lib.errors import Refusal
from anjian.sample import actions as sample

TODAY = dt.date(2026, 11, 20)
NOTICE = """
year: 2027
notices:
  - title: 示例：2027年放假安排
    number: null
    issued: null
    published: null
    source: 测试用
    holidays:
      - {name: 元旦, rest: [2027-01-01, 2027-01-03]}
      - {name: 春节, rest: [2027-02-05, 2027-02-11], work: [2027-01-31]}
      - {name: 清明节, rest: [2027-04-03, 2027-04-05]}
      - {name: 劳动节, rest: [2027-05-01, 2027-05-05], work: [2027-05-08]}
      - {name: 端午节, rest: [2027-06-19, 2027-06-21]}
      - {name: 中秋节, rest: [2027-09-15, 2027-09-15]}
      - {name: 国庆节, rest: [2027-10-01, 2027-10-07], work: [2027-09-26, 2027-10-09]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped calendar that a test may change; duties are judged by its years too."""
    monkeypatch.setattr(terms, "calendar", lru_cache(maxsize=1)(shipped.calendar))
    return shipped.copied(tmp_path / "calendar")


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "2027.yaml"
    path.write_text(NOTICE, encoding="utf-8")
    return path


@pytest.mark.django_db
def test_a_notice_shows_which_provisional_dates_move_and_is_taken_in_whole(notice: Path, folder: Path):
    sample.load(today=TODAY, size="small")
    # twenty working days from 20 November 2026 reach 18 December; from 11 December they reach past New Year
    before = notices.preview(notice, as_of=TODAY, folder=folder)
    assert before.year == 2027
    assert (dt.date(2027, 1, 1), "放假（元旦）") in before.days
    assert (dt.date(2027, 1, 31), "上班（春节调休上班）") in before.days
    # closed on 20 June 2026: a year ends on a Sunday, rolls to Monday the 21st, and the invented holiday takes that day
    assert before.provisional == 1
    assert [(move.rule, move.term, move.was, move.now) for move in before.moves] == [
        ("linfen-2018/evaluate-within-a-year", "1 year", dt.date(2027, 6, 21), dt.date(2027, 6, 22))
    ]
    assert not (folder / "2027.yaml").exists()
    assert notices.adopt(notice, folder=folder) == 2027
    assert (folder / "2027.yaml").is_file()


ELSEWHERE = """
import sys
from pathlib import Path
from anjian.lib import calendar
calendar.adopt(Path(sys.argv[1]), folder=Path(sys.argv[2]))
"""


@pytest.mark.django_db
def test_a_notice_taken_in_by_another_process_is_seen_at_the_next_question(
    notice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = shipped.copied(tmp_path / "calendar")
    monkeypatch.setattr(terms, "SHIPPED", folder)
    sunday = dt.date(2027, 1, 31)  # a working day by the invented notice
    terms.ensure([], as_of=TODAY)
    actions.rebuild(as_of=TODAY)
    assert (terms.calendar().is_workday(sunday), work_in_the_tables(sunday)) == (False, False)
    assert terms.calendar() is terms.calendar()
    assert projection.stands(TODAY)
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(notice), str(folder)], check=True)
    assert terms.calendar().is_workday(sunday)
    assert not projection.stands(TODAY)  # until the worker has made it anew the evaluator answers
    terms.ensure([], as_of=TODAY)
    assert work_in_the_tables(sunday)


def test_a_fault_in_the_folder_does_not_take_the_calendar_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = shipped.copied(tmp_path / "calendar")
    monkeypatch.setattr(terms, "SHIPPED", folder)
    before = terms.calendar()
    (folder / "2010.yaml").rename(folder / "2010.away")
    assert terms.calendar() is before
    with pytest.raises(Refusal, match="缺2010年"):
        Calendar.load(folder)


def work_in_the_tables(day: dt.date) -> bool:
    return Day.objects.for_change().get(day=day).work


@pytest.mark.django_db
def test_a_file_with_a_gap_is_refused_with_its_place_and_nothing_changes(notice: Path, folder: Path):
    sample.load(today=TODAY, size="small")
    notice.write_text(NOTICE.replace("work: [2027-01-31]", "work: [2027-01-26]"), encoding="utf-8")
    with pytest.raises(Refusal) as no:
        notices.adopt(notice, folder=folder)
    assert "2027-01-26" in no.value.what
    assert "本来就是工作日" in no.value.what
    assert not (folder / "2027.yaml").exists()
