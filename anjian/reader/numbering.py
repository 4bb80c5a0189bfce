"""Numbers that open a place of the document (序号): their family, their value, how they are printed and cited.

Ranks follow the order of GB/T 9704 (一、 （一） 1. （1）) and of the Legislation Law (编章节条款项目).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anjian.reader.cleaning.breaks import ordinal

_NUMERAL = "[一二三四五六七八九十百零〇○]"
_WIDE_DIGIT = "[0-9０-９]"


@dataclass(frozen=True, slots=True)
class Family:
    """A way of numbering. `rank` orders families from the outside in; the first group of `pattern` is the number."""

    name: str
    rank: int
    pattern: re.Pattern[str]


FAMILIES = (
    Family("编", 1, re.compile(rf"第({_NUMERAL}{{1,4}})[编篇](?![制写])[ \u3000]*")),
    Family("部分", 2, re.compile(rf"第({_NUMERAL}{{1,3}})部分[ \u3000:：]*")),
    Family("章", 3, re.compile(rf"第({_NUMERAL}{{1,4}}|\d{{1,2}})章[ \u3000]*")),
    Family("节", 4, re.compile(rf"第({_NUMERAL}{{1,4}}|\d{{1,2}})节[ \u3000]*")),
    Family(
        "条",
        5,
        re.compile(
            rf"第({_NUMERAL}{{1,5}}|\d{{1,3}})条(?:之{_NUMERAL})?"
            r"(?:[ \u3000]+|(?!第|规定|所列|所称|的|至|和|或|、|，|。|款|措施|硬措施|铁规))[：:]?[ \u3000]*"
        ),
    ),
    Family(
        "一、",
        6,
        re.compile(rf"({_NUMERAL}{{1,3}})(?:、|[.．](?!\d))(?!{_NUMERAL}(?:[级类线等条项个、]|是))[ \u3000]*"),
    ),
    Family(
        "（一）",
        7,
        re.compile(
            rf"[（(][ \u3000]?({_NUMERAL}{{1,3}})[ \u3000]?[）)](?!项(?!目)|款(?!项)|条(?![件例块]))[、.．]?[ \u3000]*"
        ),
    ),
    Family(
        "1.1",
        8,
        re.compile(r"(\d{1,2}(?:[.．]\d{1,2}){1,4})(?![\d%％])(?:[.．、]|(?=[ \u3000\u4e00-\u9fff]))[ \u3000]*"),
    ),
    Family("1.", 8, re.compile(rf"({_WIDE_DIGIT}{{1,3}})(?:[.．](?!{_WIDE_DIGIT})|、)[ \u3000]*")),
    Family(
        "（1）",
        9,
        re.compile(
            rf"[（(][ \u3000]?({_WIDE_DIGIT}{{1,3}})[ \u3000]?[）)]"
            r"(?!项(?!目)|款(?!项)|条(?![件例块]))[、.．]?[ \u3000]*"
        ),
    ),
    Family("1）", 10, re.compile(rf"({_WIDE_DIGIT}{{1,2}})[）)](?!项(?!目)|款(?!项)|条(?![件例块]))[ \u3000]*")),
    Family("①", 11, re.compile(r"([①-⑳])[ \u3000]*")),
    Family("a.", 12, re.compile(r"([a-zA-Z])[.)）、](?![a-zA-Z@])[ \u3000]*")),
)
_BARE = Family("1", 8, re.compile(r"(\d{1,2})[ \u3000]{1,3}(?=[\u4e00-\u9fff])"))
_BY_NAME = {family.name: family for family in FAMILIES}
_UNITS_AFTER = re.compile(r"(?:[个名人次年月日天家项条款级万元亿%％倍吨米度公克小分]|[-—~～至])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number found at the beginning of a line: `printed` without its blanks, `end` behind it and its blanks."""

    family: str
    rank: float
    value: int
    printed: str
    end: int

    def cited(self) -> str:
        """How a person cites it: 一, （一）, 1, 第五条."""
        shown = self.printed.replace("(", "（").replace(")", "）").replace("．", ".")
        if self.family in {"一、", "1.", "1.1", "1", "1）", "a."}:
            return shown.rstrip("、.）")
        return shown.rstrip("、.:：")


def at_line_start(text: str, *, decimals: bool = False) -> Number | None:
    """The number that a line (without its leading blanks) begins with; None when it begins with none.

    `decimals` says that the document numbers 1, 1.1, 1.1.1, where a bare 1 opens a place as well.
    """
    if not text or (text[0] not in "第（(" and not text[0].isalnum() and not "①" <= text[0] <= "⑳"):
        return None
    for family in FAMILIES:
        found = family.pattern.match(text)
        if not found:
            continue
        rest = text[found.end() :]
        if family.name == "1.1" and (not decimals or _UNITS_AFTER.match(rest.lstrip())):
            continue
        if family.name == "1." and _UNITS_AFTER.match(rest) and "、" in found.group():
            continue
        printed = "".join(found.group().split()).rstrip("：:")
        digits = found.group(1)
        depth = digits.count(".") + digits.count("．")
        rank = family.rank + (0.1 * depth if family.name == "1.1" else 0)
        value = _value(re.split("[.．]", digits)[-1])
        if value > 400:
            return None
        return Number(family.name, rank, value, printed, found.end())
    if decimals:
        found = _BARE.pattern.match(text)
        if found and not _UNITS_AFTER.match(text[found.end() :]):
            return Number("1", 8, int(found.group(1)), found.group(1), found.end())
    return None


def uses_decimals(lines: list[str]) -> bool:
    """Whether the document numbers its places 1.1, 1.2 …: at least three lines of it do, beginning with a first one."""
    firsts = [found.group(1) for line in lines if (found := _BY_NAME["1.1"].pattern.match(line))]
    return len(firsts) >= 3 and any(re.fullmatch(r"1[.．]1", one) for one in firsts)


def _value(digits: str) -> int:
    if digits.isdigit():
        return int(digits) if not "①" <= digits[:1] <= "⑳" else ord(digits) - 0x245F
    if len(digits) == 1 and digits.isascii() and digits.isalpha():
        return ord(digits.lower()) - 96
    return ordinal(digits.replace("○", "〇"))
