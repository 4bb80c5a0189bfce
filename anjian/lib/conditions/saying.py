"""A condition in Chinese words, for 为什么."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from anjian.lib.conditions.tree import All, Any, Condition, Leaf, Not, Operand, Ref, Unset

_WORDS = {
    "eq": "是",
    "ne": "不是",
    "gt": "超过",
    "ge": "不少于",
    "lt": "少于",
    "le": "不超过",
    "in": "是",
    "not_in": "不是",
    "includes": "包括",
    "includes_all": "包括",
    "includes_any": "包括",
    "covers": "覆盖",
}
_DAY_WORDS = {"gt": "晚于", "ge": "不早于", "lt": "早于", "le": "不晚于"}


def say(condition: Condition, labels: Mapping[str, str] | None = None) -> str:
    """The condition in Chinese. ``labels`` gives words for attributes and references; those without are named as is."""
    return _say(condition, labels or {}, nested=False)


def _say(condition: Condition, labels: Mapping[str, str], *, nested: bool) -> str:
    match condition:
        case Leaf():
            return _leaf(condition, labels)
        case Not(part):
            return f"不是（{_say(part, labels, nested=False)}）"
        case All(parts):
            text = "，且".join(_say(part, labels, nested=True) for part in parts) or "不限"
        case Any(parts):
            text = "，或".join(_say(part, labels, nested=True) for part in parts) or "没有一种情形"
    return f"（{text}）" if nested and len(parts) > 1 else text


def _leaf(leaf: Leaf, labels: Mapping[str, str]) -> str:
    name = labels.get(leaf.attribute, leaf.attribute)
    if leaf.op == "is_set":
        return f"{name}{'已填' if leaf.operand else '未填'}"
    word = _DAY_WORDS.get(leaf.op, "是") if isinstance(leaf.operand, date) and leaf.op not in ("eq", "ne") else ""
    joiner = "或" if leaf.op in ("in", "not_in", "includes_any") else "、"
    return f"{name}{word or _WORDS[leaf.op]}{_value(leaf.operand, labels, joiner)}"


def _value(value: Operand, labels: Mapping[str, str], joiner: str) -> str:
    match value:
        case Ref(name):
            return labels.get(name, name)
        case Unset(word):
            return f"“{word}”（未设定）"
        case tuple():
            return joiner.join(_value(one, labels, joiner) for one in value)
        case bool():
            return "是" if value else "否"
    return str(value)
