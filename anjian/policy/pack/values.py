"""The values of a rule: dated figures, holes that the place fills, borrowed values.

Each type reads the short form that a pack writes and is written out again in the same form, so that a stored rule and
a read rule are one thing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    Tag,
    ValidationInfo,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from anjian.lib import ends
from anjian.lib.errors import Refusal
from anjian.lib.verdicts import Force as Force
from anjian.policy.pack.vocabulary import Vocabulary

Scalar = str | int | float | bool | datetime.date
T = TypeVar("T")


class Model(BaseModel):
    """What all parts of a pack share: frozen, nothing unknown is let in."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def wrong(code: str, what: str, next: str = "") -> PydanticCustomError:
    """A fault found while reading: ``what`` is wrong, what to do ``next``; it gets file and line later."""
    return PydanticCustomError("anjian", "{what}\x1f{next}\x1f{code}", {"what": what, "next": next, "code": code})


def vocabulary_of(info: ValidationInfo) -> Vocabulary | None:
    """The vocabulary that names are resolved with, when one was given."""
    return (info.context or {}).get("vocabulary")


def _named(kind: str, find: Callable[[Vocabulary], Callable[[str], str | None]]) -> BeforeValidator:
    def resolve(value: Any, info: ValidationInfo) -> Any:
        words = vocabulary_of(info)
        if words is None or not isinstance(value, str):
            return value
        code = find(words)(value)
        if code is None:
            near = words.near(value)
            raise wrong(
                "name.unknown",
                f"词汇表里没有{kind}“{value}”",
                f"是否指“{near}”？" if near else "请先在 packs/vocabulary 里登记",
            )
        return code

    return BeforeValidator(resolve)


PostClass = Annotated[str, _named("职务类别", lambda v: v.post_class)]
BodyClass = Annotated[str, _named("机构类别", lambda v: v.body_class)]
Function = Annotated[str, _named("职能", lambda v: v.function)]
Topic = Annotated[str, _named("议题", lambda v: v.topic)]
FactName = Annotated[str, _named("事实", lambda v: v.fact_name)]

Line = Annotated[str, Field(min_length=1, max_length=60)]
"""A short sentence of our own."""

Level = Literal["country", "province", "city", "county", "town", "village"]
Period = Literal["shift", "day", "week", "month", "quarter", "half_year", "year"]
Basis = Literal["stated", "implied", "assumed", "borrowed"]

PERIOD_WORDS: Mapping[str, str] = {
    "shift": "每班",
    "day": "每日",
    "week": "每周",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
}


# --- terms and days ---------------------------------------------------------------------------------------------


def _term(value: Any) -> ends.Term:
    if isinstance(value, ends.Term):
        return value
    try:
        return ends.Term.parse(str(value))
    except Refusal as no:
        raise wrong("term.wrong", no.what, no.next or "写法如 20 workdays、1 year、一年内") from None


class _TermSchema:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _term, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


Term = Annotated[ends.Term, _TermSchema]
"""A term (期限), ``10 workdays`` or ``一年内``: :class:`anjian.lib.ends.Term`."""

_PLAN = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


def _plan(value: Any) -> str:
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    if not _PLAN.match(text):
        raise wrong("date.wrong", f"完成时间“{text}”看不懂", "写年（2018）、年月（2018-06）或年月日（2018-06-30）")
    try:
        ends.plan_date(text)
    except Refusal as no:
        raise wrong("date.wrong", no.what, no.next) from None
    return text


class _PlanSchema:
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _plan, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


PlanDay = Annotated[str, _PlanSchema]
"""A plan date (完成时间) as the text has it: ``2018`` is its last day; :func:`anjian.lib.ends.plan_date` reads it."""


class Amount(Model):
    """A number with its unit: ``100%`` is 100 with the unit ``%``; a bare number has none."""

    value: Decimal
    unit: Literal["", "%"] = ""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            return value
        if isinstance(value, Amount):
            return {"value": value.value, "unit": value.unit}
        text = str(value)
        unit = "%" if text.endswith("%") else ""
        try:
            if isinstance(value, bool):
                raise InvalidOperation
            return {"value": Decimal(text.rstrip("%")), "unit": unit}
        except InvalidOperation:
            raise wrong("number.wrong", f"“{text}”不是数", "写数或百分数，如 3、100%") from None

    @model_serializer
    def _write(self) -> str | int:
        plain = format(self.value.normalize(), "f")
        return f"{plain}%" if self.unit else int(plain) if "." not in plain else plain

    def __str__(self) -> str:
        return str(self._write())


# --- dated, unset, borrowed ------------------------------------------------------------------------------------


class Dated(Model, Generic[T]):
    """A figure of the text with the days from which it holds (按日期的数): ``{2018-01-22: 1, 2020-07-01: 2}``.

    values   pairs (first day, value), earliest first; the day None stands for ``adoption`` (the text has no date)
    """

    values: tuple[tuple[datetime.date | None, T], ...]

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, Mapping) and "values" in value and len(value) == 1:
            return value
        if not isinstance(value, Mapping) or not value:
            raise wrong("dated.wrong", "数要写明从哪天起", "写法如 {2018-01-22: 1}")
        pairs = []
        for key, item in value.items():
            day = key
            if key == "adoption":
                day = None
            elif not isinstance(key, datetime.date):
                try:
                    day = datetime.date.fromisoformat(str(key))
                except ValueError:
                    raise wrong("dated.wrong", f"“{key}”不是日期", "左边写日期（2018-01-22）或 adoption") from None
            pairs.append((day, item))
        pairs.sort(key=lambda pair: pair[0] or datetime.date.min)
        return {"values": pairs}

    @model_serializer(mode="wrap")
    def _write(self, handler: Any) -> dict[str, Any]:
        inner = handler(self)["values"]
        return {("adoption" if day is None else str(day)): value for day, value in inner}

    def at(self, day: datetime.date, *, adopted: datetime.date | None = None) -> T | None:
        """The value that holds on ``day``; None before the first one."""
        found: T | None = None
        for since, value in self.values:
            if (since or adopted or datetime.date.min) <= day:
                found = value
        return found

    def spans(self) -> Iterator[tuple[datetime.date | None, datetime.date | None, T]]:
        """(first day, last day or None, value) in order."""
        for n, (since, value) in enumerate(self.values):
            after = self.values[n + 1][0] if n + 1 < len(self.values) else None
            yield since, after - datetime.timedelta(days=1) if after else None, value


class Unset(Model):
    """A hole (未设定): the text has a word and no value, so the place decides (由当地设定).

    unset       the word of the text, such as 定期, 及时; or what it leaves out
    setting     name of the setting; empty: the name of the field
    may_borrow  clauses of other documents whose value a place may take over
    proposed    a proposal of ours, never in force by itself
    ground      why that proposal
    options     readings the place may choose from, when the text allows only some
    """

    unset: str = Field(min_length=1, max_length=40)
    setting: str = ""
    may_borrow: tuple[str, ...] = ()
    proposed: str | int | None = None
    ground: str = ""
    options: tuple[str, ...] = ()


class Borrowed(Model):
    """A value taken from another rule (借用): ``{from: linfen-2018/annex-27}``.

    rule  the rule that lends (written `from`)
    """

    rule: str = Field(alias="from", min_length=3)


class Phase(Model):
    """One stretch of days of a campaign (阶段), as the document dates it.

    name   what it is called
    since  its first day (written `from`)
    to     its last day
    """

    name: str = Field(min_length=1, max_length=60)
    since: datetime.date = Field(alias="from")
    to: datetime.date


class Phases(Model):
    """Phases as periods: what is asked is asked anew in each. A pack names windows: ``per: {window: selfcheck}``.

    phases  in the order of the text; they may overlap
    """

    phases: tuple[Phase, ...] = Field(min_length=1)

    def __str__(self) -> str:
        """As on a screen: each with its days."""
        return "、".join(f"{one.name}（{one.since.isoformat()}至{one.to.isoformat()}）" for one in self.phases)


def _shape(value: Any) -> str:
    if isinstance(value, Phases) or (isinstance(value, Mapping) and "phases" in value):
        return "phases"
    if isinstance(value, Unset) or (isinstance(value, Mapping) and "unset" in value):
        return "unset"
    if isinstance(value, Borrowed) or (isinstance(value, Mapping) and set(value) & {"from", "rule"}):
        return "borrowed"
    if isinstance(value, Dated | Mapping):
        return "dated"
    return "plain"


_HOLE = Annotated[Unset, Tag("unset")]
_LOAN = Annotated[Borrowed, Tag("borrowed")]
_UNION = Discriminator(
    _shape,
    custom_error_type="anjian",
    custom_error_message="这个写法这里不能用\x1f"
    "写值、按日期的数 {日期: 值}、{unset: 原文的词} 或 {from: 规则}\x1fvalue.shape",
)

ADOPTION = datetime.date.min
"""``from: adoption``: the text has no date (a draft); it binds where and from when a place adopts it (自采用之日起)."""

PerValue = Annotated[Annotated[Period, Tag("plain")] | Annotated[Phases, Tag("phases")] | _HOLE | _LOAN, _UNION]
WithinValue = Annotated[Annotated[Dated[Term], Tag("dated")] | _HOLE | _LOAN, _UNION]
ByValue = Annotated[Annotated[PlanDay, Tag("plain")] | _HOLE | _LOAN, _UNION]
CountValue = Annotated[Annotated[Dated[int], Tag("dated")] | _HOLE | _LOAN, _UNION]
TargetValue = Annotated[Annotated[Dated[Amount], Tag("dated")] | _HOLE | _LOAN, _UNION]
LeadValue = Annotated[Annotated[str, Tag("plain")] | _HOLE, _UNION]
StartValue = Annotated[
    Annotated[
        datetime.date,
        BeforeValidator(lambda said: ADOPTION if said == "adoption" else said),
        PlainSerializer(lambda day: "adoption" if day == ADOPTION else day.isoformat(), when_used="json"),
        Tag("plain"),
    ]
    | _HOLE,
    _UNION,
]
