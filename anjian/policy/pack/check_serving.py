"""Checks of whom a rule binds with which figure, and whom facts serve: cases, phases,
what to cover, what is met first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anjian.policy.pack.check_evidence import At, check_where
from anjian.policy.pack.document import Pack
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.kinds import OneOff, Recurring, Response
from anjian.policy.pack.rules import AllOf, Evidence, Rule
from anjian.policy.pack.values import Phases
from anjian.policy.pack.who import Who

_COUNTING = (Recurring, OneOff, Response)
_NEXT = "只用于周期职责、限期任务和触发职责，证据写一种事实，不分项、不分对象"


def check_serving(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """Faults of `cases`, `covering` and `beyond`."""
    yield from _cases(pack, rule)
    yield from _phases(pack, rule)
    if rule.covering:
        yield from _covering(pack, rule)
    if rule.beyond:
        yield from _beyond(pack, rule)


_FIGURES: Mapping[type[Rule], tuple[str, ...]] = {
    Recurring: ("at_least", "per", "after_period"),
    OneOff: ("by",),
    Response: ("within",),
}


def _cases(pack: Pack, rule: Rule) -> Iterator[Fault]:
    known = _FIGURES.get(type(rule), ())
    for n, case in enumerate(rule.cases):
        at: At = ("cases", n)
        for name in case.figures:
            if name not in known:
                what = f"这类规则的情形不能改“{name}”"
                yield pack.fault(rule.id, (*at, name), what, f"可改：{'、'.join(known) or '没有'}", "case.figure")
        if isinstance(rule, Response):
            if case.where:
                yield from check_where(pack, rule, rule.when.fact, case.where, at, rule.when)
            else:
                what = "触发职责按触发的事实分情形"
                yield pack.fault(rule.id, (*at, "who"), what, "写 where", "case.shape")
        elif case.who is None or not isinstance(rule.who, Who) or case.who.kind != rule.who.kind:
            what = f"情形“{case.name}”选的不是同一类承担者"
            yield pack.fault(rule.id, at, what, "情形的 who 与规则的 who 写法相同，范围更窄", "case.who")
        if any(test.unset or test.op == "named" for test in case.where.values()):
            what = "分情形的条件不能留给当地设定"
            yield pack.fault(rule.id, (*at, "where"), what, "写明数或名称", "case.open")
    if rule.cases and _shared(rule):
        yield pack.fault(rule.id, ("cases",), "共同承担的是一项职责，不分情形", "删去 cases，或不合并计", "case.shared")


def _phases(pack: Pack, rule: Rule) -> Iterator[Fault]:
    if isinstance(rule.field("per"), Phases) and not isinstance(rule, Recurring):
        what = "阶段只作周期职责的周期"
        yield pack.fault(rule.id, ("per",), what, "kind 写 recurring，或写 month、year 等", "per.phase")


def _covering(pack: Pack, rule: Rule) -> Iterator[Fault]:
    owes = _single(rule)
    if owes is None:
        yield pack.fault(rule.id, ("covering",), "这条规则的证据不能逐一覆盖", _NEXT, "covering.kind")
        return
    entry = pack.vocabulary.facts.get(owes.fact)
    said = rule.covering
    if entry is None or said is None:
        return
    if said.role and said.role not in entry.parties:
        known = "、".join(entry.parties)
        what = f"{owes.fact}没有参与方“{said.role}”，看不出覆盖了谁"
        yield pack.fault(rule.id, ("covering", "role"), what, f"可用：{known}", "role.unknown")
    if said.attribute and said.attribute not in entry.attributes:
        known = "、".join(entry.attributes)
        what = f"{owes.fact}没有属性“{said.attribute}”，看不出覆盖了什么"
        yield pack.fault(rule.id, ("covering", "attribute"), what, f"可用：{known}", "attribute.unknown")
    elif said.attribute:
        choices = {value for value, _ in pack.vocabulary.choices(entry.attributes[said.attribute])}
        for n, value in enumerate(said.values):
            if choices and not entry.attributes[said.attribute].open and value not in choices:
                what = f"“{said.attribute}”没有“{value}”这个选项"
                yield pack.fault(
                    rule.id, ("covering", "values", n), what, f"可选：{'、'.join(sorted(choices))}", "value.option"
                )
    if said.each and said.each.kind not in ("posts", "bodies", "departments", "enterprises"):
        what = "要覆盖的对象只能是机构、职务或企业"
        yield pack.fault(
            rule.id, ("covering", "each"), what, "写 enterprises、bodies、posts 或 departments", "covering.each"
        )


def _beyond(pack: Pack, rule: Rule) -> Iterator[Fault]:
    first = pack.rule(rule.beyond)
    if first is None:
        yield pack.fault(rule.id, ("beyond",), f"没有规则“{rule.beyond}”", "请核对规则编号", "rule.unknown")
        return
    mine, others = _single(rule), _single(first)
    if mine is None or others is None or first.covering or _shared(rule) or _shared(first):
        what = f"“{rule.title}”和“{first.title}”分不清哪件事实先用在哪一条"
        yield pack.fault(rule.id, ("beyond",), what, f"{_NEXT}，也不合并计", "beyond.kind")
    elif first.beyond:
        what = f"“{first.title}”自己也是另外计的"
        yield pack.fault(rule.id, ("beyond",), what, "另外计只隔一层", "beyond.deep")
    elif not {*pack.vocabulary.covering(mine.fact)} & {*pack.vocabulary.covering(others.fact)}:
        what = f"两条规则看的不是同一种事实（{mine.fact}、{others.fact}），本来就互不占用"
        yield pack.fault(rule.id, ("beyond",), what, "删去 beyond", "beyond.apart")


def _single(rule: Rule) -> Evidence | None:
    """The one kind of fact that shows a rule, where each fact counts for itself."""
    owes = rule.field("owes")
    plain = isinstance(rule, _COUNTING) and not isinstance(owes, AllOf) and not rule.field("parts")
    return owes if plain and owes is not None and not owes.each_of else None


def _shared(rule: Rule) -> bool:
    return rule.counted == "together" or (isinstance(rule.who, Who) and rule.who.jointly)
