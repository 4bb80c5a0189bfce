"""From data (YAML) to a condition, refusing what is not in the grammar, with the place of the fault."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any as Anything
from typing import cast, get_args

from anjian.lib.conditions.tree import LISTED, ORDERED, SYNONYMS, All, Any, Condition, Leaf, Not, Operator, Ref, Unset
from anjian.lib.conditions.tree import Operand as Operand
from anjian.lib.errors import Refusal

OPERATORS: frozenset[str] = frozenset(get_args(Operator)) | frozenset(SYNONYMS)

_FAMILY = {
    **dict.fromkeys(("text", "uuid", "enum"), "text"),
    **dict.fromkeys(("int", "bigint", "numeric", "number"), "number"),
    **dict.fromkeys(("boolean", "bool"), "boolean"),
    "date": "date",
}
_SAID = {"text": "文字", "number": "数", "date": "日期", "boolean": "是否"}
_DAYS_ONLY = ("before", "after")


def parse(data: Anything, *, types: Mapping[str, str] | None = None, at: str = "条件") -> Condition:
    """The condition that the data says.

    ``types`` names every attribute that may be read, with its type (text, number, int, numeric, date, boolean; ``[]``
    behind it for a list): an unknown name or an operand of another type is then refused too. ``at`` is where the
    condition stands, for messages. Raises :class:`Refusal`.
    """
    return _Reader(types).condition(data, at)


class _Reader:
    def __init__(self, types: Mapping[str, str] | None) -> None:
        self._types = types

    def condition(self, data: Anything, at: str) -> Condition:
        if not isinstance(data, Mapping) or not data:
            raise _no(at, f"应是“属性: 值”的形式，现为“{data}”", "shape")
        parts = [self._entry(key, value, at) for key, value in data.items()]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _entry(self, key: Anything, value: Anything, at: str) -> Condition:
        if not isinstance(key, str):
            raise _no(at, f"“{key}”不能作属性名（on、off、yes、no不加引号会被读成真假）", "key")
        below = f"{at}.{key}"
        match key:
            case "all" | "any":
                if not isinstance(value, list) or not value:
                    raise _no(below, "后面应是至少一个条件的列表", "shape")
                parts = tuple(self.condition(part, f"{below}[{i}]") for i, part in enumerate(value, 1))
                return All(parts) if key == "all" else Any(parts)
            case "not":
                return Not(self.condition(value, below))
        return self._attribute(key, value, below)

    def _attribute(self, name: str, value: Anything, at: str) -> Condition:
        if self._types is not None and name not in self._types and not name.startswith("$"):
            raise _no(at, f"没有“{name}”这个属性，可用的有：{'、'.join(sorted(self._types))}", "attribute")
        if isinstance(value, list):
            return self._leaf(name, "in", value, at)
        if not isinstance(value, Mapping) or "unset" in value:
            return self._leaf(name, "eq", value, at)
        if not value:
            raise _no(at, "没有写比较方式", "shape")
        parts = [self._leaf(name, op, operand, f"{at}.{op}") for op, operand in value.items()]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _leaf(self, name: str, said: Anything, value: Anything, at: str) -> Leaf:
        if said not in OPERATORS:
            raise _no(at, f"没有“{said}”这种比较，可用的有：{'、'.join(sorted(OPERATORS))}", "operator")
        op = SYNONYMS.get(said) or cast(Operator, said)
        operand = self._operand(op, value, at)
        self._check_family(name, said, op, operand, at)
        return Leaf(name, op, operand)

    def _operand(self, op: Operator, value: Anything, at: str) -> Operand:
        if isinstance(value, Mapping) and "unset" in value:
            return Unset(str(value["unset"]))
        if isinstance(value, str) and value.startswith("$"):
            if op in ("in", "not_in", "is_set", "includes_all", "includes_any"):
                raise _no(at, f"这里要写出具体的值，不能用{value}", "operand")
            return Ref(value)
        if op == "is_set":
            if not isinstance(value, bool):
                raise _no(at, "is_set后面只能是true或false", "operand")
            return value
        if op in ("in", "not_in", "includes_all", "includes_any", "covers"):
            if not isinstance(value, list) or not value:
                raise _no(at, "后面应是至少一个值的列表", "operand")
            return tuple(_scalar(item, at) for item in value)
        return _scalar(value, at)

    def _check_family(self, name: str, said: str, op: Operator, operand: Operand, at: str) -> None:
        values = [] if isinstance(operand, Ref | Unset) else list(operand if isinstance(operand, tuple) else (operand,))
        families = {family(value) for value in values}
        if len(families) > 1:
            raise _no(at, "列表里的值种类不一", "type")
        if op in ORDERED and families - {"number", "date"}:
            raise _no(at, "大小只能比较数或日期", "type")
        if said in _DAYS_ONLY and families - {"date"}:
            raise _no(at, f"{said}后面应是日期，例如2018-01-22", "type")
        declared = None if self._types is None else self._types.get(name)
        if declared is None:
            return
        listed = declared.endswith("[]")
        if op != "is_set" and listed != (op in LISTED):
            raise _no(
                at,
                f"“{name}”{'是列表，应' if listed else '不是列表，不能'}用includes、includes_all、includes_any或covers",
                "type",
            )
        kind = _FAMILY.get(declared.removesuffix("[]"))
        if op != "is_set" and kind and families - {kind}:
            raise _no(at, f"“{name}”的值是{_SAID[kind]}，不能和{values[0]!r}比较", "type")


def family(value: object) -> str:
    """text, number, date or boolean: values of two families are never compared."""
    match value:
        case bool():
            return "boolean"
        case int() | float() | Decimal():
            return "number"
        case str():
            return "text"
        case datetime():
            return "instant"
        case date():
            return "date"
    return type(value).__name__


def _scalar(value: Anything, at: str) -> str | int | float | Decimal | date | bool:
    if family(value) not in ("text", "number", "date", "boolean"):
        raise _no(at, f"值应是文字、数、日期或true/false，现为“{value}”", "operand")
    if isinstance(value, float) and not abs(value) < float("inf"):
        raise _no(at, "值不是一个数", "operand")
    if isinstance(value, str) and value.startswith("$"):
        raise _no(at, f"列表里不能有引用{value}", "operand")
    return cast("str | int | float | Decimal | date | bool", value)


def _no(at: str, detail: str, kind: str) -> Refusal:
    return Refusal(
        f"{at}：{detail}",
        "条件写错，规则会套到不该套的对象上",
        "请改正后再核对（law check）",
        code=f"condition.{kind}",
        field=at,
    )
