"""Checks of examples before they run: their words are declared, their settings are holes of the rule."""

from __future__ import annotations

from collections.abc import Iterator

from anjian.lib import divisions
from anjian.lib.divisions import LEVEL_NAMES
from anjian.policy.pack.document import Pack
from anjian.policy.pack.example import Example
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.rules import VALUED, Rule


def check_examples(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """Faults of the examples of one rule."""
    names: set[str] = set()
    for n, example in enumerate(rule.examples):
        at: tuple[str | int, ...] = ("examples", n)
        if example.name in names:
            yield pack.fault(rule.id, (*at, "name"), f"两个例子都叫“{example.name}”", "换个名字", "example.twice")
        names.add(example.name)
        yield from _given(pack, rule, example, at)
        yield from _facts(pack, rule, example, at)
        open_names = settable(pack, rule)
        for name in example.set:
            if name not in open_names:
                known = "、".join(sorted(open_names)) or "没有可设定的"
                yield pack.fault(
                    rule.id, (*at, "set", name), f"“{name}”不是这条规则可设定的", f"可设定：{known}", "example.set"
                )


def settable(pack: Pack, rule: Rule) -> frozenset[str]:
    """Names of everything the place may set for this rule: holes, what we assumed, and the holes of what it borrows."""
    names = set(rule.holes()) | {name for name, basis in rule.basis.items() if basis == "assumed" and name in VALUED}
    for field, lender in rule.loans().items():
        other = pack.rule(lender)
        if other is not None:
            names |= {"lead", "who"} & set(other.holes()) if field == "who" else {field} & set(other.holes())
    return frozenset(names)


def levels(pack: Pack) -> tuple[divisions.Level, ...]:
    """Levels on which an example can place somebody: the document's own, those above it there, and all below it."""
    above = [divisions.level(code) for code in divisions.path(pack.document.place)]
    below = divisions.levels_of(pack.document.place[:2])
    return (*above, *(one for one in below if divisions.LEVELS.index(one) > divisions.LEVELS.index(above[-1])))


def _given(pack: Pack, rule: Rule, example: Example, at: tuple[str | int, ...]) -> Iterator[Fault]:
    there = levels(pack)
    for m, given in enumerate(example.given):
        if given.level and given.level not in there:
            what = f"{LEVEL_NAMES[given.level]}的{given.id}：文件在{LEVEL_NAMES[divisions.level(pack.document.place)]}"
            known = "、".join(LEVEL_NAMES[one] for one in there)
            where = (*at, "given", m, "level")
            yield pack.fault(rule.id, where, f"{what}，那里没有这一级", f"可用：{known}", "example.level")
        subject = pack.vocabulary.subjects.get(given.subject)
        for name in given.attributes:
            if subject is None or name not in subject.attributes:
                known = "、".join(subject.attributes) if subject else "没有"
                where = (*at, "given", m, name)
                yield pack.fault(
                    rule.id, where, f"{given.subject}没有属性“{name}”", f"可用：{known}", "attribute.unknown"
                )
        if given.since and given.until and given.until < given.since:
            yield pack.fault(
                rule.id, (*at, "given", m), f"止于{given.until}，早于起始日{given.since}", "请核对起止", "span.wrong"
            )


def _facts(pack: Pack, rule: Rule, example: Example, at: tuple[str | int, ...]) -> Iterator[Fault]:
    for m, fact in enumerate(example.facts):
        entry = pack.vocabulary.facts.get(fact.fact)
        if entry is None:
            continue
        for name in fact.values:
            if name not in entry.attributes and name not in entry.parties:
                known = "、".join((*entry.attributes, *entry.parties))
                where = (*at, "facts", m, name)
                yield pack.fault(
                    rule.id, where, f"{fact.fact}没有属性或参与方“{name}”", f"可用：{known}", "attribute.unknown"
                )
        if fact.recorded and fact.recorded < fact.day:
            yield pack.fault(rule.id, (*at, "facts", m, "recorded"), "记录日早于发生日", "请核对日期", "span.wrong")
