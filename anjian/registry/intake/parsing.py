"""A row's cells into values (读一行): every cell by the dictionary, all its faults and not only the first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import actions as spelling
from anjian.people import queries as people
from anjian.places import queries as places
from anjian.registry.dictionary import Entry, dictionary
from anjian.registry.intake.fresh import Fresh, fresh
from anjian.registry.intake.saying import Said
from anjian.registry.values import Value
from anjian.sheets.events import Fault, Row

SIGHT = 200
"""Characters of a cell that a fault shows."""
_SAME = 5000
"""Words that are kept read: a column of grades has four of them a hundred thousand times."""


@dataclass(slots=True)
class Parsed:
    """A row as it was read: values that it tells (empty cells tell nothing), and what is wrong with it.

    digest    of what it says of the firm itself: two rows of one firm have to say the same
    sort_key  of its name
    fresh     what it would be as a new firm; None when something is wrong or missing
    """

    row: Row
    values: dict[str, Value] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    digest: str = ""
    sort_key: str = ""
    fresh: Fresh | None = None

    def wrong(self, name: str, why: str, next: str) -> None:
        """Say what is wrong with the cell of a field."""
        label = dictionary()[name].label
        text = self.row.text(name)[:SIGHT]
        self.faults.append(Fault(self.row.number, self.row.ref(name), label, text, why[:200], next[:200], name))

    def text(self, name: str) -> str:
        """A value that is a text; "" where the row does not tell it."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""


class Reader:
    """Reads the rows of one sheet: names of places and bodies are looked up once."""

    def __init__(self, viewer: Viewer, *, office: str, place: str, said: Said, trial: bool) -> None:
        self._place, self._said, self._trial = place, said, trial
        inside = places.subtree(office, as_of=said.since)
        self._places = _names((one.name, one.code) for one in inside)
        self._codes = {one.code for one in inside}
        self._bodies = _names((one.name, one.id) for one in people.bodies(viewer, as_of=said.since))
        self._words: dict[tuple[str, str], Value | Refusal] = {}

    def read(self, row: Row) -> Parsed:
        """One row."""
        found = Parsed(row)
        for name, text, odd in row.told():
            if odd:
                found.wrong(name, odd, "请在Excel里改成文本或数值再传")
            else:
                self._cell(found, name, text)
        if self._place and not row.text("place"):
            found.values["place"] = self._place
        found.digest = _digest(found.values)
        found.sort_key = spelling.sort_key(found.text("name"))
        if not found.faults:
            found.fresh = fresh(found.values, row=row.number, said=self._said, trial=self._trial)
        return found

    def _cell(self, found: Parsed, name: str, text: str) -> None:
        key = (name, text)
        value = self._words.get(key)
        if value is None:
            try:
                value = self._value(dictionary()[name], text)
            except Refusal as no:
                value = no
            if len(self._words) > _SAME:
                self._words.clear()
            self._words[key] = value
        if isinstance(value, Refusal):
            found.wrong(name, value.what, value.next)
        else:
            found.values[name] = value

    def _value(self, entry: Entry, text: str) -> Value:
        if entry.name == "place":
            known = text in self._places or text.isdigit()
            code = str(entry.parse(text, names=self._places)) if known else ""
            if code not in self._codes:
                raise entry.wrong(f"“{text[:20]}”不在您的区划里，或者没有登记", "请填本地的区划代码，或乡镇的全名")
            return code
        if entry.name == "regulator":
            if text not in self._bodies and text not in self._bodies.values():
                raise entry.wrong(f"没有登记机构“{text[:20]}”", "请填登记的机构名称，或先登记它；不清楚的留空")
            return entry.parse(text, names=self._bodies)
        return entry.parse(text)


def _digest(values: Mapping[str, Value]) -> str:
    entries = dictionary()
    told = sorted((name, repr(value)) for name, value in values.items() if not entries[name].cls)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _names(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Names that mean one thing alone; a name of two is none."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for name, id in pairs:
        if found.setdefault(name, id) != id:
            twice.add(name)
    return {name: id for name, id in found.items() if name not in twice}
