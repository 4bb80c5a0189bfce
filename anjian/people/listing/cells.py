"""Reading single cells (单元格): days, names, words of several spellings."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable

from anjian.lib import written
from anjian.lib.errors import Refusal
from anjian.people import words

EARLIEST = dt.date(1949, 10, 1)
NAME_WRONG = re.compile(r"[0-9０-９!-/:-@\[-`{-~]")


class CellWrong(Exception):
    """Why a cell cannot be read, and what to write instead."""

    def __init__(self, why: str, next: str) -> None:
        super().__init__(why, next)
        self.why = why
        self.next = next


def day(text: str, *, today: dt.date, months: bool) -> dt.date:
    """A day as people write it, see `written.day`; not after today, and not of another age."""
    try:
        found = written.day(text, months=months)
    except Refusal as no:
        next = "请写到日，例如2024-03-15；或者导入时选“只写到月的按当月1日”"
        raise CellWrong(no.what, next if no.code == "written.month" else no.next) from no
    if found > today:
        raise CellWrong("还没有到这一天", "到任以后再登记，或核对年份")
    if found < EARLIEST:
        raise CellWrong("日期太早", "请核对年份")
    return found


def person_name(text: str) -> str:
    """A name: 2 to 30 signs, without digits and punctuation (the dot of minority names apart). Inner spaces go."""
    name = "".join(text.split()) if not text.isascii() else " ".join(text.split())
    if not name:
        raise CellWrong("没有姓名", "请填写姓名")
    if len(name) < 2 or len(name) > 30:
        raise CellWrong("姓名长度不对", "请写全名，不加职务和备注")
    if NAME_WRONG.search(name.replace("·", "").replace("-", "").replace(".", "")):
        raise CellWrong("姓名里有数字或标点", "一格只写一个人的姓名")
    if any(mark in name for mark in "、，,；（）"):
        raise CellWrong("一格里写了几个人，或者带了备注", "一行只写一个人")
    return name


def several(text: str) -> list[str]:
    """Words separated by 、，；/ or spaces."""
    return [word for word in re.split(r"[、，,；;/\s]+", text) if word]


def code(kind: words.Kind, word: str) -> str:
    """The code of a class or function, as the vocabulary reads the word."""
    found = words.READER[0](kind, word) if words.READER else words.Found(word)
    if not found.code:
        hint = f"是否指“{found.near}”？" if found.near else "请从词汇表中选"
        raise CellWrong(f"没有“{word}”这个{words.KINDS[kind]}", hint)
    return found.code


def near(word: str, known: Iterable[str]) -> str:
    """“是否指……？” with the closest known word; "" when nothing is close."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"是否指“{found[0]}”？" if found else ""
