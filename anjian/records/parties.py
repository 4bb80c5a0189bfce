"""Who may take part (参与方种类): each kind of party answers for its names and days; higher modules register theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from anjian.lib.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Choice:
    """One that may be chosen: its id, its name as called that day, and a word that tells namesakes apart."""

    id: str
    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of party must answer; every answer is for a viewer, who learns nothing about what they may not see.

    word     what it is called: 企业
    named    (viewer, id, day) -> its name that day; None: it does not stand that day or is not theirs to see
    founded  (viewer, id) -> the first day told of it; None: unknown
    offer    (viewer, day, classes, words, limit) -> whom a form offers, the likeliest first
    """

    word: str
    named: Callable[[Viewer, str, dt.date], str | None]
    founded: Callable[[Viewer, str], dt.date | None]
    offer: Callable[[Viewer, dt.date, Sequence[str], str, int], list[Choice]]


_KINDS: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """Enter a kind of party under its name in the vocabulary (post, enterprise …)."""
    _KINDS[name] = kind


def kind(name: str) -> Kind | None:
    """The kind of that name; None when no module has registered it."""
    return _KINDS.get(name)
