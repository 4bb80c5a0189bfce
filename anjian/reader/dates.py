"""Days, months and parts of years as documents name them (日期的写法), with or without a year.

`find` gives every mention in a folded text (`numbers.same_length`), in order; each knows its first and last day. A
mention without a year takes the year of the mention before it in the sentence, else the document's year. 5月中旬 and
6月底 have no day: 上旬, 中旬, 下旬 are taken as days 1-10, 11-20 and 21 to the end, 初 as 1-10, 中 as 11-20,
底 and 末 as the last day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from anjian.reader import numbers

_CHINESE_YEAR = r"[一二][〇一二三四五六七八九]{3}"
_YEAR = rf"(?:(?:19|20)\d\d|{_CHINESE_YEAR})"
_SAID_YEAR = r"今年|本年度?|当年度?|明年|次年|翌年|下一?年度?|第二年"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_QUARTER = r"(?:第 ?)?[一二三四1-4] ?季度"

_COUNTS = r"[\d一二两三四五六七八九十几数]"
_DATE = re.compile(
    rf"""
    (?<![\d.\-/〔\[第])(?P<iy>(?:19|20)\d\d)(?P<sep>[.\-/])(?P<im>1[0-2]|0?[1-9])(?:(?P=sep)(?P<id>3[01]|[12]\d|0?[1-9]))(?![\d.\-])
    |
    (?:(?<![\d第])(?P<y>{_YEAR})\ ?年度?|(?P<sy>{_SAID_YEAR}))\ ?的?
      (?:
        (?P<m>(?<!\d){_MONTH})\ ?月(?:份)?\ ?(?:(?P<d>{_DAY})\ ?(?:[日号](?!常)|(?=前)))?
        |(?P<q>{_QUARTER})
        |(?P<half>[上下]半年)
      )?
      \ ?(?P<part>年?底|年末|末|年初|年中|初(?!步|次|始|级)|[上中下]旬|中(?=[，,。;、)至到-])|内)?
    |
    (?<![\d第一二三四五六七八九十百])(?P<m2>{_MONTH})\ ?月(?:份)?\ ?
      (?:(?P<d2>{_DAY})\ ?(?:[日号](?!常)|(?=前))|(?P<part2>底|末|初(?!步|次)|[上中下]旬|中旬))?
    |
    (?P<part3>(?<!{_COUNTS})年(?:底|末)|(?<!{_COUNTS})(?<![每半])年内(?=[^部容设])|[上下]半年|{_QUARTER}[末底]?|月底|月末|季度?末|季度?底)
    """,
    re.VERBOSE,
)
_NEXT = {"明年", "次年", "翌年", "下年", "下年度", "下一年", "下一年度", "第二年"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A day or stretch of days named at `start:end` of the text.

    `year` is None where only a month or part stands and nothing gives the year; `said` tells that the year is printed
    (so do 今年 and 明年, not 当年 and 次年). `grain` is day, ten (旬), month, quarter, half, year
    or end (底, 末). `relative` is the word (当年) or, for 月底 and 季末, the period whose end is meant.
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    grain: str
    said: bool
    last_month: int | None = None
    relative: str | None = None

    def first(self, year: int | None = None) -> dt.date | None:
        """The first day of the stretch, in `year` where the mention has none."""
        of = self.year or year
        if of is None:
            return None
        month = self.month or 1
        if self.grain == "end":
            return self.last(year)
        return _date(of, month, self.day or 1)

    def last(self, year: int | None = None) -> dt.date | None:
        """The last day of the stretch, in `year` where the mention has none."""
        of = self.year or year
        if of is None:
            return None
        month = self.last_month or self.month or 12
        if self.grain == "day":
            return _date(of, month, self.day or 1)
        if self.grain == "ten" and self.day is not None and self.day < 21:
            return _date(of, month, self.day + 9)
        return dt.date(of, month, calendar.monthrange(of, month)[1])


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _number(text: str | None) -> int | None:
    read = None if text is None else numbers.value(text)
    return None if read is None else int(read)


_TENS = {"上旬": 1, "中旬": 11, "下旬": 21, "初": 1, "中": 11}


def _stretch(start: int, end: int, year: int | None, month: int | None, part: str | None, said: bool) -> Mention:
    """A month, quarter or year with its part (底, 中旬, 初) as a mention."""
    if part in ("底", "末", "年底", "年末"):
        return Mention(start, end, year, month or 12, None, "end", said)
    if month is not None and part in _TENS:
        return Mention(start, end, year, month, _TENS[part], "ten", said)
    if month is not None:
        return Mention(start, end, year, month, None, "month", said)
    if part in ("年初", "初"):
        return Mention(start, end, year, 1, None, "month", said)
    if part in ("年中", "中"):
        return Mention(start, end, year, 6, None, "end", said)
    if part == "上半年":
        return Mention(start, end, year, 1, None, "half", said, last_month=6)
    if part == "下半年":
        return Mention(start, end, year, 7, None, "half", said, last_month=12)
    if part and "季度" in part:
        quarter = _number(re.sub(r"[第季度末底 ]", "", part)) or 1
        if part[-1] in "末底":
            return Mention(start, end, year, quarter * 3, None, "end", said)
        return Mention(start, end, year, quarter * 3 - 2, None, "quarter", said, last_month=quarter * 3)
    return Mention(start, end, year, None, None, "year", said)


def find(text: str, *, year: int | None = None) -> list[Mention]:
    """Every mention of a day, month, quarter or year in the folded `text`, in order.

    `year` is the document's; 今年 is that year, 明年 the one after. A year printed once holds for the months and days
    after it in the sentence (2023年5月中旬至6月底).
    """
    found: list[Mention] = []
    carried: int | None = None
    at = 0
    for match in _DATE.finditer(text):
        if any(mark in text[at : match.start()] for mark in "。\n"):
            carried = None
        at = match.start()
        one = _mention(match, year, carried)
        if one is None:
            continue
        if one.said and one.year is not None:
            carried = one.year
        found.append(one)
    return found


def _mention(match: re.Match[str], year: int | None, carried: int | None) -> Mention | None:
    start, end = match.span()
    while end > start and match.string[end - 1] in " 的":
        end -= 1
    if match["iy"]:
        return Mention(start, end, int(match["iy"]), int(match["im"]), int(match["id"]), "day", True)
    if match["part3"]:
        part = match["part3"]
        if part in ("月底", "月末"):
            return Mention(start, end, None, None, None, "end", False, relative="month")
        if part.startswith("季"):
            return Mention(start, end, None, None, None, "end", False, relative="quarter")
        if part == "年内":
            return Mention(start, end, carried or year, 12, None, "end", False)
        return _stretch(start, end, carried or year, None, part, False)
    if match["m2"]:
        month = _number(match["m2"])
        if match["d2"]:
            day = _number(match["d2"])
            return Mention(start, end, carried or year, month, day, "day", False)
        return _stretch(start, end, carried or year, month, match["part2"], False)
    of, said, relative = None, True, None
    if match["y"]:
        of = _number(match["y"])
    else:
        word = match["sy"]
        of = None if year is None else year + (word in _NEXT)
        if word not in ("今年", "明年", "本年", "本年度"):
            said, relative = False, word
    month = _number(match["m"])
    if match["d"]:
        return Mention(start, end, of, month, _number(match["d"]), "day", said, relative=relative)
    part = match["q"] or match["half"] or match["part"]
    if part == "内":
        one = Mention(start, end, of, month or 12, None, "end", said)
    else:
        one = _stretch(start, end, of, month, part, said)
    if relative:
        return Mention(start, end, one.year, one.month, one.day, one.grain, said, one.last_month, relative)
    return one
