"""What records hands out: a draft of a fact, the fields of a form, and what came of recording."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from anjian.ledger.events import Fact, Party, Scalar
from anjian.lib.errors import Refusal
from anjian.records.parties import Choice

Control = Literal["day", "place", "party", "text", "number", "date", "bool", "enum"]
Need = Literal["", "now", "later"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact before it is recorded (草稿). `attributes` hold typed values; personal ones apart in `private`.

    stood   parties that reading the form found standing on `day`, so that judging does not ask again
    """

    name: str
    day: dt.date
    place: str | None
    parties: tuple[Party, ...] = ()
    attributes: Mapping[str, Scalar | list[Scalar]] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    stood: frozenset[Party] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form.

    name      of the control: day, place, party.<role>, attr.<code>
    code      role or attribute; "" for day and place
    need      now: cannot be recorded without; later: before the fact is complete
    choices   what is offered; `open` says that other words may be typed too, `typed` that there are too many to list
    kinds     of a party: what may stand there
    values    what stands in it now, as text
    """

    name: str
    code: str
    control: Control
    label: str
    need: Need = ""
    multiple: bool = False
    open: bool = False
    typed: bool = False
    unit: str = ""
    kinds: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """The first value as text; "" when there is none."""
        return self.values[0] if self.values else ""

    @property
    def written(self) -> str:
        """The first value as a person would type it: a name instead of an id."""
        return next(iter(self.written_all), "")

    @property
    def written_all(self) -> tuple[str, ...]:
        """All values as a person would type them."""
        names = {each.id: each.name for each in self.choices}
        return tuple(names.get(value, value.partition("|")[2] or value) for value in self.values if value)


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one fact. `shown` are at most five fields (with photos counted); `more` are folded below."""

    fact: str
    title: str
    verb: str
    about: str
    shown: tuple[Field, ...]
    more: tuple[Field, ...]
    photos: bool

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in order."""
        return self.shown + self.more


class Faults(Refusal):
    """Several things are wrong with a draft; each names its field. Nothing was recorded."""

    def __init__(self, faults: tuple[Refusal, ...]) -> None:
        first = faults[0]
        super().__init__(first.what, first.why, first.next, code=first.code, field=first.field)
        self.faults = faults

    def __reduce__(self) -> tuple[Any, ...]:
        return (Faults, (self.faults,))


def faults_of(no: Refusal) -> list[Refusal]:
    """All that is wrong: each fault of several, or the one."""
    return list(no.faults) if isinstance(no, Faults) else [no]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The fact, and whether it had been recorded before by the same form sent twice."""

    fact: Fact
    again: bool = False
