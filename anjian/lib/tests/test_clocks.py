from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjian.lib import clocks
from anjian.lib.calendar.tests import shipped
from anjian.lib.clocks import Step
from anjian.lib.ends import CHINA, Term
from anjian.lib.errors import Refusal

CALENDAR = shipped.calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def step(kind: str, when: str, **more: object) -> Step:
    return Step(kind, at(when) if " " in when else date.fromisoformat(when), **more)


def read(term: str, *steps: Step, name: str = clocks.ALL) -> clocks.Clock:
    return clocks.read(Term.parse(term), steps, CALENDAR, name=name)


def test_a_clock_that_has_not_started_has_no_end() -> None:
    clock = read("15日")
    assert (clock.phase, clock.due, clock.reasons) == ("not_started", None, ())


def test_a_started_clock_ends_where_its_term_ends_and_says_why() -> None:
    clock = read("5个工作日", step("start", "2025-09-26", fact="f1"))
    assert clock.phase == "running"
    assert clock.due == date(2025, 10, 10)
    assert [(r.kind, r.text, r.ref) for r in clock.reasons][:3] == [
        ("fact", "2025-09-26起算，期限5个工作日", "f1"),
        ("day", "2025-09-27 周六", "2025-09-27"),
        ("day", "2025-09-28 国庆节、中秋节调休上班", "2025-09-28"),
    ]
    assert clock.reasons[-1].text == "到期2025-10-10"


def test_while_suspended_there_is_no_end_and_afterwards_the_days_do_not_count() -> None:
    # 15 days from 3 March: 18 March. Suspended on the 5th, resumed on the 12th: the 6th to the 12th, 7 days, are out.
    start, pause, on = step("start", "2025-03-03"), step("suspend", "2025-03-05"), step("resume", "2025-03-12")
    assert read("15日", start).due == date(2025, 3, 18)
    waiting = read("15日", start, pause)
    assert (waiting.phase, waiting.due) == ("suspended", None)
    clock = read("15日", start, pause, on)
    assert (clock.phase, clock.suspended, clock.due) == ("running", 7, date(2025, 3, 25))
    assert "2025-03-12恢复，扣除7日" in [r.text for r in clock.reasons]


def test_a_working_day_clock_leaves_out_the_working_days_of_the_suspension() -> None:
    # From Friday 26 September 2025: 28 Sep worked (1), 29 (2), 30 (3). Suspended on the 29th, resumed on 10 October:
    # 30 Sep, 9 and 10 Oct are 3 working days that do not count. 11 Oct worked (3), 13 (4), 14 (5).
    clock = read("5个工作日", step("start", "2025-09-26"), step("suspend", "2025-09-29"), step("resume", "2025-10-10"))
    assert clock.suspended == 3
    assert clock.due == date(2025, 10, 14)


def test_a_clock_in_hours_counts_from_the_minute_and_never_rolls() -> None:
    assert read("1小时", step("start", "2025-10-01 23:30")).at == at("2025-10-02 00:30")
    clock = read(
        "24小时",
        step("start", "2025-10-01 08:15"),
        step("suspend", "2025-10-01 10:00"),
        step("resume", "2025-10-01 11:30"),
    )
    assert clock.at == at("2025-10-02 09:45")
    assert clock.due == date(2025, 10, 2)
    assert clock.suspended == 90
    assert not clock.provisional
    assert read("2小时", step("start", "2025-10-01 08:00"), step("stop", "2025-10-01 10:00")).late is False
    assert read("2小时", step("start", "2025-10-01 08:00"), step("stop", "2025-10-01 10:01")).late is True


def test_a_clock_in_hours_needs_instants() -> None:
    with pytest.raises(ValueError, match="needs the instant"):
        read("2小时", step("start", "2025-10-01"))


def test_an_extension_of_the_same_unit_lengthens_the_term() -> None:
    # one month from 31 January would be 28 February, and one more month from there 28 March; two months are 31 March
    clock = read("1个月", step("start", "2025-01-31"), step("extend", "2025-02-10", by=Term(1, "month")))
    assert clock.due == date(2025, 3, 31)
    assert "2025-02-10延长1个月" in [r.text for r in clock.reasons]


def test_an_extension_of_another_unit_runs_from_the_end_before_rolling() -> None:
    # 30 days from 1 March 2025 is Monday 31 March; from there 5 working days: 1, 2, 3, (4–6 off) 7, 8 April
    first = read("30日", step("start", "2025-03-01"), step("extend", "2025-03-20", by=Term(5, "workday")))
    assert first.due == date(2025, 4, 8)
    # 30 days from 7 March is Sunday 6 April, a holiday; 3 days on is Wednesday 9 April, not 10 April
    second = read("1个月", step("start", "2025-03-06"), step("extend", "2025-03-20", by=Term(3, "day")))
    assert second.due == date(2025, 4, 9)
    assert [r for r in second.reasons if r.kind == "day"] == []


def test_hours_and_days_do_not_extend_each_other() -> None:
    clock = read("15日", step("start", "2025-03-03"), step("extend", "2025-03-05", by=Term(8, "hour")))
    assert clock.due == date(2025, 3, 18)
    assert len(clock.idle) == 1


def test_what_comes_too_late_twice_or_out_of_order_is_kept_and_has_no_effect() -> None:
    late = step("extend", "2025-03-19", by=Term(10, "day"), fact="f9")
    clock = read(
        "15日",
        step("resume", "2025-03-02"),
        step("start", "2025-03-03"),
        step("start", "2025-03-04"),
        step("resume", "2025-03-05"),
        late,
        step("stop", "2025-03-20"),
        step("suspend", "2025-03-21"),
    )
    assert clock.due == date(2025, 3, 18)
    assert clock.late is True
    assert [s.kind for s in clock.idle] == ["resume", "start", "resume", "extend", "suspend"]
    assert ("idle", "2025-03-19延长：已于2025-03-18到期，不起作用", "f9") in [
        (r.kind, r.text, r.ref) for r in clock.reasons
    ]


def test_an_extension_on_the_last_day_is_in_time() -> None:
    clock = read("15日", step("start", "2025-03-03"), step("extend", "2025-03-18", by=Term(10, "day")))
    assert clock.due == date(2025, 3, 28)


def test_a_step_without_effect_is_refused_before_it_is_recorded() -> None:
    steps = [step("start", "2025-03-03")]
    with pytest.raises(Refusal) as no:
        clocks.accept(Term(15, "day"), steps, step("extend", "2025-03-19", by=Term(10, "day")), CALENDAR)
    assert no.value.code == "clock.step"
    assert "已于2025-03-18到期" in no.value.what
    assert len(steps) == 1
    good = clocks.accept(Term(15, "day"), steps, step("stop", "2025-03-18"), CALENDAR)
    assert good.late is False


def test_clocks_of_a_matter_run_side_by_side() -> None:
    found = clocks.read_all(
        {"rectify": Term(15, "day"), "report": Term(24, "hour"), "publish": Term(20, "workday")},
        [
            step("start", "2025-03-03 09:00", clock="rectify"),
            step("start", "2025-03-03 09:00", clock="report"),
            step("suspend", "2025-03-05 09:00", clock="rectify"),
            step("stop", "2025-03-03 12:00", clock="report"),
        ],
        CALENDAR,
    )
    assert {name: clock.phase for name, clock in found.items()} == {
        "rectify": "suspended",
        "report": "stopped",
        "publish": "not_started",
    }
    both = clocks.read_all({"a": Term(1, "day"), "b": Term(2, "day")}, [step("start", "2025-03-03")], CALENDAR)
    assert [clock.due for clock in both.values()] == [date(2025, 3, 4), date(2025, 3, 5)]


def test_an_end_past_the_published_calendar_is_provisional() -> None:
    clock = read("10个工作日", step("start", "2026-12-21"))
    assert clock.provisional
    assert clock.reasons[-1].text == "到期2027-01-04（暂定）"


def test_steps_are_taken_by_their_time_and_not_by_their_place_in_the_list() -> None:
    steps = [step("resume", "2025-03-12"), step("start", "2025-03-03"), step("suspend", "2025-03-05")]
    assert read("15日", *steps).due == date(2025, 3, 25)


DAYS = st.dates(date(2018, 1, 1), date(2026, 6, 1))


@given(DAYS, st.integers(1, 60), st.integers(0, 30), st.integers(0, 60), st.sampled_from(["day", "workday"]))
def test_suspending_never_shortens_and_adds_exactly_what_did_not_count(
    start: date, n: int, after: int, length: int, unit: str
) -> None:
    term = Term(n, unit)
    plain = term.due(start, CALENDAR)
    pause = min(date.fromordinal(start.toordinal() + after), plain.due)
    resume = date.fromordinal(pause.toordinal() + length)
    steps = [Step("start", start), Step("suspend", pause), Step("resume", resume)]
    clock = clocks.read(term, steps, CALENDAR)
    assert clock.due is not None
    assert clock.due >= plain.due
    if unit == "workday":
        counted = CALENDAR.workdays_between(start, pause) + CALENDAR.workdays_between(resume, clock.due)
        assert counted == n
    else:
        assert clock.due == CALENDAR.roll(date.fromordinal(plain.nominal.toordinal() + length))
