"""The outline of an official document (层次): parts, articles, paragraphs, items, sentences, rows of the annex.

Two layouts are read, as official documents have them: parts 一、 with articles (一) whose heading ends with a full stop
(意见、方案), and articles 第一条 with items （一） on lines of their own (条例、规定、办法). All places are pairs of
offsets into the text as it was given, begin inclusive, end exclusive, without surrounding blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Span = tuple[int, int]

NUMBER = "[〇零一二三四五六七八九十百]+|[0-9]+"
_PART = re.compile(rf"({NUMBER})、")
_BRACKET = re.compile(rf"[(（]({NUMBER})[)）]")
_ARTICLE = re.compile(rf"第({NUMBER})条[\s　]*")
_CHAPTER = re.compile(rf"第({NUMBER})[编章节]")
_ANNEX = re.compile(r"附件[0-9一二三四五六七八九十]*(\s*[:：]|$)")
_ENDS = re.compile(r"[。！？!?]+[”’」』）)]*")
_HEADING = re.compile(r"[^。，,：:；;！？!?]{1,30}。(?=.)")
"""A heading that stands before the text of its article: short, without a comma, and something follows on its line."""
_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0}


@dataclass
class Paragraph:
    """A paragraph (段、款) with the items (项) below it, by number; ``span`` ends where the paragraph itself ends."""

    span: Span
    items: dict[int, Span] = field(default_factory=dict)

    @property
    def whole(self) -> Span:
        """The paragraph with its items."""
        return self.span[0], max([self.span[1], *(end for _, end in self.items.values())])


Key = tuple[str, int, int]
"""("part", part, article; 0: the text straight under the part) or ("article", 0, number)."""


@dataclass
class Outline:
    """A text taken apart.

    articles  paragraphs of each article, in order
    twice     articles whose number stands at several places: nothing in them can be cited
    closing   the last paragraph before the annex
    rows      rows of the annex by number
    header    the heading of the annex's table
    """

    text: str
    articles: dict[Key, list[Paragraph]] = field(default_factory=dict)
    twice: set[Key] = field(default_factory=set)
    closing: Span | None = None
    rows: dict[int, Span] = field(default_factory=dict)
    header: Span | None = None

    def sentences(self, span: Span) -> list[Span]:
        """The sentences of a span: each ends with 。！or ？; what stands after the last one is one more."""
        found, start = [], span[0]
        for end in (*(hit.end() for hit in _ENDS.finditer(self.text, *span)), span[1]):
            if (sentence := trimmed(self.text, start, end)) is not None:
                found.append(sentence)
            start = end
        return found


def number(word: str) -> int:
    """A Chinese or Arabic number below 1000: 二十三 → 23."""
    if word.isdigit() and word.isascii():
        return int(word)
    total, digit = 0, 0
    for sign in word:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * {"十": 10, "百": 100}[sign]
            digit = 0
    return total + digit


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without blanks at its ends; None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def outline(text: str) -> Outline:
    """Take a text apart."""
    found = Outline(text)
    lines = list(_lines(text))
    cut = next((n for n, (start, end) in enumerate(lines) if _is_annex(text, start, end)), len(lines))
    _body(found, lines[:cut])
    _annex(found, lines[cut:])
    return found


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        if (span := trimmed(text, start, start + len(line))) is not None:
            yield span
        start += len(line)


def _is_annex(text: str, start: int, end: int) -> bool:
    return end - start < 80 and bool(_ANNEX.match(text[start:end]))


def _body(found: Outline, lines: list[Span]) -> None:
    text, part = found.text, 0
    held: list[Paragraph] | None = None
    by_article = any(_ARTICLE.match(text, *line) for line in lines)
    for start, end in lines:
        if by_article:
            if hit := _ARTICLE.match(text, start, end):
                held = _begin(found, ("article", 0, number(hit[1])), hit.end(), end)
            elif _CHAPTER.match(text, start, end):
                held = None
            elif held is not None and held and (item := _BRACKET.match(text, start, end)):
                _item(held[-1], number(item[1]), (start, end))
            elif held is not None:
                held.append(Paragraph((start, end)))
        elif hit := _PART.match(text, start, end):
            part = number(hit[1])
            held = _begin(found, ("part", part, 0), *_after_heading(text, hit.end(), end))
        elif part and (hit := _BRACKET.match(text, start, end)):
            held = _begin(found, ("part", part, number(hit[1])), *_after_heading(text, hit.end(), end))
        elif held is not None:
            held.append(Paragraph((start, end)))
    told = [line for line in lines if "。" in text[slice(*line)]]
    found.closing = told[-1] if told else None


def _begin(found: Outline, key: Key, start: int, end: int) -> list[Paragraph]:
    if key in found.articles:
        found.twice.add(key)
    span = trimmed(found.text, start, end)
    return found.articles.setdefault(key, []) if span is None else _with(found, key, Paragraph(span))


def _with(found: Outline, key: Key, first: Paragraph) -> list[Paragraph]:
    held = found.articles.setdefault(key, [])
    held.append(first)
    return held


def _after_heading(text: str, start: int, end: int) -> Span:
    """The text of an article on the line of its heading; nothing when the heading stands alone."""
    if hit := _HEADING.match(text, start, end):
        return hit.end(), end
    return (start, end) if _ENDS.search(text, start, end) else (end, end)


def _item(paragraph: Paragraph, n: int, span: Span) -> None:
    if n in paragraph.items:  # the same number twice: neither can be cited
        paragraph.items[n] = (span[1], span[1])
    else:
        paragraph.items[n] = span


def _annex(found: Outline, lines: list[Span]) -> None:
    """Rows of one table with numbered rows: cells on lines of their own below a heading of as many cells, or tabbed."""
    text = found.text
    head = next((n for n, line in enumerate(lines) if text[slice(*line)].startswith("序号")), None)
    if head is None:
        return
    first = next((n for n in range(head + 1, len(lines)) if _row_number(text, lines[n]) == 1), None)
    if first is None:
        return
    found.header = lines[head][0], lines[first - 1][1]
    columns = first - head
    n, expected = first, 1
    while n < len(lines) and _row_number(text, lines[n]) == expected:
        if n + columns > len(lines):
            return
        cells = lines[n : n + columns]
        found.rows[expected] = cells[0][0], cells[-1][1]
        n, expected = n + columns, expected + 1


def _row_number(text: str, line: Span) -> int | None:
    word = text[slice(*line)].split("\t", 1)[0].strip()
    return int(word) if word.isascii() and word.isdigit() else None
