"""Terms (期限): lengths of time that run from an event, before one, or by themselves.

自…之日起N日内, …后N小时内, 届满前N日, 提前N日, 不超过N日. The event is in the words of the text.
"""

from __future__ import annotations

import re
from typing import Any

from anjian.reader import numbers, periods
from anjian.reader.quantities.found import BLOT, Found, Stretch, clause_around

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
_TERM = re.compile(r"(?:期限|时限|期间|周期|为期|时间)(?:一般|原则上|分别)?(?:为|是|定为)? ?$")
_TERM_TOO = re.compile(rf"(?:期限|时限|期间|时间)分别(?:为|是)?(?: ?{periods.LENGTH} ?[、和及,]){{1,4}} ?$")
_RECENT = re.compile(r"(?:近|最近|过去|此前|连续|上|在近|第|任职|满|历时|用|累计) ?$")
_STANDS = re.compile(
    r"有效期|任期|保[存管留]|留存|年龄|工龄|工作经[历验]|学制|使用年限|使用期限|租赁期|特许经营|经营期限|合同期|周期|寿命|工作时间|作业时间|保修|"
    r"质保"
)
_COUNTS = re.compile(
    rf"^ ?(?:之|以)?内[^,。;]{{0,24}}?(?:多次|降雨|雨量|降水|平均|再次(?!申请)|累计|连续|屡次|"
    rf"{numbers.NUMBER} ?(?:次|起)|"
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
    r"^.*?(?:应当|必须|(?<![响反适相对供])应(?!急)|须(?!知)|需要|(?<![主重需])要(?!求|素|件|点)|可以|不得|"
    r"并|且|原则上|对于|"
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
    inner = re.match(r"^.{3,}?(?:在|于)(?![岗职校建场])(?=.{2})", event)
    if inner:
        begun += inner.end()
        event = event[inner.end() :]
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
        subject = re.search(r"([一-龥]{2,8}?)(?:应当|应|须|可以)?[自从]$", clause[:begun])
        named = subject[1] if subject else ""
        event = ("" if re.fullmatch(r"应当?|必须|可以|须|要", named) else named) + event
    return event.strip(), sentence + begun


def find(stretch: Stretch) -> list[Found]:
    """Terms: N日内, 自…之日起N日内, …N日前, 提前N日, 不超过N日."""
    text, found = stretch.text, []
    for match in _RUNS.finditer(text):
        length = periods.length(match[0].strip())
        if length is None or (length.unit == "year" and length.number > 1000):
            continue
        left, right = text[: match.start()], text[match.end() :]
        if re.search(r"[第每]$|[\d.\-]$|月 ?$", left):
            continue
        if stretch.workdays and length.unit == "day":
            length = periods.Length(length.number, "workday")
        read = _term(stretch, match.start(), match.end(), str(length), left, right)
        if read:
            found.append(read)
    return found


def _term(stretch: Stretch, start: int, end: int, length: str, left: str, right: str) -> Found | None:
    first, last = clause_around(stretch.text, start, end)
    clause = stretch.text[first:last]
    inside, ahead = _IN.match(right), _AHEAD.match(right)
    value: dict[str, Any] = {"within": length}
    shared = re.match(rf"^ ?[、和][^,。;、]{{0,6}}?{periods.LENGTH}(?:之|以)?内", right)
    if shared and not inside and re.search(r"[一-龥] ?$", left) and not _RECENT.search(left):
        event = event_of(left)
        if event:
            value["after"] = event[0]
        return Found(start, end, "deadline", value)
    if inside:
        if _RECENT.search(left) and not re.search(r"(?:之日起|起|后)[^,。;]{0,4}$", left):
            return None
        if _COUNTS.match(right) and not re.search(r"不得|可以|应当|申请", right[:10]):
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
            if "," not in near and len(near) - len(event[0]) <= 8:
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
    if earlier and not re.match(r"^ ?(?:的|发生|左右|以来|曾|已|各|[、)])", right):
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
    if re.search(r"延长(?:至|到)? ?$", left) and not length.endswith(("year", "years")):
        return Found(start, end, "deadline", value)
    term = _TERM.search(left) or _TERM_TOO.search(left)
    if term and not re.match(r"^ ?(?:及?以[上下]|左右)", right) and not _STANDS.search(clause):
        return Found(term.start() if term.re is _TERM else start, end, "deadline", value)
    return None


def _subject(left: str, right: str) -> str:
    """What comes after the notice: the nearest named act left of 提前, else what follows."""
    named = re.search(r"([^,。;:、()]{2,20}?)(?:时|的|前)?,?(?:应当?|要|须|必须|至少)? ?$", left)
    if named and not re.search(r"外$|(?:单位|人员|部门|企业|机关|机构|者)$|■|^(?:应当?|要|须|必须|至少)+$", named[1]):
        return named[1]
    return re.split(r"[,。;]", right.strip())[0][:20]
