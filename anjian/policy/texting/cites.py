"""From a clause's cite (出处) to its place in the text, or to the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from anjian.policy.texting.structure import NUMBER, Key, Outline, Paragraph, Span, number

_PART = re.compile(rf"({NUMBER})(?:\(({NUMBER})\))?\s*第([0-9]+)段(?:第([0-9]+)句)?(?:\s*([一二三四五六七八九十]+)是)?")
_ARTICLE = re.compile(rf"第({NUMBER})条(?:第([0-9、]+)款)?(?:第\(({NUMBER})\)项)?(?:第([0-9]+)句)?")
_ROW = re.compile(r"附件\s*第([0-9]+)[项行]")
_CLOSING = re.compile(r"结尾段(?:\s*第([0-9]+)句)?")
_HEADER = "附件表头"


T = TypeVar("T")


class _Lost(Exception):
    """Why a cite leads nowhere, in Chinese."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where the clauses of a document stand in a text.

    spans    clause id → first and last offset (exclusive)
    missing  clause id → why it was not found, in Chinese
    """

    spans: dict[str, Span]
    missing: dict[str, str]


def locate(outline: Outline, cites: Iterable[tuple[str, str]]) -> Located:
    """Find the place of each clause (id, cite). What cannot be followed to one place is named, never guessed."""
    found = Located({}, {})
    for clause, cite in cites:
        try:
            found.spans[clause] = _find(outline, re.sub(r"[（）]", lambda m: "()"["（）".index(m[0])], cite.strip()))
        except _Lost as lost:
            found.missing[clause] = f"{cite}：{lost}"
    return found


def _find(outline: Outline, cite: str) -> Span:
    if hit := _PART.fullmatch(cite):
        paragraph = _paragraph(outline, ("part", number(hit[1]), number(hit[2] or "0")), int(hit[3]), "段")
        span = _sentence(outline, paragraph.span, hit[4])
        return _point(outline, span, hit[5]) if hit[5] else span
    if hit := _ARTICLE.fullmatch(cite):
        return _in_article(outline, number(hit[1]), hit[2], hit[3], hit[4])
    if hit := _ROW.fullmatch(cite):
        return _there(outline.rows.get(int(hit[1])), f"附件表里没有第{hit[1]}项")
    if hit := _CLOSING.fullmatch(cite):
        return _sentence(outline, _there(outline.closing, "没有找到结尾段"), hit[1])
    if cite == _HEADER:
        return _there(outline.header, "没有找到附件的表头")
    raise _Lost("这种出处还读不懂")


def _in_article(outline: Outline, n: int, paragraphs: str | None, item: str | None, sentence: str | None) -> Span:
    key: Key = ("article", 0, n)
    if paragraphs is None:
        held = _held(outline, key)
        if item is None:
            return _sentence(outline, (held[0].span[0], held[-1].whole[1]), sentence)
        owners = [paragraph for paragraph in held if number(item) in paragraph.items]
        if len(owners) != 1:
            raise _Lost(f"第({item})项在这一条里有{len(owners)}处")
        return _item(outline, owners[0], item, sentence)
    chosen = [_paragraph(outline, key, int(one), "款") for one in paragraphs.split("、") if one]
    if item is None:
        return _sentence(outline, (chosen[0].span[0], chosen[-1].whole[1]), sentence)
    return _item(outline, chosen[-1], item, sentence)


def _held(outline: Outline, key: Key) -> list[Paragraph]:
    if key in outline.twice:
        raise _Lost("这个编号在文中不止一处")
    return _there(outline.articles.get(key) or None, "文中没有这个编号")


def _paragraph(outline: Outline, key: Key, n: int, word: str) -> Paragraph:
    held = _held(outline, key)
    if not 1 <= n <= len(held):
        raise _Lost(f"只有{len(held)}{word}")
    return held[n - 1]


def _item(outline: Outline, paragraph: Paragraph, item: str, sentence: str | None) -> Span:
    span = _there(paragraph.items.get(number(item)), f"没有第({item})项")
    if span[0] == span[1]:
        raise _Lost(f"第({item})项不止一处")
    return _sentence(outline, span, sentence)


def _sentence(outline: Outline, span: Span, n: str | None) -> Span:
    if n is None:
        return span
    found = outline.sentences(span)
    if not 1 <= int(n) <= len(found):
        raise _Lost(f"只有{len(found)}句")
    return found[int(n) - 1]


def _point(outline: Outline, span: Span, word: str) -> Span:
    """The point 一是…; 二是… of a sentence, up to the semicolon before the next one."""
    found = list(re.finditer(rf"(?:^|(?<=[；;：:，,。])){word}是", outline.text[slice(*span)]))
    if len(found) != 1:
        raise _Lost(f"“{word}是”在这一句里有{len(found)}处")
    start = span[0] + found[0].start()
    end = re.compile("[；;]").search(outline.text, start, span[1])
    return start, end.end() if end else span[1]


def _there(thing: T | None, why: str) -> T:
    if thing is None:
        raise _Lost(why)
    return thing
