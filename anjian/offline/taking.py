"""The hook by which modules say what they take in from phones, and what a phone carries (登记收什么、带什么)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from anjian.ledger.events import Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.offline.events import List, Matter, Ready, Subject

Take = Callable[[Viewer, Ready], UUID]
"""Record it and say which fact came of it. A `Refusal` holds it, one that ``is_conflict`` names is a conflict."""
Doubt = Callable[[Viewer, Ready], Refusal | None]
"""A ground to hold it until somebody has looked; None: there is none."""
About = Callable[[Viewer, Mapping[str, Any]], tuple[str | None, Sequence[Party]]]
"""The place and the parties of what it is about, as far as that can be read; None and nothing where it cannot."""
Carry = Callable[[Viewer, dt.date, Collection[str]], Sequence[List]]
"""Lists for a viewer on a day: their own, and about what they chose besides, by id."""
Show = Callable[[Viewer, dt.date, Collection[str]], Sequence[Matter]]
Offer = Callable[[Viewer, dt.date, str], Sequence[Subject]]
"""What the viewer may choose, by words of its name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record (记录种类). ``conflicts``: codes of refusals that mean: somebody else was faster."""

    name: str
    word: str
    take: Take
    about: About
    doubt: Doubt
    conflicts: frozenset[str]


_KINDS: dict[str, Kind] = {}
_CARRIED: dict[str, Carry] = {}
_SHOWN: dict[str, Show] = {}
_OFFERED: dict[str, Offer] = {}


def takes(
    name: str,
    *,
    word: str,
    take: Take,
    about: About,
    doubt: Doubt = lambda viewer, ready: None,
    conflicts: frozenset[str] = frozenset(),
) -> None:
    """Register what takes in records of this kind, again to replace it. ``word``: its title, translatable."""
    _KINDS[name] = Kind(name, word, take, about, doubt, conflicts)


def carries(name: str, carry: Carry) -> None:
    """Register lists that a phone carries, for a viewer on a day."""
    _CARRIED[name] = carry


def shows(name: str, show: Show) -> None:
    """Register matters that a phone may move."""
    _SHOWN[name] = show


def offers(name: str, offer: Offer) -> None:
    """Register what a viewer may choose to carry."""
    _OFFERED[name] = offer


def kind(name: str) -> Kind:
    """A kind that was registered. Refuses what is none."""
    found = _KINDS.get(name)
    if found is None:
        raise Refusal(
            f"不认识“{name[:40]}”这种离线记录",
            "手机上的程序可能比服务器新，或者已经过时",
            "内容已保存；请刷新手机页面后再试，或请管理员查看",
            code="offline.kind",
        )
    return found


def conflicts(name: str) -> frozenset[str]:
    """Codes of refusals of a kind that mean: somebody else was faster."""
    return _KINDS[name].conflicts if name in _KINDS else frozenset()


def about(viewer: Viewer, name: str, content: Mapping[str, Any]) -> tuple[str | None, Sequence[Party]]:
    """The place and the parties of what a record is about; nothing of a kind that nobody registered."""
    return _KINDS[name].about(viewer, content) if name in _KINDS else (None, ())


def word_of(name: str) -> str:
    """The title of a kind; its name where nobody registered it."""
    return _KINDS[name].word if name in _KINDS else name


def carried(viewer: Viewer, as_of: dt.date, about: Collection[str]) -> list[List]:
    """Everything that a phone of this viewer carries on a day, in the order of registration."""
    return [one for carry in _CARRIED.values() for one in carry(viewer, as_of, about)]


def shown(viewer: Viewer, as_of: dt.date, about: Collection[str]) -> list[Matter]:
    """The matters that a phone of this viewer may move, in the order of registration."""
    return [one for show in _SHOWN.values() for one in show(viewer, as_of, about)]


def offered(viewer: Viewer, as_of: dt.date, words: str) -> list[Subject]:
    """What the viewer may choose to carry."""
    return [one for offer in _OFFERED.values() for one in offer(viewer, as_of, words)]
