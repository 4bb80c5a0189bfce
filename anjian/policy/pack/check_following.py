"""Checks of consequences (后果): what they follow is there, binds, and does not follow them in turn.

Facts are the lowest stratum, duties the next, consequences of their lapses the third, and "the letter was not sent" the
last: nothing may follow from that again. The rungs of one ladder stand on one stratum.
"""

from __future__ import annotations

from collections.abc import Iterator

from anjian.lib.verdicts import Outcome
from anjian.policy.pack.document import Pack
from anjian.policy.pack.faults import Fault
from anjian.policy.pack.kinds import Consequence, Lapse
from anjian.policy.pack.rules import Rule

DEEPEST = 3
"""The last stratum."""
_FOLLOWED = frozenset({"overdue", "missed", "unmet", "short", "breached", "met_late"})


def check_following(pack: Pack, rule: Rule) -> Iterator[Fault]:
    """Faults of a consequence; nothing for other rules."""
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
