"""The text while it is being cleaned: every edit remembers where its characters stood in the input text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from anjian.reader.events import Clean, Repair


class Edit(NamedTuple):
    """Put `now` in the place of the working characters `start:end`. An empty `kind` is not published: line ends."""

    start: int
    end: int
    now: str
    kind: str
    sure: bool = True


class Working:
    """A text, where each character stood in the raw text, and the repairs made so far."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = raw
        self._at: list[int] = list(range(len(raw)))
        self._until: list[int] = list(range(1, len(raw) + 1))
        self._repairs: list[Repair] = []
        self._flagged: set[Repair] = set()

    def apply(self, edits: Iterable[Edit]) -> bool:
        """Make the edits, in any order; one that overlaps an earlier one is left out. True when the text changed."""
        kept: list[Edit] = []
        last = 0
        for edit in sorted(edits):
            again = kept and edit.start == edit.end == kept[-1].end and kept[-1].now.endswith("\n") and edit.now == "\n"
            if edit.start < last or again or self.text[edit.start : edit.end] == edit.now:
                continue
            kept.append(edit)
            last = max(edit.end, edit.start)
        if not kept:
            return False
        parts: list[str] = []
        at: list[int] = []
        until: list[int] = []
        done = 0
        for start, end, now, kind, sure in kept:
            parts.append(self.text[done:start])
            at += self._at[done:start]
            until += self._until[done:start]
            first, stop = self._span(start, end)
            if kind:
                self._repairs.append(Repair(first, stop, kind, self.raw[first:stop], now, sure))
            parts.append(now)
            if len(now) == end - start:
                at += self._at[start:end]
                until += self._until[start:end]
            else:
                at += [first] * len(now)
                until += [stop] * len(now)
            done = end
        parts.append(self.text[done:])
        self._at = at + self._at[done:]
        self._until = until + self._until[done:]
        self.text = "".join(parts)
        return True

    def flag(self, start: int, end: int, kind: str) -> None:
        """Notice that something is wrong there without changing it."""
        first, stop = self._span(start, end)
        was = self.raw[first:stop]
        one = Repair(first, stop, kind, was, self.text[start:end], False)
        if one not in self._flagged:
            self._flagged.add(one)
            self._repairs.append(one)

    def clean(self) -> Clean:
        """What has become of the text. Repairs stand in the order of the input text."""
        repairs = tuple(sorted(self._repairs, key=lambda one: (one.start, one.end)))
        return Clean(self.raw, self.text, (*self._at, len(self.raw)), tuple(self._until), repairs)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        if start >= end:
            # An insertion stands right behind the character before it, so that it never strays past what was removed.
            place = self._until[start - 1] if start else (self._at[0] if self._at else 0)
            return place, place
        return self._at[start], max(self._at[start], self._until[end - 1])
