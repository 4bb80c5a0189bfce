"""Checks of consequences (后果): what they follow is there, binds, and does not follow them in turn.

Facts are the lowest stratum, duties the next, consequences of their lapses the third, and "the letter was not sent" the
last: nothing may follow from that again. The rungs of one ladder stand on one stratum.
"""

from __future__ import annotations

from collections.abc import Iterator

from anjian.lib.verdicts import Outcome
from anjian.policy.pack.document import Pack
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.kinds import Consequence, Lapse, Procedure
from anjian.policy.pack.rules import Rule
from anjian.policy.pack.who import Who

DEEPEST = 3
"""The last stratum."""
_FOLLOWED = frozenset({"overdue", "missed", "unmet", "short", "breached", "met_late"})


def check_following(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """Faults of a consequence; nothing for other rules."""
    yield from _colleagues(pack, rule)
    if isinstance(rule, Procedure):
        yield from _steps(pack, rule)
    if not isinstance(rule, Consequence):
        return
    if isinstance(rule.when, Lapse):
        source = pack.rule(rule.when.rule)
        if source is None:
            what = f"没有规则“{rule.when.rule}”，后果无从引起"
            yield pack.fault(rule.id, ("when", "rule"), what, "请核对规则编号", "rule.unknown")
        elif source.force != "must":
            what = f"“{source.title}”不是必须办的（{source.force}），没办不能引起后果"
            yield pack.fault(rule.id, ("when", "rule"), what, "后果只跟在应当（must）的规则后面", "then.not_must")
        for n, outcome in enumerate(rule.when.outcomes):
            if outcome not in _FOLLOWED:
                known = "、".join(f"{one.value}（{one.word}）" for one in Outcome if one.value in _FOLLOWED)
                yield pack.fault(
                    rule.id, ("when", "outcomes", n), f"“{outcome}”不能引起后果", f"可写：{known}", "then.outcome"
                )
    if rule.after:
        before = pack.rule(rule.after)
        if before is not None and not (isinstance(before, Consequence) and before.when == rule.when):
            what = f"“{rule.after}”不是同一阶梯的前一级"
            yield pack.fault(rule.id, ("after",), what, "前一级也是后果，when 相同", "ladder.other")
        elif isinstance(before, Consequence) and before.rung >= rule.rung:
            what = f"第{rule.rung}级排在第{before.rung}级之后，级次却不更高"
            yield pack.fault(rule.id, ("rung",), what, "级次从1起，逐级加1", "ladder.order")
    ring = _ring(pack, rule)
    if ring:
        what = f"后果绕成了圈：{' → '.join(ring)}"
        yield pack.fault(rule.id, ("when",), what, "后果只能跟在下层的规则后面", "then.cycle")
    elif _stratum(pack, rule) > DEEPEST:
        what = f"后果叠了{_stratum(pack, rule) - 1}层"
        yield pack.fault(rule.id, ("when",), what, "最多两层：没办要发函，没发函再往上报", "then.deep")


def _colleagues(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """The body of the one who did not do it is known where something follows a lapse, and posts alone stand in it."""
    for name, who in (("who", rule.who), ("for_each", rule.for_each)):
        if not isinstance(who, Who) or who.inside != "$each.body":
            continue
        if name != "who" or not who.posts or not isinstance(rule.field("when"), Lapse):
            what = "“同一单位里的人”只用于跟在没办成的职责后面的后果"
            yield pack.fault(rule.id, (name, "in"), what, "kind 写 consequence，who 写 posts", "who.colleagues")


def _steps(pack: Pack, rule: Procedure) -> Iterator[Fault]:
    """Steps stand in their order, each needing only earlier ones; all speak of one kind of matter."""
    seen: list[str] = []
    roles: list[set[str]] = []
    for n, step in enumerate(rule.steps):
        for m, need in enumerate(step.needs):
            if need not in seen:
                what = f"第{n + 1}步要等的“{need}”不在它前面"
                yield pack.fault(rule.id, ("steps", n, "needs", m), what, "前面的步骤写在前面", "step.order")
        if step.do in seen:
            what = f"“{step.do}”在流程里出现了两次"
            yield pack.fault(rule.id, ("steps", n, "do"), what, "一步一个事实", "step.twice")
        if step.needs and step.who is None and rule.who is None:
            what = f"第{n + 1}步没有写明由谁办"
            yield pack.fault(rule.id, ("steps", n, "do"), what, "写 who，或在规则上写 who", "step.nobody")
        entry = pack.vocabulary.facts.get(step.do)
        roles.append({role for role, party in entry.parties.items() if party.kind == ("matter",)} if entry else set())
        who = step.who or rule.who
        known = {role for name in (*seen, step.do) if (one := pack.vocabulary.facts.get(name)) for role in one.parties}
        if isinstance(who, Who) and who.role_of and who.role_of not in known:
            what = f"到第{n + 1}步为止，没有一个事实有参与方“{who.role_of}”"
            yield pack.fault(rule.id, ("steps", n, "do"), what, f"可用：{'、'.join(sorted(known))}", "role.unknown")
        seen.append(step.do)
    if roles and len(set.intersection(*roles)) != 1:
        said = "；".join("、".join(sorted(one)) or "没有" for one in roles)
        what = f"各步骤没有（或不止一个）同名的事项参与方，分不清是哪一件事：{said}"
        yield pack.fault(rule.id, ("steps",), what, "各步骤用带同一种事项的事实", "step.matters")
    if rule.steps and not any(step.needs for step in rule.steps):
        what = "没有一步要等另一步"
        yield pack.fault(rule.id, ("steps",), what, "写 needs", "step.no_order")


def _below(pack: Pack, rule: Rule) -> list[str]:
    if not isinstance(rule, Consequence):
        return []
    return [*([rule.after] if rule.after else []), *([rule.when.rule] if isinstance(rule.when, Lapse) else [])]


def _ring(pack: Pack, start: Rule) -> list[str]:
    """The way from a rule back to itself; empty when there is none."""
    ways = [[start.id, below] for below in _below(pack, start)]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == start.id:
            return way
        rule = pack.rule(way[-1])
        if rule is not None and rule.id not in seen:
            seen.add(rule.id)
            ways += [[*way, below] for below in _below(pack, rule)]
    return []


def _stratum(pack: Pack, rule: Rule | None, trail: tuple[str, ...] = ()) -> int:
    if not isinstance(rule, Consequence) or rule.id in trail:
        return 1
    if not isinstance(rule.when, Lapse):
        return 1
    return 1 + _stratum(pack, pack.rule(rule.when.rule), (*trail, rule.id))
