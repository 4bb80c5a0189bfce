"""Who (谁): selectors of bearers, of the things a duty is about, and of populations.

Selectors bind classes and functions, never names: a department of 2018 had another name within a year. They are
answered place by place and as of a day; a selector that finds nobody is *no subject*, never silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, ValidationInfo, model_serializer, model_validator

from anjian.policy.pack.conditions import Where
from anjian.policy.pack.values import (
    BodyClass,
    Borrowed,
    FactName,
    Function,
    LeadValue,
    Level,
    Model,
    PostClass,
    Unset,
    vocabulary_of,
    wrong,
)

Counted = Literal["each_post", "each_person", "each_body", "together", "lead_only"]
"""What is counted (计数单位): each post, each person, each body, all together once, or the lead alone."""

COUNTED_WORDS: Mapping[str, str] = {
    "each_post": "每个职务各计",
    "each_person": "每人各计",
    "each_body": "每个单位各计",
    "together": "合并计一次",
    "lead_only": "只计牵头单位",
}


class Department(Model):
    """A department as the text writes it (原文称谓), bound to its function and level."""

    as_written: str
    function: Function
    level: Level


class Departments(Model):
    """Departments: by one or more functions, or the ones the text names.

    function  departments with one of these functions, on the selector's levels
    named     the ones that the text names, in its order
    """

    function: tuple[Function, ...] = ()
    named: tuple[Department, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any, info: ValidationInfo) -> Any:
        if isinstance(given, list | tuple):
            words = vocabulary_of(info)
            found: list[Any] = []
            for name in given:
                if isinstance(name, Mapping | Department) or words is None:
                    found.append(name)
                    continue
                named = words.department(str(name))
                if named is None:
                    raise wrong(
                        "department.unknown",
                        f"部门“{name}”对不上任何职能",
                        "请在 packs/vocabulary/functions.yaml 登记它的名称",
                    )
                found.append({"as_written": named.as_written, "function": named.function, "level": named.level})
            return {"named": found}
        if isinstance(given, Mapping) and isinstance(given.get("function"), str):
            return {**given, "function": [given["function"]]}
        return given

    @model_validator(mode="after")
    def _one(self) -> Departments:
        if bool(self.function) == bool(self.named):
            raise wrong(
                "who.shape", "部门要么按职能写，要么逐个点名", "写法如 {function: 安全生产综合监管} 或 [市安监局]"
            )
        return self

    @model_serializer(mode="wrap")
    def _write(self, handler: Any) -> Any:
        full = handler(self)
        return full["named"] if self.named else {"function": full["function"]}


class Others(Model):
    """The others beside the named ones: departments with a function, or whom the text leaves open.

    function  departments with this function, less the ones named (其他负有…职责的部门)
    unnamed   the text's own vague words (市有关部门): on nobody's desk until the place sets ``others``
    levels    levels of government asked
    """

    function: Function = ""
    unnamed: str = ""
    levels: tuple[Level, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one(self) -> Others:
        if bool(self.function) == bool(self.unnamed):
            raise wrong("who.shape", "其他单位是谁没有写清", "function（职能）和 unnamed（原文的词）只写一种")
        return self


_KINDS = ("posts", "bodies", "departments", "enterprises", "role_of", "owner_of", "unnamed")


class Who(Model):
    """A selector (谁). Exactly one of the first seven says who; the rest narrows or shapes it.

    posts        classes of posts: the post owes, whoever holds it
    bodies       classes of bodies that exist in the place
    departments  by function, or named by the text
    enterprises  conditions on enterprises
    role_of      the party in this role of the triggering fact
    owner_of     the owner of ``$each``
    unnamed      the text's own vague words (市有关部门): nobody's desk until the place says who
    levels       levels of government asked
    divisions    county-level places of these kinds alone: 区, 县 and 旗, 县级市, by the official name on the day
    level        ``up``: the same kind one level above the one found
    inside       only inside the place of this reference (``in: $bearer.place``); of a consequence, posts in the body of
                 the one who did not do it (``in: $each.body``)
    lead         which of several leads (牵头)
    with_        helpers, who do not answer for it
    and_others   others with a duty, beside the named ones
    jointly      one duty for all of them together (会同、联合)
    rota         they take turns in this order
    proposed     for unnamed: a proposal of ours
    """

    posts: tuple[PostClass, ...] = ()
    bodies: tuple[BodyClass, ...] = ()
    departments: Departments | None = None
    enterprises: Where | None = None
    role_of: str = ""
    owner_of: Literal["", "$each"] = ""
    unnamed: str = ""
    levels: tuple[Level, ...] = ()
    divisions: tuple[Literal["district", "county", "county_city"], ...] = ()
    level: Literal["", "same", "up"] = ""
    inside: Literal["", "$bearer.place", "$each.place", "$each.body"] = Field("", alias="in")
    lead: LeadValue | None = None
    with_: Departments | None = Field(None, alias="with")
    and_others: Others | None = None
    jointly: bool = False
    rota: tuple[Function, ...] = ()
    proposed: str = ""

    @model_validator(mode="after")
    def _one(self) -> Who:
        kinds = [name for name in _KINDS if getattr(self, name) not in ("", (), None)]
        if len(kinds) != 1:
            raise wrong(
                "who.shape",
                "没有写明谁来承担" if not kinds else f"承担者写了{len(kinds)}种：{'、'.join(kinds)}",
                "posts、bodies、departments、enterprises、role_of、owner_of、unnamed 中只写一种",
            )
        plain = self.posts or self.bodies or (self.departments and self.departments.function)
        if plain and not self.levels:
            raise wrong("who.levels", "没有写明哪一级", "加 levels，如 [city, county]")
        if self.divisions and (not plain or self.levels != ("county",)):
            what = "按区、县、县级市选，只用于县级"
            raise wrong("who.divisions", what, "levels 写 [county]，并按 posts、bodies 或职能选")
        if self.departments and self.departments.named and self.levels:
            raise wrong("who.levels", "点名的部门已带级别，不再写 levels", "删去 levels")
        return self

    @property
    def kind(self) -> str:
        """Which of the seven ways of saying who is used."""
        return next(name for name in _KINDS if getattr(self, name) not in ("", (), None))

    @property
    def holes(self) -> dict[str, Unset]:
        """What the place must fill in this selector, by name of the setting."""
        found = {"lead": self.lead} if isinstance(self.lead, Unset) else {}
        if self.unnamed:
            found["who"] = Unset(unset=self.unnamed, proposed=self.proposed or None)
        if self.and_others and self.and_others.unnamed:
            found["others"] = Unset(unset=self.and_others.unnamed)
        return found


def _shape(value: Any) -> str:
    borrowed = isinstance(value, Borrowed) or (
        isinstance(value, Mapping) and set(value) <= {"from", "rule"} and bool(value)
    )
    return "borrowed" if borrowed else "who"


WhoValue = Annotated[Annotated[Who, Tag("who")] | Annotated[Borrowed, Tag("borrowed")], Discriminator(_shape)]
"""Who, or borrowed from another rule."""


class Population(Model):
    """Things that are counted (总体): enterprises or bodies with conditions, or facts, or a designated list.

    inside  only inside the place of this reference (``in: $bearer.place``)
    enterprises  conditions on enterprises
    bodies       classes of bodies
    fact         facts of this name
    where        conditions on them
    list         a designated list
    """

    enterprises: Where | None = None
    bodies: tuple[BodyClass, ...] = ()
    fact: FactName = ""
    where: Where = Field(default_factory=dict)
    list: str = ""
    inside: Literal["", "$bearer.place", "$each.place"] = Field("", alias="in")

    @model_validator(mode="after")
    def _one(self) -> Population:
        kinds = [
            name for name in ("enterprises", "bodies", "fact", "list") if getattr(self, name) not in ("", (), None)
        ]
        if len(kinds) != 1:
            raise wrong("population.shape", "数什么没有写清", "enterprises、bodies、fact、list 中写一种")
        return self
