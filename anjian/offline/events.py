"""What offline records hand out, and the facts they make."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from django.utils.translation import gettext_noop as _

REFUSED: Final = "offline.move_refused"
"""A move that a phone sent could not be made any more. Its content lies in the private part; attributes: ``entry``,
``kind``, ``reason``. Parties: those of the move, and the account."""
DECIDED: Final = "offline.decided"
"""Somebody decided about a record that was held or refused. Attributes: ``entry``, ``kind``, ``do``, ``reason``."""

Fate = Literal["waiting", "accepted", "held", "conflict", "dropped"]
FATES: Mapping[str, str] = {
    "waiting": _("已收到，等前面的"),
    "accepted": _("已记录"),
    "held": _("待核"),
    "conflict": _("待核：情况已变"),
    "dropped": _("核后不记"),
}
CLOCK, LAW, PHOTO, REPEATED = "clock_off", "law_changed", "photo_lost", "number_repeated"
MARKS: Mapping[str, str] = {
    CLOCK: _("手机时间与服务器相差较大"),
    LAW: _("所用清单后来变了"),
    PHOTO: _("有照片没有传上来"),
    REPEATED: _("设备序号重复"),
}
"""What is odd about a record: it is recorded and said."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as a phone sent it (离线记录).

    id       made on the phone, UUID version 7; ``seq``: the phone's running number, from 1
    kind     what takes it in, as registered (`taking.takes`); ``content``: what that reads
    photos   SHA-256 of pictures as sent, which come before the record
    base     how far the matter had come when the person looked at it, as the kind counts; None: nothing was seen
    law      digest of the lists the phone carried; ""
    at       the phone's clock when it was written, with its zone
    offset_ms  server minus phone at the last contact before, in milliseconds; None: there was none yet
    """

    id: UUID
    seq: int
    kind: str
    content: Mapping[str, Any]
    photos: tuple[str, ...]
    base: int | None
    law: str
    at: dt.datetime
    offset_ms: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a record (去向): fate, why in words, marks, and the fact that was recorded.

    again  it had come before: already there
    """

    id: UUID
    seq: int
    kind: str
    title: str
    fate: Fate
    again: bool
    marks: tuple[str, ...]
    fact: UUID | None
    what: str
    why: str
    next: str
    day: dt.date
    received_at: dt.datetime
    account: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A record whose turn it is, for the kind that takes it in.

    day      its day by the phone's clock set right; ``files``: its pictures as kept here
    decided  somebody looked at it and wants it recorded: what was only doubtful is no ground to hold it
    """

    id: UUID
    content: Mapping[str, Any]
    day: dt.date
    today: dt.date
    base: int | None
    files: tuple[str, ...]
    decided: bool


@dataclass(frozen=True, slots=True)
class List:
    """A list to be checked without a signal (自查清单): ``about`` whom, and its items.

    wrong, done  what the phone records of an item that is not in order, and once the list is gone through: a kind and
                 its content. In it stand for themselves: ``$id`` a new UUID, ``$item`` the item's id, ``$text`` what
                 the person wrote, ``$conform``, ``$not_conform``, ``$not_applicable`` how many items are so.
    """

    key: str
    title: str
    about: str
    items: tuple[Item, ...]
    wrong: tuple[str, Mapping[str, Any]]
    done: tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: what is wrong when it is not so, where that is said, and whether that is sure.

    group  the part of the list that it stands in: a phone opens one part after the other
    """

    id: str
    text: str
    cite: str
    sure: bool
    group: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody whose lists and matters a phone may carry beside its own (选带的对象)."""

    id: str
    name: str
    hint: str


@dataclass(frozen=True, slots=True)
class Blank:
    """One thing that a step asks. ``kind``: text, number, bool, enum, day; ``options``: value and word of an enum.

    private  it says something about a person
    """

    name: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]
    required: bool
    private: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A step that may be recorded: a kind and its content; ``blanks`` are filled into its attributes by name."""

    word: str
    kind: str
    content: Mapping[str, Any]
    blanks: tuple[Blank, ...]
    photos: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter that may be moved without a signal (可离线办理的事); ``base``: how far it had come."""

    id: str
    title: str
    about: str
    state: str
    base: int
    moves: tuple[Move, ...]
