"""What questions about documents answer with: plain frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anjian.policy.events import Resolved
from anjian.policy.pack import STATUS_WORDS, Article, Clause, Document, Rule
from anjian.policy.pack.document import chip


def anchor(number: str) -> str:
    """The id, on the page of its document, of a clause by its number."""
    return "c-" + number.replace(".", "-")


@dataclass(frozen=True, slots=True)
class ClauseCard:
    """A clause with the rules that run it, in the document's order.

    seq    its place in the document, from 0
    rules  ids of the rules that run it
    """

    clause: Clause
    article: str
    seq: int
    rules: tuple[str, ...]

    @property
    def id(self) -> str:
        """The clause's id."""
        return self.clause.id

    @property
    def status_word(self) -> str:
        """What the program does with it, in Chinese."""
        return STATUS_WORDS[self.clause.status]


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article with its clauses."""

    key: str
    article: Article
    clauses: tuple[ClauseCard, ...]


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule version: the parsed rule, its digest, the fact that loaded it, and where it stands (source chip)."""

    rule: Rule
    digest: str
    fact: str
    chip: str


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document as loaded: its particulars, its articles in order, its rules by id.

    fact  id of the fact that loaded its present state
    """

    document: Document
    fact: str
    articles: tuple[ArticleCard, ...]
    rules: dict[str, RuleCard]

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id

    @property
    def clauses(self) -> Iterator[ClauseCard]:
        """All clauses in order."""
        return (clause for article in self.articles for clause in article.clauses)

    def chip(self, clauses: tuple[str, ...]) -> str:
        """Where these clauses stand, short: 临发1号三条."""
        numbers = {card.id: article.article.number for article in self.articles for card in article.clauses}
        return chip(self.document, [(numbers.get(name, ""), name.split("/", 1)[1]) for name in clauses])


@dataclass(frozen=True, slots=True)
class AdoptionCard:
    """A place that took a document over."""

    document: str
    place: str
    since: date
    until: date | None
    fact: str


@dataclass(frozen=True, slots=True)
class TextCard:
    """An office's own copy of a document's text (本机关所附原文).

    digest   sha256 of the text in UTF-8, hexadecimal
    file     the name under which it was given
    by       who attached it; ``at`` when; ``fact`` the fact that says so
    spans    clause id → begin and end (exclusive) in the text
    missing  clause id → why its place was not found
    """

    document: str
    text: str
    digest: str
    file: str
    by: str
    at: datetime
    fact: str
    spans: dict[str, tuple[int, int]]
    missing: dict[str, str]

    def of(self, clause_id: str) -> str | None:
        """The text of a clause; None when its place was not found."""
        span = self.spans.get(clause_id)
        return self.text[slice(*span)] if span else None


@dataclass(frozen=True, slots=True)
class Orphan:
    """A clause that nobody in the place answers for (没有责任单位), and why; ``fields``: (rule, setting) to set."""

    clause: ClauseCard
    why: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One hole of the setting sheet (设定表): what the text leaves open, in its words, and what the place has set.

    rule       the rule; ``title`` and ``chip`` say what and where
    field      name of the setting
    kind       what is to be filled in: period, term, day, number, count, target, body, bodies, enterprise, choice, text
    choices    (value, word) when one must be chosen
    word       the text's own word; empty for what we assumed
    assumed    the text is silent and we assumed; the place may say otherwise
    proposed   a proposal of ours, not in force
    ground     why
    current    the value on the day asked
    since      from when it holds; None: not set
    decided_by the name under it
    reason     the ground given with it
    fact       id of the fact that set it
    """

    rule: str
    title: str
    chip: str
    clauses: tuple[str, ...]
    field: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    word: str
    assumed: bool
    proposed: str | int | None
    ground: str
    may_borrow: tuple[str, ...]
    current: Resolved
    since: date | None = None
    decided_by: str = ""
    reason: str = ""
    fact: str = ""

    @property
    def set(self) -> bool:
        """Whether the place has decided."""
        return self.since is not None

    def shown(self, value: Any) -> str:
        """A value in words: the word of a choice, the text of anything else."""
        return dict(self.choices).get(str(value), str(value))
