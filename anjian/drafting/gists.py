"""Gists (摘要) in words of our own: no run of fourteen characters of the document may stand in a pack."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from anjian.lib.errors import Refusal

RUN = 14
"""So many Chinese characters in a row are a copied sentence; punctuation does not break a run."""
_HAN = re.compile(r"[\u3400-\u9fff]")


@lru_cache(maxsize=8)
def _runs(text: str) -> dict[str, int]:
    """Every run of the text with the place where it first begins in it."""
    at = [match.start() for match in _HAN.finditer(text)]
    plain = "".join(text[n] for n in at)
    found: dict[str, int] = {}
    for n in range(len(plain) - RUN + 1):
        found.setdefault(plain[n : n + RUN], at[n])
    return found


def copied(words: str, text: str) -> tuple[str, int] | None:
    """The first run of the words that also stands in the text, and where; None when they are our own."""
    plain = "".join(_HAN.findall(words))
    runs = _runs(text)
    for n in range(len(plain) - RUN + 1):
        if (place := runs.get(plain[n : n + RUN])) is not None:
            return plain[n : n + RUN], place
    return None


def refuse_copied(words: str, text: str, *, field: str, what: str = "摘要") -> None:
    """Refuse words that repeat the document, naming the run and its line."""
    found = copied(words, text)
    if found:
        run, place = found
        line = text.count("\n", 0, place) + 1
        raise Refusal(
            f"{what}照抄了原文：“{run}”（原文第{line}行，第{place + 1}个字起）",
            f"规则包不存原文的句子，连续{RUN}个字相同就算照抄",
            "请用自己的话写短",
            code="drafting.copied",
            field=field,
        )


def propose(guess: Mapping[str, str], text: str) -> str:
    """A short gist from what the reader found, made of pieces so that it copies nothing."""
    goal = guess.get("object", "")
    for length in (11, 9, 7, 5, 3):
        words = f"{guess.get('action', '')}{goal[:length]}{'…' if len(goal) > length else ''}"
        actor = guess.get("actor", "")[:12]
        made = "：".join(part for part in (actor, words) if part)
        if made and not copied(made, text):
            return made[:60]
    return ""


def short(title: str, text: str, *, most: int = 30) -> str:
    """A heading, cut before it would repeat a run of the text."""
    made = re.sub(r"\s+", "", title)[:most]
    while made and copied(made, text):
        made = made[:-1]
    return made
