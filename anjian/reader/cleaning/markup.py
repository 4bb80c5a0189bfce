"""What other programs left in the text: literal escapes, tags, bookmarks, invisible characters (残留标记)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from anjian.reader.cleaning.working import Edit

_LINE_END = re.compile(r"\r\n?|[\x0b\x1c-\x1e\x85\u2028\u2029]")
_PAGE = re.compile(r"\x0c")
_ESCAPE = re.compile(r"\\r\\n|\\[nrt](?![A-Za-z])|\\u3000|\\u00a0|\\xa0|\\(?=[\"'/])")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
_TAGS = (
    "p|div|span|br|strong|b|i|u|em|a|font|table|thead|tbody|tr|td|th|h[1-6]|img|ul|ol|li|o:p|center|section|sup|sub|hr"
    "|html|head|body|title|meta|link|input|form|label|article|header|footer|nav|script|style|small|pre|blockquote"
    "|colgroup|col|caption|iframe|video|source|st1:[a-z]+|v:[a-z]+|w:[a-z]+"
)
_DROP = re.compile(
    r"<(script|style)\b[^<>]{0,400}>.{0,20000}?</\1\s*>|<!--.{0,4000}?-->|<!DOCTYPE[^<>]{0,200}>", re.I | re.S
)
_TAG = re.compile(rf"<(/?)({_TAGS})\b[^<>]{{0,1000}}>", re.I)
_BLOCK_TAG = re.compile(r"(?:p|div|br|tr|h[1-6]|li|ul|ol|table|section|center|title|article|hr|blockquote)$", re.I)
_WORD_LEFT = re.compile(r"\[(?:bookmark|endif|if|comment|hyperlink|TOC)\b[^\[\]\n]{0,80}\]|_GoBack\b", re.I)
_MARKDOWN = re.compile(
    r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(?=\S)|!\[[^\[\]\n]{0,80}\]\([^()\n]{0,300}\)"
    r"|\*\*(?=[^*\n]{1,200}\*\*)|(?<=[^*\n])\*\*"
)
_UNSEEN = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffc]+"
)
_HARD_BLANK = re.compile(r"[\u00a0\u2007\u202f]")
_BLANKS = re.compile(r"[ \t\u3000\u00a0\u2007\u202f]+")


def line_ends(text: str) -> Iterator[Edit]:
    """Line ends of other systems become \\n; nothing is lost, so nothing is published."""
    for found in _LINE_END.finditer(text):
        yield Edit(found.start(), found.end(), "\n", "")
    for found in _PAGE.finditer(text):
        before = text[found.start() - 1 : found.start()]
        yield Edit(found.start(), found.end(), "" if before in {"", "\n"} else "\n", "page")


def escapes(text: str) -> Iterator[Edit]:
    r"""A literal \n left by a program is a line end, or nothing where a line end stands already; entities are read."""
    if "\\" in text:
        for found in _ESCAPE.finditer(text):
            sign = found.group()
            if sign in {"\\n", "\\r", "\\r\\n"}:
                rest = text[found.end() : found.end() + 1]
                now = "" if rest in {"", "\n"} or text[found.start() - 1 : found.start()] == "\n" else "\n"
            elif sign == "\\":
                now = ""
            else:
                now = " "
            yield Edit(found.start(), found.end(), now, "escape")
    if "&" in text:
        for found in _ENTITY.finditer(text):
            read = html.unescape(found.group())
            if read != found.group():
                yield Edit(found.start(), found.end(), " " if read == "\xa0" else read, "escape")


def tags(text: str) -> Iterator[Edit]:
    """Tags of web pages, bookmarks of word processors and signs of markdown are no words of the document."""
    if "<" in text:
        for found in _DROP.finditer(text):
            yield Edit(found.start(), found.end(), "", "markup")
        for found in _TAG.finditer(text):
            name = found.group(2)
            if name.lower() in {"td", "th"}:
                now = "\t" if found.group(1) else ""
            else:
                edge = text[found.end() : found.end() + 1] in {"\n", ""} or text[found.start() - 1 : found.start()] in {
                    "\n",
                    "",
                }
                now = "\n" if _BLOCK_TAG.match(name) and not edge else ""
            yield Edit(found.start(), found.end(), now, "markup")
    if "[" in text or "_GoBack" in text:
        for found in _WORD_LEFT.finditer(text):
            yield Edit(found.start(), found.end(), "", "markup")
    if "#" in text or "*" in text or "![" in text:
        for found in _MARKDOWN.finditer(text):
            yield Edit(found.start(), found.end(), "", "markup")


def unseen(text: str) -> Iterator[Edit]:
    """Characters without a shape go; a blank that must not break becomes a plain one, or goes at the edge of a line."""
    for found in _UNSEEN.finditer(text):
        yield Edit(found.start(), found.end(), "", "blank")
    if not _HARD_BLANK.search(text):
        return
    for found in _BLANKS.finditer(text):
        if not _HARD_BLANK.search(found.group()):
            continue
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        # A wide gap is a lost line break as often as not: it stays wide for the next repair to judge.
        gap = " " if found.end() - found.start() < 4 else "\u3000\u3000"
        edge = before in {"", "\n"} or after in {"", "\n"}
        yield Edit(found.start(), found.end(), "" if edge else gap, "blank")
