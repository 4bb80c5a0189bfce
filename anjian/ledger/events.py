"""What the ledger hands out: facts and their parties. Plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from anjian.lib.parts import by_parts

Precision = Literal["minute", "day", "month"]
Origin = Literal["live", "sample", "migration"]
Scalar = str | int | float | bool | Decimal | date | datetime | UUID | None
Attributes = Mapping[str, Scalar | Sequence[Scalar]]


KINDS: frozenset[str] = frozenset(
    {"place", "body", "post", "person", "enterprise", "matter", "document", "rule", "account"}
)
"""What a party may be."""
STATEFUL: frozenset[str] = frozenset({"matter", "enterprise", "post", "person", "body"})
"""Kinds whose state facts change: these are locked while a fact is recorded, and their facts stay in order."""

VOIDED = "ledger.voided"
SUPERSEDED = "ledger.superseded"
BODY_ERASED = "ledger.body_erased"


@by_parts
@dataclass(frozen=True, slots=True)
class Party:
    """Somebody or something that took part (参与方).

    role  what for: led_by, inspected, recipient …, declared in the vocabulary
    kind  one of `KINDS`
    id    text id; for a place its 12-digit division code
    name  its name as written that day; personal, kept in the erasable body only
    """

    role: str
    kind: str
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened (事实).

    seq          order of recording; may have gaps, and a smaller one may become visible later than a larger one
    position     dense order in which the house came to know it; None until sequenced (milliseconds)
    happened_at  instant; for precision day and month: midnight at UTC+8 of the day
    day          its day at UTC+8
    attributes   published to rules; values as JSON knows them (a date is "2018-03-12")
    private      personal or confidential, as far as the viewer reads it; gone when ``erased``, and so are the names of
                 parties
    withheld     there is more that is private than this viewer reads
    voided_by    the fact that said this one is not so; superseded_by the fact that stands in its place
    """

    id: UUID
    seq: int
    position: int | None
    name: str
    happened_at: datetime
    precision: Precision
    day: date
    recorded_at: datetime
    recorded_by: str
    place: str | None
    origin: Origin
    parties: tuple[Party, ...]
    attributes: Mapping[str, Any]
    private: Mapping[str, Any]
    erased: bool = False
    withheld: bool = False
    voided_by: UUID | None = None
    superseded_by: UUID | None = None

    @property
    def stands(self) -> bool:
        """Whether it is neither voided nor superseded."""
        return self.voided_by is None and self.superseded_by is None

    @property
    def subjects(self) -> tuple[str, ...]:
        """Ids whose order of facts must be kept, sorted: parties of `STATEFUL` kinds, else all parties, else itself."""
        return subjects(self.parties) or (str(self.id),)

    def party(self, role: str) -> tuple[str, ...]:
        """Ids of the parties in this role, in the order recorded."""
        return tuple(p.id for p in self.parties if p.role == role)


def subjects(parties: Sequence[Party]) -> tuple[str, ...]:
    """The ids a fact with these parties is ordered by; empty without parties."""
    return tuple(sorted({p.id for p in parties if p.kind in STATEFUL} or {p.id for p in parties}))


@dataclass(frozen=True, slots=True)
class NewFact:
    """One fact to be recorded with others (待登记的事实); the fields are those of `actions.record`."""

    name: str
    happened_at: datetime | None
    place: str | None
    parties: Sequence[Party]
    attributes: Attributes = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    precision: Precision = "minute"


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One fact of a history told afterwards (导入的历史事实).

    recorded_at  when it was recorded there; rows come in this order
    voids        id of an earlier row that this one voids; ``name`` must then be `VOIDED`, parties may be left out
    """

    name: str
    happened_at: datetime
    recorded_at: datetime
    recorded_by: str
    place: str | None = None
    precision: Precision = "minute"
    parties: Sequence[Party] = ()
    attributes: Attributes = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    id: UUID | None = None
    voids: UUID | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of the seals at a moment (存证), short enough for a letter; kept outside the house."""

    position: int
    head: str
    algorithm: str
    sealed_at: datetime

    def __str__(self) -> str:
        return f"anjian-anchor {self.position} {self.algorithm}:{self.head} {self.sealed_at.isoformat()}"

    @classmethod
    def read(cls, text: str) -> Anchor:
        """An anchor from its text. Raises ValueError."""
        word, position, head, sealed_at = text.split()
        algorithm, _, digest = head.partition(":")
        if word != "anjian-anchor" or not digest or len(bytes.fromhex(digest)) < 32:
            raise ValueError(f"not an anchor: {text!r}")
        return cls(int(position), digest, algorithm, datetime.fromisoformat(sealed_at))


@dataclass(frozen=True, slots=True)
class Parked:
    """A fact a handler could not take (搁置), or one that waits behind it. ``error`` is None for one that waits."""

    handler: str
    position: int
    fact: UUID
    subjects: tuple[str, ...]
    error: str | None
    parked_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the house is behind itself (积压).

    pending        facts recorded and not yet sequenced
    oldest_s       seconds since the oldest of them was recorded; 0 without any
    handlers       per handler: positions not yet delivered; undelivered_s how long the oldest of them waits
    unsealed       positions not yet sealed; unsealed_s the age of the oldest in seconds
    sealed_s       seconds since the last seal; None before the first
    """

    pending: int
    oldest_s: float
    handlers: Mapping[str, int]
    undelivered_s: float
    unsealed: int
    unsealed_s: float
    sealed_s: float | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing verify found wrong (篡改或缺失): kind, where, in words."""

    kind: str
    position: int | None
    fact: UUID | None
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """What verify found (校验结果).

    since, last   positions checked: above ``since`` up to ``last``
    sealed        position of the last seal; positions above are checked against their leaf only
    waiting       facts recorded and not yet sequenced
    erased        facts whose body was erased with its ground
    head          head of the last seal, hexadecimal; "" before the first
    anchors       anchors compared
    problems      by position, the first `MOST` of them; empty means ok
    """

    since: int
    last: int
    sealed: int
    waiting: int
    erased: int
    head: str
    anchors: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was touched, added or is missing."""
        return not self.problems
