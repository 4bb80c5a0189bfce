"""Terms (期限): so many hours, days, working days, weeks, months, quarters, half-years or years from a start."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, Literal, TypeVar

from anjian.lib.calendar import Calendar
from anjian.lib.canonical import CHINA
from anjian.lib.errors import Refusal

Unit = Literal["hour", "day", "plan_day", "workday", "week", "month", "quarter", "half_year", "year"]

UNITS: dict[Unit, str] = {
    "hour": "小时",
    "day": "日",
    "plan_day": "日（到日为止，不顺延）",
    "workday": "个工作日",
    "week": "周",
    "month": "个月",
    "quarter": "个季度",
    "half_year": "个半年",
    "year": "年",
}
"""Code of each unit and how it is said after a number.

``plan_day`` counts to a day that the text names by date each time (每年7月15日前: 15 days after the half-year), so it
never rolls; a ``day`` belongs to a term and rolls.
"""

_ONE = timedelta(days=1)
_MONTHS: dict[Unit, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
# The longest term: a century. A longer one is a slip of the pen, and would run out of the calendar of the computer.
_LONGEST: dict[Unit, int] = {
    "hour": 876_000,
    "day": 36_500,
    "plan_day": 36_500,
    "workday": 25_000,
    "week": 5_200,
    "month": 1_200,
    "quarter": 400,
    "half_year": 200,
    "year": 100,
}


@dataclass(frozen=True, slots=True)
class End:
    """Where a term ends and why.

    due          the day on which it ends, after rolling; a Chinese day
    at           the instant, for terms in hours only
    nominal      the day before rolling
    provisional  no published notice settles the days that decided it yet (暂定)
    moved_by     each day that moved the date, with its reason: days off that were stepped over and, for working days,
                 make-up days that were counted
    """

    due: date
    at: datetime | None
    nominal: date
    provisional: bool
    moved_by: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A number of units. Refuses a unit that is not known and a number below 1 or beyond a century."""

    n: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise _unreadable(f"{self.n} {self.unit}")
        if isinstance(self.n, bool) or not isinstance(self.n, int) or not 1 <= self.n <= _LONGEST[self.unit]:
            raise Refusal(
                f"期限“{self.n}{UNITS[self.unit]}”不对",
                "期限应是正整数，且不超过一百年",
                "请核对条文写的数和单位",
                code="term.number",
                field="term",
            )

    @classmethod
    def parse(cls, text: str) -> Term:
        """A term from its text: ``20 workdays``, ``1 year``, ``10个工作日``, ``一年内``, ``24小时``, ``半年``.

        The grammar is closed; everything else is refused, never guessed (``三月内`` may mean March).
        """
        said = unicodedata.normalize("NFKC", text).strip()
        if found := _ENGLISH.fullmatch(said.lower()):
            return cls(int(found[1]), _ENGLISH_UNITS[re.sub(r"[ -]", "_", found[2]).removesuffix("s")])
        if found := _CHINESE.fullmatch(said):
            if found["half"]:
                return cls(1, "half_year")
            return cls(_number(found["n"], text), _CHINESE_UNITS[found["unit"].removeprefix("个")])
        raise _unreadable(text)

    def __str__(self) -> str:
        """In Chinese, as on a screen: 10个工作日, 半年."""
        return "半年" if (self.n, self.unit) == (1, "half_year") else f"{self.n}{UNITS[self.unit]}"

    def due(self, start: date | datetime, calendar: Calendar) -> End:
        """Where the term ends that starts on this day (or at this instant; then its Chinese day counts).

        The day of the start is not counted. Raises ValueError for a term in hours without an instant with a time zone.
        """
        if self.unit == "hour":
            if not isinstance(start, datetime):
                raise ValueError("a term in hours needs the instant of its start, not only a day")
            at = chinese_minute(start) + timedelta(hours=self.n)
            return End(at.date(), at, at.date(), False, ())
        return self.due_day(chinese_day(start), calendar)

    def due_day(self, start: date, calendar: Calendar) -> End:
        """The same for a start that is a day; not for hours."""
        nominal = self._nominal(start, calendar)
        due, provisional = self._ending(start, nominal, calendar)
        if self.unit == "workday":
            return End(due, None, nominal, provisional, _stepped_over(start, due, calendar))
        return End(due, None, nominal, provisional, () if self.unit == "plan_day" else calendar.moved_by(nominal))

    def ending(self, start: date, calendar: Calendar) -> tuple[date, bool]:
        """The day on which it ends and whether that is provisional, as `due_day` says them, without the reasons."""
        return self._ending(start, self._nominal(start, calendar), calendar)

    def _nominal(self, start: date, calendar: Calendar) -> date:
        if self.unit == "workday":
            return calendar.add_workdays(start, self.n)
        if self.unit in _MONTHS:
            return _months_later(start, self.n * _MONTHS[self.unit])
        return start + timedelta(days=self.n * (7 if self.unit == "week" else 1))

    def _ending(self, start: date, nominal: date, calendar: Calendar) -> tuple[date, bool]:
        if self.unit == "plan_day":
            return nominal, False
        due = calendar.roll(nominal)  # a working day stays
        first = start + _ONE if self.unit == "workday" else nominal
        return due, calendar.provisional(first) or calendar.provisional(due)


K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Shift(Generic[K]):
    """A date that a new notice moves: from ``was`` to ``now``."""

    key: K
    start: date
    term: Term
    was: End
    now: End


def moved(before: Calendar, after: Calendar, dates: Iterable[tuple[K, date, Term]]) -> Iterator[Shift[K]]:
    """Which of these dates end on another day by the newer calendar. Each is (any key, start, term)."""
    for key, start, term in dates:
        was, now = term.due(start, before), term.due(start, after)
        if was.due != now.due:
            yield Shift(key, start, term, was, now)


def chinese_day(when: date | datetime) -> date:
    """The Chinese day (UTC+8) of an instant; a day stays itself. Raises ValueError for an instant without time zone."""
    return _in_china(when).date() if isinstance(when, datetime) else when


def chinese_minute(when: datetime) -> datetime:
    """The instant in Chinese time, to the minute: terms in hours count from the minute."""
    return _in_china(when).replace(second=0, microsecond=0)


def _in_china(when: datetime) -> datetime:
    if when.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return when.astimezone(CHINA)


def _stepped_over(start: date, due: date, calendar: Calendar) -> tuple[tuple[date, str], ...]:
    """The days after ``start`` that moved the end of a term in working days."""
    reasons = []
    day = start + _ONE
    while day <= due:
        # a working day on a weekend moved the date too: towards the start
        if not calendar.is_workday(day) or day.weekday() >= 5:
            reasons.append((day, calendar.name(day)))
        day += _ONE
    return tuple(reasons)


def _months_later(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


_ENGLISH_UNITS: dict[str, Unit] = {
    "hour": "hour",
    "day": "day",
    "plan_day": "plan_day",
    "workday": "workday",
    "working_day": "workday",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "half_year": "half_year",
    "year": "year",
}
_CHINESE_UNITS: dict[str, Unit] = {
    "小时": "hour",
    unicodedata.normalize("NFKC", UNITS["plan_day"]): "plan_day",
    "日": "day",
    "天": "day",
    "工作日": "workday",
    "周": "week",
    "星期": "week",
    "月": "month",
    "季度": "quarter",
    "半年": "half_year",
    "年": "year",
}
_ENGLISH = re.compile(
    r"(\d{1,6}) ?(hour|plan[ _]day|day|workday|working[ _]day|week|month|quarter|half[ _-]year|year)s?"
)
# 月 only with 个: 三月内 may mean March. 天 and 日 only without: nobody says 个日.
_CHINESE = re.compile(
    r"(?:(?P<half>半年)|(?P<n>\d{1,6}|[一二两三四五六七八九十百]{1,6})"
    r"(?P<unit>个?小时|日\(到日为止,不顺延\)|日|天|个?工作日|周|个?星期|个月|个?季度|个半年|年))(?:内|以内|之内)?"
)
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}
_HUNDREDS = re.compile(
    r"(?:(?P<h>[一二两三四五六七八九])百)?(?:(?P<t>[一二三四五六七八九])?(?P<ten>十))?(?P<u>[一二两三四五六七八九])?"
)


def _number(text: str, whole: str) -> int:
    """Arabic or Chinese numerals up to 999, without 零 (一百零五 is not a term that documents use)."""
    if text.isdigit():
        return int(text)
    found = _HUNDREDS.fullmatch(text)
    # 一百五 is said for 150 and could be read as 105
    if not found or (found["h"] and found["u"] and not found["ten"]):
        raise _unreadable(whole)
    hundreds = _DIGITS[found["h"]] if found["h"] else 0
    tens = (_DIGITS[found["t"]] if found["t"] else 1) if found["ten"] else 0
    return hundreds * 100 + tens * 10 + (_DIGITS[found["u"]] if found["u"] else 0)


def _unreadable(text: object) -> Refusal:
    return Refusal(
        f"期限“{text}”读不懂",
        "读不懂的期限不能猜，猜错会算错到期日",
        "请写成“10个工作日”“一年内”“24小时”“3个月”，或20 workdays、1 year",
        code="term.text",
        field="term",
    )
