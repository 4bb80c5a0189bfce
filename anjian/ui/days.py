"""Days in words (日期): "11月24日 周二 · 还有3天", in Chinese or English."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import get_language

_WEEK = "一二三四五六日"


def english() -> bool:
    """Whether the page is read in English."""
    return (get_language() or "zh-hans").startswith("en")


def short(day: dt.date, as_of: dt.date) -> str:
    """The day without the year when it is this year's: "11月24日 周二", "2025年3月1日 周六"."""
    if english():
        text = f"{day:%a} {day.day} {day:%b}"
        return text if day.year == as_of.year else f"{text} {day.year}"
    text = f"{day.month}月{day.day}日 周{_WEEK[day.weekday()]}"
    return text if day.year == as_of.year else f"{day.year}年{text}"


def full(day: dt.date) -> str:
    """The whole day: "2026年11月24日 星期二"."""
    if english():
        return f"{day:%A} {day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日 星期{_WEEK[day.weekday()]}"


def distance(day: dt.date, as_of: dt.date) -> str:
    """How far away: "今天", "明天", "还有3天", "已过12天"."""
    n = (day - as_of).days
    if english():
        if n in (0, 1):
            return "today" if n == 0 else "tomorrow"
        return f"in {n} days" if n > 0 else f"{-n} day{'s' if n < -1 else ''} ago"
    if n in (0, 1):
        return "今天" if n == 0 else "明天"
    return f"还有{n}天" if n > 0 else f"已过{-n}天"


def period(key: str) -> str:
    """A period's key in words: 2026-11 → 2026年11月, 2026-Q3 → 2026年三季度, 2026-H1 → 2026年上半年, 2026 → 2026年."""
    year, _, rest = key.partition("-")
    if not year.isdigit() or len(year) != 4:
        return key
    if english():
        if rest.isdigit() and 1 <= int(rest) <= 12 and len(rest) == 2:
            return f"{dt.date(2000, int(rest), 1):%B} {year}"
        return {"Q": f"quarter {rest[1:]} of {year}", "H": f"half {rest[1:]} of {year}", "": year}.get(rest[:1], key)
    if not rest:
        return f"{year}年"
    if rest in ("H1", "H2"):
        return f"{year}年{'上' if rest == 'H1' else '下'}半年"
    if rest[:1] == "Q" and rest[1:] in ("1", "2", "3", "4"):
        return f"{year}年{'一二三四'[int(rest[1]) - 1]}季度"
    if len(rest) == 2 and rest.isdigit() and 1 <= int(rest) <= 12:
        return f"{year}年{int(rest)}月"
    return key
