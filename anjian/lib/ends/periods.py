"""Periods (周期) and plan dates (计划日期): fixed stretches of the calendar. They never roll."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from anjian.lib.errors import Refusal

Kind = Literal["shift", "day", "week", "month", "quarter", "half_year", "year", "phase"]

KINDS: dict[Kind, str] = {
    "shift": "班",
    "day": "日",
    "week": "周",
    "month": "月",
    "quarter": "季度",
    "half_year": "半年",
    "year": "年",
    "phase": "阶段",
}
"""Code of each kind and its Chinese word."""

_ONE = timedelta(days=1)
_MONTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_LABEL = re.compile(
    r"(?P<y>\d{4})(?:-(?:Q(?P<q>[1-4])|H(?P<h>[12])|W(?P<w>\d\d)|(?P<m>\d\d)(?:-(?P<d>\d\d)(?:/(?P<s>.+))?)?))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days, both ends included. Sorted by its start.

    ``label`` is 2018-03-05, 2018-W10, 2018-03, 2018-Q2, 2018-H1 or 2018; for a shift 2018-03-05/早班; for a phase its
    name.
    """

    start: date
    end: date
    kind: Kind
    label: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    def __str__(self) -> str:
        """In Chinese, as on a screen: 2018年3月, 2018年第2季度, 2018年上半年."""
        year = f"{self.start.year}年"
        match self.kind:
            case "month":
                return f"{year}{self.start.month}月"
            case "quarter":
                return f"{year}第{self.start.month // 3 + 1}季度"
            case "half_year":
                return f"{year}{'上' if self.start.month == 1 else '下'}半年"
            case "year":
                return year
            case "week":
                return f"{self.start.month}月{self.start.day}日—{self.end.month}月{self.end.day}日这一周"
            case "day":
                return f"{year}{self.start.month}月{self.start.day}日"
            case _:
                return self.label


def period_of(kind: Kind, day: date, *, shift: str | None = None) -> Period:
    """The period of this kind that holds the day. A shift needs its name; a phase has no calendar and is refused."""
    months = _MONTHS.get(kind)
    if months is not None:
        first = (day.month - 1) // months * months + 1
        start = date(day.year, first, 1)
        last = first + months
        end = (date(day.year, last, 1) if last <= 12 else date(day.year + 1, 1, 1)) - _ONE
        return Period(start, end, kind, _label(kind, start))
    match kind:
        case "week":
            start = day - timedelta(days=day.weekday())
            return Period(start, start + timedelta(days=6), kind, _label(kind, start))
        case "day":
            return Period(day, day, kind, _label(kind, day))
        case "shift" if shift:
            return Period(day, day, kind, f"{day.isoformat()}/{shift}")
    raise _unset(kind)


def periods(
    kind: Kind, lo: date, hi: date, *, phases: Sequence[Period] = (), shifts: Sequence[str] = ()
) -> Iterator[Period]:
    """All periods of this kind that share a day with ``lo`` to ``hi`` (both included), in order.

    Phases (阶段) belong to a campaign and shifts (班次) to an enterprise: they are given, or refused.
    """
    if kind == "phase":
        if not phases:
            raise _unset(kind)
        yield from sorted(phase for phase in phases if phase.start <= hi and phase.end >= lo)
        return
    if kind == "shift" and not shifts:
        raise _unset(kind)
    day = lo
    while day <= hi:
        if kind == "shift":
            yield from (period_of(kind, day, shift=name) for name in shifts)
            day += _ONE
        else:
            found = period_of(kind, day)
            yield found
            day = found.end + _ONE


def period(label: str) -> Period:
    """The period of a label, except phases. Refuses what is not a label."""
    found = _LABEL.fullmatch(label)
    try:
        if found:
            return _from_label(found)
    except ValueError:
        pass  # a label such as 2018-13
    raise _wrong(label)


def plan_date(text: str | int | date) -> date:
    """The last day of a plan date: 2018 → 2018-12-31, 2018-06 → 2018-06-30, 2018-H1 → 2018-06-30, 2018-06-15 itself.

    A plan date never rolls. Refuses what is not one.
    """
    if isinstance(text, date):
        return text
    found = period(str(text))
    if found.kind in ("week", "shift"):
        raise _wrong(text)
    return found.end


def _from_label(found: re.Match[str]) -> Period:
    year = int(found["y"])
    if found["q"]:
        return period_of("quarter", date(year, int(found["q"]) * 3, 1))
    if found["h"]:
        return period_of("half_year", date(year, int(found["h"]) * 6, 1))
    if found["w"]:
        return period_of("week", date.fromisocalendar(year, int(found["w"]), 1))
    if found["d"]:
        day = date(year, int(found["m"]), int(found["d"]))
        return period_of("shift", day, shift=found["s"]) if found["s"] else period_of("day", day)
    if found["m"]:
        return period_of("month", date(year, int(found["m"]), 1))
    return period_of("year", date(year, 1, 1))


def _label(kind: Kind, start: date) -> str:
    match kind:
        case "week":
            year, week, _ = start.isocalendar()
            return f"{year:04d}-W{week:02d}"
        case "month":
            return f"{start.year:04d}-{start.month:02d}"
        case "quarter":
            return f"{start.year:04d}-Q{start.month // 3 + 1}"
        case "half_year":
            return f"{start.year:04d}-H{start.month // 6 + 1}"
        case "year":
            return f"{start.year:04d}"
        case _:
            return start.isoformat()


def _unset(kind: str) -> Refusal:
    word = KINDS.get(kind, kind)  # type: ignore[call-overload]  # an unknown kind names itself
    return Refusal(
        f"没有给出“{word}”的起止",
        "阶段由专项方案规定，班次由企业设定，不能从日历推出来"
        if kind in KINDS
        else "周期只有日、周、月、季度、半年、年、班、阶段",
        "请先设定各阶段起止日期或各班名称" if kind in KINDS else "请改用其中一种",
        code="period.kind",
        field="per",
    )


def _wrong(text: object) -> Refusal:
    return Refusal(
        f"日期“{text}”不对",
        "计划日期和周期读不懂就不能判断是否按期",
        "请写成2018、2018-06、2018-06-30、2018-Q2或2018-H1",
        code="period.text",
        field="by",
    )
