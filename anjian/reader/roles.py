"""What each line of the cleaned text is (行的角色): title, number, date, whom it addresses, body, signature, table …"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from anjian.reader import numbering
from anjian.reader.cleaning.signs import HAN, KIND_WORD, TITLE_TAIL

Role = Literal["blank", "title", "head", "address", "body", "contents", "attachment", "signature", "table"]

DAY = (
    r"(?:(?:19|20)\d{2}|[一二][九〇○零0][〇○零0一二三四五六七八九]{2})\s*年"
    r"\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
"""A full day as documents print it."""
NUMBER = (
    r"(?:[\u4e00-\u9fffA-Za-z]{1,16}\s*[〔\[【（(﹝［〈]\s*(?:19|20)\d{2}\s*[〕\]】）)﹞］〉]\s*第?\s*\d{1,5}\s*号"
    r"|(?:19|20)\d{2}\s*年?\s*第\s*\d{1,4}\s*号|第\s*(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,6})\s*号)"
)
"""A document number (发文字号) in all forms of brackets; 2021年第5号 and 第88号 of announcements and decrees."""
ORGANISATION = (
    rf"[{HAN}（）()、·]{{1,40}}"
    r"(?:人民政府|政府|委员会|常委会|办公室|办公厅|[省市县区州]委|党委"
    r"|厅|局|部|署|院|会|总队|支队|大队|中心|公司|集团|法院|检察院|管委会|安委办|安委会|街道办事处)"
)
_DAY_LINE = re.compile(rf"[（(\[]?\s*(?:{DAY})\s*(?:印发|发布|公布)?\s*[）)\]]?")
_NUMBER_LINE = re.compile(rf"[（(\[【]?\s*{NUMBER}\s*[）)\]】]?(?:\s+签发人[：:].{{0,20}}|\s*[（(]?(?:{DAY})[）)]?)?")
_ORGANISATION_LINE = re.compile(rf"[（(]?{ORGANISATION}(?:\s+{ORGANISATION})*[）)]?")
_TITLE_LINE = re.compile(rf".{{0,70}}{KIND_WORD}[”》]?{TITLE_TAIL}")
_LAW_LINE = re.compile(rf"中华人民共和国[{HAN}、]{{2,30}}法(?:实施(?:条例|细则|办法))?{TITLE_TAIL}")
_DECREE_LINE = re.compile(rf"[{HAN}]{{2,30}}(?:令|公告|命令)\s*(?:[（(]?{NUMBER}[）)]?)?")
_ADDRESS = re.compile(
    r"(?:各|有关|驻|省|市|县|区|[\u4e00-\u9fff]{1,12}各|[\u4e00-\u9fff]{2,20}[厅局委府院公司会])[^。；《]{0,400}[：:]\s*$"
)
_PRINTED = re.compile(
    r"(?:抄\s*[送报]|主\s*送|印发|此件|此文|[（(]?(?:本文|本件)有删减|联系人|附注|（?公开(?:属性|方式)|主题词)"
)
_ATTACHMENT = re.compile(
    r"附\s*[件表录图]\s*[一二三四五六七八九十\d]{0,3}(?:[-—]\d{1,2})?\s*(?:[：:.、．]|$|(?=\s|《))|附[：:]\s*"
)
_ATTACHMENT_ALONE = re.compile(r"附\s*[件表录]\s*([一二三四五六七八九十\d]{0,3}(?:[-—]\d{1,2})?)\s*[：:]?\s*")
_CONTENTS = re.compile(r"[（(]?\s*目\s*[录次]\s*[）)]?")
_PAGED = re.compile(r"^[^\t]{2,50}\t+\d{1,3}$")
_HISTORY = re.compile(rf"[（(]?\s*{DAY}.{{0,90}}(?:通过|批准|修订|修正|公布|发布|施行)")
_DOTS = re.compile(r"[.…·\s]{3,}\d{0,3}$|\s+\d{1,3}$|……+\d*")


@dataclass(slots=True)
class Line:
    """A line of the cleaned text: `start:end` without blanks at its edges, `full_end` behind its line end."""

    start: int
    end: int
    full_start: int
    full_end: int
    text: str
    role: Role = "body"
    number: numbering.Number | None = None
    attachment: str | None = None


def lines_of(text: str) -> list[Line]:
    """The lines of the cleaned text with their roles; together they cover it."""
    lines: list[Line] = []
    place = 0
    for piece in text.splitlines(keepends=True):
        body = piece.strip()
        start = place + piece.index(body[0]) if body else place
        lines.append(Line(start, start + len(body), place, place + len(piece), body, "body" if body else "blank"))
        place += len(piece)
    shown = [line for line in lines if line.role != "blank"]
    decimals = numbering.uses_decimals([line.text for line in shown])
    for line in shown:
        if line.text.count("|") >= 2 or ("\t" in line.text and not _PAGED.search(line.text)):
            continue
        line.number = numbering.at_line_start(line.text, decimals=decimals)
    _contents(shown)
    _tables(shown)
    _head(shown)
    _attachments(shown)
    _signatures(shown)
    _inner_titles(shown)
    return lines


def is_title(text: str) -> bool:
    """Whether a line may be (the end of) a title: it ends with a kind of document and is no sentence."""
    return (
        3 <= len(text) <= 100
        and bool(_TITLE_LINE.fullmatch(text) or _LAW_LINE.fullmatch(text))
        and not re.search(r"[。；！？]|，.*，|[：:](?!.*[》”])", text)
        and not re.match(r"(?:根据|按照|为了|依据|现将|本|该|上述|以上|请|并|并按)", text)
    )


def is_day(text: str) -> bool:
    """Whether a line is a day and nothing else."""
    return bool(_DAY_LINE.fullmatch(text))


def is_number(text: str) -> bool:
    """Whether a line is a document number, with a day or the signer beside it at most."""
    return bool(_NUMBER_LINE.fullmatch(text))


def is_organisation(text: str) -> bool:
    """Whether a line is the name of one or more bodies and nothing else."""
    return len(text) <= 60 and bool(_ORGANISATION_LINE.fullmatch(text)) and "关于" not in text


def is_decree(text: str) -> bool:
    """Whether a line is the head of a decree or announcement: XX总局令, 生态环境部公告."""
    return len(text) <= 40 and bool(_DECREE_LINE.fullmatch(text)) and "关于" not in text


def _tables(shown: list[Line]) -> None:
    for at, line in enumerate(shown):
        if line.role != "body":
            continue
        cells = (
            line.text.count("\t") if "\t" in line.text else (line.text.count("|") if line.text.count("|") >= 2 else 0)
        )
        if not cells:
            continue
        beside = [shown[one].text for one in (at - 2, at - 1, at + 1, at + 2) if 0 <= one < len(shown)]
        if cells >= 2 or any("\t" in one or one.count("|") >= 2 for one in beside):
            line.role = "table"
            line.number = None


def _contents(shown: list[Line]) -> None:
    """A table of contents: the numbered lines behind 目录, until a number comes the second time."""
    for at, line in enumerate(shown[:60]):
        if not _CONTENTS.fullmatch(line.text):
            continue
        line.role = "contents"
        seen: set[str] = set()
        for one in shown[at + 1 :]:
            dotted = _DOTS.search(one.text)
            key = one.number.printed if one.number else _DOTS.sub("", one.text).strip()
            full = one.number is not None and one.number.family in {"编", "章", "节", "一、", "（一）", "1", "1.1"}
            if one.role == "table" or len(one.text) > 60 or "。" in one.text:
                break
            if (full and key in seen) or (one.number and one.number.family == "条" and not dotted):
                break
            if not one.number and not dotted and not re.match("附[件则录]", one.text):
                break
            if full:
                seen.add(key)
            one.role, one.number = "contents", None
        return


def _first_body(shown: list[Line]) -> int:
    """The first line that is surely body: a numbered one, or a sentence."""
    for at, line in enumerate(shown):
        if line.role in {"contents", "table"}:
            continue
        if (line.number and line.number.family not in {"a.", "1）"}) or re.search("。", line.text):
            return at
    return len(shown)


def _head(shown: list[Line]) -> None:
    stop = _first_body(shown)
    title = find_title(shown, stop)
    for at in title:
        shown[at].role = "title"
    for line in shown[:stop]:
        if line.role != "body":
            continue
        if _ADDRESS.match(line.text):
            line.role = "address"
        elif _is_head(line.text):
            line.role = "head"
    # A salutation may stand behind the first sentence of a summary, and bodies begin with one that is long.
    for line in shown[stop : stop + 3]:
        if line.role == "body" and not line.number and _ADDRESS.match(line.text) and "。" not in line.text:
            line.role = "address"


def _is_head(text: str) -> bool:
    if is_number(text) or is_day(text) or is_organisation(text) or is_decree(text):
        return True
    if _HISTORY.match(text) and not text.rstrip("）)").endswith("。"):
        return True
    return len(text) <= 40 and not text.endswith(("：", ":"))


def find_title(shown: list[Line], stop: int) -> list[int]:
    """The lines of the title among the first `stop`: the earliest run that ends with a kind of document."""
    for start in range(min(stop, 30)):
        joined = ""
        for at in range(start, min(start + 5, stop)):
            line = shown[at]
            if line.role in {"contents", "table"} or is_number(line.text) or is_day(line.text):
                break
            if _ADDRESS.match(line.text) or line.text.endswith("文件") or len(line.text) > 100:
                break
            if re.fullmatch(r"[（(].{1,40}[）)]|[〔\[]\d{4}[〕\]].*", line.text) and not joined:
                break
            joined += line.text
            if is_title(joined) or (joined != line.text and is_title(line.text) and len(joined) <= 120):
                if at == start and is_decree(line.text):
                    break
                run = list(range(start, at + 1))
                if at + 1 < stop and _is_tail(shown[at + 1].text):
                    run.append(at + 1)
                return run
            if re.search("[。；，：]", line.text):
                break
    return []


def _is_tail(text: str) -> bool:
    """（试行）, （征求意见稿） on a line of their own."""
    return bool(re.fullmatch(rf"{TITLE_TAIL[:-1]}+", text)) and bool(
        re.search("试行|暂行|征求|意见稿|草案|送审|修订|修正|讨论|初稿|修改", text)
    )


def _attachments(shown: list[Line]) -> None:
    numbered = 0
    for at, line in enumerate(shown):
        if line.role not in {"body", "head", "title"} or not line.text.startswith("附"):
            continue
        alone = _ATTACHMENT_ALONE.fullmatch(line.text)
        if alone:
            line.role, line.number = "attachment", None
            if not _list_follows(shown, at):
                numbered += 1
                line.attachment = "附件" + alone.group(1).strip()
        elif len(line.text) <= 80 and _ATTACHMENT.match(line.text) and "。" not in line.text:
            line.role, line.number = "attachment", None
            named = re.match(r"附\s*[件表录]\s*([一二三四五六七八九十\d]{1,3})", line.text)
            if named and _after_signature(shown, at):
                line.attachment = "附件" + named.group(1)
            for one in shown[at + 1 : at + 12]:
                # 附件：1.… and below it 2.…: a list of attachments, no numbers of the text.
                if (
                    one.number
                    and one.number.family == "1."
                    and len(one.text) <= 60
                    and re.search(r"附件[：:]?\s*1[.．、]", line.text)
                ):
                    one.role, one.number = "attachment", None
                else:
                    break


def _list_follows(shown: list[Line], at: int) -> bool:
    """附件： alone, then 1.… 2.… and the signature: a list, not the attachment."""
    behind = shown[at + 1 : at + 8]
    if not shown[at].text.rstrip().endswith(("：", ":")) or not behind or not behind[0].number:
        return False
    names = 0
    for one in behind:
        if one.number and one.number.family == "1." and len(one.text) <= 60 and "。" not in one.text:
            names += 1
            continue
        if is_organisation(one.text) or is_day(one.text):
            for line in behind[:names]:
                line.role, line.number = "attachment", None
            return True
        return False
    return False


def _after_signature(shown: list[Line], at: int) -> bool:
    return any(is_day(one.text) or _PRINTED.match(one.text) for one in shown[max(0, at - 6) : at]) or any(
        one.attachment for one in shown[:at]
    )


def _signatures(shown: list[Line]) -> None:
    for at, line in enumerate(shown):
        if line.role != "body" or line.number:
            continue
        if is_day(line.text):
            line.role = "signature"
            for one in reversed(shown[max(0, at - 6) : at]):
                if one.role != "body" or one.number or not (is_organisation(one.text) or _is_signer(one.text)):
                    break
                one.role = "signature"
        elif (
            _PRINTED.match(line.text.lstrip("（("))
            and len(line.text) <= 200
            and (at > len(shown) // 2 or line.text.lstrip("（(").startswith(("联系人", "联系电话", "此件")))
        ) or re.fullmatch(rf"{ORGANISATION}\s*{DAY}(?:\s*印发)?", line.text):
            line.role = "signature"


def _is_signer(text: str) -> bool:
    return len(text) <= 16 and bool(re.match(r"(?:局长|部长|省长|市长|主任|县长|州长|区长|总理|主席|厅长)", text))


def _inner_titles(shown: list[Line]) -> None:
    """The title of what a notice prints or attaches: it stands alone, and a body or a table follows."""
    for at, line in enumerate(shown):
        if line.role not in {"body", "head"} or line.number or len(line.text) > 60:
            continue
        before = shown[at - 1] if at else None
        alone = is_title(line.text) and "，" not in line.text and not is_decree(line.text)
        attached = before is not None and before.attachment is not None and not re.search("[。；，：:]", line.text)
        goes_on = before is not None and before.role == "title" and _is_tail(line.text)
        if alone or attached or goes_on:
            line.role = "title"
