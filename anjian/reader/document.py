"""What a document says of itself (文件要素): title, number, issuer, days, region.

Days of the web page are not its days.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from anjian.reader import kinds, regions
from anjian.reader.cleaning import chrome
from anjian.reader.cleaning.breaks import ordinal
from anjian.reader.cleaning.scripts import to_simplified
from anjian.reader.cleaning.signs import HAN, KIND_WORD, TITLE_TAIL
from anjian.reader.events import Clean, Document, Heading
from anjian.reader.roles import DAY, NUMBER, Line, is_day, is_decree, is_number, is_organisation

_DAY = re.compile(DAY)
_NUMBER = re.compile(NUMBER)
_PARTS = re.compile(r"(.{4})\s*年\s*([^月]{1,3}?)\s*月\s*([^日]{1,4}?)\s*日")
_BRACKETS = str.maketrans("[【（(﹝［〈]】）)﹞］〉", "〔〔〔〔〔〔〔〕〕〕〕〕〕〕")
_ADOPTED = re.compile(rf"({DAY})\s*[^。\n]{{0,60}}?(?:通过|批准|修订|修正|公布|发布|施行|实施|印发|颁布)")
_CONGRESS = re.compile(rf"([{HAN}]{{2,30}}?)(?:第[一二三四五六七八九十]+届)?(人民代表大会(?:常务委员会)?)")
_IN_FORCE = re.compile(rf"自\s*({DAY})\s*(?:零时)?(?:起|开始)?\s*(?:正式)?(?:施行|实施|执行|生效|试行)")
_FROM_ISSUE = re.compile(
    r"自(?:本?(?:条例|办法|规定|意见|通知|方案|文件|决定)?)?(?:发布|公布|印发|颁布|下发|发文)之日起?(?:正式)?(?:施行|实施|执行|生效|试行)"
)
_LASTS = re.compile(
    rf"有效期(?:限)?(?:为|是|至|到|：)?\s*(?:自[^。，]{{0,20}}(?:起|至))?\s*(?:({DAY})|([一二两三四五六七八九十\d]{{1,2}})\s*(年|个月))"
)
_UNTIL = re.compile(rf"(?:有效期|执行|施行|实施)[^。]{{0,20}}至\s*({DAY})\s*(?:止|为止|。)")
_ISSUE_LABEL = re.compile(r"^\s*(?:成文|印发|发文|公布|生成)(?:日期|时间)\s*[：:]\s*(.+)$")
_NUMBER_LABEL = re.compile(r"^\s*(?:发文字号|文\s*号|文件编号)\s*[：:]\s*(.+)$")
_ISSUER_LABEL = re.compile(r"^\s*(?:发文(?:机关|单位|机构)|发布机构|制发机关|制定机关)\s*[：:]\s*(.+)$")
_TITLE_LABEL = re.compile(r"^\s*标\s*题\s*[：:]\s*(.+)$")
_ISO = re.compile(r"((?:19|20)\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_BEFORE_ABOUT = re.compile(r"^(.{2,60}?)(?:关于|转发|印发|批转|发布)")
_BODY_END = (
    r"人民政府办公(?:厅|室)|政府办公(?:厅|室)|人民政府|市政府|省政府|县政府|区政府"
    r"|委员会办公室|委员会|[省市县区州]委办公(?:厅|室)|[省市县区州]委|办公厅|办公室|厅|局|部|委|署|院|总队|支队|会"
)
_DECREE = re.compile(rf"(?:^|日|\s|（)((?:(?!日)[{HAN}]){{2,30}}(?:令|公告|通告))\s*$")
_MET = re.compile(rf"{DAY}\s*((?:(?!日)[{HAN}]){{2,24}}?)(?:第\s*[\d一二三四五六七八九十百]+\s*次|令第)")
_JOINED = re.compile(
    rf"(?<=[委府厅局部会院室])(?=中共|国家|[{HAN}]{{2,9}}(?:省|市|县|区|州)(?:人民|[{HAN}]{{2,12}}(?:厅|局|委|会)))"
)


def day_of(text: str) -> dt.date | None:
    """The day a text prints: 2018年1月22日, 二〇〇四年一月十六日, 2018-01-22; None when it is none."""
    found = _PARTS.search(text)
    if found:
        year = "".join(
            str("零一二三四五六七八九".find(c)) if c in "一二三四五六七八九" else ("0" if c in "零〇○" else c)
            for c in found[1]
        )
        parts = [year, found[2].strip(), found[3].strip()]
        values = [int(one) if one.isdigit() else ordinal(one) for one in parts]
    else:
        iso = _ISO.search(text)
        if not iso:
            return None
        values = [int(one) for one in iso.groups()]
    try:
        return dt.date(*values)
    except ValueError:
        return None


def read(clean: Clean, lines: list[Line], headings: tuple[Heading, ...]) -> Document:
    """The particulars of a cleaned document."""
    shown = [line for line in lines if line.role != "blank"]
    info = [to_simplified(line) if clean.repairs else line for line in chrome.info_lines(_dirty_head(clean))]
    head = _head(shown)
    title = _title(shown, info)
    number = _number(shown, head, info)
    issuer = _issuer(shown, head, info, title, clean.text)
    issued = _issued(shown, head, info, clean.text)
    region = _region(title, issuer, head, clean.text)
    issuer = _in_full(issuer, region)
    in_force = _in_force(clean.text, issued)
    told = kinds.judge(clean.raw, clean.text, lines, headings, number=number, title=title)
    return Document(
        title,
        number,
        issuer,
        issued,
        in_force,
        _expires(clean.text, in_force or issued),
        region,
        told.is_policy,
        told.why,
    )


def _dirty_head(clean: Clean) -> str:
    """The lines that cleaning took for the frame of the page, as they were: the box of facts is among them."""
    return "\n".join(one.was.strip() for one in clean.repairs if one.kind == "chrome") if clean.repairs else ""


def _head(shown: list[Line]) -> list[Line]:
    """The lines before the body: to the first number of the text, or the first sentence that is no announcement."""
    for at, line in enumerate(shown):
        if line.role == "body" and (line.number is not None or ("。" in line.text and at > 12)):
            return shown[:at]
    return shown[:40]


def _title(shown: list[Line], info: list[str]) -> str | None:
    decree = False
    runs: list[list[Line]] = []
    for at, line in enumerate(shown):
        if line.role == "title" and line.attachment is None:
            if (runs and runs[-1][-1] is shown[at - 1] and not _complete(runs[-1])) or (
                runs and runs[-1][-1] is shown[at - 1] and re.fullmatch(rf"{TITLE_TAIL[:-1]}+", line.text)
            ):
                runs[-1].append(line)
            else:
                runs.append([line])
        decree = decree or (line.role == "head" and is_decree(line.text))
    label = next((found[1].strip() for one in info if (found := _TITLE_LABEL.match(one))), None)
    if label:
        return _one(label)
    first = next(iter(runs), None)
    if first is not None:
        return _one("".join(line.text for line in first))
    for line in shown[:6]:
        if (
            line.role in {"body", "head"}
            and not line.number
            and "关于" in line.text
            and len(line.text) <= 80
            and "。" not in line.text
        ):
            return _one(line.text)
    top = shown[0] if shown else None
    if (
        top
        and top.role in {"head", "body"}
        and not top.number
        and 4 <= len(top.text) <= 60
        and not re.search("[。；，：,]", top.text)
    ) and not (is_number(top.text) or is_day(top.text) or is_organisation(top.text)):
        return _one(top.text)
    return None


def _complete(run: list[Line]) -> bool:
    return bool(re.search(rf"{KIND_WORD}[”》]?{TITLE_TAIL}$", "".join(line.text for line in run)))


def _one(title: str) -> str:
    return re.sub(rf"(?<=[{HAN}》）”])\s+(?=[{HAN}《（“])", "", title.strip().strip("#*").strip())


def _tidy_number(text: str) -> str:
    found = re.sub(r"\s+", "", text)
    shown = re.search(r"[〔\[【（(﹝［〈](?:19|20)\d{2}[〕\]】）)﹞］〉]", found)
    return found[: shown.start()] + shown.group().translate(_BRACKETS) + found[shown.end() :] if shown else found


def _number(shown: list[Line], head: list[Line], info: list[str]) -> str | None:
    for one in info:
        found = _NUMBER_LABEL.match(one)
        named = _NUMBER.search(found[1]) if found else None
        if named:
            return _tidy_number(named.group())
    for at, line in enumerate(head):
        if line.role not in {"head", "title", "body", "signature"} or len(line.text) > 90:
            continue
        if line.role == "body" and "。" in line.text:
            continue
        plain = re.sub(r"《[^》]*》(?:[（(][^（）()]*[）)])?", "", line.text)
        found_here = _NUMBER.search(plain)
        if found_here is None or (line.role == "title" and not plain.rstrip("）)").endswith(found_here.group())):
            continue
        told = _tidy_number(found_here.group())
        if re.match(r"第|(?:19|20)\d{2}", told):
            before = next((one for one in reversed(head[:at]) if one.role == "head"), None)
            same = line.text[: found_here.start()].strip(" （(")
            decree = _DECREE.search(same)
            if decree:
                return re.sub(r"\s+", "", decree[1]) + told
            if before is not None and is_decree(before.text):
                return re.sub(r"\s+", "", before.text) + told
            if is_number(line.text):
                return told
            continue
        return told
    return None


def _issued(shown: list[Line], head: list[Line], info: list[str], text: str) -> dt.date | None:
    for one in info:
        found = _ISSUE_LABEL.match(one)
        if found and (day := day_of(found[1])):
            return day
    adopted = [
        day
        for line in head
        if line.role in {"head", "body", "title"} and len(line.text) <= 160
        for found in _ADOPTED.finditer(line.text)
        if not re.search("自$", line.text[: found.start()]) and "审议" not in found.group()
        if (day := day_of(found[1]))
    ]
    for line in head:
        if line.role == "head" and (is_day(line.text) or is_number(line.text)) and (day := day_of(line.text)):
            return day
    for line in shown:
        # The first signature is that of the notice; what it prints may have one of its own behind.
        dated = _DAY.search(line.text) if line.role == "signature" and (is_day(line.text) or not adopted) else None
        if dated and (day := day_of(dated.group())):
            return day
    if adopted:
        return max(adopted)
    for line in head:
        if (
            line.role in {"head", "title"}
            and (found_day := _DAY.search(line.text))
            and (day := day_of(found_day.group()))
        ):
            return day
    last = shown[-1].text if shown else ""
    found_last = re.search(rf"({DAY})[）)]?\s*$", last)
    return day_of(found_last[1]) if found_last else None


def _issuer(shown: list[Line], head: list[Line], info: list[str], title: str | None, text: str) -> str | None:
    for one in info:
        found = _ISSUER_LABEL.match(one)
        if found:
            return _separated(found[1].strip())
    for line in head:
        if line.role == "head" and is_decree(line.text):
            return re.sub(r"(?:命令|令|公告)\s*.*$", "", line.text).strip()
    prefix = _BEFORE_ABOUT.match(title or "")
    if prefix and re.search(rf"(?:{_BODY_END})$", prefix[1].strip()):
        return _separated(prefix[1].strip())
    signers: list[str] = []
    for _at, line in enumerate(shown):
        if line.role == "signature":
            joined = re.fullmatch(rf"(.{{2,60}}?)\s*{DAY}(?:印发)?", line.text)
            if is_organisation(line.text):
                signers += re.split(r"\s+", line.text)
            elif joined and is_organisation(joined[1].strip()):
                signers.append(joined[1].strip())
            if signers and (is_day(line.text) or joined):
                return "、".join(dict.fromkeys(signers))
    for line in head:
        opened = line.text.lstrip("（(")
        found_body = _CONGRESS.search(opened) if _DAY.match(opened) and line.role in {"head", "body"} else None
        if found_body:
            name = re.sub(rf"^{DAY}\s*", "", opened[: found_body.end()]).strip()
            return re.sub(r"第[一二三四五六七八九十]+届", "", name)
    for line in head:
        met = _MET.search(line.text) if line.role == "head" else None
        if met:
            return met[1].removeprefix("中华人民共和国")
    named = [
        line.text
        for line in head
        if line.role == "head" and is_organisation(line.text) and not line.text.startswith(("（", "("))
    ]
    if named:
        return "、".join(dict.fromkeys(piece for one in named for piece in re.split(r"\s+", one)))
    bracketed = [line.text.strip("（）()") for line in head if line.role == "head" and is_organisation(line.text)]
    return bracketed[0] if bracketed else None


def _separated(names: str) -> str:
    names = re.sub(r"[ \u3000]+", "、", names.strip())
    return _JOINED.sub("、", names) if "、" not in names else names


def _region(title: str | None, issuer: str | None, head: list[Line], text: str) -> str | None:
    if issuer and regions.is_national(issuer):
        return None
    for source in (issuer or "", title or "", *(line.text for line in head if line.role in {"head", "title"})):
        found = regions.find(source)
        if found:
            return found
    if title and regions.is_national(title):
        return None
    if any(line.role == "address" and regions.is_for_all(line.text) for line in head):
        return None
    return regions.most_named(text)


def _in_full(issuer: str | None, region: str | None) -> str | None:
    """市政府办公室 said inside the city is 南通市人民政府办公室 outside of it."""
    name = regions.name_of(region) if region and region.isdigit() else None
    if not issuer or not name or issuer[0] not in "省市县区州":
        return issuer
    rest = issuer[1:]
    if name[-1] != issuer[0]:
        return issuer
    if rest.startswith("委"):
        return f"中共{name}委员会{rest[1:]}" if rest == "委" else f"中共{name}委{rest[1:]}"
    return name + (rest.replace("政府", "人民政府", 1) if rest.startswith("政府") else rest)


def _in_force(text: str, issued: dt.date | None) -> dt.date | None:
    days = [day for found in _IN_FORCE.finditer(text) if (day := day_of(found[1]))]
    if days:
        return days[-1] if len(set(days)) == 1 else _own(text, days)
    return issued if issued and _FROM_ISSUE.search(text) else None


def _own(text: str, days: list[dt.date]) -> dt.date:
    """Of several days the one said of 本条例 or 本办法, the last of those; else the last of all."""
    own = [
        day
        for found in _IN_FORCE.finditer(text)
        if re.search(r"本[\u4e00-\u9fff]{1,8}$", text[max(0, found.start() - 9) : found.start()])
        and (day := day_of(found[1]))
    ]
    return own[-1] if own else days[-1]


def _expires(text: str, start: dt.date | None) -> dt.date | None:
    tail = text[-3000:]
    found = _UNTIL.search(tail)
    if found:
        return day_of(found[1])
    found = _LASTS.search(tail)
    if not found or not re.search(
        r"本[\u4e00-\u9fff]{1,8}|施行|执行|实施|印发", tail[max(0, found.start() - 40) : found.start()]
    ):
        return None
    if found[1]:
        return day_of(found[1])
    if start is None:
        return None
    amount = int(found[2]) if found[2].isdigit() else ordinal(found[2])
    months = amount * (12 if found[3] == "年" else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    # The last day on which it holds is the day before the day of the same number.
    after = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, after)) - dt.timedelta(days=1)
