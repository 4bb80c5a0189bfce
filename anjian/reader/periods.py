"""Lengths of time and what recurs (时长与周期): 10个工作日, 半年, 二十四小时; 每季度, 每两年, 每班.

A length is written `"10 workdays"`, `"60 days"`, `"1 year"`; a period `"month"`, `"half year"`, `"3 years"`, `"shift"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anjian.reader import numbers

# Longer words first: 个工作日 before 日, 个半月 before 个月.
_UNITS: tuple[tuple[str, str], ...] = (
    ("工作日", "workday"),
    ("自然日", "day"),
    ("日历日", "day"),
    ("日历天", "day"),
    ("工作小时", "hour"),
    ("小时", "hour"),
    ("钟头", "hour"),
    ("分钟", "minute"),
    ("星期", "week"),
    ("季度", "quarter"),
    ("学期", "term"),
    ("学年", "year"),
    ("年度", "year"),
    ("周年", "year"),
    ("个年", "year"),
    ("月", "month"),
    ("周", "week"),
    ("天", "day"),
    ("日", "day"),
    ("年", "year"),
    ("时", "hour"),
    ("秒", "second"),
)
_NAMES = dict(_UNITS)
_WORDS = "|".join(word for word, _ in _UNITS if word not in ("时", "秒"))
# 三月 is a name of a month, 三个月 a length: a bare 月 needs 个.
UNIT = (
    r"(?:个? ?(?:工作日|自然日|日历日|日历天|工作小时|小时|钟头|星期|季度|学期|学年|年度|"
    r"周(?!岁|边|围|期|年|末|知|密|到|转))|个 ?月|分钟|"
    r"周年|日|天|年(?!级|代|龄|人|产|均|检(?!查|测|验)|审(?!查|核)|报(?!告|送)|轻|会(?!议)))"
)
LENGTH = rf"(?:半个?(?:年|月|小时|日|天)|一年半|(?:{numbers.NUMBER}) ?个半月|{numbers.NUMBER} ?{UNIT})"

_LENGTH = re.compile(rf"^({numbers.NUMBER}) ?个? ?({_WORDS})$")
_HALVES = {
    "半年": "6 months",
    "半个年": "6 months",
    "半个月": "15 days",
    "半月": "15 days",
    "半小时": "30 minutes",
    "半个小时": "30 minutes",
    "半日": "12 hours",
    "半天": "12 hours",
    "半个天": "12 hours",
    "半个日": "12 hours",
    "一年半": "18 months",
}
_CHINESE = {
    "workday": "工作日",
    "day": "日",
    "hour": "小时",
    "minute": "分钟",
    "week": "周",
    "month": "月",
    "quarter": "季度",
    "year": "年",
    "term": "学期",
    "second": "秒",
}


@dataclass(frozen=True, slots=True)
class Length:
    """So much time: `number` of `unit` (workday, day, hour, minute, week, month, quarter, year, term)."""

    number: int | float
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"

    @property
    def chinese(self) -> str:
        """The unit in Chinese, as figures carry it: 年, 月, 日, 小时."""
        return _CHINESE[self.unit]


def length(text: str) -> Length | None:
    """The length of time that `text` writes (十个工作日, 24小时, 半年); None when it is none."""
    text = numbers.same_length(text).replace(" ", "")
    if text in _HALVES:
        number, unit = _HALVES[text].split()
        return Length(int(number), unit.rstrip("s"))
    half = re.match(rf"^({numbers.NUMBER})个半月$", text)
    if half:
        whole = numbers.value(half[1])
        return None if whole is None else Length(numbers.plain(whole + 0.5), "month")
    match = _LENGTH.match(text)
    if not match:
        return None
    number_of = numbers.value(match[1])
    return None if number_of is None else Length(number_of, _NAMES[match[2]])


# What recurs: 每 and a period. 每人, 每车, 每个企业, 每次 are no periods and have no word here.
PERIOD = (
    rf"(?:半个?[年月]|{numbers.NUMBER} ?(?:-{{1,2}}|~|至|到) ?{numbers.NUMBER} ?个?(?:天|日|周|月|年)|"
    rf"(?:{numbers.NUMBER}) ?个?(?:小时|工作日|天|日|周|星期|月|季度|年度|年)"
    r"|(?:一?个?)(?:工作日|日历月|季度|半年度|半年|年度|学年|学期|小时|星期|自然月|班次|班组?当班|班(?!组|"
    r"级|子|线|车|轮)|日|天|周|旬|月|季|年))"
)
_ONES = {
    "工作日": "workday",
    "日": "day",
    "天": "day",
    "周": "week",
    "星期": "week",
    "旬": "10 days",
    "月": "month",
    "日历月": "month",
    "自然月": "month",
    "季": "quarter",
    "季度": "quarter",
    "半年": "half year",
    "半年度": "half year",
    "半月": "half month",
    "年": "year",
    "年度": "year",
    "学年": "year",
    "学期": "term",
    "小时": "hour",
    "班": "shift",
    "班次": "shift",
    "全年": "year",
    "单月": "2 months",
    "双月": "2 months",
    "隔月": "2 months",
    "隔年": "2 years",
    "隔日": "2 days",
    "隔周": "2 weeks",
}
_BARE = {"日", "天", "周", "旬", "月", "季", "季度", "年", "半年", "班", "年度", "星期", "小时", "工作日", "学期"}


def period(text: str) -> str | None:
    """The period that `text` names, without 每: 月, 季度, 半年, 两年, 3个月, 班; None when it is none.

    Six months are a half year, twelve a year, three a quarter: the words of the text differ, the period does not.
    """
    text = numbers.same_length(text).replace(" ", "")
    text = re.sub(r"^(?:每|各)", "", text)
    between = re.match(rf"^({numbers.NUMBER})(?:-{{1,2}}|~|至|到)({numbers.NUMBER})个?(天|日|周|月|年)$", text)
    if between:
        return f"{numbers.value(between[1])}-{numbers.value(between[2])} {_NAMES[between[3]]}s"
    if text in ("半个月", "半月"):
        return "half month"
    if text in ("半个年",):
        return "half year"
    bare = re.sub(r"^[一1]?个?(?=[^半]|半年)", "", text) if text not in _ONES else text
    if bare in _ONES:
        return _ONES[bare]
    many = length(text) or length(text.replace("月", "个月")) if "月" in text and "个" not in text else length(text)
    if many is None:
        return None
    if many.number == 1:
        return many.unit
    same = {(6, "month"): "half year", (12, "month"): "year", (3, "month"): "quarter", (24, "hour"): "day"}
    return same.get((int(many.number), many.unit), str(many))
