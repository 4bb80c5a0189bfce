"""Examples (例子): small worlds with the verdicts they must have. They are the tests of a rule.

``given`` says who exists, ``set`` what the place chose, ``facts`` what happened, ``expect`` what follows on ``as_of``.
Names in an example are identifiers of its little world; places are names like 甲县.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, ValidationInfo, model_validator

from anjian.lib.verdicts import Outcome
from anjian.policy.pack.values import FactName, Function, Level, Line, Model, vocabulary_of, wrong

_SUBJECTS = ("post", "body", "enterprise")
_GIVEN = {"classes", "class", "functions", "function", "level", "place", "within", "holder", "of", "since", "until"}
_FACT = {"fact", "day", "minute", "recorded", "voided"}


class Given(Model):
    """One subject that exists in the example (有谁).

    ``department: 市安监局`` is short for the body of that name with the function and level that the name stands for.

    subject     post, body or enterprise
    id          its name, which is its identifier here
    classes     classes of the post or body, by code
    functions   functions of the body, by code
    level       level of its place; empty for enterprises: county
    place       name of its place; empty: the document's own place for its level, 甲县 or 甲镇 below it
    within      name of the place above that place
    holder      who holds the post; empty: vacant
    of          the body that the post belongs to
    since       first day on which all this is so; None: always
    until       last day; None: still
    attributes  other attributes of the subject, as the vocabulary declares them
    """

    subject: Literal["post", "body", "enterprise"]
    id: str = Field(min_length=1)
    classes: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    level: Level | Literal[""] = ""
    place: str = ""
    within: str = ""
    holder: str | None = None
    of: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    attributes: Mapping[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any, info: ValidationInfo) -> Any:
        if not isinstance(given, Mapping) or "subject" in given:
            return given
        if "department" in given:
            given = _department(given, vocabulary_of(info))
        kinds = [kind for kind in _SUBJECTS if kind in given]
        if len(kinds) != 1:
            raise wrong("given.shape", "例子里的对象没有写清", "写 post、body 或 enterprise 之一，后面跟名称")
        kind = kinds[0]
        found: dict[str, Any] = {"subject": kind, "id": given[kind], "attributes": {}}
        words = vocabulary_of(info)
        for key, value in given.items():
            if key == kind:
                continue
            if key in ("class", "classes"):
                names = value if isinstance(value, list) else [value]
                found["classes"] = [_class(kind, str(name), words) for name in names]
            elif key in ("function", "functions"):
                found["functions"] = value if isinstance(value, list) else [value]
            elif key in _GIVEN:
                found[key] = value
            else:
                found["attributes"][key] = value
        return found


def _department(given: Mapping[str, Any], words: Any) -> dict[str, Any]:
    name = str(given["department"])
    named = words and words.department(name)
    if words and named is None:
        advice = "请在 packs/vocabulary/functions.yaml 登记它的名称"
        raise wrong("department.unknown", f"部门“{name}”对不上任何职能", advice)
    found = {key: value for key, value in given.items() if key not in ("department", "function", "functions")}
    more = given.get("functions", given.get("function", []))
    functions = [*([named.function] if named else []), *(more if isinstance(more, list) else [more])]
    return {"body": name, "level": named.level if named else "", **found, "functions": functions}


def _class(kind: str, name: str, words: Any) -> str:
    code = words and (words.post_class(name) if kind == "post" else words.body_class(name))
    if words and code is None:
        raise wrong(
            "name.unknown", f"词汇表里没有类别“{name}”", f"是否指“{words.near(name)}”？" if words.near(name) else ""
        )
    return str(code or name)


class Happened(Model):
    """One fact of an example (发生了什么).

    day       the day on which it happened
    minute    when on that day, as 09:30; None: only the day was written down
    recorded  the day on which it was recorded; None: the same day
    voided    the day on which it was voided; None: it stands
    values    attributes and parties by name
    fact      its name
    """

    fact: FactName
    day: datetime.date
    minute: datetime.time | None = None
    recorded: datetime.date | None = None
    voided: datetime.date | None = None
    values: Mapping[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or "values" in given:
            return given
        if "on" in given:
            raise wrong("key.on", "键 on 不用", "事实写 day")
        return {key: given[key] for key in given if key in _FACT} | {
            "values": {key: value for key, value in given.items() if key not in _FACT}
        }


class Expected(Model):
    """One verdict that must follow. ``bearer``, ``each`` and ``period`` say which verdicts; the rest what they say.

    Every verdict that fits must agree, and at least one must fit.

    outcome      the outcome
    bearer       which bearer
    each         which thing it is about
    period       which period (2018-03, 2018-Q1, 2018-H1, "2018")
    matter       which matter and step of a procedure (K1#2)
    due          the last day
    need         how many are asked
    have         how many counted
    age          days since the trigger
    last         the last time
    value        the figure of an indicator
    provisional  whether the date is provisional
    """

    outcome: Outcome
    bearer: str = ""
    each: str = ""
    period: str = ""
    matter: str = ""
    due: datetime.date | None = None
    need: int | None = None
    have: int | None = None
    age: int | None = None
    last: datetime.date | None = None
    value: float | None = None
    provisional: bool | None = None


class Example(Model):
    """A small world and what follows in it.

    as_of   the day asked
    known   what had been recorded by the end of this day; None: everything
    adopted  the day from which the place adopts the document; None: when it comes into force
    set     settings of the place, by name
    rows    how many verdicts there are in all; None: not counted
    name    what it shows
    given   who exists
    facts   what happened
    expect  what follows
    """

    name: Line
    as_of: datetime.date
    known: datetime.date | None = None
    adopted: datetime.date | None = None
    given: tuple[Given, ...] = ()
    set: Mapping[str, Any] = {}
    facts: tuple[Happened, ...] = ()
    expect: tuple[Expected, ...]
    rows: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and "on" in given:
            raise wrong("key.on", "键 on 不用", "例子写 as_of（截至哪天）")
        return given

    @model_validator(mode="after")
    def _says_something(self) -> Example:
        if not self.expect and self.rows is None:
            raise wrong("example.empty", "例子什么也没有要求", "写 expect，或用 rows: 0 表示不应有任何结论")
        return self
