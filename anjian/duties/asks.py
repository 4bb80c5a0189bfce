"""What a rule asks of one place, as plain data: the input of both evaluators.

Nothing here knows packs, databases or clocks. All days are Chinese days, both ends of a span inclusive, None open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from anjian.lib.conditions import Condition
from anjian.lib.ends import Period

NOT_KEPT = frozenset({"consequence", "procedure"})
"""Kinds that are always computed: their rows come and go with the days of others, which no projection holds."""

Scalar = str | int | Decimal | dt.date
SlotType = Literal["text", "numeric", "date"]
Kind = Literal[
    "recurring", "one_off", "response", "requirement", "indicator", "gate", "definition", "attested",
    "register", "consequence", "procedure",
]  # fmt: skip


@dataclass(frozen=True)
class Ref:
    """A marked reference: `$bearer`, `$each` (ids), `$this.<field>` (a role or attribute of the trigger), `$period`."""

    what: Literal["bearer", "each", "this", "period"]
    field: str = ""
    role: bool = False
    """For `this`: the field is a party role, not an attribute."""


@dataclass(frozen=True)
class Slot:
    """A value that the place sets; a column of the span. None there: the place has not decided."""

    name: str
    type: SlotType = "text"


@dataclass(frozen=True)
class Kin:
    """A body known by what it is: of one of these classes or functions, `up` levels above the bearer (0: its place)."""

    classes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    up: int | None = None
    """None: wherever it is."""


@dataclass(frozen=True)
class Test:
    """One condition on a fact.

    on `party`: somebody in role `key` is (one of) `want`; op `any`, or `all` for every id wanted.
    on `text`: an element of the attribute is in `want` (`any`), or all of `want` are there (`all`).
    on `num`, `day`: the attribute against one value: over, at_least, under, at_most, any.
    on `place`: the fact happened inside the place of the bearer (`want` Ref bearer).
    """

    on: Literal["party", "text", "num", "day", "place"]
    key: str
    op: Literal["any", "all", "over", "at_least", "under", "at_most"]
    want: tuple[Scalar, ...] | Ref | Slot | Kin


@dataclass(frozen=True)
class Evidence:
    """Facts of these names (a name and all that `is_a` it) that pass all tests.

    As evidence a fact must show each of them: a missing attribute is not shown. As a premise (trigger, gate) a missing
    attribute is unknown, which is never a breach.
    """

    names: tuple[str, ...]
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True)
class Lift:
    """A fact that lifts a duty, and when it must have come: since the duty began (in its period), before the fact that
    started the duty, or at either time."""

    evidence: Evidence
    came: Literal["since", "before", "ever"] = "since"


@dataclass(frozen=True)
class Part:
    """What must be reached for itself: a recipient, a part of a task, one of several facts. No names: all of them."""

    label: str
    tests: tuple[Test, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pick:
    """One way of finding subjects: posts or bodies by class, bodies by function, enterprises by condition."""

    kind: Literal["post", "body", "enterprise"]
    by: Literal["class", "function", "id", ""] = "class"
    codes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    where: Condition | None = None
    endings: tuple[str, ...] = ()
    """Of the official name of its place: a county (县) or a district (区), on the day."""


@dataclass(frozen=True)
class Who:
    """Bearers, or the things a duty is multiplied over: all that any pick finds. A subject found twice is one."""

    picks: tuple[Pick, ...]
    inside: bool = False
    """For `each`: only inside the bearer's place."""
    colleagues: bool = False
    """Of a consequence: only others in the body of the one who did not do it (or in that body itself)."""

    @property
    def endings(self) -> tuple[str, ...]:
        """Endings of the names of places where somebody must be found; empty: any name."""
        if any(not pick.endings for pick in self.picks):
            return ()
        return tuple(sorted({ending for pick in self.picks for ending in pick.endings}))

    @property
    def levels(self) -> tuple[str, ...]:
        """Levels of places where somebody must be found; empty: not said."""
        if any(not pick.levels for pick in self.picks):
            return ()
        return tuple(sorted({level for pick in self.picks for level in pick.levels}))


@dataclass(frozen=True)
class Cover:
    """The facts must name each of the things that `who` finds, in this role."""

    who: Who
    role: str


@dataclass(frozen=True)
class RoleOf:
    """The party of the trigger in this role; with `up`, the body of one of `classes` so many levels above it."""

    role: str
    up: int = 0
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Except:
    """Whom a narrower rule binds instead (另有规定的从其规定), on the days on which it is in force."""

    who: Who
    since: dt.date
    until: dt.date | None = None
    unsure: bool = False
    """Also those of whom it cannot be told whether it binds them."""


@dataclass(frozen=True)
class Stage:
    """One step of a procedure: facts of these names, in the matter that stands in this role; `needs` come first."""

    names: tuple[str, ...]
    role: str
    needs: tuple[int, ...] = ()


@dataclass(frozen=True)
class SameHolder:
    """One person holds the posts of all these classes in the bearer's place."""

    classes: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """Of the enterprises in the bearer's place that fit `of`, how many fit `good`. Without `ratio` a plain number."""

    of: Condition
    good: Condition
    ratio: bool = True


@dataclass(frozen=True)
class Rate:
    """Matters that facts name in the role `link`, each counted once: of those that facts of `of` name, how many the
    evidence of the ask names too. Without `of` a plain number of matters.

    each   attribute of the facts of `of`: the target must be reached in each of its values
    """

    link: str
    of: Evidence | None = None
    each: str = ""


@dataclass(frozen=True)
class Moving:
    """Facts that move a last day: to the day in their attribute ``to``."""

    evidence: Evidence
    to: str


@dataclass(frozen=True)
class Named:
    """The last day of a response as facts name it: an attribute of the trigger, and what moves it; the last stands."""

    attr: str
    moved: tuple[Moving, ...] = ()


@dataclass(frozen=True)
class Span:
    """Days with their values. The text, figure and setting of the judging day count.

    need   how many facts (recurring), or the target of an indicator (percent for a ratio); None: not decided
    per    period kind; None: no cadence set (定期)
    term   (n, unit) of a response, or how old a register may be; None: no limit set (及时)
    due    plan date of a one_off, day by which a register must be there; None: undated
    slots  values the place set, by name
    wait   (n, unit) from the lapse, or from the rung before, until a consequence is reached
    """

    since: dt.date
    until: dt.date | None
    need: Decimal | None = Decimal(1)
    per: str | None = None
    term: tuple[int, str] | None = None
    due: dt.date | None = None
    wait: tuple[int, str] | None = None
    slots: Mapping[str, Scalar | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """One rule in one range of places. Only the fields of its kind are filled (see `reading`).

    lo, hi, holes   the adopting range of division codes, less the ranges of places that run the rule by themselves; the
                    things that a duty is multiplied over are those of the whole range
    nested          a place around this one runs the rule too: where the selector finds nobody here, it speaks there
    joins           `next`: who appears inside a period owes from the next; `once`: owes at once
    first           whether the period in which the rule begins counts, or is skipped
    lead            only the subject that the place names here answers (counted by the lead); not named yet: not set
    together        all bearers are one: whoever of them did it, it is done
    recorded        a response's term runs from the day the trigger was recorded, not from the day it happened
    parts           what must be reached each for itself; the figure is for each
    final           a period that is over is missed for good; False: it is overdue and can be cured
    window          days after which a record counts as entered late
    phases          the periods of a span whose `per` is `phase`
    started         first day of the rule here, when earlier spans stand in another ask of it
    renewed         a register must be renewed; a span without term: the place has not said how often
    sources         of a consequence: the asks whose verdicts it reads
    outcomes        which of their verdicts it follows
    after           it follows the rung before: when its measure was taken, or when it was reached
    excepts         whom a narrower rule, or an earlier case of this one, binds instead
    unlike          tests of earlier cases: triggers that may pass one of them are not asked here
    case            number of the case, from 1; 0: no case, or all others
    unless          the facts that together lift it: an extension, a reason in the text
    cover           the figure is for each of these things; with `parts` never
    beyond          the asks that facts meet first: what met one of them for the same bearer does not count here
    stages          all steps of a procedure; `step` is the one that this ask is about
    waits           it is reached some time later; a span without wait: the place has not said when
    periodic        an indicator is counted anew in each period; a span without per: the place has not said which
    ceiling         the target of an indicator must not be passed
    once            role of the matter for which a response is owed once by a bearer, on the first trigger that is sure
    merged          files of enterprises were merged here: the facts of a merged one are also those of its survivor
    named           a response's last day is the one that its trigger names; its spans have no term
    """

    rule: str
    digest: str
    kind: Kind
    lo: str
    hi: str
    spans: tuple[Span, ...]
    holes: tuple[tuple[str, str], ...] = ()
    who: Who | RoleOf | None = None
    each: Who | None = None
    joins: Literal["next", "once"] = "next"
    evidence: Evidence | None = None
    trigger: Evidence | None = None
    first: Literal["counts", "skip"] = "counts"
    lead: Slot | None = None
    together: bool = False
    recorded: bool = False
    parts: tuple[Part, ...] = ()
    holds: Condition | SameHolder | Share | Rate | None = None
    final: bool = True
    window: int = 30
    phases: tuple[Period, ...] = ()
    started: dt.date | None = None
    nested: bool = False
    renewed: bool = False
    sources: tuple[Ask, ...] = ()
    outcomes: tuple[str, ...] = ()
    after: Literal["", "taken", "reached"] = ""
    waits: bool = False
    unless: tuple[Lift, ...] = ()
    cover: Cover | None = None
    beyond: tuple[Ask, ...] = ()
    excepts: tuple[Except, ...] = ()
    unlike: tuple[tuple[Test, ...], ...] = ()
    case: int = 0
    stages: tuple[Stage, ...] = ()
    step: int = 0
    periodic: bool = False
    ceiling: bool = False
    once: str = ""
    merged: bool = False
    named: Named | None = None

    @property
    def below(self) -> tuple[Ask, ...]:
        """The asks that this one stands on."""
        return (*self.sources, *self.beyond)

    @property
    def whole(self) -> Evidence | None:
        """The facts that make up the denominator of a rate."""
        return self.holds.of if isinstance(self.holds, Rate) else None

    @property
    def reads(self) -> tuple[Evidence, ...]:
        """Every kind of fact that it looks at itself."""
        found = (self.evidence, self.trigger, self.whole, *(lift.evidence for lift in self.unless), *self.moves)
        return tuple(part for part in found if part)

    @property
    def moves(self) -> tuple[Evidence, ...]:
        """The facts that move its last day."""
        return tuple(one.evidence for one in self.named.moved) if self.named else ()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Every slot that its tests and selectors read, by name."""
        tests = [test for part in (self.evidence, self.trigger, self.whole) if part for test in part.tests]
        tests += [test for part in self.parts for test in part.tests]
        found = {test.want.name: test.want for test in tests if isinstance(test.want, Slot)}
        if self.lead:
            found[self.lead.name] = self.lead
        return tuple(found[name] for name in sorted(found))

    @property
    def hourly(self) -> bool:
        """Whether some of its terms are counted in hours."""
        return any(span.term is not None and span.term[1] == "hour" for span in self.spans)

    @property
    def names_period(self) -> bool:
        """Whether a fact says itself for which period it is: a plan for the next year is issued before it begins."""
        tests = [*(self.evidence.tests if self.evidence else ()), *(test for part in self.parts for test in part.tests)]
        return any(isinstance(test.want, Ref) and test.want.what == "period" for test in tests)

    @property
    def origin(self) -> dt.date:
        """The first day on which the rule says anything here."""
        return self.started or min(span.since for span in self.spans)


MARKS = ("nobody", "unset", "early", "unscheduled", "within", "over", "unclear", "gone", "unknown", "vacant", "")
"""What a standing may say besides dates and counts, the first that fits: the selector found nobody; the place has not
decided; a step came before what it needs; no cadence; a ceiling is kept, is passed, or may be; the subject ended; a
condition cannot be told; the post has no holder; nothing special."""
