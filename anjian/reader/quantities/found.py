"""What the finders of quantities share: a stretch of text to read, what must not be read in it, and what was found.

A finder gets a `Stretch` (a sentence or a table cell) whose text is folded (`numbers.same_length`) and masked: book
titles, document numbers, articles cited, names of standards and quoted catchwords (“两客一危”) are blotted out,
character for character, because their numbers bind nobody.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from anjian.reader.events import Kind

BLOT = "■"

_MUST = (
    r"应当|必须|不得|不准|禁止|严禁|确保|力争|务必|责令|负责|需要?|不应|不能|[^反适相对供呼响]应(?!急|用|"
    r"对|变|力|答|届|付|有尽)|须"
)
MUST = re.compile(rf"{_MUST}|(?<![主重需简摘纪概])要(?!求|素|件|点|害|闻|塞|道|因|领|么|约|是)")

_NUMERIC = r"[\d一二两三四五六七八九十百千万〇]"
_MASKS = (
    re.compile(r"《[^《》\n]{1,120}》"),
    re.compile(r"[一-龥]{0,4}[〔\[【(]\s*(?:19|20)\d\d\s*[〕\]】)]\s*(?:第? ?\d+ ?号)?"),
    re.compile(
        rf"第 ?{_NUMERIC}+ ?(?:条|款|项|章|节|编|号|届|次|批|期|届|轮|位|类|方|部分|类别|册|卷)(?:之{_NUMERIC})?"
    ),
    re.compile(rf"{_NUMERIC}+ ?号(?:令|文件?|公告|通知|决定|楼|线|院)"),
    re.compile(r"(?<![A-Za-z])[A-Z]{1,6}(?:/[A-Z])? ?\d+(?:[.\-/]\d+)*"),
    re.compile(
        r"(?<!\d)(?:0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|12\d{3}|11[0-9]|400-?\d{3}-?\d{4})(?![\d.]|[ ]?[%万亿元人名个家])"
    ),
    re.compile(r"https?://\S+"),
    re.compile(r"[十百千]{1,2}[一二三四五六七八九]?五(?:规划|期间|时期|末|计划)"),
)
_QUOTED = re.compile(r"[“\"『「‘]([^“”\"『』「」‘’\n]{1,24})[”\"』」’]")
_SPEAKS = re.compile(r"每|不少于|至少|以上|以内|不超过|不低于|%|百分之|日前|月底|达到|以下|〇")


def masked(text: str) -> str:
    """The folded text with everything blotted out whose numbers bind nobody; same length."""
    for mask in _MASKS:
        text = mask.sub(lambda match: BLOT * len(match[0]), text)

    def quoted(match: re.Match[str]) -> str:
        if _SPEAKS.search(match[1]):
            return match[0]
        return match[0][0] + BLOT * len(match[1]) + match[0][-1]

    return _QUOTED.sub(quoted, text)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence or table cell to read: folded, masked `text` that begins at `start` of the cleaned text.

    `year` and `issued` are the document's; `column` is the head of the table column; `background` tells that the place
    describes a state (现状, 成效), `past` that the words tell what was done; `above_includes` and `below_includes`
    say whether 以上 and 以下 include the number in this document, `workdays` whether its 日 are working days,
    `floor` the year it is surely of, `fines_include` that its words on 以上 are about one 条
    or 章 only;
    `only_cadences` holds for 施行 and 有效期, whose days bind nobody.
    """

    text: str
    start: int
    year: int | None = None
    issued: dt.date | None = None
    column: str | None = None
    background: bool = False
    above_includes: bool = True
    below_includes: bool = True
    past: bool = False
    only_cadences: bool = False
    workdays: bool = False
    floor: int | None = None
    fines_include: bool = False

    def includes(self, start: int, *, above: bool) -> bool:
        """Whether 以上 (以下) behind a number at `start` includes it; what a 条 or 章 says leaves fines alone."""
        if self.fines_include and _SANCTION.search(self.text[max(0, start - 16) : start]):
            return True
        return self.above_includes if above else self.below_includes


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity at `start:end` of the stretch; `actor` only where the quantity itself pairs one (分别)."""

    start: int
    end: int
    kind: Kind
    value: dict[str, Any]
    actor: str | None = None


_SANCTION = re.compile(r"处(?!理|置|于|室)|罚|给予|停止|暂停|拘留")
_LINKS = "[,。;:!?\n]"


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The comma-clause that holds `start:end`: between the nearest , 。 ; : on both sides."""
    first = max((text.rfind(mark, 0, start) for mark in ",。;:!?\n"), default=-1) + 1
    last = re.search(_LINKS, text[end:])
    return first, end + last.start() if last else len(text)


def free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether nothing found so far overlaps `start:end`."""
    return all(end <= first or start >= last for first, last in taken)
