"""Checks of evidence and conditions: every attribute and role is declared, every comparison fits its type."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from anjian.policy.pack.conditions import Test
from anjian.policy.pack.document import Pack
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.kinds import Gate, Indicator, Lapse, OneOff, Requirement, Response
from anjian.policy.pack.rules import Evidence, Rule
from anjian.policy.pack.vocabulary import Attribute
from anjian.policy.pack.who import Who

At = tuple[str | int, ...]
"""Where something stands in a rule."""
_NUMERIC = frozenset({"over", "under", "at_least", "at_most"})
_DAYS = frozenset({"before", "after"})
_LISTS = frozenset({"includes", "includes_all", "includes_any", "covers"})


def check_evidence(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """Faults of everything a rule asks of facts and subjects."""
    trigger = _trigger(rule)
    for field, evidence in rule.evidence():
        entry = pack.vocabulary.facts.get(evidence.fact)
        if entry is None:
            continue  # said when the name was read
        at = (field,)
        yield from check_where(pack, rule, evidence.fact, evidence.where, at, trigger)
        for role in evidence.each_of:
            if role not in entry.parties:
                yield pack.fault(
                    rule.id,
                    (*at, "each_of", role),
                    f"{evidence.fact}没有参与方“{role}”",
                    f"可用：{'、'.join(entry.parties)}",
                    "role.unknown",
                )
        if field in ("owes", "then", "unless") and not _tied(evidence):
            yield pack.fault(
                rule.id,
                at,
                "谁做的都算：证据没有连到承担者或同一件事",
                "在 where 里写 $bearer、$each、$this.… 或 $rule",
                "owes.untied",
            )
    if isinstance(rule, Response) and rule.once_per == "matter" and not rule.matter(pack.vocabulary):
        what = f"同一事项只计一次，但{rule.when.fact}没有（或不止一种）事项，分不清是哪一件"
        yield pack.fault(rule.id, ("once_per",), what, "在 owes 里用 $this.事项 连上，或删去 once_per", "once.matter")
    if trigger is None and any(lift.came != "since" for lift in rule.lifts):
        what = "没有触发的事实，说不上在它之前（came）"
        yield pack.fault(rule.id, ("unless",), what, "由事实触发的规则才写 came", "unless.came")
    yield from _until(pack, rule)
    yield from _parts(pack, rule)
    yield from _subjects(pack, rule)


def check_where(
    pack: Pack,
    rule: Rule,
    fact: str,
    tests: dict[str, Test],
    at: tuple[str | int, ...],
    trigger: Evidence | None = None,
) -> Iterator[Fault]:
    """Faults of conditions on facts of this name, which stand at ``at``."""
    entry = pack.vocabulary.facts[fact]
    for name, test in tests.items():
        where = (*at, "where", name)
        if name in entry.parties:
            yield from _party(pack, rule, where, name, test)
        elif name in entry.attributes:
            yield from _compare(pack, rule, where, entry.attributes[name], test)
        else:
            known = "、".join((*entry.attributes, *entry.parties))
            near = f"{fact} 有：{known}"
            yield pack.fault(rule.id, where, f"{fact}没有属性或参与方“{name}”", near, "attribute.unknown")
        yield from _reference(pack, rule, where, test, trigger)


def _trigger(rule: Rule) -> Evidence | None:
    if isinstance(rule, Response):
        return rule.when
    if isinstance(rule, Gate):
        return rule.before or rule.forbids
    when = getattr(rule, "when", None)
    return when if isinstance(when, Evidence) else None


def _tied(evidence: Evidence) -> bool:
    return any(test.reference or test.op == "named" or test.bodies for test in evidence.where.values())


def _party(pack: Pack, rule: Rule, where: At, role: str, test: Test) -> Iterator[Fault]:
    if test.op not in ("eq", "in", "includes", "is_set", "named", "place", "ne"):
        yield pack.fault(
            rule.id,
            where,
            f"“{role}”是参与方，不能用“{test.op}”比较",
            "写 $bearer 等引用，或 {bodies: …, level: …}",
            "operator.type",
        )
    for value in test.values:
        if isinstance(value, str) and "/" in value and not value.startswith("$") and not pack.knows(value):
            yield pack.fault(rule.id, where, f"没有规则“{value}”", "指自己写 $rule", "rule.unknown")


def _compare(pack: Pack, rule: Rule, where: At, attribute: Attribute, test: Test) -> Iterator[Fault]:
    label = attribute.label.zh
    if attribute.personal:
        yield pack.fault(rule.id, where, f"“{label}”是个人信息，不能用来判断", "换一个属性", "attribute.personal")
    if test.op in _NUMERIC and attribute.type != "number":
        yield pack.fault(
            rule.id, where, f"“{label}”不是数，不能用“{test.op}”", "用 eq、in、includes 等", "operator.type"
        )
    if test.op in _DAYS and attribute.type != "day":
        yield pack.fault(rule.id, where, f"“{label}”不是日期，不能用“{test.op}”", "用 eq、in 等", "operator.type")
    if (test.op in _LISTS) != attribute.multiple and test.op not in ("is_set", "named"):
        advice = "一列值用 includes、includes_all、includes_any" if attribute.multiple else "单个值用 eq、in"
        yield pack.fault(
            rule.id,
            where,
            f"“{label}”{'是一列值' if attribute.multiple else '只有一个值'}，不能用“{test.op}”",
            advice,
            "operator.type",
        )
    choices = {value for value, _ in pack.vocabulary.choices(attribute)}
    for value in test.values:
        if isinstance(value, str) and value.startswith("$"):
            continue
        if test.op != "is_set" and not _fits(attribute, value):
            yield pack.fault(
                rule.id, where, f"“{value}”不是“{label}”能有的值", f"“{label}”的类型是 {attribute.type}", "value.type"
            )
        elif choices and not attribute.open and test.op != "is_set" and value not in choices:
            yield pack.fault(
                rule.id, where, f"“{label}”没有“{value}”这个选项", f"可选：{'、'.join(sorted(choices))}", "value.option"
            )


def _fits(attribute: Attribute, value: object) -> bool:
    if attribute.type == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if attribute.type == "bool":
        return isinstance(value, bool)
    if attribute.type == "day":
        return isinstance(value, datetime.date)
    return isinstance(value, str)


def _reference(pack: Pack, rule: Rule, where: At, test: Test, trigger: Evidence | None) -> Iterator[Fault]:
    for value in test.values:
        if not isinstance(value, str) or not value.startswith("$"):
            continue
        head, _, tail = value[1:].partition(".")
        if head == "each" and rule.for_each is None and not isinstance(getattr(rule, "when", None), Lapse):
            yield pack.fault(rule.id, where, "没有 for_each，不能引用 $each", "写 for_each", "reference.each")
        if head == "bearer" and rule.who is None:
            yield pack.fault(rule.id, where, "没有承担者，不能引用 $bearer", "写 who", "reference.bearer")
        if head != "this":
            continue
        entry = pack.vocabulary.facts.get(trigger.fact) if trigger else None
        if entry is None:
            yield pack.fault(
                rule.id, where, f"没有触发的事实，不能引用“{value}”", "只有触发职责和前置程序有 $this", "reference.this"
            )
        elif tail not in entry.parties and tail not in entry.attributes:
            known = "、".join((*entry.parties, *entry.attributes))
            yield pack.fault(rule.id, where, f"触发的事实没有“{tail}”", f"可用：{known}", "reference.this")


def _until(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """The last day is named by days of facts; what moves it speaks of the same matter."""
    if not isinstance(rule, Response) or rule.until is None:
        return
    named: list[tuple[At, str, str]] = [(("until", "named"), rule.when.fact, rule.until.named)]
    named += [(("until", "moved", n, "to"), one.fact, one.to) for n, one in enumerate(rule.until.moved)]
    for at, fact, attribute in named:
        entry = pack.vocabulary.facts.get(fact)
        days = [code for code, one in entry.attributes.items() if one.type == "day"] if entry else []
        if entry and attribute not in days:
            what = f"{fact}没有日期属性“{attribute}”，从中读不出到期日"
            yield pack.fault(rule.id, at, what, f"可用：{'、'.join(days) or '没有'}", "until.day")
    for n, one in enumerate(rule.until.moved):
        referred = {str(test.reference).partition(".")[0] for test in one.where.values() if test.reference}
        if referred != {"this"}:
            what = "改动到期日的事实要连到同一件事，只连到它"
            yield pack.fault(rule.id, ("until", "moved", n), what, "在 where 里写 $this.事项", "until.untied")
    if rule.runs_from == "recorded" or any("within" in case.figures for case in rule.cases):
        what = "到期日由事实写明的，不再从记录起算，也不分情形定期限"
        yield pack.fault(rule.id, ("until",), what, "删去 runs_from，情形里不写 within", "until.shape")


def _parts(pack: Pack, rule: Rule) -> Iterator[Fault]:
    if not isinstance(rule, OneOff) or not rule.parts:
        return
    entry = pack.vocabulary.facts.get(rule.facts[0]) if rule.facts else None
    if entry and "part" not in entry.attributes:
        yield pack.fault(
            rule.id,
            ("parts",),
            f"{rule.facts[0]}没有属性 part，分不清是哪一部分",
            "用 tasks.part_done",
            "parts.attribute",
        )
    if len(set(rule.parts)) != len(rule.parts):
        yield pack.fault(rule.id, ("parts",), "有两个部分同名", "改成不同的词", "parts.twice")


def _subjects(pack: Pack, rule: Rule) -> Iterator[Fault]:
    fields: list[tuple[At, str, dict[str, Test]]] = []
    if isinstance(rule, Indicator):
        for name in ("count", "of"):
            population = getattr(rule, name)
            if population and population.enterprises is not None:
                fields.append(((name, "enterprises"), "enterprise", population.enterprises))
    for name in ("who", "for_each"):
        who = getattr(rule, name)
        if isinstance(who, Who) and who.enterprises:
            fields.append(((name, "enterprises"), "enterprise", who.enterprises))
    if isinstance(rule, Requirement):
        kind = "enterprise" if getattr(rule.for_each or rule.who, "kind", "") == "enterprises" else "body"
        held: At = ("holds", "any_of" if rule.holds.any_of else "where")
        fields += [(held, kind, group) for group in rule.holds.groups]
    for at, kind, where in fields:
        subject = pack.vocabulary.subjects.get(kind)
        for name, test in where.items():
            attribute = subject.attributes.get(name) if subject else None
            if attribute is None:
                known = "、".join(subject.attributes) if subject else "无"
                yield pack.fault(rule.id, (*at, name), f"{kind}没有属性“{name}”", f"可用：{known}", "attribute.unknown")
            else:
                yield from _compare(pack, rule, (*at, name), attribute, test)
