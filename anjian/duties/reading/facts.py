"""Evidence of a pack as tests on facts: each key is a party role or an attribute, as the vocabulary declares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anjian.duties.asks import Evidence, Kin, Part, Ref, Scalar, Slot, Test
from anjian.policy import queries as policy


class NotRun(Exception):
    """A rule asks something that is not run yet; the text says what, in Chinese."""


@dataclass(frozen=True)
class Words:
    """The vocabulary, and the rule that is read."""

    vocabulary: policy.Vocabulary
    rule: str
    trigger: str = ""
    """Name of the triggering fact, which `$this` speaks of."""


_SIGNS = {
    "over": "over",
    "under": "under",
    "at_least": "at_least",
    "at_most": "at_most",
    "before": "under",
    "after": "over",
}
_UP = {"same": 0, "up": 1, "": None}


def evidence(words: Words, said: Any) -> tuple[Evidence, tuple[Part, ...]]:
    """The facts that count, and what must be reached each for itself."""
    if isinstance(said, policy.AllOf):
        return _all_of(words, said)
    tests = tuple(_tests(words, said))
    parts = []
    for role, recipients in said.each_of.items():
        for code in recipients.bodies:
            want = Kin(classes=(code,), up=_UP[recipients.level])
            parts.append(Part(words.vocabulary.bodies[code].title.zh, (Test("party", role, "any", want),)))
    return Evidence(words.vocabulary.covering(said.fact), tests), tuple(parts)


def _all_of(words: Words, said: policy.AllOf) -> tuple[Evidence, tuple[Part, ...]]:
    read = [(one, tuple(_tests(words, one))) for one in said.all_of]
    if any(one.each_of for one, _ in read):
        raise NotRun("all_of 里的 each_of 还不能判断")
    shared = tuple(test for test in read[0][1] if all(test in tests for _, tests in read))
    parts = tuple(
        Part(
            words.vocabulary.facts[one.fact].title.zh,
            tuple(test for test in tests if test not in shared),
            words.vocabulary.covering(one.fact),
        )
        for one, tests in read
    )
    names = tuple(dict.fromkeys(name for part in parts for name in part.names))
    return Evidence(names, shared), parts


def _tests(words: Words, said: policy.Evidence) -> Iterator[Test]:
    entry = words.vocabulary.facts[said.fact]
    for key, test in said.where.items():
        yield from _test(words, entry, key, test)


def _test(words: Words, entry: policy.FactType, key: str, test: policy.Test) -> Iterator[Test]:
    want = _want(words, key, test)
    if key == "place" and key not in entry.parties:
        yield Test("place", "place", "any", Ref("bearer"))
        return
    if key in entry.parties:
        if test.op in ("includes_all", "covers") and isinstance(want, tuple):
            yield Test("party", key, "all", want)
        elif test.op in ("eq", "in", "includes", "includes_any", "named", "place"):
            yield Test("party", key, "any", want)
        else:
            raise NotRun(f"参与方“{key}”的比较“{test.op}”还不能判断")
        return
    attribute = entry.attributes[key]
    if attribute.type in ("number", "day"):
        on = "num" if attribute.type == "number" else "day"
        if test.op in _SIGNS:
            yield Test(on, key, _SIGNS[test.op], _typed(want, on))  # type: ignore[arg-type]
        elif test.op == "eq":
            yield Test(on, key, "any", _typed(want, on))  # type: ignore[arg-type]
        else:
            raise NotRun(f"属性“{key}”的比较“{test.op}”还不能判断")
        return
    if test.op not in ("eq", "in", "includes", "includes_any", "includes_all", "covers", "named"):
        raise NotRun(f"属性“{key}”的比较“{test.op}”还不能判断")
    if not isinstance(want, tuple):
        yield Test("text", key, "any", want)
        return
    groups = [narrower(words, attribute, one) for one in want]
    if test.op in ("includes_all", "covers"):
        yield from (Test("text", key, "any", group) for group in groups)
    else:
        yield Test("text", key, "any", tuple(dict.fromkeys(one for group in groups for one in group)))


def narrower(words: Words, attribute: policy.Attribute, value: Scalar) -> tuple[Scalar, ...]:
    """A topic with all topics that are one; truth as the relation writes it."""
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if attribute.options_from == "topics":
        return words.vocabulary.narrower_topics(str(value))
    return (str(value),)


def _want(words: Words, key: str, test: policy.Test) -> tuple[Scalar, ...] | Ref | Slot | Kin:
    if test.op == "place":
        return Kin(classes=test.bodies, up=_UP[test.level])
    if test.unset:
        return Slot(test.unset.setting or key, "numeric" if test.op in _SIGNS else "text")
    if test.op == "named":
        return Slot(key)
    if test.reference is None:
        return tuple(_scalar(value) for value in test.values)
    what, _, field = test.reference.partition(".")
    if what == "rule":
        return (words.rule,)
    if what == "this":
        entry = words.vocabulary.facts.get(words.trigger)
        if entry is None:
            raise NotRun(f"“{key}”引用了触发的事实，但这类规则没有触发")
        return Ref("this", field, role=field in entry.parties)
    if what == "period":
        return Ref("period")
    if field == "place" or not field:
        return Ref("each" if what == "each" else "bearer")
    raise NotRun(f"引用“${test.reference}”还不能判断")


def _scalar(value: Any) -> Scalar:
    if isinstance(value, float):
        return Decimal(str(value))
    return value  # type: ignore[no-any-return]


def _typed(want: object, on: str) -> object:
    if isinstance(want, tuple) and on == "num":
        return tuple(Decimal(str(one)) for one in want)
    if isinstance(want, tuple) and on == "day":
        return tuple(one if isinstance(one, dt.date) else dt.date.fromisoformat(str(one)) for one in want)
    return want


def columns(where: Mapping[str, policy.Test]) -> dict[str, Any]:
    """Conditions on a subject's columns as `lib.conditions` reads them."""
    found: dict[str, Any] = {}
    for key, test in where.items():
        if test.unset or test.op in ("named", "place") or test.reference is not None:
            raise NotRun(f"条件“{key}”的写法还不能判断")
        op = {"eq": "eq", "under": "lt"}.get(test.op, test.op)
        value: Any = list(test.value) if isinstance(test.value, tuple) else test.value
        found[key] = {op: value}
    return found
