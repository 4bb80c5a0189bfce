"""Rules (规则): what runs a clause. One class per kind; the kinds read as in ARCHITECTURE, "A pack"."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, ValidationInfo, model_validator

from anjian.policy.pack.conditions import Test, Where
from anjian.policy.pack.example import Example
from anjian.policy.pack.values import (
    Basis,
    BodyClass,
    Borrowed,
    Dated,
    FactName,
    Force,
    Line,
    Model,
    Period,
    PlanDay,
    PostClass,
    StartValue,
    Term,
    Unset,
    vocabulary_of,
    wrong,
)
from anjian.policy.pack.who import Counted, Population, Who, WhoValue

Kind = Literal[
    "recurring", "one_off", "response", "requirement", "indicator", "register", "gate", "procedure", "consequence",
    "definition", "attested",
]  # fmt: skip

KIND_WORDS: Mapping[str, str] = {
    "recurring": "周期职责",
    "one_off": "限期任务",
    "response": "触发职责",
    "requirement": "状态要求",
    "indicator": "指标",
    "register": "清单台账",
    "gate": "前置程序",
    "procedure": "流程",
    "consequence": "后果",
    "definition": "定义",
    "attested": "仅留痕",
}


class InForce(Model):
    """Days on which a rule binds (施行), both ends inclusive.

    since  first day (written `from`)
    to     last day; left out: still
    """

    since: StartValue = Field(alias="from")
    to: datetime.date | None = None

    @model_validator(mode="after")
    def _order(self) -> InForce:
        if self.to and isinstance(self.since, datetime.date) and self.to < self.since:
            raise wrong("span.wrong", f"施行止于{self.to}，早于起始日{self.since}", "请核对施行起止")
        return self


class Recipients(Model):
    """Each of several recipients must get it (分别): bodies of these classes, at the bearer's own place or above.

    bodies  classes of bodies; each must get it
    level   `same` place as the bearer, or the one above
    """

    bodies: tuple[BodyClass, ...] = Field(min_length=1)
    level: Literal["same", "up"] = "same"


class Evidence(Model):
    """The fact that shows that something was done (证据).

    fact      its name; facts that are one (``is_a``) count too
    where     conditions on its attributes and parties, all of them
    each_of   the number must be reached for each recipient in this role, in one fact or in several
    """

    fact: FactName
    where: Where = Field(default_factory=dict)
    each_of: Mapping[str, Recipients] = {}

    @model_validator(mode="after")
    def _topics(self, info: ValidationInfo) -> Evidence:
        words = vocabulary_of(info)
        entry = words.facts.get(self.fact) if words else None
        if not words or not entry:
            return self
        for name, test in list(self.where.items()):
            attribute = entry.attributes.get(name)
            if attribute and attribute.options_from == "topics":
                for value in test.values:
                    if isinstance(value, str) and not value.startswith("$") and words.topic(value) is None:
                        near = words.near(value)
                        raise wrong(
                            "topic.unknown",
                            f"没有议题“{value}”",
                            f"是否指“{near}”？" if near else "请先登记到 topics.yaml",
                        )
                codes = tuple(words.topic(str(value)) or value for value in test.values)
                coded = test.model_copy(
                    update={"value": codes if isinstance(test.value, tuple) else codes[0] if codes else None}
                )
                self.where[name] = coded
        return self


class Holds(Model):
    """What a requirement asks (须符合): conditions on the subject, or that one person holds several posts there.

    same_holder  classes of posts that one person holds in the bearer's place
    where        conditions on the subject, all of them
    any_of       groups of such conditions: one group is enough (或者)
    """

    same_holder: tuple[PostClass, ...] = ()
    where: Where = Field(default_factory=dict)
    any_of: tuple[Where, ...] = ()

    @property
    def groups(self) -> tuple[Where, ...]:
        """The groups of conditions, of which one must hold whole; none for `same_holder`."""
        return self.any_of or ((self.where,) if self.where else ())

    @model_validator(mode="after")
    def _one(self) -> Holds:
        if sum(map(bool, (self.same_holder, self.where, self.any_of))) != 1:
            advice = "写 same_holder（两个以上职务）、where（条件）或 any_of（几组条件，符合一组即可），只写一种"
            raise wrong("holds.shape", "要求什么没有写清", advice)
        if self.any_of and (len(self.any_of) < 2 or not all(self.any_of)):
            raise wrong("holds.shape", "any_of 至少写两组条件，每组不空", "只有一组的写 where")
        if self.same_holder and len(self.same_holder) < 2:
            raise wrong("holds.shape", "same_holder 至少写两个职务类别", "")
        return self


class AllOf(Model):
    """Several different facts are needed (都要有).

    all_of  the pieces of evidence, each as above
    """

    all_of: tuple[Evidence, ...] = Field(min_length=2)


class Lift(Evidence):
    """A fact that lifts a duty (解除), written like evidence.

    fact      its name; facts that are one (``is_a``) lift it too
    where     conditions on its attributes and parties, all of them
    each_of   never written: one fact lifts the duty, whoever got it
    came      ``since`` the duty began (or in its period); ``before`` the fact that started the duty, where on one day
              the minute decides if it was written down of both; ``ever``: at either time
    """

    came: Literal["since", "before", "ever"] = "since"

    @model_validator(mode="after")
    def _whole(self) -> Lift:
        if self.each_of:
            raise wrong("unless.shape", "解除的事实不分对象", "删去 each_of")
        return self


class Lifts(Model):
    """Several facts that lift a duty only together (同时具备).

    all_of  each of them is needed
    """

    all_of: tuple[Lift, ...] = Field(min_length=2)


def _evidence_shape(value: Any) -> str:
    return "all" if isinstance(value, AllOf | Lifts) or (isinstance(value, Mapping) and "all_of" in value) else "one"


Unless = Annotated[Annotated[Lift, Tag("one")] | Annotated[Lifts, Tag("all")], Discriminator(_evidence_shape)]
Owes = Annotated[Annotated[Evidence, Tag("one")] | Annotated[AllOf, Tag("all")], Discriminator(_evidence_shape)]


class Covering(Model):
    """What the facts must cover (覆盖): each of the things found, or each of these words; the figure is for each.

    each       the things: enterprises, bodies or posts, as they are on the day that judges
    role       the role of the fact that names them
    values     or the words: kinds, lines, sites
    attribute  the attribute of the fact that holds them
    """

    each: Who | None = None
    role: str = ""
    values: tuple[Line, ...] = ()
    attribute: str = ""

    @model_validator(mode="after")
    def _one(self) -> Covering:
        things, words = (self.each, self.role), (self.values, self.attribute)
        if not (all(things) and not any(words)) and not (all(words) and not any(things)):
            raise wrong(
                "covering.shape", "要覆盖什么没有写清", "写 each 和 role（对象），或 values 和 attribute（各类）"
            )
        return self


class Case(Model):
    """One case of a rule (情形): of these bearers, or of triggers like this, another figure or deadline is asked.

    name          the case in our own words: 高危企业
    who           the bearers of this case; a selector like that of the rule
    where         or conditions on the triggering fact
    at_least      how many, dated
    per           the period
    after_period  the evidence falls this long after the period it is about
    within        the term, dated
    by            the plan date
    """

    name: Line
    who: Who | None = None
    where: Where = Field(default_factory=dict)
    at_least: Dated[int] | None = None
    per: Period | None = None
    after_period: Dated[Term] | None = None
    within: Dated[Term] | None = None
    by: PlanDay | None = None

    @model_validator(mode="after")
    def _one(self) -> Case:
        if bool(self.who) == bool(self.where) or not self.figures:
            raise wrong("case.shape", "情形没有写清", "写 who（承担者）或 where（触发的条件），再写这种情形的数或期限")
        return self

    @property
    def figures(self) -> tuple[str, ...]:
        """Names of the fields that this case decides."""
        names = ("at_least", "per", "after_period", "within", "by")
        return tuple(name for name in names if getattr(self, name) is not None)

    def value(self, name: str, day: datetime.date) -> Any:
        """The value of a field on a day; None where the rule's own holds."""
        said = getattr(self, name) if name in self.figures else None
        return said.at(day) if isinstance(said, Dated) else said


class Rule(Model):
    """What every rule has.

    id            stable for ever: <document>/<words>
    clauses       the clauses it runs, many to many
    kind          one of eleven
    title         what it is, in our own words
    verb          what to do, for the desk; empty: the verb of the fact
    force         must · should · may · encouraged · will · practice · draft · reported. Only ``must`` turns red
    basis         where each field comes from, when not stated by the text
    who           the bearer
    counted       per post, person, body, together or the lead alone
    for_each      the thing the duty is about, when it is not its bearer
    in_force      the days on which it binds
    steward       bodies that answer for the fulfilment of this rule without owing it
    exception_to  the rule that this one suppresses, as the text says
    unless        the fact, or the facts together, that lift it: in its period, since it began, or before its trigger
    cases         in order: the first that fits is the only one that binds; the rule's own figures are for all others
    covering      what the facts must cover: each site, each kind
    beyond        the rule that facts meet first (另外): what met it for the same bearer does not count here
    refers        another document, and what for
    examples      its tests
    note          why we read it so
    """

    id: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    clauses: tuple[str, ...] = Field(min_length=1)
    title: Line
    verb: str = Field("", max_length=20)
    force: Force = "must"
    basis: Mapping[str, Basis] = {}
    who: WhoValue | None = None
    counted: Counted | Unset | None = None
    for_each: Who | None = None
    in_force: InForce
    steward: tuple[str, ...] = ()
    exception_to: str = ""
    unless: Unless | None = None
    cases: tuple[Case, ...] = ()
    covering: Covering | None = None
    beyond: str = ""
    refers: Mapping[str, str] = {}
    examples: tuple[Example, ...] = ()
    note: str = ""

    @property
    def document(self) -> str:
        """The document's id."""
        return self.id.split("/")[0]

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact name that the rule reads."""
        counted = [one.fact for name in ("count", "of") if isinstance(one := self.field(name), Population) and one.fact]
        return tuple(dict.fromkeys([*(evidence.fact for _, evidence in self.evidence()), *counted]))

    @property
    def lifts(self) -> tuple[Lift, ...]:
        """The facts that lift it; all of them are needed."""
        if self.unless is None:
            return ()
        return self.unless.all_of if isinstance(self.unless, Lifts) else (self.unless,)

    def field(self, name: str) -> Any:
        """The value of a field, None when this kind has no such field."""
        return self.__dict__.get(name)

    def evidence(self) -> Iterator[tuple[str, Evidence]]:
        """Every piece of evidence or trigger with the field it stands in."""
        for name in ("owes", "when", "before", "forbids", "unless"):
            value = self.field(name)
            if isinstance(value, Evidence):
                yield name, value
            elif isinstance(value, AllOf | Lifts):
                yield from ((name, one) for one in value.all_of)
        yield from (("until", one) for one in getattr(self.field("until"), "moved", ()))
        measure = getattr(self.field("then"), "shown", None)
        if measure is not None:
            yield "then", measure

    def tests(self) -> Iterator[tuple[str, str, Test]]:
        """Every condition with the field and the attribute or role it stands at."""
        for name, evidence in self.evidence():
            for key, test in evidence.where.items():
                yield name, key, test
        for name in ("count", "of"):
            value = self.field(name)
            if isinstance(value, Population):
                for key, test in {**(value.enterprises or {}), **value.where}.items():
                    yield name, key, test
        holds = self.field("holds")
        if isinstance(holds, Holds):
            yield from (("holds", key, test) for group in holds.groups for key, test in group.items())
        when = self.field("when")
        if isinstance(when, dict):
            yield from (("when", key, test) for key, test in when.items())

    def holes(self) -> dict[str, Unset]:
        """What the place must fill (未设定), by the name of the setting; borrowed fields are not holes."""
        found: dict[str, Unset] = {}
        for name in VALUED:
            value = self.field(name)
            if isinstance(value, Unset):
                found[value.setting or name] = value
        if isinstance(self.in_force.since, Unset):
            found[self.in_force.since.setting or "in_force"] = self.in_force.since
        if isinstance(self.who, Who):
            found.update(self.who.holes)
        for _, key, test in self.tests():
            if test.unset:
                found[test.unset.setting or key] = test.unset
            elif test.op == "named":
                found[key] = Unset(unset=str(test.value), setting=key)
        return found

    def loans(self) -> dict[str, str]:
        """Fields that are borrowed from another rule: field → rule id."""
        names = ("who", *VALUED)
        return {name: value.rule for name in names if isinstance(value := self.field(name), Borrowed)}

    def content(self) -> dict[str, Any]:
        """What the rule means, as plain JSON: everything but its examples and notes. Its digest is the version."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"examples", "note"}) | {
            "kind": self.field("kind")
        }


TERMS = ("within", "after_period", "cure", "renewed_within", "valid_for", "wait")
"""Fields that hold a term."""
VALUED = ("per", "at_least", "within", "by", "target", "counted", "since", "renewed_within", "valid_for", "complete",
          "wait", "after_period", "cure")  # fmt: skip
"""Fields that hold a value of the text, or a hole, or a loan; resolved per place into slices."""
