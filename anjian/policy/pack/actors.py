"""Reading the words of a text for who must act (责任主体的说法): a phrase becomes a kind, a role, a level and a line.

Hundreds of phrases stand for a few dozen roles. The table (``actors`` of the vocabulary) holds words without the sign
of a level; a phrase is read as sign + word, as a department's own name, or as a list joined by 、 whose parts share
their ending. What the table does not hold is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anjian.policy.pack.vocabulary import ActorEntry, Vocabulary

_UNNAMED = re.compile(r"[(（]文未点明[^()（）]*[)）]$")
"""The catalogue's own mark: the sentence names nobody, and this is who it seems to mean."""
_OPEN = ("等部门", "部门等", "等")
"""Endings that leave a list open."""
ANY = "…"
"""In a word of the table: any characters."""


@dataclass(frozen=True)
class Actor:
    """A phrase of a text for who must act, read: what kind, which classes or functions, on which level.

    codes    classes or functions
    level    a level of government; ``each`` for 各级; empty when the phrase has no sign of one
    about    what narrows it, in words; for ``nobody`` why it is no body
    line     line of work (条线) of the function or enterprises; empty when there is none or more than one
    place    12-digit code of a place that the phrase names
    unnamed  the sentence itself names nobody: the phrase is a reader's guess
    """

    phrase: str
    kind: str
    codes: tuple[str, ...]
    level: str
    about: str
    line: str = ""
    place: str = ""
    unnamed: bool = False

    @property
    def role(self) -> tuple[str, tuple[str, ...], str, str, str, str]:
        """What two phrases have in common when they mean the same: kind, codes, level, what narrows it, line, place."""
        return self.kind, self.codes, self.level, self.about, self.line, self.place


def read_actor(words: Vocabulary, phrase: str) -> Actor | None:
    """A phrase for who must act, read; None when the table does not hold it."""
    plain = _UNNAMED.sub("", phrase).strip()
    found = _one(words, plain) or _one(words, plain.replace("、", "")) or _several(words, plain)
    return replace(found, phrase=phrase, unnamed=plain != phrase) if found else None


def _one(words: Vocabulary, plain: str) -> Actor | None:
    """A single word of the table behind the sign of a level, or a department's own name."""
    for sign, level in _signs(words):
        entry = _entry(words, plain.removeprefix(sign)) if plain.startswith(sign) else None
        if entry:
            line = entry.line or _line(words, entry.codes if entry.kind == "departments" else ())
            return Actor(plain, entry.kind, entry.codes, entry.level or level, entry.about, line, entry.place)
    named = words.department(plain)
    if named is None:
        return None
    return Actor(plain, "departments", (named.function,), named.level, "", _line(words, (named.function,)))


def _several(words: Vocabulary, plain: str) -> Actor | None:
    """A list joined by 、 (建设、交通等部门): all parts of one kind; the last part's ending belongs to each."""
    ending = next((ending for ending in _OPEN if plain.endswith(ending)), "")
    parts = plain.removesuffix(ending).split("、")
    if len(parts) == 1:
        found = _one(words, parts[0]) if ending else None
        return replace(found, about=_joined((found.about, "后面有“等”"))) if found else None
    for tail in ("", *_tails(parts[-1])):
        heads = [_one(words, part + tail) for part in parts[:-1]]
        read = [one for one in (*heads, _one(words, parts[-1])) if one]
        if len(read) == len(parts) and len({one.kind for one in read}) == 1:
            lines = {one.line for one in read}
            return Actor(
                plain,
                read[0].kind,
                tuple(dict.fromkeys(code for one in read for code in one.codes)),
                next((one.level for one in read if one.level), ""),
                _joined((*(one.about for one in read), "后面有“等”" if ending else "")),
                lines.pop() if len(lines) == 1 else "",
            )
    return None


def _tails(part: str) -> Iterator[str]:
    """Endings of the last part, the longest first: 单位 of 道路运输单位 belongs to 矿山 too."""
    yield from (part[n:] for n in range(1, len(part)))


def _signs(words: Vocabulary) -> list[tuple[str, str]]:
    """Signs of levels before a word, the shortest first: none, 市, 市级, 各级 …"""
    signs: Mapping[str, str] = {
        "": "",
        "各级": "each",
        **{f"{sign}级": level for sign, level in words.signs.items()},
        **words.signs,
    }
    return sorted(signs.items(), key=lambda pair: len(pair[0]))


def _entry(words: Vocabulary, word: str) -> ActorEntry | None:
    """The entry of a word; of those with 「…」 the first that fits."""
    if word in words.actors:
        return words.actors[word]
    return next((entry for shape, entry in words.actor_shapes if shape.fullmatch(word)), None)


def shapes(actors: Mapping[str, ActorEntry]) -> tuple[tuple[re.Pattern[str], ActorEntry], ...]:
    """The words with 「…」, as patterns."""
    return tuple(
        (re.compile(".+".join(re.escape(part) for part in word.split(ANY))), entry)
        for word, entry in actors.items()
        if ANY in word
    )


def _line(words: Vocabulary, functions: tuple[str, ...]) -> str:
    lines = {words.functions[code].line for code in functions if code in words.functions}
    return lines.pop() if len(lines) == 1 else ""


def _joined(told: tuple[str, ...]) -> str:
    return "；".join(dict.fromkeys(text for text in told if text))
