"""Marked references and conditions (引用与条件): what a rule asks of the facts and subjects that it reads."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import model_serializer, model_validator

from anjian.policy.pack.values import BodyClass, Model, Scalar, Unset, wrong

_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_REF = re.compile(r"^\$(bearer|each|period|rule|this\.[a-z_]+|bearer\.[a-z_]+|each\.[a-z_]+)$")
_BARE = frozenset({"bearer", "each", "this", "period", "bearers", "turn"})
"""Words that are references elsewhere and must carry their mark here."""


def is_reference(value: Any) -> bool:
    """Whether the value is a marked reference (标记的引用) such as ``$bearer``."""
    return isinstance(value, str) and value.startswith("$")


Operator = Literal[
    "eq", "ne", "in", "not_in", "includes", "includes_all", "includes_any", "covers",
    "over", "under", "at_least", "at_most", "before", "after", "is_set", "named", "place",
]  # fmt: skip
OPERATORS: frozenset[str] = frozenset(get_args(Operator))
_PLURAL = frozenset({"in", "not_in", "includes_all", "includes_any", "covers"})


class Test(Model):
    """One condition on one attribute or party (条件). Missing data make it unknown, never false.

    op       the operator
    value    a value, a list of values, or a marked reference
    unset    the value is a hole that the place fills
    bodies   for a party: one of these body classes …
    level    … ``same`` level as the bearer or the one above (``up``)

    Short forms: ``x`` is ``{eq: x}``; ``[x, y]`` is ``{in: [x, y]}``; ``{named: 某公司}`` is a name of the text that
    the place binds to an identifier.
    """

    __test__ = False  # not a pytest class

    op: Operator
    value: Scalar | tuple[Scalar, ...] | None = None
    unset: Unset | None = None
    bodies: tuple[BodyClass, ...] = ()
    level: Literal["", "same", "up"] = ""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, Test):
            return dict(given)
        if isinstance(given, Mapping):
            if "op" in given:
                return given
            if "bodies" in given:
                return {"op": "place", **given}
            if len(given) != 1:
                raise wrong("condition.shape", "一个条件只写一个比较", "写法如 {at_least: 3}")
            op, value = next(iter(given.items()))
            if op not in OPERATORS - {"place"}:
                raise wrong("condition.operator", f"没有“{op}”这种比较", f"可用：{'、'.join(sorted(OPERATORS))}")
            if isinstance(value, Mapping) and "unset" in value:
                return {"op": op, "unset": value}
            return {"op": op, "value": _items(value)}
        if isinstance(given, list | tuple):
            return {"op": "in", "value": _items(given)}
        if given is None:
            raise wrong("condition.empty", "条件没有值", "要问“有没有填”，写 {is_set: true}")
        return {"op": "eq", "value": _items(given)}

    @model_validator(mode="after")
    def _check(self) -> Test:
        for value in self.value if isinstance(self.value, tuple) else (self.value,):
            if is_reference(value) and not _REF.match(str(value)):
                raise wrong(
                    "reference.unknown",
                    f"引用“{value}”不认识",
                    "可用：$bearer、$each、$period、$rule、$this.角色、$bearer.属性",
                )
            if isinstance(value, str) and (value in _BARE or (value.split(".", 1)[0] in _BARE and "." in value)):
                raise wrong("reference.bare", f"“{value}”是引用，少了标记", f"写作 ${value}")
        plural = isinstance(self.value, tuple)
        if plural and self.op not in _PLURAL:
            raise wrong("condition.shape", f"“{self.op}”只比一个值", "一个以上用 in、includes_any、includes_all")
        if not plural and self.op in _PLURAL and self.unset is None and self.reference is None:
            raise wrong("condition.shape", f"“{self.op}”要写一列值", "写法如 {in: [甲, 乙]}")
        return self

    @model_serializer(mode="wrap")
    def _write(self, handler: Any) -> dict[str, Any]:
        full = handler(self)
        if self.op == "place":
            return {"bodies": full["bodies"], **({"level": self.level} if self.level else {})}
        return {self.op: full["unset"] if self.unset else full["value"]}

    @property
    def reference(self) -> str | None:
        """The reference without its mark (``bearer``, ``this.accident``), if the value is one."""
        return str(self.value)[1:] if is_reference(self.value) else None

    @property
    def values(self) -> tuple[Scalar, ...]:
        """The values compared with, also when there is only one; empty for holes."""
        if self.value is None:
            return ()
        return self.value if isinstance(self.value, tuple) else (self.value,)


def _items(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_items(item) for item in value)
    if isinstance(value, str) and _DAY.match(value):
        return datetime.date.fromisoformat(value)  # a stored rule keeps days as text
    return value


Where = dict[str, Test]
"""Conditions by attribute or party role; all must hold."""
