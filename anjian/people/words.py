"""The hook (挂钩) by which the vocabulary of rules is known to those who set up bodies and posts.

Rules find bodies and posts by class and function. A class that no vocabulary has would be kept, and nobody would ever
be found by it; so what a person writes (党政领导干部) is read here into its code before it is kept. The vocabulary
itself stands above this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from anjian.lib.errors import Refusal

Kind = Literal["body", "post", "function"]
KINDS: dict[Kind, str] = {"body": "机构类别", "post": "职务类别", "function": "职能"}


@dataclass(frozen=True, slots=True)
class Found:
    """What a word means: its code, or "" and the known word that is most like it ("" when none is)."""

    code: str
    near: str = ""


Reader = Callable[[Kind, str], Found]
READER: list[Reader] = []
"""Who reads words; filled by :func:`register`. Empty: words are taken as codes."""


def register(reader: Reader) -> None:
    """Register who reads words. A second one replaces the first."""
    READER[:] = [reader]


def codes(kind: Kind, written: Iterable[str]) -> list[str]:
    """The codes of these words (codes, titles or other names). Refuses a word that the vocabulary does not have."""
    found = []
    for word in written:
        read = READER[0](kind, word) if READER else Found(word)
        if not read.code:
            raise Refusal(
                f"词汇表里没有{KINDS[kind]}“{word}”",
                "规则按类别和职能找责任单位，词汇表里没有的谁也找不到",
                f"是否指“{read.near}”？" if read.near else "请核对 packs/vocabulary，或先在那里登记",
                code="people.unknown_word",
                field=kind,
            )
        found.append(read.code)
    return found
