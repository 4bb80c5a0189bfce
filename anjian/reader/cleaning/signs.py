"""Signs and character classes that several repairs ask about (字符)."""

from __future__ import annotations

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff\u3007"
"""Inside a character class: Chinese characters, 〇 with them."""
WIDE = HAN + "《》“”‘’（）【】〔〕「」、。，；：！？…—％"
"""Inside a character class: what stands in Chinese running text."""
BLANK = " \t\u3000\u2002\u2003\u2009"
"""Inside a character class: blanks that are seen as such."""
NUMERAL = "[一二三四五六七八九十百零〇○两]"

STOPS = "。；：！？;!?…"
"""What a paragraph ends with."""

HEADING = re.compile(
    rf"第{NUMERAL}{{1,5}}(?:编|篇|章|节|条|部分)|第\d{{1,3}}[章节条]|{NUMERAL}{{1,3}}、|[（(]{NUMERAL}{{1,3}}[）)]"
    r"|\d{1,3}[.．、](?!\d)|[（(]\d{1,2}[）)]|[①-⑳]|——"
)
"""A number that opens a paragraph; use with match at its first character."""

KIND_WORD = (
    r"(?:通知|意见|方案|办法|规定|条例|细则|规划|计划|通报|决定|公告|通告|公报|措施|制度|预案|规程|规范|标准|要点"
    r"|清单|纲要|批复|指南|指引|准则|章程|规则|守则|决议|命令|请示|报告|目录|实施意见|若干规定|责任书|承诺书|函|令|纪要|议案|要求|目标|部署|安排|行动)"
)
"""The word that a title of an official document ends with (GB/T 9704 文种 and what is usual beside it)."""
TITLE_TAIL = r"(?:\s*[（(〔\[][^（()）〕\]。]{1,24}[）)〕\]])*"
"""What may follow that word: (试行), (征求意见稿), (2021年修订)."""


def han_share(text: str) -> float:
    """The share of Chinese characters among those that are no blanks; 0 for an empty text."""
    shown = [c for c in text if not c.isspace()]
    return sum("\u4e00" <= c <= "\u9fff" for c in shown) / len(shown) if shown else 0.0


def width(text: str) -> int:
    """How wide a line is on paper: a Chinese character or sign counts two."""
    return sum(2 if ord(c) > 0x2E7F or c in "“”‘’…—①②③④⑤⑥⑦⑧⑨⑩" else 1 for c in text)
