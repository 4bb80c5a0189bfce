"""Deadlines (时限): days and windows, each with or without a year, and terms that run from an event.

Values: `{"by": "2020-12-31"}`, `{"from": …, "to": …}`, `{"by": "11-30", "per": "year"}`,
`{"by": "05", "per": "month"}`, `{"by": "01-10", "per": "quarter"}` (day 10 of the quarter's first month),
`{"within": "10 workdays", "after": "事故发生"}`, `{"within": "60 days", "before": "有效期届满"}`; `after` and `before`
are in the words of the text.
"""

from __future__ import annotations

import re
from typing import Any

from anjian.reader import dates, numbers, periods
from anjian.reader.dates import Mention
from anjian.reader.quantities import terms
from anjian.reader.quantities.found import MUST, Found, Stretch, clause_around, free

_BEFORE = re.compile(
    r"^ ?(?:(?:(?:上午|下午|晚上?|当[日天])? ?\d{1,2} ?(?:[时点]|:\d\d)(?:\d{1,2}分)?|下班|上班|〇时|"
    r"中午)?(?:之|以)?前(?!期|往|述|来|后|款|置|景|列|所|沿|提|者)|(?:之|以)内|内(?!部|容|设|控|外|涝|在|"
    r"河))"
)
_UNTIL = re.compile(
    r"(?:(?<![遇达做得感收受看提])到|截[至止]到?|截止|(?<![甚乃以])至|不迟于|不晚于|最迟|最晚)(?:每年)? ?$"
)
_SINCE = re.compile(r"^ ?(?:之日)?起(?!草|点|始|诉|到|重|义)")
_LINK = re.compile(r"^ ?(?:起)? ?(?:至|到|-{1,2}|~) ?(?:每年|当年|次年)?的? ?$")
_AND = re.compile(r"^ ?(?:前|之前|以前)? ?(?:和|、|及|与|以及|,) ?$")
_EACH_YEAR = re.compile(r"(?:每一?(?:个)?年(?:度)?|每(?:个)?自然年)(?:[^,。;\d]{0,6}\()?(?:的|于|在)? ?$")
_TO_DAY = re.compile(r"^ ?(?:至|到|-{1,2}|~) ?(3[01]|[12]\d|0?[1-9]) ?[日号]")
_LEGAL = re.compile(r"施行|实施之|生效|公布|通过|批准|修[订正]|印发|废止|签发|执行,|起执行|起实施|发布")
_STORY = re.compile(r"发生|以来|以后建|召开|建成(?!率)|遇难|事故造成|下发|出台|来源|浏览|阅读|字体")
_DUE = re.compile(r"完成(?:时间|时限|期限|年限)|时限|时间(?!段)|期限|进度|年限|截止|节点")
_LABEL = re.compile(r"(?:时限|完成时间|期限|截止时间|截止日期|时间节点|完成日期)(?:为|是|:)? ?$")
_ACTS = re.compile(
    r"^[,:]? ?(?:全市|全省|全县|全国|全区)?(?:基本|全面|全部|力争|初步|争取)?(?:完成|建成|实现|达到|建立|"
    r"形成|消除|解决|启动|做到)"
)

_MONTHLY = re.compile(
    r"(?:(?P<per>每一?个?月|次月|下个?月|当月|翌月|每一?个?自然月)(?:的)? ?(?P<d>3[01]|[12]\d|0?[1-9]|"
    r"[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号](?P<f>(?:之|以)?前)?)"
    r"|(?P<q>每(?:一?个)?(?:季度?|半年|年)|季度|次季度?|下季度)的?(?P<m>首月|首个月|第一个?月|次月|"
    r"第二个?月|末月|第三个?月|最后一个?月)(?:的)? ?(?:(?P<qd>3[01]|[12]\d|0?[1-9]|"
    r"[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号])?(?P<qf>(?:之|以)?前)?"
    r"|(?P<e>每一?个?(?:月|季度?|周|半年|年))的?(?:月|季|周|年)?度?(?:底|末)(?P<ef>(?:之|以)?前)?"
    r"|(?P<last>每一?个?(?P<lp>月|季度?|年|周)的?最后一?个?(?:工作日|日|天))(?:之|以)?前?"
    r"|(?P<h>每[日天](?:上午|下午|晚上?)? ?(?P<hh>\d{1,2}) ?(?:[时点]|:00)(?:整)?)(?P<hf>(?:之|"
    r"以)?前)?(?: ?(?:至|到|-{1,2}|~) ?(?P<hu>\d{1,2}) ?(?:[时点]|:00))?"
    r"|(?P<w>每(?:个)?(?:周|星期)(?P<wd>[二三四五六日天]|一(?=(?:之|以)?前|[上下]午|召开|报|将|向|"
    r"[,、和])))(?P<wf>(?:之|以)?前)?"
)
_PLACES = {"首月": 1, "首个月": 1, "第一月": 1, "第一个月": 1, "次月": 2, "第二月": 2, "第二个月": 2}
_ENDS = {"month": "31", "quarter": "03-31", "half year": "06-30", "week": "周日", "year": "12-31"}


def find(stretch: Stretch, taken: list[tuple[int, int]]) -> list[Found]:
    """The deadlines of a stretch, in order; marks what it read in `taken`."""
    found: list[Found] = []
    for one in (*_repeated(stretch), *_dated(stretch), *terms.find(stretch)):
        if free(taken, one.start, one.end):
            found.append(one)
            taken.append((one.start, one.end))
    return found


def _repeated(stretch: Stretch) -> list[Found]:
    """每月5日前, 每季度首月10日前, 每周五前, 每月底前."""
    found: list[Found] = []
    for match in _MONTHLY.finditer(stretch.text):
        value: dict[str, Any]
        if match["d"]:
            value = {"by": f"{int(numbers.value(match['d']) or 0):02d}", "per": "month"}
        elif match["q"]:
            per = periods.period(match["q"].removeprefix("次").removeprefix("下")) or "quarter"
            last = {"quarter": 3, "half year": 6, "year": 12}.get(per, 3)
            month = _PLACES.get(match["m"], last)
            if not match["qd"]:
                value = {"by": f"{month:02d}-{31 if month in (1, 3, 12) else 30}", "per": per}
                if month == 2:
                    value = {"by": "02", "per": per}
            else:
                value = {"by": f"{month:02d}-{int(numbers.value(match['qd']) or 0):02d}", "per": per}
        elif match["e"]:
            per = periods.period(match["e"]) or "month"
            value = {"by": _ENDS[per], "per": per}
        elif match["last"]:
            per = periods.period(match["lp"]) or "month"
            value = {"by": _ENDS[per], "per": per}
        elif match["hu"]:
            value = {"from": f"{int(match['hh']):02d}:00", "to": f"{int(match['hu']):02d}:00", "per": "day"}
        elif match["h"]:
            value = {"by": f"{int(match['hh']):02d}:00", "per": "day"}
        else:
            value = {"by": f"周{match['wd']}", "per": "week"}
        found.append(Found(match.start(), match.end(), "deadline", value))
    return found


def _day(mention: Mention, stretch: Stretch, *, last: bool) -> str | None:
    day = mention.last(stretch.year) if last else mention.first(stretch.year)
    return day.isoformat() if day else None


def _month_day(mention: Mention, *, last: bool) -> str | None:
    # 2001 has no 29 February, as a yearly day has none.
    day = mention.last(2001) if last else mention.first(2001)
    return f"{day:%m-%d}" if day else None


def _dated(stretch: Stretch) -> list[Found]:
    text, mentions = stretch.text, dates.find(stretch.text, year=stretch.year)
    found: list[Found] = []
    index = 0
    yearly_until = -1
    while index < len(mentions):
        one = mentions[index]
        left, right = text[: one.start], text[one.end :]
        each = _EACH_YEAR.search(left)
        yearly = bool(each) or one.relative in ("当年", "次年", "翌年", "当年度") or one.start <= yearly_until
        start = each.start() if each else one.start
        following = mentions[index + 1] if index + 1 < len(mentions) else None
        if following and _LINK.match(text[one.end : following.start]):
            window = _window(stretch, one, following, yearly, start)
            if window:
                found.append(window)
            index += 2
            continue
        to_day = _TO_DAY.match(right)
        if to_day and one.day is not None and one.grain == "day":
            end_of = Mention(one.start, one.end + to_day.end(), one.year, one.month, int(to_day[1]), "day", one.said)
            window = _window(stretch, one, end_of, yearly, start)
            if window:
                found.append(window)
            index += 1
            continue
        # 7月15日和1月15日前, 2008年底和2010年底: what follows the last holds for each.
        group = [one]
        while following and _AND.match(text[group[-1].end : following.start]):
            group.append(following)
            at = index + len(group)
            following = mentions[at] if at < len(mentions) else None
        index += len(group)
        tail = text[group[-1].end :]
        for position, mention in enumerate(group):
            read = _single(
                stretch, mention, text[: mention.start], tail, yearly, start if position == 0 else mention.start
            )
            if read:
                closing = mention.end
                follow = _BEFORE.match(text[mention.end :])
                if follow:
                    closing += follow.end()
                found.append(Found(read[0], closing, "deadline", read[1]))
        if yearly and len(group) > 1:
            yearly_until = group[-1].end
    return found


def _window(stretch: Stretch, one: Mention, other: Mention, yearly: bool, start: int) -> Found | None:
    after = stretch.text[other.end : other.end + 12]
    spans_years = one.grain == "year" and other.grain == "year"
    if spans_years and not re.search(r"(?:从|自|在|于) ?$", stretch.text[: one.start]):
        return None  # 2020—2022年 names a plan more often than it binds.
    if yearly:
        first, last = _month_day(one, last=False), _month_day(other, last=True)
        return Found(start, other.end, "deadline", {"from": first, "to": last, "per": "year"})
    first, last = _day(one, stretch, last=False), _day(other, stretch, last=True)
    if first is None or last is None or _is_past(stretch, other) or _STORY.search(after):
        return None
    if first > last and not other.said and other.year is not None:
        later = other.last(None)
        last = later.replace(year=other.year + 1).isoformat() if later else last
    return Found(one.start, other.end, "deadline", {"from": first, "to": last})


def _is_past(stretch: Stretch, mention: Mention) -> bool:
    """Whether the day lies before the document: then it tells what was, not what is owed."""
    if _year_before(mention, stretch.floor):
        return True
    if stretch.issued is None:
        return False
    last = mention.last(stretch.year)
    return last is not None and last < stretch.issued and (last.year < stretch.issued.year or mention.grain == "day")


def _year_before(mention: Mention, year: int | None) -> bool:
    """Whether the year printed lies before the document's."""
    return mention.said and mention.year is not None and year is not None and mention.year < year


def _single(
    stretch: Stretch, one: Mention, left: str, right: str, yearly: bool, start: int
) -> tuple[int, dict[str, Any]] | None:
    """Where the reading begins and its value, None when the mention binds nobody."""
    first, last = clause_around(stretch.text, one.start, one.end)
    clause = stretch.text[first:last]
    if _SINCE.match(right):
        if (
            yearly
            or _is_past(stretch, one)
            or _LEGAL.search(stretch.text[one.end : last + 12])
            or re.match(r" ?(?:之日)?起计算", right)
        ):
            return None
        day = _day(one, stretch, last=False)
        return (start, {"from": day}) if (day and one.grain != "year") or (day and one.said) else None
    from_now = re.search(
        r"(?:即日起?|(?:自|从)?[^,。;:()自从]{0,8}(?:印发|发布|下发|公布|发文)之日起)(?:至|到) ?$", left
    )
    if from_now and (day := _day(one, stretch, last=True)):
        begun = from_now.start()
        value = {"from": stretch.issued.isoformat(), "to": day} if stretch.issued else {"by": day}
        return begun, value
    before, until = _BEFORE.match(right), _UNTIL.search(left)
    if (
        one.grain == "year"
        and re.match(r"^ ?(?:以来|来|的(?!任务)|版|度?(?:工作|考核|第|预算|版|底数))", right)
        and not until
    ):
        return None
    if one.relative in ("month", "quarter"):
        if not before and not yearly:
            return None
        return start, {"by": _ENDS[one.relative], "per": one.relative}
    if yearly:
        ending = _month_day(one, last=True)
        if one.relative and not (before or until or one.grain == "end"):
            return None
        if one.grain == "year":
            return None
        return (start, {"by": ending, "per": "year"}) if ending else None
    day = _day(one, stretch, last=True)
    if day is None and (before or until) and one.month is not None:
        # Nothing gives the year: the day alone is still worth knowing.
        return start, {"by": _month_day(one, last=True)}
    if day is None:
        return None
    if before or until or one.grain == "end":
        if _is_past(stretch, one) or (re.match(r"^ ?以前[^,。;]*的", right) and not MUST.search(clause)):
            return None
        if re.match(r"^ ?(?:为止|目前)", right) or (until and re.search(r"目前为止|以来", clause)):
            return None
        if until and not before and one.grain == "day" and _STORY.search(clause):
            return None
        return until.start() if until and not re.match(r"至", until[0]) else start, {"by": day}
    if _LABEL.search(left):
        return start, {"by": day}
    if stretch.background and not MUST.search(clause):
        return None
    if stretch.column is not None and _DUE.search(stretch.column):
        return start, {"by": day}
    if _LEGAL.search(clause) or _STORY.search(clause) or _is_past(stretch, one):
        return None
    opening = re.search(r"(?:^|[(:,;]|[于在定]) ?$", left)
    if one.grain in ("month", "ten", "half", "quarter") and opening and (one.said or one.year):
        began = _day(one, stretch, last=False)
        if not one.said and not re.match(r"^ ?(?:[,)]|组织|开展|完成|召开|举[办行]|进行|启动|集中|为)", right):
            return None
        return start, {"from": began, "to": day}
    if (
        one.grain == "year"
        and one.said
        and re.search(r"(?:^|[():,;。]|力争|争取|计划|预计|确保|至|于|在) ?$", left)
        and _ACTS.match(right)
    ):
        return start, {"by": day}
    if one.grain == "day" and opening and re.match(r"^ ?(?:完成|上?报送?|提交|召开|举行|开展|启动)", right):
        return start, {"by": day}
    return None
