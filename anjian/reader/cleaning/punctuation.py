"""Half-width signs inside Chinese text (半角标点) become the full-width ones they were folded from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from anjian.reader.cleaning.signs import HAN, WIDE
from anjian.reader.cleaning.working import Edit

_BEFORE = rf"(?<=[{WIDE}])"
_COMMA = re.compile(rf"{_BEFORE}[,､](?!\d{{3}}\b(?<=\d))|[,､](?=\s?[{HAN}《“（])")
_COLON = re.compile(rf"{_BEFORE}:(?!//)|(?<=[)）\d]):(?=[{HAN}《“])")
_SEMICOLON = re.compile(rf"(?<=[{WIDE}\d%)）]);(?=[{WIDE}\s（(]|$)|{_BEFORE};", re.M)
_QUESTION = re.compile(rf"(?<=[{HAN}》”）])[?!](?![a-z])")
_STOP = re.compile(rf"(?<=[{HAN}》”）])\.(?=\s*$|[{HAN}《“（])|｡", re.M)
_HAN = re.compile(rf"[{WIDE}]")
_ROUND = re.compile(r"[()]")
_QUOTES = re.compile(r'"')


def half_width(text: str) -> Iterator[Edit]:
    """Commas, colons, semicolons, stops, brackets and straight quotes beside Chinese characters."""
    if not _HAN.search(text):
        return
    for pattern, table in (
        (_COMMA, {",": "，", "､": "、"}),
        (_COLON, {":": "："}),
        (_SEMICOLON, {";": "；"}),
        (_QUESTION, {"?": "？", "!": "！"}),
        (_STOP, {".": "。", "｡": "。"}),
    ):
        for found in pattern.finditer(text):
            place = found.start()
            yield Edit(place, place + 1, table[text[place]], "punctuation")
    if "(" in text or ")" in text:
        yield from _brackets(text)
    if '"' in text:
        yield from _straight_quotes(text)


def _beside(text: str, start: int, end: int) -> bool:
    return bool(_HAN.match(text[start - 1 : start]) or _HAN.match(text[end : end + 1]))


def _brackets(text: str) -> Iterator[Edit]:
    """A pair is Chinese when something in it or beside it is; both of its signs change together."""
    stack: list[int] = []
    line_end = -1
    for found in _ROUND.finditer(text):
        place = found.start()
        if place > line_end:
            yield from (Edit(one, one + 1, "（", "punctuation") for one in stack if _beside(text, one, one + 1))
            stack = []
            line_end = text.find("\n", place)
            line_end = len(text) if line_end < 0 else line_end
        if text[place] == "(":
            stack.append(place)
        elif stack:
            start = stack.pop()
            if _beside(text, start, place + 1) or _HAN.search(text, start + 1, place):
                yield Edit(start, start + 1, "（", "punctuation")
                yield Edit(place, place + 1, "）", "punctuation")
        elif _beside(text, place, place + 1):
            yield Edit(place, place + 1, "）", "punctuation")
    yield from (Edit(one, one + 1, "（", "punctuation") for one in stack if _beside(text, one, one + 1))


def _straight_quotes(text: str) -> Iterator[Edit]:
    place = 0
    for line in text.split("\n"):
        marks = [place + found.start() for found in _QUOTES.finditer(line)]
        if marks and len(marks) % 2 == 0 and _HAN.search(line):
            for order, mark in enumerate(marks):
                yield Edit(mark, mark + 1, "”" if order % 2 else "“", "punctuation")
        place += len(line) + 1
