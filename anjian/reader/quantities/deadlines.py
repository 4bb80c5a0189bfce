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
from anjian.reader.quantities.found import BLOT, MUST, Found, Stretch, clause_around, free

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
_EACH_YEAR = re.compile(r"(?:每一?(?:个)?年(?:度)?|每(?:个)?自然年)(?:的|于|在)? ?$")
_TO_DAY = re.compile(r"^ ?(?:至|到|-{1,2}|~) ?(3[01]|[12]\d|0?[1-9]) ?[日号]")
_FROM_YEAR = re.compile(r"((?:19|20)\d\d) ?年? ?(?:-{1,2}|~|至|到) ?$")
_LEGAL = re.compile(r"施行|实施之|生效|公布|通过|批准|修[订正]|印发|废止|签发|执行,|起执行|起实施|发布")
_STORY = re.compile(r"发生|以来|以后建|召开|建成(?!率)|遇难|事故造成|下发|出台|来源|浏览|阅读|字体")
_DUE = re.compile(r"完成(?:时间|时限|期限|年限)|时限|时间(?!段)|期限|进度|年限|截止|节点")
_ACTS = re.compile(
    r"^[,:]? ?(?:全市|全省|全县|全国|全区)?(?:基本|全面|全部|力争|初步|争取)?(?:完成|建成|实现|达到|建立|"
    r"形成|消除|解决|启动|做到)"
)
_STAGE = re.compile(r"^ ?[)】]")

_MONTHLY = re.compile(
    r"(?:(?P<per>每一?个?月|次月|下个?月|当月|翌月|每一?个?自然月)(?:的)? ?(?P<d>3[01]|[12]\d|0?[1-9]|"
    r"[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号](?P<f>(?:之|以)?前)?)"
    r"|(?P<q>每(?:一?个)?(?:季度?|半年|年)|季度|次季度?|下季度)的?(?P<m>首月|首个月|第一个?月|次月|"
    r"第二个?月|末月|第三个?月|最后一个?月)(?:的)? ?(?:(?P<qd>3[01]|[12]\d|0?[1-9]|"
    r"[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]) ?[日号])?(?P<qf>(?:之|以)?前)?"
    r"|(?P<e>每一?个?(?:月|季度?|周|半年|年))的?(?:月|季|周|年)?度?(?:底|末)(?P<ef>(?:之|以)?前)?"
    r"|(?P<w>每(?:个)?(?:周|星期)(?P<wd>[二三四五六日天]|一(?=(?:之|以)?前|[上下]午|召开|报|将|向|"
    r"[,、和])))(?P<wf>(?:之|以)?前)?"
)
_PLACES = {"首月": 1, "首个月": 1, "第一月": 1, "第一个月": 1, "次月": 2, "第二月": 2, "第二个月": 2}
_ENDS = {"month": "31", "quarter": "03-31", "half year": "06-30", "week": "周日", "year": "12-31"}


def find(stretch: Stretch, taken: list[tuple[int, int]]) -> list[Found]:
    """The deadlines of a stretch, in order; marks what it read in `taken`."""
    found: list[Found] = []
    for one in (*_repeated(stretch), *_dated(stretch), *_running(stretch)):
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
    if stretch.issued is None:
        return False
    last = mention.last(stretch.year)
    return last is not None and last < stretch.issued and (last.year < stretch.issued.year or mention.grain == "day")


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
    if one.grain == "year" and one.said and re.search(r"(?:^|[(:,;。]) ?$", left) and _ACTS.match(right):
        return start, {"by": day}
    if one.grain == "day" and opening and re.match(r"^ ?(?:完成|上?报送?|提交|召开|举行|开展|启动)", right):
        return start, {"by": day}
    return None


_RUNS = re.compile(periods.LENGTH)
_IN = re.compile(r"^ ?(?:(?:之|以)?内(?!部|容|设|控|外|涝|在|河))")
_AHEAD = re.compile(r"^ ?(?:之|以)?前(?!期|往|述|后|款|置|景|列|所|者)")
_SHARED = re.compile(r"(?:提前|至少提前) ?$")
_AT_MOST = re.compile(
    r"(?:不得?超过|不超|最长(?:不得?超过)?为?|最多(?:不得?超过)?|至多|不得?多于|最迟(?:不得?超过)?|不迟于|"
    r"不晚于|不得?长于|不得?超出|控制在) ?$"
)
_PROCESS = re.compile(
    r"期限|时限|延长|整改|办理|审查|答复|限期|办结|审批|受理|反馈|报告|上报|报送|响应|到达|公布|通知|处置"
)
_FOR = re.compile(r"(?:用|通过|利用|经过|力争) ?$")
_TERM = re.compile(r"(?:期限|时限|期间|周期|为期|时间)(?:一般|原则上)?(?:为|是|定为)? ?$")
_RECENT = re.compile(r"(?:近|最近|过去|此前|连续|上|在近|第|任职|满|历时|用|累计) ?$")
_STANDS = re.compile(
    r"有效期|任期|保[存管留]|留存|年龄|工龄|工作经[历验]|学制|使用年限|周期|寿命|工作时间|作业时间|保修|"
    r"质保"
)
_COUNTS = re.compile(
    rf"^ ?(?:之|以)?内[^,。;]{{0,24}}?(?:多次|再次(?!申请)|累计|连续|屡次|{numbers.NUMBER} ?(?:次|起)|"
    rf"发生[^,。;]{{0,16}}事故|未发生|受[过到])"
)
_MARK = r"(?P<mark>之日(?:起|后)|当日起|次日起|(?<=日)起|时起|之时起|之后|以后|后|起|(?<!小)时(?=,))的?"
_EVENT_NEAR = re.compile(
    rf"(?:(?:自|从|于|在|应当?在|须在|"
    rf"要在) ?)?(?P<event>[^,。;:()自从]{{2,50}}?){_MARK}(?P<gap>,?(?:[^,。;、]{{0,16}}?(?:应当|应|必须|须|"
    rf"要|可以))?(?:在|于|最迟|不超过|不得超过|及时)? ?)$"
)
_EVENT = re.compile(
    rf"(?:(?:自|从|于|在|应当?在|须在|要在) ?)?(?P<event>[^,。;:()自从]{{2,50}}?){_MARK}(?P<gap>,?[^,。;]{{0,30}}?)$"
)
_HAPPENED = re.compile(
    r"(?:^|[,在于自应要须])(?P<event>[^,。;:、()在于自从要应须]{0,12}(?:发生|结案|届满|期满|到期|受理|"
    r"结束|竣工|投产|生效|签订|下达|印发|公布|批准|变更|死亡|验收))$"
)
_LEAD = re.compile(
    r"^.*?(?:应当|必须|应(?!急)|须(?!知)|需要|(?<![主重需])要(?!求|素|件|点)|可以|不得|并|且|原则上|对于|"
    r"凡)(?:在|于|自|从)?(?=[^,]{2})"
)


def event_of(left: str) -> tuple[str, int] | None:
    """The event that a term runs from, in the words of the text, and where it begins; reads the text left of the term.

    自接到报告之日起, 事故结案后, 接到报告后,应当于: at most one comma may stand between.
    """
    sentence = max(left.rfind(mark) for mark in "。;!?\n") + 1
    clause = left[sentence:]
    bare = _HAPPENED.search(clause)
    if bare:
        return bare["event"], sentence + bare.start("event")
    match = _EVENT_NEAR.search(clause) or _EVENT.search(clause)
    if not match or match["gap"].count(",") > 1:
        return None
    event = match["event"]
    if match["mark"] in ("时", "起", "后") and len(event) < 2:
        return None
    begun = match.start("event")
    lead = _LEAD.match(event)
    if lead and len(event) - lead.end() >= 2:
        begun += lead.end()
        event = event[lead.end() :]
    got = re.search(r"(?:接到|收到|受理|发现|得知|知悉).*$", event)
    if got:
        begun += got.start()
        event = got[0]
    several = event.rsplit("、", 1)
    if len(several) == 2 and re.search(r"[\d内前]", several[0]) and len(several[1]) >= 2:
        begun += len(several[0]) + 1
        event = several[1]
    event = re.sub(r"^ *(?:\d{1,3}[.、]|[①-⑳]|[一二三四五六七八九十]{1,3}、)", "", event.lstrip(f" {BLOT}"))
    event = re.sub(r"^(?:在|于|自|从|其)", "", event)
    if re.search(r"今$|先$|然$|最$|随$|之$|前$", event):
        return None
    if len(event) <= 2 and re.search(r"[自从]$", clause[:begun]):
        # 火灾事故自发生之日起: what happens stands before 自.
        subject = re.search(r"[一-龥]{2,8}(?=[自从]$)", clause[:begun])
        event = (subject[0] if subject else "") + event
    return event.strip(), sentence + begun


def _running(stretch: Stretch) -> list[Found]:
    """Terms: N日内, 自…之日起N日内, …N日前, 提前N日, 不超过N日."""
    text, found = stretch.text, []
    for match in _RUNS.finditer(text):
        length = periods.length(match[0].strip())
        if length is None or (length.unit == "year" and length.number > 1000):
            continue
        left, right = text[: match.start()], text[match.end() :]
        if re.search(r"[第每]$|[\d.\-]$", left):
            continue
        read = _term(stretch, match.start(), match.end(), str(length), left, right)
        if read:
            found.append(read)
    return found


def _term(stretch: Stretch, start: int, end: int, length: str, left: str, right: str) -> Found | None:
    first, last = clause_around(stretch.text, start, end)
    clause = stretch.text[first:last]
    inside, ahead = _IN.match(right), _AHEAD.match(right)
    value: dict[str, Any] = {"within": length}
    shared = re.match(rf"^ ?[、,和][^,。;、]{{0,6}}?{periods.LENGTH}(?:之|以)?内", right)
    if shared and not inside and re.search(r"[一-龥] ?$", left) and not _RECENT.search(left):
        event = event_of(left)
        if event:
            value["after"] = event[0]
        return Found(start, end, "deadline", value)
    if inside:
        if _RECENT.search(left) and not re.search(r"(?:之日起|起|后)[^,。;]{0,4}$", left):
            return None
        if _COUNTS.match(right) and not re.search(r"不得", right[:8]):
            return None
        if _SHARED.search(left):
            value["before"] = _subject(left, right)
            return Found(start, end + inside.end(), "deadline", value)
        earlier = re.search(r"(?P<event>[^,。;:、()]{2,24}?)(?:之|以)?前 ?$", left)
        if earlier:
            word = re.sub(r"^(?:.*(?:应当|应|须|要|在|于))(?=..)", "", earlier["event"])
            value["before"] = word
            return Found(earlier.end("event") - len(word), end + inside.end(), "deadline", value)
        event = event_of(left)
        if event and start - event[1] < 60:
            value["after"] = event[0]
            # The quote begins at the event where nothing but the term itself stands between.
            near = re.sub(r"^(?:自|从|在|于)", "", stretch.text[event[1] : start])
            if "," not in near:
                start = event[1]
        return Found(start, end + inside.end(), "deadline", value)
    if _SHARED.search(left):
        ahead_of = _SHARED.search(left)
        value["before"] = _subject(left[: ahead_of.start()] if ahead_of else left, right)
        return Found(ahead_of.start() if ahead_of else start, end, "deadline", value)
    if ahead:
        event_text = re.search(r"([^,。;:、()]{2,24}?)的? ?$", left)
        word = event_text[1] if event_text else ""
        begun = event_text.start(1) if event_text else start
        lead = _LEAD.match(word)
        if lead and len(word) - lead.end() >= 2:
            begun, word = begun + lead.end(), word[lead.end() :]
        if re.match(r"在|于", word):
            begun, word = begun + 1, word[1:]
        if len(word) < 2 or re.search(r"近|约$|来$", word):
            return None
        value["before"] = word
        return Found(begun, end + ahead.end(), "deadline", value)
    earlier = re.search(r"([^,。;:、()]{2,24}?)(?:之|以)?前 ?$", left)
    if earlier and re.match(r"^ ?(?:[,,向将报告提申通书公送发]|以书面|组织|进行)", right):
        word = re.sub(r"^(?:.*(?:应当|应|须|要|在|于))(?=..)", "", earlier[1])
        value["before"] = word
        return Found(earlier.end(1) - len(word), end, "deadline", value)
    most = _AT_MOST.search(left)
    if (
        most
        and not _STANDS.search(clause)
        and (not length.endswith(("hour", "hours", "minute", "minutes")) or _PROCESS.search(clause))
        and not re.match(r"^ ?(?:的(?!时间|期限|,)|有期徒刑|拘留)", right)
    ):
        event = event_of(left[: most.start()])
        if event:
            value["after"] = event[0]
        return Found(most.start(), end, "deadline", value)
    spent = re.match(r"^ ?(?:左右)?的?时间", right)
    if spent and _FOR.search(left):
        return Found(start, end + spent.end(), "deadline", value)
    term = _TERM.search(left)
    if term and not _STANDS.search(clause):
        return Found(term.start(), end, "deadline", value)
    return None


def _subject(left: str, right: str) -> str:
    """What comes after the notice: the nearest named act left of 提前, else what follows."""
    named = re.search(r"([^,。;:、()]{2,20}?)(?:时|的|前)?,?(?:应当?|要|须|必须|至少)? ?$", left)
    if named and not re.search(r"外$|^(?:应当?|要|须|必须|至少)+$", named[1]):
        return named[1]
    return re.split(r"[,。;]", right.strip())[0][:20]
