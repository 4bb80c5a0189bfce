"""The kinds of rules (规则种类), as in ARCHITECTURE, "A pack"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from anjian.policy.pack.conditions import Where
from anjian.policy.pack.rules import Evidence, Holds, Owes, Rule
from anjian.policy.pack.until import Until, one_limit
from anjian.policy.pack.values import (
    ByValue,
    CountValue,
    FactName,
    Line,
    Model,
    PerValue,
    TargetValue,
    Unset,
    WithinValue,
    wrong,
)
from anjian.policy.pack.vocabulary import Vocabulary
from anjian.policy.pack.who import Population, Who, WhoValue


class Recurring(Rule):
    """X does at least N of fact F per period (周期职责).

    at_least      how many, dated
    per           the period; 定期 is a hole
    late_cures    a period that is over may still be cured; otherwise it ends as *missed*
    joins         ``next``: a bearer that appears in mid-period owes from the next one; ``once``: the running one too
    first_period  whether the period in which the text comes into force counts
    after_period  the evidence falls this long after the period it is about
    owes          the fact that shows it
    """

    kind: Literal["recurring"] = "recurring"
    who: WhoValue
    owes: Owes
    at_least: CountValue
    per: PerValue
    late_cures: bool = False
    joins: Literal["next", "once"] = "next"
    first_period: Literal["counts", "skip"] = "counts"
    after_period: WithinValue | None = None


class OneOff(Rule):
    """X delivers F by a date (限期任务).

    parts        words for the parts of the task; met when each is done, shown by the attribute ``part``
    open_list    the text closes the list of parts with 等
    accepted_by  who accepts it; until then it is only declared
    leaves       the rule that stands after it
    owes         the fact that shows it
    by           the plan date; a year is its last day, never rolls
    """

    kind: Literal["one_off"] = "one_off"
    who: WhoValue
    owes: Owes
    by: ByValue
    parts: tuple[Line, ...] = ()
    open_list: bool = False
    accepted_by: Who | None = None
    leaves: str = ""


class Response(Rule):
    """When F happens, X does G within a term, or by the day that F names (触发职责).

    when       the triggering fact
    owes       the fact that answers it
    within     the term from the trigger
    until      or the last day as the trigger names it
    runs_from  whether the term runs from what happened or from its recording
    once_per   each trigger, or each matter once: the first trigger of each bearer that names it (同一事项只计一次)
    """

    kind: Literal["response"] = "response"
    when: Evidence
    who: WhoValue
    owes: Owes
    within: WithinValue | None = None
    until: Until | None = None
    runs_from: Literal["happened", "recorded"] = "happened"
    once_per: Literal["trigger", "matter"] = "trigger"

    @model_validator(mode="after")
    def _limited(self) -> Response:
        one_limit(self.within, self.until)
        return self

    def matter(self, words: Vocabulary) -> str:
        """The role of the matter: the one that the answer shares with the trigger, else the trigger's only one.

        Empty when that leaves none, or more than one.
        """
        entry = words.facts.get(self.when.fact)
        roles = [role for role, party in entry.parties.items() if "matter" in party.kind] if entry else []
        said = {str(test.reference) for name, _, test in self.tests() if name == "owes" and test.reference}
        shared = [role for role in roles if f"this.{role}" in said]
        found = shared or roles
        return found[0] if len(found) == 1 else ""


class Requirement(Rule):
    """For each S with condition A, B holds (状态要求). ``cure``: how long it may be unmet before it is a lapse.

    when   conditions under which it is asked
    holds  what must be so
    by     the day from which it must be so
    cure   how long it may be unmet before it is a lapse
    """

    kind: Literal["requirement"] = "requirement"
    who: WhoValue
    when: Where = Field(default_factory=dict)
    holds: Holds
    by: ByValue | None = None
    cure: WithinValue | None = None


class Indicator(Rule):
    """A count or ratio over a place and period against a target (指标). An empty denominator is unknown, never 100 %.

    count      what is counted
    of         the denominator; left out: a plain number
    link       facts over facts: the role of the matter that both name (卷宗、案件); each matter counts once
    each       attribute of the facts of the denominator: the target must be reached in each of its values (各类)
    target     dated, with % for a ratio
    direction  whether the target is a floor or a ceiling
    per        facts are counted anew in each period; what is missing at its end is missed
    by         to be reached by this day
    """

    kind: Literal["indicator"] = "indicator"
    who: WhoValue
    count: Population
    of: Population | None = None
    link: str = ""
    each: str = ""
    target: TargetValue
    direction: Literal["at_least", "at_most"] = "at_least"
    per: PerValue | None = None
    by: ByValue | None = None

    @model_validator(mode="after")
    def _linked(self) -> Indicator:
        facts = [bool(one.fact) for one in (self.count, self.of) if one]
        if len(facts) == 2 and facts[0] != facts[1]:
            what = "分子和分母不是一类：一个数事实，一个数单位"
            raise wrong("indicator.kinds", what, "count 和 of 都写 fact，或都写 enterprises")
        if self.link and not all(facts):
            what = "数单位的指标没有事项可连（link）"
            raise wrong("indicator.link", what, "删去 link，或 count、of 都写 fact")
        if self.of and all(facts) and not self.link:
            what = "事实占事实的比例，没有说明按什么事项对应"
            raise wrong("indicator.link", what, "写 link：两边事实都有的事项参与方")
        if self.each and not (self.link and self.of):
            raise wrong("indicator.each", "各类分别达到（each）只用于事实占事实的比例", "写 of 和 link，或删去 each")
        if self.each and self.direction == "at_most":
            raise wrong("indicator.each", "各类分别达到（each）只用于下限", "direction 写 at_least，或删去 each")
        if self.per is not None and (self.by is not None or not all(facts)):
            raise wrong("indicator.per", "按期另计（per）只用于数事实的指标，且不与 by 同用", "只留一种")
        return self


class Register(Rule):
    """A list exists, is complete, was renewed within a term (清单台账).

    register_       name of the register
    owes            the fact that makes or renews it
    complete        the categories it must hold, each shown by the attribute ``parts`` of a fact
    open_list       the text closes them with 等
    renewed_within  how old it may be
    by              the day by which it must exist
    """

    kind: Literal["register"] = "register"
    who: WhoValue
    owes: Owes
    register_: str = Field(alias="register", min_length=1)
    complete: Unset | tuple[Line, ...] | None = None
    open_list: bool = False
    renewed_within: WithinValue | None = None
    by: ByValue | None = None


class Gate(Rule):
    """Before G there must have been F, in the same matter; or never G (前置程序). Breached, never overdue.

    before     the act that must not come first
    owes       what must have happened before it
    forbids    the act that must never be
    valid_for  how long F stays good
    """

    kind: Literal["gate"] = "gate"
    who: WhoValue
    before: Evidence | None = None
    owes: Evidence | None = None
    forbids: Evidence | None = None
    valid_for: WithinValue | None = None

    @model_validator(mode="after")
    def _one(self) -> Gate:
        if bool(self.forbids) == bool(self.before and self.owes):
            raise wrong("gate.shape", "前置程序没有写清", "写 before 和 owes（先有甲才能有乙），或 forbids（不得有）")
        return self


class Step(Model):
    """One step of a procedure.

    A step without needs opens the matter; a step is owed once all that it needs is done, and its term runs from then.
    Done before them it is out of order: breached, as with a gate.

    do         the fact of this step
    who        who does it; left out: the bearer of the rule
    within     the term for it
    needs      steps that come first, by their facts
    papers     papers that belong to it
    signed_by  who signs
    """

    do: FactName
    who: Who | None = None
    within: WithinValue | None = None
    needs: tuple[FactName, ...] = ()
    papers: tuple[Line, ...] = ()
    signed_by: Who | None = None


class Procedure(Rule):
    """A matter's life with the document's dated limits (流程): a module's state table, or steps.

    life   the state table of a module
    steps  or the steps, in order
    """

    kind: Literal["procedure"] = "procedure"
    life: str = ""
    steps: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _one(self) -> Procedure:
        if bool(self.life) == bool(self.steps):
            raise wrong("procedure.shape", "流程没有写清", "写 life（模块的状态表）或 steps（步骤），二者选一")
        return self


class Then(Model):
    """What follows: it must, or it may, be done.

    must        the fact that must follow
    may         the fact that may follow
    where       conditions on it
    decided_by  who decides
    """

    must: FactName = ""
    may: FactName = ""
    where: Where = Field(default_factory=dict)
    decided_by: Who | None = None

    @property
    def shown(self) -> Evidence:
        """The measure as evidence: the fact that shows that it was taken."""
        return Evidence(fact=self.must or self.may, where=self.where)

    @model_validator(mode="before")
    @classmethod
    def _one(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and bool(given.get("must")) == bool(given.get("may")):
            raise wrong("then.shape", "后果没有写清", "写 must（应当）或 may（可以），二者选一")
        return given


class Lapse(Model):
    """A verdict that something follows from.

    rule      the rule that lapsed
    outcomes  which outcomes count
    """

    rule: str
    outcomes: tuple[str, ...] = Field(min_length=1)


def _trigger_shape(value: Any) -> str:
    return "fact" if isinstance(value, Evidence) or (isinstance(value, Mapping) and "fact" in value) else "lapse"


class Consequence(Rule):
    """On a lapse or a threshold, a measure must or may follow (后果); rungs of a ladder.

    ``who`` acts where it stands nearest above the place of the lapse, the lowest level first; ``{role_of: bearer}`` is
    the one who did not do it. In ``then``, ``$each`` is the one who did not do it.

    when         a fact, or a lapse of another rule
    then         what follows
    within       the term for it
    rung         which rung of a ladder
    after        the rule of the rung before
    wait         how long after the lapse, or after the rung before, this is reached
    counts_from  whether the wait runs from when the measure of the rung before was taken, or from when it was reached
    """

    kind: Literal["consequence"] = "consequence"
    when: Annotated[Annotated[Evidence, Tag("fact")] | Annotated[Lapse, Tag("lapse")], Discriminator(_trigger_shape)]
    who: WhoValue
    then: Then
    within: WithinValue | None = None
    rung: int = Field(1, ge=1)
    after: str = ""
    wait: WithinValue | None = None
    counts_from: Literal["taken", "reached"] = "taken"


class Definition(Rule):
    """A word of the document means these holders or things, here (定义). Never owed, never overdue.

    defines  the word
    is_      who or what it means
    """

    kind: Literal["definition"] = "definition"
    defines: str = Field(min_length=1, max_length=30)
    is_: Who = Field(alias="is")


class Attested(Rule):
    """Software keeps that somebody says it was done (仅留痕): never red.

    why  soft · vague · reported · elsewhere · outside
    owes   what is kept
    per    how often, for display
    by     until when, for display
    parts  parts, for display
    """

    kind: Literal["attested"] = "attested"
    why: Literal["soft", "vague", "reported", "elsewhere", "outside"]
    owes: Owes | None = None
    per: PerValue | None = None
    by: ByValue | None = None
    parts: tuple[Line, ...] = ()


KINDS: Mapping[str, type[Rule]] = {
    "recurring": Recurring,
    "one_off": OneOff,
    "response": Response,
    "requirement": Requirement,
    "indicator": Indicator,
    "register": Register,
    "gate": Gate,
    "procedure": Procedure,
    "consequence": Consequence,
    "definition": Definition,
    "attested": Attested,
}
