"""The text of a statement while it grows: named parts and bound parameters.

The same text runs on PostgreSQL and DuckDB: positional parameters ``$1`` … with a cast each, so that neither engine has
to guess a type. No value is ever written into the text.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

Value = str | int | Decimal | dt.date | None

NAMES: Mapping[str, str] = {
    "as_of": "date",
    "known": "bigint",
    "since": "date",
    "horizon": "date",
    "bearers": "text[]",
}
"""What the asker binds: the day, the position of a replay, the first day of finished periods still wanted, the last
first day of periods wanted (the day itself, or later for the projection), a scope."""

_ONCE = frozenset({"asked", "member", "near", "hit", "tally", "role", "trigger_fact", "lapse", "near_whole", "thing",
                   "shown", "of_near", "of_near_lifting", "lifting", "near_lifting", "spent",
                   "cover", "hit_thing"})  # fmt: skip
"""Parts that are computed once: the planner takes them for a row or two and would compute them again for each row.
Of several of one sort, told apart by a number, each."""

_TOKEN = re.compile("\x00(\\d+)\x00")
_WORD = re.compile(r"[a-z_][a-z_0-9]*")


@lru_cache(2048)
def _words(text: str) -> Counter[str]:
    """How often each word stands in a text: the parts of a statement are gone through for every statement of a rule."""
    return Counter(_WORD.findall(text))


@dataclass(frozen=True)
class Statement:
    """A finished text with its parameters in order; `names` marks those that the asker binds."""

    sql: str
    constants: tuple[Value, ...]
    names: tuple[str, ...]

    def bind(self, **values: Any) -> list[Any]:
        """The parameters in order. Raises KeyError when a name is not given."""
        return [values[name] if name else constant for name, constant in zip(self.names, self.constants, strict=True)]


@dataclass(frozen=True)
class Draft:
    """A fact that is not recorded, to be asked "what would it meet?": its row, parties and attributes."""

    fact: UUID
    name: str
    day: dt.date
    recorded: dt.date
    place: str | None
    precision: str
    parties: tuple[tuple[str, str, str], ...]
    """(role, kind, id)"""
    attributes: tuple[tuple[str, str | None, Decimal | None, dt.date | None], ...]
    """(name, text, number, day), one per list element"""


class Text:
    """Collects the WITH parts and the parameters of one ask in one mode."""

    def __init__(
        self,
        *,
        replay: bool = False,
        scoped: bool = False,
        draft: Draft | None = None,
        kept: bool = False,
        merged: bool = False,
        everybody: bool = False,
        said: bool = False,
    ) -> None:
        self.replay, self.scoped, self.kept, self.everybody, self.said = replay, scoped, kept, everybody, said
        self.as_counts = everybody
        self.parts: dict[str, str] = {}
        self._values: list[tuple[str, Value, str]] = []
        self._index: dict[str, int] = {}
        self._since = ""
        self.rel_fact, self.rel_party, self.rel_attr = "rel_fact", "rel_party", "rel_attr"
        if draft:
            self._add(draft)
        if merged:
            self.rel_party = self._with_survivors()

    def value(self, value: Value, type: str = "text") -> str:
        """A bound constant; a parameter of its own, so that asks of one shape have one text and one plan."""
        self._values.append(("", value, type))
        return f"\x00{len(self._values) - 1}\x00"

    def name(self, name: str) -> str:
        """A parameter that the asker binds."""
        if name not in self._index:
            self._index[name] = len(self._values)
            self._values.append((name, None, NAMES[name]))
        return f"\x00{self._index[name]}\x00"

    def among(self, column: str, values: Iterable[Value], type: str = "text") -> str:
        """`column` is one of `values`; never true for none of them."""
        listed = [self.value(value, type) for value in values]
        return f"{column} IN ({', '.join(listed)})" if listed else "1=0"

    def part(self, name: str, select: str) -> None:
        """A named WITH part."""
        self.parts[name] = select

    @property
    def since(self) -> str:
        """The first day of finished periods that are still wanted."""
        return self._since or self.name("since")

    def inner(self, *, scoped: bool = False, since: dt.date | None = None) -> Text:
        """A text inside this one: parts of its own, the same parameters; see :meth:`nest`.

        scoped   for the same bearers; else for everybody
        since    finished periods from this day on, whatever the asker wants
        """
        found = copy.copy(self)
        found.parts, found.scoped, found.as_counts = {}, scoped, False
        if since:
            found._since = self.value(since, "date")
        return found

    def nest(self, select: str) -> str:
        """The text so far and this select, to stand inside another text."""
        return self._whole(select)

    def finish(self, select: str) -> Statement:
        """The whole statement; parameters are numbered in the order in which the text uses them."""
        whole = self._whole(select)
        order: dict[int, int] = {}

        def number(match: re.Match[str]) -> str:
            index = int(match.group(1))
            order.setdefault(index, len(order) + 1)
            return f"CAST(${order[index]} AS {self._values[index][2]})"

        sql = _TOKEN.sub(number, whole)
        used = [self._values[index] for index in order]
        return Statement(sql, tuple(value for _, value, _ in used), tuple(name for name, _, _ in used))

    # -- what is visible ------------------------------------------------------------------------------------------

    def row(self, alias: str) -> str:
        """A row of a relation with two times is what we know (now, or by the position asked)."""
        if not self.replay:
            return f"NOT {alias}.replaced"
        known = self.name("known")
        return f"{alias}.known_since <= {known} AND ({alias}.known_until IS NULL OR {alias}.known_until > {known})"

    def fact(self, alias: str) -> str:
        """A fact happened by the day asked, is known and not voided."""
        day = f"{alias}.day <= {self.name('as_of')}"
        if not self.replay:
            return f"{day} AND NOT EXISTS (SELECT 1 FROM rel_void v WHERE v.fact = {alias}.fact)"
        known = self.name("known")
        return (
            f"{day} AND {alias}.position <= {known} AND NOT EXISTS "
            f"(SELECT 1 FROM rel_void v WHERE v.fact = {alias}.fact AND v.position <= {known})"
        )

    def _whole(self, select: str) -> str:
        needed = self._needed(select)
        parts = {name: text for name, text in self.parts.items() if name in needed}
        read: Counter[str] = Counter()
        for text in (*parts.values(), select):
            read.update(_words(text))
        listed = ",\n".join(
            f"{name} AS {'MATERIALIZED ' if self._once(name, read[name]) else ''}({text})"
            for name, text in parts.items()
        )
        return f"WITH {listed}\n{select}" if listed else select

    def _once(self, name: str, read: int) -> bool:
        """Whether a part is written out; for everybody one that is read once goes on to its reader row by row."""
        return name.rstrip("0123456789") in _ONCE and not (self.everybody and read == 1)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _needed(self, select: str) -> set[str]:
        """WITH parts that the select reaches; DuckDB and PostgreSQL refuse parameters that nothing uses."""
        found: set[str] = set()
        todo = [select]
        while todo:
            fresh = (_words(todo.pop()).keys() & self.parts.keys()) - found
            found |= fresh
            todo += [self.parts[name] for name in fresh]
        return found

    def _add(self, draft: Draft) -> None:
        one = self.value(str(draft.fact), "uuid")
        day = self.value(draft.day, "date")
        recorded = self.value(draft.recorded, "date")
        self.part(
            "facts_and_draft",
            "SELECT fact, position, name, day, happened_at, recorded_day, recorded_at, place, precision FROM rel_fact "
            f"UNION ALL SELECT {one}, NULL, {self.value(draft.name)}, {day}, {_midnight(day)}, {recorded}, "
            f"{_midnight(recorded)}, {self.value(draft.place)}, {self.value('day')}",
        )
        self.rel_fact = "facts_and_draft"
        rows = [
            f"SELECT {one}, {self.value(role)}, {self.value(kind)}, {self.value(id)}"
            for role, kind, id in draft.parties
        ]
        self.part("parties_and_draft", " UNION ALL ".join(["SELECT fact, role, kind, id FROM rel_party", *rows]))
        self.rel_party = "parties_and_draft"
        rows = [
            f"SELECT {one}, {self.value(attr)}, {self.value(text)}, {self.value(num, 'numeric')}, "
            f"{self.value(on, 'date')}"
            for attr, text, num, on in draft.attributes
        ]
        self.part("attrs_and_draft", " UNION ALL ".join(["SELECT fact, attr, text, num, day FROM rel_attr", *rows]))
        self.rel_attr = "attrs_and_draft"

    def _with_survivors(self) -> str:
        """Parties, and for a merged file also the one that it is a part of on the day asked, in the same role.

        In brackets and not a part of its own: PostgreSQL would write such a part out, for it is read more than once.
        The cast keeps both halves of one type: else it filters after joining all.
        """
        merged = f"{self.row('m')} AND {holds_on('m', self.name('as_of'))}"
        return (
            f"(SELECT fact, role, kind, id FROM {self.rel_party} UNION ALL "
            f"SELECT p.fact, p.role, p.kind, CAST(m.survivor AS text) AS id FROM {self.rel_party} p "
            f"JOIN rel_merged m ON m.enterprise = p.id WHERE {merged})"
        )


def _midnight(day: str) -> str:
    """The instant at which a Chinese day begins."""
    return f"(CAST({day} AS timestamp) AT TIME ZONE 'Asia/Shanghai')"


def holds_on(alias: str, day: str) -> str:
    """A slice holds on a day; both ends inclusive, an empty end is open."""
    return f"{alias}.since <= {day} AND ({alias}.until IS NULL OR {alias}.until >= {day})"


def last_code(place: str) -> str:
    """The last division code inside a 12-digit code: the upper end of its range (as `lib.divisions.of`)."""
    cuts: Sequence[tuple[int, str]] = ((0, "0" * 12), (2, "0" * 10), (4, "0" * 8), (6, "0" * 6), (9, "0" * 3))
    cases = " ".join(
        f"WHEN substr({place}, {kept + 1}) = '{zeros}' THEN substr({place}, 1, {kept}) || '{'9' * (12 - kept)}'"
        for kept, zeros in cuts
    )
    return f"(CASE {cases} ELSE {place} END)"
