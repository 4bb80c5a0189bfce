"""A document (文件) as data: its own particulars, its articles in order, its clauses with their status."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.lines import Path_, Text
from anjian.policy.pack.parts import Part
from anjian.policy.pack.rules import Rule
from anjian.policy.pack.values import Function, Line, Model, wrong
from anjian.policy.pack.vocabulary import Vocabulary

Status = Literal["automated", "partial", "covered_by", "built_in", "data", "attested", "pending", "unassigned"]

STATUS_WORDS: Mapping[str, str] = {
    "automated": "自动判断",
    "partial": "部分判断",
    "covered_by": "由他条覆盖",
    "built_in": "系统自带",
    "data": "作判定和分工的数据",
    "attested": "仅留痕",
    "pending": "待建",
    "unassigned": "没有责任单位",
}


class Clause(Model):
    """One obligation, number, list or channel of a document, in our own words (条款).

    id        <document>/<article>.<number>; annex.<row> for annex rows
    cite      where it stands, so that a person finds it (出处)
    gist      what it says, in our own words, never a copied sentence (摘要)
    actor     who must act, as the text has it, shortened
    unnamed   the sentence names nobody; ``actor`` is then our reading
    status    what the program does with it
    reason    why that status
    by        covered_by: the clauses or rules that cover it
    waits_for  pending: the module or document it waits for
    proof     built_in: the test that proves it
    year      annex rows: the year in the column of dates
    bodies    annex rows: the bodies named in the column, in its order; which of them leads the text does not mark
    others    annex rows: others with this function (其他负有……职责的部门), by code
    unnamed_bodies  annex rows: bodies that the column only describes (市有关部门)
    body      annex rows: the clauses of the body text that the row repeats
    gist_en    the gist in English
    data       data: the criterion, the item of a checklist or the assignment that it gives
    """

    id: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+\.[0-9]+$")
    cite: str = Field(min_length=1, max_length=40)
    gist: Line
    gist_en: str = ""
    actor: tuple[str, ...] = ()
    unnamed: bool = False
    status: Status
    reason: str = Field("", max_length=120)
    by: tuple[str, ...] = ()
    waits_for: str = ""
    proof: str = ""
    year: int | None = None
    bodies: tuple[str, ...] = ()
    others: Function | Literal[""] = ""
    unnamed_bodies: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    data: Part | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Clause:
        if self.status not in ("automated", "data") and not self.reason:
            raise wrong("clause.reason", f"条款状态是“{STATUS_WORDS[self.status]}”，没有说明原因", "加 reason")
        for status, name in (("covered_by", "by"), ("pending", "waits_for"), ("built_in", "proof"), ("data", "data")):
            if (self.status == status) != bool(getattr(self, name)):
                raise wrong("clause.status", f"状态 {status} 与字段 {name} 要同时出现", f"补上或删去 {name}")
        return self

    @property
    def number(self) -> str:
        """The number inside the document: 3.8, annex.27."""
        return self.id.split("/", 1)[1]


class Article(Model):
    """An article (条) of the document: its number as printed and its heading, shortened.

    number   as printed: (三); 附件 for an annex
    heading  shortened, in our own words where it is long
    part     the part it stands in: 二
    """

    number: str = Field(min_length=1)
    heading: str = Field(min_length=1, max_length=30)
    part: str = ""


class Expects(Model):
    """The document's own counts, which the pack must reach (自检): clauses and annex rows, rows by year.

    clauses  clauses in all
    annex    rows of the annex
    by       rows of the annex by year
    """

    clauses: int | None = None
    annex: int | None = None
    by: Mapping[int, int] = {}


class Window(Model):
    """A stretch of days that the document names (阶段): a campaign, one of its phases. They may overlap.

    title  what it is called
    since  its first day (written `from`); left out: from the document's own first day
    to     its last day
    said   the text's words where they are less exact than days (5月中旬, 12月)
    """

    title: Line
    since: datetime.date | None = Field(None, alias="from")
    to: datetime.date
    said: str = Field("", max_length=40)

    @model_validator(mode="after")
    def _order(self) -> Window:
        if self.since and self.to < self.since:
            raise wrong("window.order", f"阶段止于{self.to}，早于起始日{self.since}", "请核对起止")
        return self


class Document(Model):
    """The document's own particulars.

    id        of the pack, such as linfen-2018
    number    文号; empty when it has none
    place     division code of the issuing place, 12 digits
    issued    the day it was signed; None when the text has none
    in_force  the day from which it binds there
    replaces  ids of documents it replaces
    expects   its own counts
    source    where the text was read
    title     as printed
    short     short name for chips (临发1号)
    issuer    who issued it
    refers    other documents it names, and what for
    windows   the stretches of days it names, by id; a rule takes one by ``in_force: {window: id}``
    note      what is odd about the text
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str = Field(min_length=1)
    short: str = Field("", max_length=20)
    number: str = ""
    issuer: str = ""
    place: str
    issued: datetime.date | None = None
    in_force: datetime.date | None = None
    replaces: tuple[str, ...] = ()
    refers: Mapping[str, str] = {}
    windows: Mapping[str, Window] = {}
    expects: Expects = Expects()
    source: str = ""
    note: str = ""

    @field_validator("place", mode="before")
    @classmethod
    def _place(cls, value: object) -> str:
        try:
            return divisions.normal(str(value))
        except Refusal as no:
            raise wrong("place.wrong", no.what, no.next) from None

    @property
    def level(self) -> str:
        """The level of the issuing place."""
        return divisions.level(self.place)


ANNEX = "附件"
"""The number of the section that holds the rows of an annex."""


def chip(document: Document, where: Iterable[tuple[str, str]]) -> str:
    """Where something stands, short (来源): 临发1号三条, 临发1号附件27. Pairs of article number and clause number."""
    labels = [ANNEX + clause.partition(".")[2] if article == ANNEX else _article(article) for article, clause in where]
    return (document.short or document.number or document.id) + "、".join(dict.fromkeys(labels))


def _article(number: str) -> str:
    """An article's number as people say it: (三) and 三 are 三条; what names its own unit (第六条, 第二章) stays."""
    plain = re.sub(r"[()（）]", "", number)
    return plain if not plain or plain[-1] in "条章节款项则" else plain + "条"


class Head(Model):
    """What document.yaml holds: the particulars and the files of the articles, in the document's order.

    document  the particulars
    articles  files of the articles, in the document's order
    """

    document: Document
    articles: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Section:
    """One article's file as read: the article, its clauses and rules in order."""

    article: Article
    file: str
    clauses: tuple[Clause, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Pack:
    """A whole pack (规则包), read and checked.

    digest  of everything in it
    texts   the files with their lines, for faults found later
    at      where each rule and clause stands: id → (file, path)
    unread  ids of what could not be read, and of the clauses it names: faults of it are told already
    """

    document: Document
    sections: tuple[Section, ...]
    vocabulary: Vocabulary
    digest: str
    texts: Mapping[str, Text] = field(default_factory=dict, repr=False)
    at: Mapping[str, tuple[str, Path_]] = field(default_factory=dict, repr=False)
    unread: frozenset[str] = frozenset()

    @property
    def clauses(self) -> Iterator[Clause]:
        """All clauses in the document's order."""
        return (clause for section in self.sections for clause in section.clauses)

    @property
    def rules(self) -> Iterator[Rule]:
        """All rules in the document's order."""
        return (rule for section in self.sections for rule in section.rules)

    def knows(self, thing_id: str) -> bool:
        """Whether there is such a clause or rule, even one that could not be read."""
        return thing_id in self.unread or thing_id in self.at

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id."""
        return self._rules.get(rule_id)

    def clause(self, clause_id: str) -> Clause | None:
        """The clause of that id."""
        return self._clauses.get(clause_id)

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def _numbers(self) -> dict[str, str]:
        return {clause.id: section.article.number for section in self.sections for clause in section.clauses}

    def running(self, clause_id: str) -> list[Rule]:
        """The rules that run a clause, in order."""
        return self._running.get(clause_id, [])

    @cached_property
    def _running(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for name in rule.clauses:
                found.setdefault(name, []).append(rule)
        return found

    def chip(self, rule: Rule) -> str:
        """Where a rule stands in the document, short: 临发1号三条."""
        return chip(self.document, [(self._numbers.get(name, ""), name.split("/", 1)[1]) for name in rule.clauses])

    def line(self, thing_id: str, *path: str | int) -> tuple[str, int]:
        """File and line of a rule or clause, or of something inside it."""
        file, start = self.at[thing_id]
        return file, self.texts[file].line((*start, *path))

    def fault(self, thing_id: str, path: tuple[str | int, ...], what: str, next: str, code: str) -> Fault:
        """A fault at a place inside a rule or clause."""
        file, line = self.line(thing_id, *path)
        return Fault(file, line, what, next, code)
