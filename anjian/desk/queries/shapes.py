"""What the pages show, as plain frozen values: templates read these and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from anjian.desk.queries.parts import PartView
from anjian.lib.verdicts import Outcome
from anjian.policy import queries as policy
from anjian.policy.queries import SheetRow


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause as a duty names it: its number, where it stands, what it says, and its address in the document."""

    id: str
    cite: str
    gist: str
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One duty on a list.

    key         of the duty; url its page, record_url where it is done ("" when the page records nothing)
    title       the verb, at most 20 characters
    bearer_name, each_name  for whom
    period      its period in words
    red         a must-duty that is wrong now
    chip        where it comes from: 临发1号 三条; chip_url the clause in the living document
    note        one more number where there is one: 上次 2026-05-02 · 共3次
    seen_to     name of the post of the viewer's own body that sees to it (分派)
    """

    key: str
    url: str
    title: str
    bearer_name: str
    outcome: Outcome
    rule: str = ""
    bearer: str = ""
    each: str = ""
    each_name: str = ""
    period: str = ""
    due: dt.date | None = None
    red: bool = False
    provisional: bool = False
    chip: str = ""
    chip_url: str = ""
    clauses: tuple[ClauseLine, ...] = ()
    fact_to_record: str = ""
    record_url: str = ""
    note: str = ""
    seen_to: str = ""
    prefill: Mapping[str, list[str]] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the list: its code name, its heading, its rows."""

    name: str
    title: str
    rows: tuple[Row, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """My desk: the numbers of the sentence, the groups of the list, the groups folded at its foot."""

    owed: int
    done: int
    soon: int
    overdue: int
    waiting: int
    groups: tuple[Group, ...]
    folded: tuple[Group, ...]

    @property
    def listed(self) -> int:
        """How many rows stand in the open groups."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def empty(self) -> bool:
        """Whether nothing at all is owed."""
        return not any(group.rows for group in self.groups + self.folded)


@dataclass(frozen=True, slots=True)
class Told:
    """One reason with the word before it and, where it leads somewhere, its address."""

    word: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """The page of one duty: its row and its reasons in order; ``fact_word``: the title of the fact that meets it."""

    row: Row
    reasons: tuple[Told, ...]
    fact_word: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """One outcome and how often; red when it must not be so."""

    outcome: Outcome
    n: int
    red: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by outcome, as a margin shows them. done, late and left are the parts of the bar."""

    counts: tuple[Count, ...] = ()

    @property
    def done(self) -> int:
        """Met in any way, or attested."""
        return sum(c.n for c in self.counts if c.outcome.value in ("met", "met_late", "met_entered_late", "attested"))

    @property
    def late(self) -> int:
        """Lapsed: overdue, missed, unmet, short, breached."""
        return sum(c.n for c in self.counts if c.outcome.lapse)

    @property
    def left(self) -> int:
        """The others that are owed or not known."""
        skip = ("lifted", "not_yet", "no_subject")
        return sum(c.n for c in self.counts if c.outcome.value not in skip) - self.done - self.late

    @property
    def total(self) -> int:
        """All of them."""
        return sum(c.n for c in self.counts)

    @property
    def red(self) -> bool:
        """Whether one of them must not be so."""
        return any(c.red for c in self.counts)

    @property
    def tone(self) -> str:
        """The class of the margin: red, done, or nothing."""
        return "red" if self.red else "done" if self.done and not self.late and not self.left else ""


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause on the living document, with its margin.

    status  of the pack (automated …); reason says why it is not judged
    kind    its class (`policy.CLASSES`): what the program does with it, with its word
    places  how many places directly below somebody owes it in; url: the list of its duties
    mine    a duty of it is the viewer's own
    unset   a rule of it waits for the place's decision
    rules   how many rules run it; 0 = nothing to unfold
    words   what the text says there, when the office has attached its copy
    part    the criterion, the item of a checklist or the assignment that the clause gives
    """

    id: str
    number: str
    cite: str
    gist: str
    status: str
    kind: str
    status_word: str
    reason: str = ""
    tally: Tally = Tally()
    places: int = 0
    url: str = ""
    mine: bool = False
    unset: bool = False
    unassigned: bool = False
    rules: int = 0
    why_not: str = ""
    open: bool = False
    words: str = ""
    part: PartView | None = None

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return policy.anchor(self.number)


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article with its clauses; sign and tone are its one mark in the table of contents."""

    number: str
    heading: str
    part: str
    sign: str
    tone: str
    word: str
    clauses: tuple[ClauseView, ...]

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return "a-" + (self.clauses[0].number.partition(".")[0] if self.clauses else self.number)


@dataclass(frozen=True, slots=True)
class Living:
    """The living document for one place on one day."""

    id: str
    title: str
    short: str
    number: str
    issuer: str
    issued: dt.date | None
    place: str
    place_name: str
    places: tuple[tuple[str, str], ...]
    articles: tuple[ArticleView, ...]
    shown: int
    total: int
    coverage: tuple[tuple[str, str, int], ...]
    """(filter, word, how many clauses) of the four classes and of the rest."""
    holes: int = 0
    adopted: dt.date | None = None


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body under an unfolded clause, with its duties."""

    id: str
    name: str
    tally: Tally
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place under an unfolded clause: with its bodies, or with its numbers alone where there are too many duties.

    url     the list of its duties; deeper: it unfolds to places below instead
    """

    code: str
    name: str
    tally: Tally
    bodies: tuple[BodyView, ...]
    url: str = ""
    deeper: bool = False


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A clause unfolded: places where somebody owes it, and those where nobody is entered who could."""

    held: tuple[PlaceView, ...]
    bare: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """One field of the setting sheet (设定表): the row that `policy` gives, with words for the page.

    clauses   the clauses it belongs to, with our gists
    value     what holds now in words; "" while nothing does
    proposed  a proposal of ours in words, not in force; "" when there is none
    typed     what stands in the form's fields: value, since, ground, borrow
    state     open, set, borrowed or assumed
    open      its form stands open
    lenders   rules whose value it may borrow, with their figures
    later     what is decided already and holds only from a later day, in words; "" when nothing is
    """

    row: SheetRow
    label: str
    clauses: tuple[ClauseLine, ...]
    value: str
    proposed: str
    hint: str
    options: tuple[tuple[str, str], ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    state: str = "open"
    open: bool = False
    lenders: tuple[Lender, ...] = ()
    later: str = ""

    @property
    def anchor(self) -> str:
        """Its id on the page."""
        return hole_anchor(self.row.rule, self.row.field)

    @property
    def lends(self) -> bool:
        """Whether one of the lenders has a figure today."""
        return any(not lender.why for lender in self.lenders)


def hole_anchor(rule: str, field: str) -> str:
    """The id on the setting sheet of a field of a rule."""
    return "h-" + f"{rule}-{field}".replace("/", "-").replace(".", "-")


@dataclass(frozen=True, slots=True)
class Lender:
    """A rule whose value a hole of the sheet may take over (借用).

    rule   its id; chip: where it stands; title: what it says
    value  its figure in that place on that day, in words; "" when it has none then
    why    why it cannot lend today; "" when it can
    """

    rule: str
    chip: str
    title: str
    value: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class OrphanLine:
    """A clause that nobody answers for (没有责任单位), why, and where on the sheet the place can say who."""

    clause: ClauseLine
    why: str
    urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The setting sheet as asked for.

    holes     the rows that fit every filter
    counts    how many there are by state, of those that fit the other filters
    articles  (key, heading) of the articles that have rows; bodies: names that the rules name, the most frequent first
    orphans   clauses without a responsible body, whatever the filters
    """

    holes: tuple[Hole, ...]
    counts: Mapping[str, int]
    articles: tuple[tuple[str, str], ...]
    bodies: tuple[str, ...]
    orphans: tuple[OrphanLine, ...]
