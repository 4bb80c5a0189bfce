"""Help is the glossary (帮助即术语表): what each word on the pages means, its sign, and where it appears."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from anjian.people import queries as people

FILE = Path(__file__).resolve().parents[1] / "glossary.yaml"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, its English, what it means; ``sign``: code of the state it names; the page where it appears."""

    zh: str
    en: str
    means: str
    sign: str
    page: str
    url: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Words that belong together."""

    title: str
    terms: tuple[Term, ...]


@cache
def glossary() -> tuple[Chapter, ...]:
    """All words, in the order of the glossary."""
    chapters = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(Chapter(one["title"], tuple(map(_term, one["terms"]))) for one in chapters)


def explained(words: str) -> tuple[Chapter, ...]:
    """The words that a text means, by Chinese, English, pinyin initials or meaning; all for an empty text."""
    asked = words.strip()
    if not asked:
        return glossary()
    found = (Chapter(one.title, tuple(_fitting(one, asked))) for one in glossary())
    return tuple(one for one in found if one.terms)


def _fitting(chapter: Chapter, asked: str) -> Iterator[Term]:
    for term in chapter.terms:
        if people.fits(asked, term.zh) or asked.lower() in term.en.lower() or asked in term.means:
            yield term


def _term(told: dict[str, Any]) -> Term:
    page, url = told["appears"]
    return Term(told["zh"], told["en"], told["means"], told.get("sign", ""), page, url)
