"""Cleaning (清洗): from the text as found to the text that is read, every repair with its place.

What is repaired: remains of other programs, invisible characters, pinyin, lost bytes, traditional characters, lines of
the page, line breaks, blanks, half-width signs, flattened tables. What cannot be repaired is flagged and left. The
passes run until nothing changes any more, so that cleaning a cleaned text changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from anjian.reader.cleaning import breaks, chrome, flattened, garbled, markup, punctuation, scripts
from anjian.reader.cleaning.working import Edit, Working
from anjian.reader.events import Clean

_MOST_ROUNDS = 24

_PASSES: tuple[Callable[[str], Iterator[Edit]], ...] = (
    markup.line_ends,
    markup.escapes,
    markup.tags,
    markup.unseen,
    scripts.variants,
    scripts.pinyin,
    garbled.lost_bytes,
    scripts.traditional,
    chrome.page_lines,
    punctuation.half_width,
    flattened.cells_on_lines,
    flattened.cells_by_blanks,
    breaks.gaps,
    breaks.glued_parts,
    breaks.glued_headings,
    breaks.broken_sentences,
    breaks.ocr_blanks,
)

_ATTACHED = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:表|清单|名单|目录|名录|方案|模板|样式|图)(?:[^，。；\n]{0,6})(?:附后|见附件|详见附件|见附表)"
)


def clean(text: str) -> Clean:
    """The text cleaned, with where each character stood and what was done. Any text at all may be given."""
    working = Working(text)
    for _ in range(_MOST_ROUNDS):
        before = working.text
        for one in _PASSES:
            working.apply(one(working.text))
        if working.text == before:
            break
    _flag(working)
    return working.clean()


def _flag(working: Working) -> None:
    text = working.text
    for start, end, kind in garbled.unreadable(text):
        working.flag(start, end, kind)
    for start, end in flattened.collapsed(text):
        working.flag(start, end, "table")
    for found in _ATTACHED.finditer(text):
        if not _has_attachment(text, found.end()):
            working.flag(found.start(), found.end(), "lost")
    _flag_brackets(working)


def _has_attachment(text: str, behind: int) -> bool:
    """Whether something that may be the attachment follows: a line 附件… with more behind it, or a table."""
    for found in re.finditer(r"(?m)^[ \u3000]*(?:附件|附表|附录|附)[一二三四五六七八九十\d]{0,2}[：:]?", text[behind:]):
        if len(text[behind + found.end() :].strip()) > 120:
            return True
    return "\t" in text[behind:]


_PAIRS = {"）": "（", "”": "“", "》": "《", "〕": "〔", "】": "【"}


def _flag_brackets(working: Working) -> None:
    """A paragraph whose brackets or quotation marks do not pair has lost something."""
    place = 0
    for line in working.text.split("\n"):
        for closing, opening in _PAIRS.items():
            opened, closed = line.count(opening), line.count(closing)
            if opened != closed and len(line) <= 2000:
                at = line.find(opening if opened > closed else closing)
                working.flag(place + at, place + at + 1, "bracket")
        place += len(line) + 1
