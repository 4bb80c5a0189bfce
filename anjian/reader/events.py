"""What reading an official document yields (读出的东西): frozen values, all offsets counted in characters.

Two texts are spoken of everywhere. The *input text* (原文) is what was given: for a text file the decoded characters
with nothing changed, for other forms what extraction yields. The *cleaned text* (清洗后的文字) is what is read.
Published offsets point into the input text; `clean_start`, `clean_end` and the offsets of blocks point into the cleaned
one, and `Clean.span` leads from the second to the first.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Place = Literal["text", "table_row", "title", "attachment", "signature", "chrome"]
Disposition = Literal["drafted", "definition", "liability", "of_others", "unmapped"]
Kind = Literal["cadence", "deadline", "figure", "threshold"]


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing cleaning did or noticed (清洗记录). `was == input text[start:end]`.

    `now` is what stands there in the cleaned text; `sure` is false for what was inferred or could only be flagged.
    `kind`: spam, chrome, pinyin, traditional, line_break, ocr_blank, blank, punctuation, table, escape, private_use,
    garbled, variant, markup, page, lost, bracket.
    """

    start: int
    end: int
    kind: str
    was: str
    now: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Clean:
    """The cleaned text and where each of its characters stood.

    `at[i]` is the index in `raw` of the i-th cleaned character, `at[len(text)]` the length of `raw`; never falling.
    `until[i]` is where that character ends in `raw`; an inserted character has `at[i] == until[i]`.
    """

    raw: str
    text: str
    at: Sequence[int]
    until: Sequence[int]
    repairs: tuple[Repair, ...] = ()

    @classmethod
    def of(cls, text: str) -> Clean:
        """The identity: nothing cleaned."""
        return cls(raw=text, text=text, at=range(len(text) + 1), until=range(1, len(text) + 1))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the cleaned characters `start:end` stand in the input text; covers everything between them."""
        if end <= start:
            return self.at[start], self.at[start]
        return self.at[start], max(self.at[start], self.until[end - 1])

    def quote(self, start: int, end: int) -> str:
        """The input text behind the cleaned characters `start:end`."""
        first, last = self.span(start, end)
        return self.raw[first:last]

    def index(self, place: int) -> int:
        """The first cleaned character that stands at `place` of the input text or after it."""
        return bisect_left(self.at, place)


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered place of the document (条目), in reading order.

    `number` as printed (`一、`, `（一）`, `1.`, `第五条`), without its blanks; a dash or nothing never makes one.
    `title` up to the first 。or ： or line end, None where running text follows; `level` 1 is the outermost kind of
    number this document uses. `start` points into the input text, `clean_start:clean_end` spans number and title in
    the cleaned one.
    `cite` is the path a person would write: `二（三）1`, `第五条第（二）项`.
    """

    number: str
    title: str | None
    level: int
    start: int
    clean_start: int
    clean_end: int
    cite: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the cleaned text; the blocks of a reading cover every cleaned character once, in order.

    `heading` is the index of the heading it stands under (None before the first); `cells` of a table row are the spans
    of its cells, in the order of the columns; an empty cell is an empty span. `header` tells rows that name columns,
    `table` counts the tables of the document from 0.
    """

    start: int
    end: int
    cite: str
    heading: int | None
    kind: Place
    cells: tuple[tuple[int, int], ...] = ()
    header: bool = False
    table: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What the document says of itself. Days are the document's, never those of the page it was found on.

    `region` is a division code of six digits where known, else the printed name, None for the
    whole country. `why` says in Chinese why it is taken for a policy or not.
    """

    title: str | None
    number: str | None
    issuer: str | None
    issued: dt.date | None
    in_force: dt.date | None
    expires: dt.date | None
    region: str | None
    is_policy: bool
    why: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with exactly one disposition (去向). `start:end` in the input text, `clean_start:clean_end` cleaned.

    `reason` says why it was not mapped. `force` is the word of force as printed in the cleaned text, None without one.
    """

    start: int
    end: int
    clean_start: int
    clean_end: int
    disposition: Disposition
    reason: str | None
    force: str | None
    clause: str
    actors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or period that somebody must meet or that makes a rule bite. `quote == input text[start:end]`."""

    quote: str
    start: int
    end: int
    kind: Kind
    value: dict[str, Any]
    actor: str | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read (读文结果).

    `form` is txt, html, docx or pdf; `notices` are things to tell the person in Chinese (no structure found, parts
    missing). For other forms than txt the input text is what extraction yielded and is published with the reading.
    """

    text: str
    clean: Clean
    document: Document
    headings: tuple[Heading, ...]
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    rules: tuple[dict[str, Any], ...] = ()
    form: str = "txt"
    notices: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The object that `anjian read --json` prints: plain values, days as ISO text."""
        document = self.document
        told: dict[str, Any] = {
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "issued": document.issued.isoformat() if document.issued else None,
            "in_force": document.in_force.isoformat() if document.in_force else None,
            "expires": document.expires.isoformat() if document.expires else None,
            "region": document.region,
            "is_policy": document.is_policy,
            "why": document.why,
            "form": self.form,
            "notices": list(self.notices),
            "cleaning": [
                {"start": one.start, "end": one.end, "kind": one.kind, "was": one.was, "now": one.now, "sure": one.sure}
                for one in self.clean.repairs
            ],
            "headings": [
                {"number": one.number, "title": one.title, "level": one.level, "start": one.start, "cite": one.cite}
                for one in self.headings
            ],
            "tables": self._tables(),
            "sentences": [
                {
                    "start": one.start,
                    "end": one.end,
                    "disposition": one.disposition,
                    "reason": one.reason,
                    "clause": one.clause,
                    "force": one.force,
                    "actors": list(one.actors),
                }
                for one in self.sentences
            ],
            "quantities": [
                {
                    "quote": one.quote,
                    "start": one.start,
                    "end": one.end,
                    "kind": one.kind,
                    "value": one.value,
                    "actor": one.actor,
                    "clause": one.clause,
                }
                for one in self.quantities
            ],
            "rules": [dict(rule) for rule in self.rules],
        }
        if self.form != "txt":
            told["text"] = self.text
        return told

    def _tables(self) -> list[dict[str, Any]]:
        found: dict[int, list[dict[str, Any]]] = {}
        for block in self.blocks:
            if block.kind == "table_row" and block.table is not None:
                start, end = self.clean.span(block.start, block.end)
                cells = [self.clean.text[first:last].strip() for first, last in block.cells]
                row = {"cells": cells, "header": block.header, "start": start, "end": end, "cite": block.cite}
                found.setdefault(block.table, []).append(row)
        return [{"rows": rows} for _, rows in sorted(found.items())]
