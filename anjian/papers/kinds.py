"""Kinds of papers as data (公文种类): `packs/papers/kinds.yaml`, checked when it is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from anjian.lib.errors import Refusal
from anjian.papers.events import Said, Value
from anjian.papers.formats import FOLDER

SLOT = re.compile(r"\{([a-z_]+)\}")
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Line ends, and what a Word file cannot hold."""


class Word(BaseModel):
    """A word in Chinese and English."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: str
    en: str


class Field(BaseModel):
    """Something a paper of this kind tells; ``heads``: of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    label: Word
    type: Literal["text", "day", "count", "lines", "table"]
    optional: bool = False
    heads: tuple[str, ...] = ()


class Part(BaseModel):
    """A part of the text: exactly one of the four; ``when``: only where this field is not empty."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str = ""
    heading: str = ""
    lines: str = ""
    table: str = ""
    when: str = ""

    @property
    def slots(self) -> set[str]:
        """Names of the fields it shows or asks for."""
        return {*SLOT.findall(self.text + self.heading), *filter(None, (self.lines, self.table, self.when))}


class Kind(BaseModel):
    """A kind of paper: what it is called, says and asks for; ``serves``: ids of clauses that ask for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    word: Word
    serves: tuple[str, ...]
    title: str
    to: str = ""
    fields: Mapping[str, Field]
    body: tuple[Part, ...]

    @model_validator(mode="after")
    def _known(self) -> Kind:
        shown = set(SLOT.findall(self.title + self.to)).union(*(part.slots for part in self.body))
        if shown != set(self.fields):
            odd = "、".join(sorted(shown ^ set(self.fields)))
            raise ValueError(f"{self.code}: shown but not declared, or declared and never shown: {odd}")
        return self


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its code. Raises pydantic's ValidationError for one that shows a field it does not declare."""
    told = yaml.safe_load((FOLDER / "kinds.yaml").read_text(encoding="utf-8"))["kinds"]
    return {
        code: Kind(code=code, **{**one, "body": [_part(part) for part in one["body"]]}) for code, one in told.items()
    }


def kind(code: str) -> Kind:
    """One of them. Refuses what is none."""
    found = kinds().get(code)
    if found is None:
        known = "、".join(f"{one.code}（{one.word.zh}）" for one in kinds().values())
        raise Refusal(f"没有公文种类“{code}”", "不知道要写什么", f"可选：{known}", code="papers.kind", field="kind")
    return found


def shown(value: Value) -> str:
    """A value of one line as the paper shows it."""
    return day_shown(value) if isinstance(value, dt.date) else str(value)


def day_shown(day: dt.date) -> str:
    """A day as official papers write it: 2026年3月1日, without leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日"


def checked(of: Kind, said: Said) -> None:
    """Refuses what does not fit the kind: a field missing, unknown, empty or of another type."""
    for name in said.fields:
        if name not in of.fields:
            raise _no(f"{of.word.zh}没有“{name}”这一项", "公文里没有写它的地方", "请去掉它", name)
    for name, field in of.fields.items():
        value = said.fields.get(name)
        if value in (None, "", (), []):
            if not field.optional:
                raise _no(f"{of.word.zh}没有填{field.label.zh}", "公文上不能空着", f"请填写{field.label.zh}", name)
        elif not _fits(field, value):
            raise _no(f"{of.word.zh}的{field.label.zh}填得不对", f"应为{_TYPES[field.type]}", "请改正后重试", name)
    for line in (said.issuer, *said.copies, *said.attachments):
        if not _line(line):
            raise _no("发文机关、抄送或附件里有空的，或者有换行", "公文上要印出来", "请核对", "issuer")


_TYPES = {
    "text": "文字，不换行",
    "day": "日期",
    "count": "不小于0的整数",
    "lines": "逐条的文字",
    "table": "与表头同宽的行",
}


def _fits(field: Field, value: object) -> bool:
    match field.type:
        case "text":
            return _line(value)
        case "day":
            return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        case "count":
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case "lines":
            return isinstance(value, list | tuple) and all(map(_line, value))
        case "table":
            rows = value if isinstance(value, list | tuple) else [""]
            return all(
                isinstance(row, list | tuple) and len(row) == len(field.heads) and all(map(_cell, row)) for row in rows
            )


def _line(value: object) -> bool:
    return isinstance(value, str) and value.strip() == value != "" and not _UNPRINTED.search(value)


def normal(said: Said) -> Said:
    """The same with lists as tuples, as it is read back; empty optional fields left out."""
    fields: dict[str, Value] = {
        name: tuple(line if isinstance(line, str) else tuple(line) for line in value)
        if isinstance(value, list | tuple)
        else value
        for name, value in said.fields.items()
        if value not in (None, "", (), [])
    }
    return Said(said.issuer, fields, tuple(said.copies), tuple(said.attachments))


def _cell(value: object) -> bool:
    return value == "" or _line(value)


def _part(told: object) -> Mapping[str, str]:
    return told if isinstance(told, dict) else {"text": str(told)}


def slots(template: str) -> Iterator[tuple[str, str]]:
    """A template as pairs: text, and the name of the field behind it ("" at the end)."""
    pieces = SLOT.split(template)
    yield from zip(pieces[::2], [*pieces[1::2], ""], strict=True)


def _no(what: str, why: str, next: str, field: str) -> Refusal:
    return Refusal(what, why, next, code="papers.fields", field=field)
