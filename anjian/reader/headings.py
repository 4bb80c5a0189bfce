"""Whether a numbered line has a title, or running text follows its number at once (标题还是正文)."""

from __future__ import annotations

import re

_LONGEST, _LONGEST_ALONE = 36, 44
_STOP = re.compile(r"[。：；]|:(?=\D)")
_OPEN = {"“": "”", "《": "》", "（": "）", "(": ")", "‘": "’", "【": "】"}
_BRACKETED = re.compile(r"[（(【\[]([^（）()【】\[\]]{2,24})[）)】\]]\s*")
_RUNNING = re.compile(
    r"应当|必须|不得|严禁|禁止|可以|是指|负责(?!制|人|任|$)|予以|处以|并处|责令|给予|适用本|依照|违反|有下列|下列|以下(?![简])|的，|的；|^对(?!标)|^由|^在|^凡|^因|^从|^未|^将|^向|^把|^如"
    r"|^本(?![质级地市省县区部门行业土])|^该|^国家|^县级以上|^各级.{2,20}要|要(?=[求]?[按将把对在有加强及])(?!求)|[^需重主必]要(?:按照|将|把|对|在|加强|及时|定期|建立|严格|切实|认真|充分|积极|依法|坚持|结合|会同|督促|组织)"
    r"|\d{4}年\d{1,2}月\d{1,2}日(?:前|起|至)|每(?:年|季|月|周|日|半年).{0,4}(?:\d|[一二两三四])次|不少于|不低于|不超过"
)
_WHOLE = {"编", "部分", "章", "节"}


def split_title(rest: str, family: str) -> tuple[str | None, int]:
    """The title in what follows a number on its line, and where it ends; (None, 0) where running text follows."""
    if not rest:
        return None, 0
    if family in _WHOLE:
        stop = re.search(r"[。：；]", rest)
        end = stop.start() if stop else len(rest)
        return (_tidy(rest[:end]) or None, end) if end <= 60 else (None, 0)
    if family == "条":
        named = _BRACKETED.match(rest)
        if named and len(rest) > named.end() and "。" not in named.group():
            return named.group(1), named.end()
        if (
            len(rest) <= 24
            and not re.search(r"[。；：，,]", rest)
            and not _RUNNING.search(rest)
            and not rest.endswith("的")
        ):
            return _tidy(rest), len(rest)
        return None, 0
    end = _stop(rest)
    piece = rest[:end]
    sign = rest[end : end + 1]
    plain = re.sub(r"[（(][^（）()]*[）)]", "", piece)
    if not plain.strip() or sign == "；" or re.search(r"(?<![目标])的$|[，、,;]$", plain.rstrip()):
        return None, 0
    more = bool(rest[end + 1 :].strip())
    limit = _LONGEST if (sign and more) else _LONGEST_ALONE
    if len(plain) > limit or _RUNNING.search(plain):
        return None, 0
    if plain.count("，") > 2 or (sign == "：" and more and plain.count("，") > 1):
        return None, 0
    return _tidy(piece), end


def _stop(rest: str) -> int:
    """Where the title would end: the first 。 ： or ； outside quotation marks and brackets, else the line's end."""
    waiting: list[str] = []
    for at, c in enumerate(rest):
        if at > 120:
            break
        if waiting and c == waiting[-1]:
            waiting.pop()
        elif c in _OPEN and rest.find(_OPEN[c], at) > 0:
            waiting.append(_OPEN[c])
        elif c in "。：；" and not waiting:
            return at
    found = _STOP.search(rest)
    return len(rest) if not found or not waiting else found.start()


def _tidy(title: str) -> str:
    """The title without blanks at its edges; single characters set wide apart are one word: 总　则."""
    title = title.strip().rstrip("，、")
    if re.fullmatch(r"(?:[\u4e00-\u9fff]\s+){1,4}[\u4e00-\u9fff]", title):
        title = re.sub(r"\s+", "", title)
    return re.sub(r"[ \u3000]{2,}", " ", title)
