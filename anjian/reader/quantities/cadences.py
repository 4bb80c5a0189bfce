"""Cadences (频次): how often something must be done.

每月至少一次, 全年两次, 每两年, 三年一修订, 周检月检季检, 按月调度, 每班; a general cadence with a stricter one in
brackets (每年(高危企业每半年)至少组织1次) gives both; 一次, 一次, 一次 in a list carries the period before it.
Values: `{"at_least" | "exactly" | "at_most": n, "per": period}`; a period without a count asks at least one.
"""

from __future__ import annotations

import re
from typing import Any

from anjian.reader import numbers, periods
from anjian.reader.quantities.found import MUST, Found, Stretch, free

_EACH = re.compile(rf"(?:每隔?|间隔){periods.PERIOD}(?!份|限|会(?!议|商)|检修期)")
_COUNT = re.compile(
    rf"(?P<op>(?:至少|最少|不少于|不得少于|不应少于|不低于|不得低于|不超过|不得超过|不多于|不得多于|至多|"
    rf"最多)[^,。;()、]{{0,18}}?)?(?<![第再进这那首])(?:(?P<n0>{numbers.NUMBER}) ?(?:-|~|至|"
    rf"到) ?)?(?P<n>{numbers.NUMBER}) ?(?P<u>次(?!数|生(?!产)|要|日|月|年|性|序|品|于)|回(?!头|访)|遍|轮(?!训|换|"
    rf"流|船|值)|场(?!所|地|景|馆|站|面|合)|个?班次|"
    rf"个班(?!组|级))(?P<post>及?以[上下]|或以上)?"
)
_VERB = (
    r"(?:调整|修订|修编|评估|评审|评价|考核|考评|考试|检查|抽查|督查|巡查|排查|调度|通报|报告|汇报|研判|"
    r"会商|例会|分析|演练|培训|总结|更新|报送|上报|"
    r"检测|检验|校验|维护|保养|体检|审查|评定|述职|点评|普查|轮训|清理|公布|公示|换证|复审|监测|测试|检修|"
    r"评比|小结|盘点|清零|报|检|查|评|训|换)"
)
_PER_ONE = re.compile(
    rf"(?P<per>每?(?:半年|{numbers.NUMBER}个?(?:年|季度?|月|周|日|天|旬)|半月|每?(?:年|季度?|月|周|日|天|"
    rf"旬|班)))(?P<n>[一两二三1-4])(?={_VERB})(?P<v>{_VERB})"
)
_PER_TIMES = re.compile(
    rf"(?<![每第近过前满逾])(?P<per>全年|年度内?|年内|每?半年|(?:{numbers.NUMBER}) ?个?(?:年(?!级|龄|代)|"
    rf"季度?|月|周|星期|天|日(?!常)|班次?)|一季|双月|单月|隔月|隔周|隔日|隔年|季度|月度)"
    rf"(?P<mid>[^,。;每()、]{{0,22}}?)(?<![第再进这那首])(?P<n>{numbers.NUMBER}) ?次(?!数|生(?!产)|要|日|月|年|"
    rf"性|序|品)(?P<post>及?以[上下]|或以上)?"
)
_LEAST = re.compile(r"至少|最少|不少于|不得少于|不应少于|不低于|不得低于|不得?应?少于")
_MOST = re.compile(r"不超过|不得超过|不多于|不得多于|至多|最多")
_CHECKS = (
    r"(?:检查?|自查|排查|巡查|巡检|巡防|调度|通报|报告?|研判|会商|例会|考核|总结|小结|督查|分析|抽查|评估|"
    r"点评|盘点|清零|查|结|清|会办|督导|公示|评价|更新|汇总)"
)
_SERIES = re.compile(rf"(?:(?:日|周|旬|月|季度?|半年|年度?){_CHECKS}[、,和及]?){{2,}}")
_SERIES_ONE = re.compile(rf"(日|周|旬|月|季度?|半年|年度?){_CHECKS}")
_LONE = re.compile(
    r"(?<![\d一二两三四五六七八九十当本上下每近个按逐零])(?P<p>周|月度?|季度?|日)(?:(?:调度|通报|例会|"
    r"会商|研判|巡查|巡检|报告(?=制|、|,)|自查|点评)(?!后|前))"
)
_BY_PERIOD = re.compile(
    r"(?:(?:按|以)(?P<p>半年|季度?|月度?|周|日|天|旬|年度?)(?=(?:为单位|向|对|开展|组织|进行|上?报|报送|"
    r"通报|调度|公[布示开]|轮[值流换]|统计|汇总|分析|检查|考核|评[估价]|更新|结算|召开|排查|研判|会商|"
    r"发布|梳理|督[查导]|监测|填报|推送|抽查))"
    r"|逐(?P<q>日|周|月|季|班)(?=(?!增|递|减|提|下降|上升|扩|加|改善|步|条|项|一)))"
)
_TURN = re.compile(
    r"(?P<p>[单双隔](?:月|周|年|日))(?=[一-龥]{0,8}?(?:召开|组织|开展|检查|会商|通报|报|调度|例会|次|演练|维护|更新))"
)
_YEARLY = re.compile(
    r"(?:编制|制定|制订|拟定|拟订|编排|下达|编列)(?:并?(?:落实|实施|执行|组织实施|发布|"
    r"印发))?[^,。;■]{0,14}?(?P<y>年度)[^,。;]{0,22}?(?:计划|方案|任务清单|工作清单|预案计划|任务书)"
)
_ANNUAL = re.compile(r"(?P<y>年度)(?=述职|述安|述责|报告制度|演练)|(?<=每)年度")
_OTHER = re.compile(
    rf"(?:不少于|不得少于|不应少于|不低于|不得低于|至少|不超过|不得超过|不得高于|"
    rf"不低于) ?[^,。;]{{0,6}}?{numbers.NUMBER} ?(?:个?学时|课时|个?小时|名|人|万?元|分钟|%|元|个百分点|天|"
    rf"日|个?工作日|个月|家|户|件|起|批)"
)
_GROWTH = re.compile(
    rf"^ ?(?:以|按|平均|同比|人均|约|提取|[递增减降]|下降|提高|压减|缩减|削减|降低|"
    rf"新增)[^,。;]{{0,10}}?{numbers.NUMBER}|^ ?(?:安排|投入|列支|补助|奖励)[^,。;]{{0,14}}?{numbers.NUMBER} ?元"
)
_NOT_ACT = re.compile(
    r"^ ?(?:(?:营业|作业|工作|开放)时间|的?(?:费用|收入|产量|产值|用水|用电|人数|增长|新增|资金|GDP|"
    r"安全费|利润|销售)|都在|产生|造成|死于|约有)"
)
_STORY = re.compile(r"造成|死于|以来|死亡|遇难")


def find(stretch: Stretch, taken: list[tuple[int, int]]) -> list[Found]:
    """The cadences of a stretch, in order of place; marks what it read in `taken`."""
    found: list[Found] = []

    def keep(one: Found) -> None:
        if free(taken, one.start, one.end):
            found.append(one)
            taken.append((one.start, one.end))

    for read in (_series(stretch), _ones(stretch)):
        for one in read:
            keep(one)
    inside: list[tuple[int, int]] = []
    for one in _each(stretch, taken):
        # A stricter one in brackets lies inside the general one: both stay.
        nested = [span for span in inside if one.start >= span[0] and one.end <= span[1]]
        if nested or free(taken, one.start, one.end):
            found.append(one)
            taken.append((one.start, one.end))
            inside.append((one.start, one.end))
    for read in (_times(stretch), _by_period(stretch), _yearly(stretch)):
        for one in read:
            keep(one)
    for one in _carried(stretch, sorted(found, key=lambda one: one.start)):
        keep(one)
    return sorted(found, key=lambda one: (one.start, -one.end))


def _value(text: str, count: re.Match[str], before: str, per: str) -> dict[str, Any] | None:
    number = numbers.value(count["n"])
    if number is None:
        return None
    post = count["post"] or ""
    least = numbers.value(count["n0"]) if "n0" in count.re.groupindex and count["n0"] else None
    if least is not None:
        return {"at_least": least, "at_most": number, "per": per}
    if _LEAST.search(before) or post.endswith("上"):
        return {"at_least": number, "per": per}
    if _MOST.search(before) or post.endswith("下"):
        return {"at_most": number, "per": per}
    return {"exactly": number, "per": per}


def _tail(text: str, start: int) -> tuple[int, int | None]:
    """Where the words that a period governs end, and where a bracket closes if the period stands inside one.

    A comma ends them, a bracket that opens and closes on the way does not.
    """
    depth, at = 0, start
    while at < len(text) and at - start < 90:
        letter = text[at]
        if letter == "(":
            depth += 1
        elif letter == ")":
            if depth == 0:
                return at, at
            depth -= 1
        elif letter in ",。;:!?\n" and depth == 0:
            return at, None
        at += 1
    return at, None


def _without_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)", lambda match: " " * len(match[0]), text)


def _each(stretch: Stretch, taken: list[tuple[int, int]]) -> list[Found]:
    text, found = stretch.text, []
    for match in _EACH.finditer(text):
        per = periods.period(re.sub(r"^(?:每隔|间隔)", "每", match[0]))
        if per is None or not free(taken, match.start(), match.end()):
            continue
        end, closed = _tail(text, match.end())
        tail = _without_brackets(text[match.end() : end])
        following = _EACH.search(tail)
        reach = tail[: following.start()] if following else tail
        count, offset = _COUNT.search(reach), match.end()
        if count is None and following and re.match(r"^ ?[或、和及]?$", reach):
            # 每月或每季度一次: the count follows the last.
            count = _COUNT.search(tail)
        if count is None and closed is not None:
            # (高危企业每半年)至少组织1次: the bracket borrows the count behind it.
            outer, _ = _tail(text, closed + 1)
            borrowed = _COUNT.search(_without_brackets(text[closed + 1 : outer]))
            if borrowed and re.search(r"每[^()]{0,8}\([^()]*$", text[: match.start()]):
                count, offset, reach = borrowed, closed + 1, text[closed + 1 : outer]
        if count is None and closed is None and end < len(text) and text[end] == ",":
            near = re.match(
                rf"^, ?(?:原则上|次数|频次|频率|每次)?(?:至少|不得?少于|不应少于|"
                rf"不低于)[^,。;]{{0,4}}?{numbers.NUMBER} ?次",
                text[end:],
            )
            if near:
                count, offset = _COUNT.search(text[end : end + near.end() + 4]), end
                reach = text[end : end + near.end() + 4]
        once = re.match(rf"^(?P<n>[一两二三]){_VERB}", text[match.end() :])
        if count is not None:
            governs = text[match.end() : offset + count.end()] if offset == match.end() else reach[: count.end()]
            value = _value(text, count, governs, per)
            if value:
                ahead = re.search(r"(?:至少|最少|不少于)(?:应当?|要|须)? ?$", text[: match.start()])
                if ahead and "exactly" in value:
                    value = {"at_least": value.pop("exactly"), **value}
                start = ahead.start() if ahead else match.start()
                found.append(Found(start, offset + count.end(), "cadence", value))
            continue
        if once:
            number = numbers.value(once["n"]) or 1
            found.append(Found(match.start(), match.end() + once.end(), "cadence", {"exactly": number, "per": per}))
            continue
        if re.match(rf"^ ?(?!〇){numbers.NUMBER} ?(?!次)[一-龥%]", reach) and not once:
            continue
        if (
            _OTHER.search(reach)
            or _GROWTH.match(reach)
            or _NOT_ACT.match(reach)
            or (per == "shift" and re.search(r"\d|[一二两三四]名", reach))
        ):
            continue
        if stretch.background or stretch.past or _STORY.search(reach):
            continue
        if re.search(r"(?:平均|占) ?$", text[: match.start()]) or re.search(r"^ ?(?:/|以上|以内|之内|内)", reach):
            continue
        found.append(Found(match.start(), match.end(), "cadence", {"at_least": 1, "per": per}))
    return found


def _ones(stretch: Stretch) -> list[Found]:
    """三年一修订, 每年一调整, 一季一通报, 一日三检."""
    found = []
    for match in _PER_ONE.finditer(stretch.text):
        per = periods.period(match["per"])
        if per is None or re.search(r"[第近]$", stretch.text[: match.start()]):
            continue
        found.append(Found(match.start(), match.end(), "cadence", {"exactly": numbers.value(match["n"]), "per": per}))
    return found


def _times(stretch: Stretch) -> list[Found]:
    """一年不少于2次, 全年督查两次, 半年一次."""
    found = []
    for match in _PER_TIMES.finditer(stretch.text):
        words = match["per"].replace("内", "")
        if re.search(r"内|期间|中", match["mid"]) and not _LEAST.search(match["mid"]):
            continue
        if re.search(r"发生|因|受|被|违|违反|逾|死亡|下达|未", match["mid"]) or stretch.past:
            continue
        per = {"全年": "year", "年度": "year", "年": "year", "月度": "month"}.get(words) or periods.period(words)
        if per is None:
            continue
        value = _value(stretch.text, match, match["mid"], per)
        if value:
            found.append(Found(match.start(), match.end(), "cadence", value))
    return found


def _series(stretch: Stretch) -> list[Found]:
    """周检月检季检; 日排查、周调度、月通报."""
    found = []
    for run in _SERIES.finditer(stretch.text):
        if re.search(r"[\d一二两三四五六七八九十每本上近个]$|(?<!应)当$", stretch.text[: run.start()]):
            continue
        for match in _SERIES_ONE.finditer(run[0]):
            per = periods.period(match[1])
            if per:
                start = run.start() + match.start()
                found.append(Found(start, run.start() + match.end(), "cadence", {"exactly": 1, "per": per}))
    return found


def _by_period(stretch: Stretch) -> list[Found]:
    """按月调度, 逐班检查, 双月会商, 周调度."""
    found = []
    for pattern in (_BY_PERIOD, _TURN, _LONE):
        for match in pattern.finditer(stretch.text):
            word = match["p"] or (match["q"] if "q" in match.re.groupindex else None)
            per = periods.period((word or "").replace("月度", "月"))
            if per and not stretch.past:
                found.append(Found(match.start(), match.end(), "cadence", {"exactly": 1, "per": per}))
    return found


def _yearly(stretch: Stretch) -> list[Found]:
    """编制年度…计划 is owed every year; so is 年度述职."""
    if stretch.past or stretch.background:
        return []
    found = []
    for pattern in (_YEARLY, _ANNUAL):
        for match in pattern.finditer(stretch.text):
            if "y" in match.re.groupindex and match["y"]:
                found.append(Found(match.start("y"), match.end("y"), "cadence", {"at_least": 1, "per": "year"}))
    return found


_AGAIN = re.compile(
    rf"[、,]([^、,。;()每]{{1,24}}?(?<![第再进这那首])({numbers.NUMBER}) ?次(?!数|生(?!产)|要|日|月|年|性|"
    rf"序)[^、,。;()每]{{0,24}})(?=[、,。;()]|$)"
)


def _carried(stretch: Stretch, found: list[Found]) -> list[Found]:
    """每年至少召开一次总结会、主持召开一次分析会、参加一次演练: the period holds for each that follows in the list."""
    more: list[Found] = []
    for position, one in enumerate(found):
        if "per" not in one.value or not re.search(r"次", stretch.text[one.start : one.end]):
            continue
        following = found[position + 1].start if position + 1 < len(found) else len(stretch.text)
        stop = re.search(r"[。;)]", stretch.text[one.end : following])
        end = one.end + stop.start() if stop else following
        at = stretch.text.find("、", one.end, end)
        comma = stretch.text.find(",", one.end, end)
        at = min((place for place in (at, comma) if place >= 0), default=-1)
        while at >= 0:
            match = _AGAIN.match(stretch.text[:end], at)
            if not match or MUST.search(match[1]) or re.search(r"季度|半年|全年|一年|内|(?:^|[^至])少于", match[1]):
                break
            number = numbers.value(match[2])
            key = next(iter(one.value))
            begun = match.start(1)
            last = re.search(rf"{numbers.NUMBER} ?次", match[1])
            closing = begun + last.end() if last else match.end(1)
            more.append(Found(begun, closing, "cadence", {key: number, "per": one.value["per"]}))
            at = match.end(1) if match.end(1) < end else -1
    return more
