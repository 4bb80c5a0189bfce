"""What parses but no evaluator runs (不能执行的写法): refused with its line, so that no clause only seems automated."""

from __future__ import annotations

from collections.abc import Iterator

from anjian.policy.pack.document import Clause, Pack
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.kinds import (
    Attested,
    Consequence,
    Definition,
    Gate,
    Indicator,
    OneOff,
    Procedure,
    Register,
    Requirement,
    Response,
)
from anjian.policy.pack.rules import TERMS, AllOf, Evidence, Rule
from anjian.policy.pack.values import Borrowed, Dated, Unset
from anjian.policy.pack.who import Population, Who

_NEXT = "把条款状态改成 pending 并写 waits_for，或换一种写法"


def check_running(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """Faults of a rule that would stop the evaluators, or be left out by them without the clause saying so."""
    for path, what, next, code in (*_who(pack, rule), *_counted(pack, rule)):
        yield pack.fault(rule.id, path, what, next, code)
    claimed = [clause for name in rule.clauses if (clause := pack.clause(name)) and _claims(pack, clause)]
    if claimed:
        for path, what in _left_out(rule):
            status = claimed[0].status
            yield pack.fault(rule.id, path, f"{what}，条款{claimed[0].number}却写着{status}", _NEXT, "rule.not_run")


def runs(rule: Rule) -> bool:
    """Whether evaluators run the rule; otherwise it is only read and kept."""
    return not any(_left_out(rule))


def by_the_hour(rule: Rule, field: str) -> bool:
    """Whether a term in this field starts with a fact, so that it can be counted in hours."""
    return field == "within" and isinstance(rule.field("when"), Evidence)


def _claims(pack: Pack, clause: Clause) -> bool:
    """Whether the clause says that programs judge it: all of it, or a part that no other rule stands for."""
    judged = any(runs(rule) for rule in pack.running(clause.id))
    return clause.status == "automated" or (clause.status == "partial" and not judged)


_Wrong = tuple[tuple[str | int, ...], str, str, str]


def _who(pack: Pack, rule: Rule) -> Iterator[_Wrong]:
    who = rule.who
    if isinstance(rule, Response | Gate) and not (isinstance(who, Who) and who.role_of):
        what = "触发职责和前置程序的承担者，程序只会从触发的事实里找"
        yield ("who",), what, "写 {role_of: 参与方}；要由别的单位承担，先让触发的事实带上它", "who.no_role"
    if not isinstance(who, Who) or who.lead is None:
        return
    if who.kind != "departments":
        yield ("who", "lead"), f"{who.kind} 没有牵头可言", "点名几个部门时才写 lead", "lead.shape"
    elif who.jointly:
        yield ("who", "lead"), "共同承担的是一项职责，不再分牵头", "lead 和 jointly 只写一种", "lead.shape"
    elif not isinstance(who.lead, Unset):
        named = [one.as_written for one in who.departments.named] if who.departments else []
        if who.lead not in named:
            known = f"可写：{'、'.join(named)}" if named else "按职能写的部门不分牵头"
            yield ("who", "lead"), f"“{who.lead}”不在点名的部门里，规则会找不到人", known, "lead.unknown"


def _counted(pack: Pack, rule: Rule) -> Iterator[_Wrong]:
    if rule.counted == "each_person":
        what = "还没有程序按人分别计数"
        yield ("counted",), what, "对职务的要求写 each_post，由任职的人承担", "counted.not_run"
    if rule.counted == "lead_only":
        lender = pack.rule(rule.who.rule) if isinstance(rule.who, Borrowed) else rule
        if not (lender and isinstance(lender.who, Who) and lender.who.lead is not None):
            yield ("counted",), "只计牵头单位，却没有牵头（lead）", "写 lead，或换一种计数", "counted.no_lead"
    if rule.counted == "together" and isinstance(rule.who, Who) and rule.who.role_of:
        yield ("counted",), "触发职责的承担者只有一个，不能合并计数", "删去 counted", "counted.not_run"


def _left_out(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What the evaluators leave out, with where it stands."""
    if isinstance(rule, Procedure) and rule.life:
        yield ("life",), "还没有这个模块的状态表"
    for name, who in (("who", rule.who), ("for_each", rule.for_each)):
        if isinstance(who, Who):
            yield from (((name, *path), what) for path, what in _selector(who, each=name == "for_each"))
    yield from _unless(rule)
    for name in TERMS:
        value = rule.field(name)
        if isinstance(value, Dated):
            for _, term in value.values:
                if term.unit == "hour" and not by_the_hour(rule, name):
                    yield (name,), f"以小时计的期限只能从一件事实的时刻算起（{term}）"
    if isinstance(rule, Gate) and rule.valid_for is not None:
        yield ("valid_for",), "还没有程序判断前置程序的有效期"
    if isinstance(rule, Requirement):
        if rule.when:
            yield ("when",), "还没有程序判断带前提的状态要求"
        if rule.cure is not None:
            yield ("cure",), "还没有程序判断容许的整改时间"
    if isinstance(rule, Indicator):
        for name in ("count", "of"):
            population = getattr(rule, name)
            if isinstance(population, Population) and (population.bodies or population.list):
                yield (name,), "还没有程序数这种总体"
    if isinstance(rule, Consequence) and isinstance(rule.when, Evidence) and rule.wait is not None:
        yield ("wait",), "还没有程序等事实过后一段时间再起后果"
    if isinstance(rule, Register) and isinstance(rule.complete, Unset):
        yield ("complete",), "还没有程序判断由当地设定内容的台账"
    owes = getattr(rule, "owes", None)
    pieces = owes.all_of if isinstance(owes, AllOf) else (owes,) if owes else ()
    recipients = any(piece.each_of for piece in pieces)
    if isinstance(owes, AllOf) and recipients:
        yield ("owes",), "还没有程序判断 all_of 里的 each_of"
    if (
        isinstance(rule, OneOff | Register)
        and (rule.parts if isinstance(rule, OneOff) else rule.complete)
        and (recipients or isinstance(owes, AllOf))
    ):
        yield ("parts",), "还没有程序判断既分项又分对象的任务"


def _unless(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if rule.lifts and isinstance(rule, Definition | Attested | Indicator):
        yield ("unless",), "这类规则没有可以解除的职责"
    if any(test.unset or test.op == "named" for lift in rule.lifts for test in lift.where.values()):
        yield ("unless",), "解除的条件不能留给当地设定"


def _selector(who: Who, *, each: bool) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if who.owner_of:
        yield ("owner_of",), "还没有所有者的登记"
    if who.rota:
        yield ("rota",), "还没有程序安排轮值"
    if who.level == "up" and not who.role_of:
        yield ("level",), "还没有程序选上一级"
    if each and who.role_of:
        yield ("role_of",), "for_each 只能选机构、职务或企业"
