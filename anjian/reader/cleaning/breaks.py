"""Line breaks that were lost, and lines that were broken in the middle of a sentence (丢失和多余的换行)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

from anjian.reader.cleaning.signs import BLANK, HAN, HEADING, KIND_WORD, NUMERAL, TITLE_TAIL, width
from anjian.reader.cleaning.working import Edit

_GAP = re.compile(rf"(?<=[^\s])[{BLANK}]{{2,}}(?=[^\s])")
_ENDS = "。；：！？”）】"
_DATE = (
    r"(?:(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    rf"|[一二][九〇○零0][{HAN}〇○零]{{2}}年{NUMERAL}{{1,3}}月{NUMERAL}{{1,3}}日)"
)
_DATE_AT = re.compile(_DATE)
_NUMBER_HERE = (
    r"(?:(?!的|通知|意见)[\u4e00-\u9fffA-Za-z]){1,12}?"
    r"[〔\[【（(﹝［〈](?:19|20)\d{2}[〕\]】）)﹞］〉]\s*第?\s*\d{1,5}\s*号"
)
_GLUED_NUMBER = re.compile(
    rf"(?:通知|意见|通报|决定|公告|通告|批复|函|办法|规定|方案|规划|令){TITLE_TAIL}[{BLANK}]{{0,2}}(?={_NUMBER_HERE})"
)
_ADDRESSED = re.compile(rf"(?<=[号日])[{BLANK}]{{0,2}}(?=(?:各|有关|驻|市|省|县|区|中央)[^。：\n]{{1,150}}：)")
_ADDRESS_LINE = re.compile(
    rf"^[{BLANK}]*(?:[^\n。]{{0,40}}号)?((?:各|有关|驻|[{HAN}]{{2,8}}各)[^。：；\n《]{{2,200}}：)[{BLANK}]?(?=[^\s])",
    re.M,
)
_TITLE_THEN_ADDRESS = re.compile(
    rf"^[^\n。；]{{4,80}}?{KIND_WORD}{TITLE_TAIL}[{BLANK}]{{1,2}}(?=(?:各|有关)[^。：\n]{{1,150}}：)", re.M
)
_DECREED = re.compile(
    rf"^(?:[{HAN}]{{2,30}}令[{BLANK}]?)?第[{BLANK}]?(?:\d{{1,4}}|{NUMERAL}{{1,6}})[{BLANK}]?号[{BLANK}]*(?=[^\n《。]{{0,8}}《)",
    re.M,
)
_SIGNER = re.compile(
    rf"(?<=[。！])[{BLANK}]*((?:[部局省市县区州厅]长|主任|总理)[{BLANK}]*[{HAN}]{{2,4}})[{BLANK}]*(?={_DATE})"
)
_TITLE_THEN_DAY = re.compile(
    rf"^[{BLANK}]*[^\n。；，]{{4,50}}?(?:条例|办法|规定|决定|细则|规则)[{BLANK}]*"
    rf"(?=[（(]?{_DATE}[^。\n]{{4,80}}?(?:通过|批准|修订|修正|公布))",
    re.M,
)
_HISTORY = re.compile(rf"(?<=通过|批准|修订|修正|公布)[{BLANK}]*(?={_DATE}|第一[编章条])")
_CHAPTER_ONE = re.compile(
    rf"(?<=[^\s])[{BLANK}]*(?=第一[编章][{BLANK}]*[{HAN}、]{{1,3}}[{BLANK}]*[{HAN}、]{{0,24}}?[{BLANK}]*第一[章节条](?!第|规定|的|所))"
)
_SIGNED = re.compile(
    rf"(?<=[。！])[{BLANK}]*([{HAN}]{{2,24}}(?:府|厅|局|会|院|办|部|室|公司|中心|总队|支队|委)(?:[{BLANK}]+[{HAN}]{{2,24}}(?:府|厅|局|会|院|办|部|室|委))*)[{BLANK}]*(?={_DATE}[{BLANK}]*(?:$|（[此本]))",
    re.M,
)
_AFTER_DATE = re.compile(rf"(?<=日)[{BLANK}]*(?=（[此本][件文][^（）]{{2,12}}）)")
_TITLE_AFTER_DATE = re.compile(
    rf"^([{BLANK}]*{_DATE})[{BLANK}]*(?=[{HAN}《“”（）〔〕\d]{{4,50}}{KIND_WORD}{TITLE_TAIL}[{BLANK}]*$)", re.M
)
_TITLE_THEN_BODY = re.compile(
    rf"^[{BLANK}]*[^\n。；，]{{2,60}}?(?:办法|规定|条例|细则|规则|守则|章程|规程){TITLE_TAIL}[{BLANK}]*(?=第一[编章条](?!第))",
    re.M,
)
_TITLE_THEN_PREFACE = re.compile(
    rf"^[{BLANK}]*[^\n。；]{{0,40}}关于[^\n。；]{{4,60}}?{KIND_WORD}{TITLE_TAIL}[{BLANK}]*"
    r"(?=(?:为(?:了|深入|认真|切实|贯彻|加强|进一步|全面|规范|做好|有效|推动)|根据《|按照《)[^\n]{30,})",
    re.M,
)
_RUN_IN = re.compile(
    rf"(?<=[。；：！？”）])[{BLANK}]?(第{NUMERAL}{{1,5}}[编章节条](?!第|规定|的|所|至|和|或|、|，|。|）)|{NUMERAL}{{1,3}}、|[（(]{NUMERAL}{{1,3}}[）)](?!项(?!目)|款(?!项)|条(?![件例块])|[、，和至或中的])"
    r"|(?<!\d)\d{1,2}[.．、](?![\d])|[（(]\d{1,2}[）)](?![项款条、，和至或中的。；）])|[①-⑳])"
)
_TITLE_THEN_NUMBER = re.compile(
    rf"^[{BLANK}]*(?:第{NUMERAL}{{1,5}}[编章节][{BLANK}]*[{HAN}、]{{1,3}}[{BLANK}]*[{HAN}、]{{0,28}}?[{BLANK}]*(?=第{NUMERAL}{{1,5}}[节条])"
    rf"|{NUMERAL}{{1,3}}、[{HAN}、“”]{{2,22}}[{BLANK}]?(?=[（(]一[）)]|1[.．、](?!\d))"
    rf"|[（(]{NUMERAL}{{1,3}}[）)][{HAN}、“”]{{2,22}}[{BLANK}]?(?=1[.．、](?!\d)|[（(]1[）)]))",
    re.M,
)
_TITLE_THEN_TEXT = re.compile(
    rf"^[{BLANK}]*(?:{NUMERAL}{{1,3}}、|[（(]{NUMERAL}{{1,3}}[）)]|\d{{1,2}}[.．、](?!\d))"
    rf"[{BLANK}]?[{HAN}、“”（）]{{2,24}}[{BLANK}](?=[{HAN}“《][^\n。]{{12,300}}。)",
    re.M,
)
_TITLE_GLUED = re.compile(
    rf"^[{BLANK}]*(?:{NUMERAL}{{1,3}}、|[（(]{NUMERAL}{{1,3}}[）)])[{HAN}、，“”]{{2,26}}?[{BLANK}]?"
    rf"(?=([（(]{NUMERAL}{{1,3}}[）)]|\d{{1,2}}[.．、](?!\d)))",
    re.M,
)
_FAMILY = (
    (re.compile(rf"第({NUMERAL}+)条"), "条"),
    (re.compile(rf"第({NUMERAL}+)[编章节]"), "章"),
    (re.compile(rf"({NUMERAL}+)、"), "一"),
    (re.compile(rf"[（(]({NUMERAL}+)[）)]"), "（一）"),
    (re.compile(r"(\d+)[.．、]"), "1."),
    (re.compile(r"[（(](\d+)[）)]"), "（1）"),
    (re.compile(r"([①-⑳])"), "①"),
)
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}


def ordinal(text: str) -> int:
    """The value of 十二, 一百零三, 12 or ⑫; 0 when it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) == 1 and "①" <= text <= "⑳":
        return ord(text) - 0x245F
    total, current = 0, 0
    for c in text:
        if c in _DIGITS:
            current = _DIGITS[c]
        elif c in "十百":
            total += (current or 1) * (10 if c == "十" else 100)
            current = 0
        else:
            return 0
    return total + current


def _family(token: str) -> tuple[str, int]:
    for pattern, name in _FAMILY:
        found = pattern.match(token)
        if found:
            return name, ordinal(found.group(1))
    return "", 0


def glued_parts(text: str) -> Iterator[Edit]:
    """A break between a title, its number, whom it addresses, the body, the signature and what is behind it."""
    head = text[:3000]
    for pattern in (
        _GLUED_NUMBER,
        _ADDRESSED,
        _TITLE_THEN_ADDRESS,
        _DECREED,
        _TITLE_THEN_DAY,
        _TITLE_THEN_BODY,
        _TITLE_THEN_PREFACE,
    ):
        for found in pattern.finditer(head):
            yield _behind(found)
    for found in _HISTORY.finditer(head):
        line = head[head.rfind("\n", 0, found.start()) + 1 : found.start()]
        if line.count("（") == line.count("）"):
            yield _behind(found)
    addressed = _ADDRESS_LINE.search(head)
    if addressed:
        yield Edit(addressed.end(1), addressed.end(), "\n", "line_break")
    for found in _CHAPTER_ONE.finditer(text):
        yield _behind(found)
    for pattern in (_SIGNED, _SIGNER):
        for found in pattern.finditer(text):
            yield Edit(found.start(), found.start(1), "\n", "line_break")
            yield Edit(found.end(1), found.end(), "\n", "line_break")
    for found in _AFTER_DATE.finditer(text):
        yield Edit(found.start(), found.end(), "\n", "line_break")
    for found in _TITLE_AFTER_DATE.finditer(text):
        yield Edit(found.end(1), found.end(), "\n", "line_break")


def _behind(found: re.Match[str]) -> Edit:
    """A break at the end of what was found, in the place of the blanks there."""
    return Edit(found.start() + len(found.group().rstrip(BLANK)), found.end(), "\n", "line_break")


def gaps(text: str) -> Iterator[Edit]:
    """A wide blank inside a line where the next paragraph begins: behind a stop, before a number, a date, a body."""
    for found in _GAP.finditer(text):
        start, end = found.span()
        before, rest = text[start - 1], text[end : end + 60]
        length = end - start
        if "\t" in found.group() and before not in _ENDS:
            continue
        heading = HEADING.match(rest)
        left = text[max(text.rfind("\n", 0, start), text.rfind("\u3000", 0, start)) + 1 : start].strip()
        if (
            (before in _ENDS and (length >= 2) and (heading or "\u3000" in found.group() or length >= 4))
            or (heading and "\u3000" in found.group() and not heading.group().isdigit())
            or length >= 12
            or (
                found.group() == "\u3000\u3000"
                and len(left) >= 6
                and _body_follows(text, end)
                and not HEADING.fullmatch(left)
            )
            or (length >= 3 and _DATE_AT.match(rest) and text[max(0, start - 1)] in "府厅局会院办部室委队司")
        ):
            yield Edit(start, end, "\n", "line_break")


def _body_follows(text: str, place: int) -> bool:
    """Whether running text begins there: a stop comes before the line ends, and not at once."""
    stop, line_end = text.find("。", place, place + 600), text.find("\n", place)
    return stop - place >= 30 and (line_end < 0 or stop < line_end)


def glued_headings(text: str) -> Iterator[Edit]:
    """A number glued to the text before it, where it goes on counting: …执法。二、…; 第一章总则第一条…"""
    for pattern in (_TITLE_THEN_NUMBER, _TITLE_THEN_TEXT):
        for found in pattern.finditer(text):
            yield _behind(found)
    seen: dict[str, int] = {}
    broken = len(text) < _LONG_LINES * max(1, sum(bool(line.strip()) for line in text.split("\n")))
    spots = sorted(
        [(found.start(1), found.group(1), found.start()) for found in _RUN_IN.finditer(text)]
        + [(found.end(), found.group(1), -1) for found in _LINE_START.finditer(text)]
    )
    spots = sorted([*spots, *((found.end(), found.group(1), found.end()) for found in _TITLE_GLUED.finditer(text))])
    for place, token, glued in spots:
        family, number = _family(token)
        if not family or not number:
            continue
        last = seen.get(family, 0)
        if glued >= 0 and broken and family in {"1.", "（1）", "①"} and text[glued - 1] in "；：":
            # Where paragraphs have their breaks, a list inside one was written so: 包括：（1）…；（2）…
            continue
        # Articles and chapters only go on; a list may begin again.
        ready = number > last if family in {"条", "章"} else number in {last + 1, 1}
        if glued >= 0 and ready and (number > 1 or _goes_on(text, place, token, family)):
            yield Edit(glued, place, "\n", "line_break")
        if ready or glued < 0:
            seen[family] = number


_LINE_START = re.compile(
    rf"(?m)^[{BLANK}]*(?=(第{NUMERAL}{{1,5}}[编章节条]|{NUMERAL}{{1,3}}、|[（(]{NUMERAL}{{1,3}}[）)]|\d{{1,2}}[.．、](?!\d)|[（(]\d{{1,2}}[）)]|[①-⑳]))"
)


_LONG_LINES = 250
"""A text whose lines are longer than this on average has lost its line breaks."""


def _goes_on(text: str, place: int, token: str, family: str) -> bool:
    """Whether a list that begins here has a second member: a lone （1） is a reference or a formula."""
    second = {
        "条": "第二条", "章": "第二", "一": "二、", "（一）": "二）", "1.": "2", "（1）": "2）", "①": "②",
    }[family]  # fmt: skip
    return second in text[place + len(token) : place + len(token) + 3000]


_OPEN_END = re.compile(r"[，,、（《“‘〈-]$")
_CLOSING_START = re.compile(r"[，、。；：？！）》”’％]")
_NO_JOIN = re.compile(rf"[{BLANK}]*(?:{HEADING.pattern}|附件|附[：:]|抄送|{_DATE})")


def broken_sentences(text: str) -> Iterator[Edit]:
    """Lines that a fixed paper width, or a poem-like layout, broke in the middle of a sentence are joined again."""
    lines = text.split("\n")
    full = _paper_width([line for line in lines if "\t" not in line])
    indented = sum(line[:1] in "\u3000 " and bool(line.strip()) for line in lines) >= 2
    shown = [number for number, line in enumerate(lines) if line.strip()]
    # Where every line has an empty one behind it, the empty lines say nothing of paragraphs.
    spaced = len(shown) > 5 and sum(b - a == 1 for a, b in pairwise(shown)) <= 0.05 * len(shown)
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for number, following in pairwise(shown):
        line, after = lines[number], lines[following]
        if following - number > (2 if spaced and full else 1) or "\t" in line or "\t" in after:
            continue
        body, rest = line.rstrip(), after.lstrip(BLANK)
        if rest and not _NO_JOIN.match(rest) and _continues(body, after, rest, full=full, indented=indented):
            yield Edit(starts[number] + len(body), starts[following] + len(after) - len(rest), "", "line_break")


def _continues(body: str, after: str, rest: str, *, full: int, indented: bool) -> bool:
    """Whether a line goes on in the next: `rest` is that line without its blanks, `full` the paper width or 0."""
    stripped = body.strip()
    if _CLOSING_START.match(rest):
        return True
    if _OPEN_END.search(body) and len(stripped) >= 6 and re.match(rf"[{HAN}“《（\d]", rest):
        return True
    if _ENACTED.fullmatch(rest) and _DATE_AT.match(stripped.lstrip("（(")):
        return True
    fresh = after[:1] in {"\u3000", " "} and len(after) - len(rest) >= 2 and indented
    if not full or width(body) < full - 5 or fresh or _heading_alone(stripped):
        return False
    return body[-1] not in "。；：！？" or (indented and body[-1] not in "：" and width(body) >= full - 1)


_ENACTED = re.compile(rf"[{HAN}]{{0,12}}(?:通过|批准|修订|修正|公布|施行|[过准订正布行])[）)]?")


def _heading_alone(line: str) -> bool:
    return bool(HEADING.match(line)) and len(line) <= 14


def _paper_width(lines: list[str]) -> int:
    """The width at which lines were broken, 0 when they were not: most open lines are about as long as the longest."""
    shown = [line.rstrip() for line in lines if line.strip()]
    widths = sorted(width(line) for line in shown)
    if len(widths) < 6 or widths[-1] > 160:
        return 0
    full = widths[int(len(widths) * 0.9)]
    if full < 36:
        return 0
    near = sum(full - 5 <= one <= full + 4 for one in widths)
    if near < 0.3 * len(widths) or widths[-1] > full + 8:
        return 0
    open_ends = sum(width(line) >= full - 5 and line[-1] not in "。；：！？" for line in shown)
    return full if open_ends >= 0.5 * near else 0


_IN_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d{2}[ \u3000]*年(?:[ \u3000]*\d{1,2}[ \u3000]*月(?:[ \u3000]*\d{1,2}[ \u3000]*日)?)?"
)
_AROUND_DATE = re.compile(
    rf"(?<=[{HAN}])[ \u3000]+(?=(?:19|20)\d{{2}}[ \u3000]*年)|(?<=[年月日起])[ \u3000]+(?=[{HAN}\d])"
)
_BY_NUMBER = re.compile(
    rf"(?<=[{HAN}，、；。：（])[ \u3000]{{1,2}}(?=\d)"
    rf"|(?<=[\d%％])(?<![表图栏件]\d)[ \u3000]{{1,2}}(?=[{HAN}%％，、；。）])"
)
_BY_SIGN = re.compile(
    rf"(?<=[，、；：（《“])[ \u3000]{{1,3}}(?=[{HAN}\d《“])|(?<=[{HAN}\d])[ \u3000]{{1,3}}(?=[，、；。：）》”])"
)
_BETWEEN = re.compile(rf"(?<=[{HAN}])[ \u3000]{{1,2}}(?=[{HAN}])")


_IN_NUMBER = re.compile(
    rf"[{BLANK}]*(?:第[ \u3000]*{NUMERAL}(?:[ \u3000]?{NUMERAL}){{0,4}}[ \u3000]*[编章节条]"
    rf"|(?:{NUMERAL}{{1,3}}|\d{{1,2}})[ \u3000]{{1,2}}[、.．](?!\d))"
)


def ocr_blanks(text: str) -> Iterator[Edit]:
    """Blanks that a scan or a page layout put inside running text: in dates, at numbers and signs, between words."""
    place = 0
    for line in text.split("\n"):
        if " " in line or "\u3000" in line:
            body = line.strip()
            lead = HEADING.match(body)
            first = (line.index(body[0]) if body else 0) + (lead.end() if lead else 0)
            running = len(body) > 22 and "\t" not in line
            number = _IN_NUMBER.match(line)
            if number and "\t" not in line:
                for gap in re.finditer(r"(?<=\S)[ \u3000]+(?=\S)", number.group()):
                    yield Edit(place + gap.start(), place + gap.end(), "", "ocr_blank")
            for found in _IN_DATE.finditer(line):
                for gap in re.finditer(r"[ \u3000]+", found.group()):
                    yield Edit(place + found.start() + gap.start(), place + found.start() + gap.end(), "", "ocr_blank")
            if running:
                patterns = [_BY_NUMBER, _BY_SIGN] if re.search(r"[。；，]", body) else [_BY_SIGN]
                if re.search(r"[。；，]", body):
                    patterns.append(_AROUND_DATE)
                    between = [found.start() for found in _BETWEEN.finditer(line) if found.start() > first]
                    if len(between) >= 4 and len(body) / len(between) < 14:
                        patterns.append(_BETWEEN)
                for pattern in patterns:
                    for found in pattern.finditer(line):
                        if found.start() > first:
                            yield Edit(place + found.start(), place + found.end(), "", "ocr_blank")
        place += len(line) + 1
