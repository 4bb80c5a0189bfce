"""Consequences, and what goes beyond another rule, stand on other asks: which, and in what order they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from anjian.duties.asks import Ask, Except, RoleOf, Who
from anjian.duties.reading import people
from anjian.duties.reading.facts import NotRun
from anjian.policy import queries as policy


def below(rule: policy.Rule) -> tuple[str, ...]:
    """The rules whose verdicts this one reads."""
    if not isinstance(rule, policy.Consequence) or isinstance(rule.when, policy.Evidence):
        return (rule.beyond,) if rule.beyond else ()
    return (rule.after,) if rule.after else (rule.when.rule,)


def ordered(instances: Iterable[policy.Instance]) -> list[policy.Instance]:
    """Instances with what others stand on first; otherwise in their order."""
    listed = list(instances)
    rules = {one.rule.id: one.rule for one in listed}

    def height(name: str, trail: tuple[str, ...] = ()) -> int:
        if name not in rules or name in trail:
            return 0
        return max((height(other, (*trail, name)) + 1 for other in below(rules[name])), default=0)

    return sorted(listed, key=lambda one: height(one.rule.id))


def excepted(
    ask: Ask, rule: policy.Rule, instances: Sequence[policy.Instance], lookup: Callable[[str], policy.Rule | None]
) -> Ask:
    """An ask without those whom a narrower rule of the place binds instead (``exception_to``)."""
    found: list[Except] = []
    for one in instances:
        if (
            one.rule.exception_to != rule.id
            or not one.slices
            or not (one.place.lo <= ask.lo and ask.hi <= one.place.hi)
        ):
            continue
        said = one.rule.who
        lender = lookup(one.rule.loans()["who"]) if "who" in one.rule.loans() else None
        chosen = people.who(lender.who if lender else said) if said is not None else None
        if not isinstance(chosen, Who):
            raise NotRun(f"例外“{one.rule.title}”的承担者不是选出来的，分不清谁不再受这条约束")
        found += [Except(chosen, part.since, part.until) for part in one.slices]
    return replace(ask, excepts=(*ask.excepts, *found)) if found else ask


def grounded(ask: Ask, rule: policy.Rule, asks: Sequence[Ask], lookup: Callable[[str], policy.Rule | None]) -> Ask:
    """An ask with those that it stands on; others as they are. Raises NotRun where they do not run."""
    if rule.beyond:
        return replace(ask, beyond=_asks_of((rule.beyond,), ask, asks))
    if ask.kind != "consequence":
        return ask
    if ask.trigger is not None:
        # Who stands in a role of the fact is bound by an ordinary term.
        return replace(ask, kind="response") if isinstance(ask.who, RoleOf) else ask
    if isinstance(ask.who, RoleOf) and ask.who != RoleOf("bearer"):
        raise NotRun("由未办者的上一级承担的后果，请写明机构类别和级别")
    assert isinstance(rule, policy.Consequence)
    assert isinstance(rule.when, policy.Lapse)
    source = lookup(rule.when.rule)
    if source is not None and source.force != "must":
        raise NotRun(f"“{source.title}”不是必须办的，没办不引起后果")
    return replace(ask, sources=_asks_of(below(rule), ask, asks))


def _asks_of(rules: Sequence[str], ask: Ask, asks: Sequence[Ask]) -> tuple[Ask, ...]:
    """The asks of these rules that share a place with this one."""
    found = tuple(one for one in asks if one.rule in rules and one.lo <= ask.hi and ask.lo <= one.hi)
    if not found:
        raise NotRun(f"它跟在“{'、'.join(rules)}”后面，那条规则在这里没有执行")
    return found
