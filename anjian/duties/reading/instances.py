"""Instances of rules as asks, group by group: a place that runs a rule by itself is a hole in the range around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from anjian.duties.asks import (
    Ask,
    Cover,
    Evidence,
    Lift,
    Part,
    Scalar,
    Slot,
    Span,
    Test,
    Who,
)
from anjian.duties.compile import can_compile
from anjian.duties.reading import cases, following, people, steps
from anjian.duties.reading.facts import NotRun, Words, evidence, narrower
from anjian.duties.reading.kinds import KINDS
from anjian.lib.ends import Period
from anjian.lib.errors import Refusal
from anjian.policy import events as policy_events
from anjian.policy import queries as policy


@dataclass(frozen=True)
class Left:
    """A rule that is not run, or not run in some days, and why (Chinese)."""

    rule: str
    why: str


@dataclass(frozen=True)
class Reading:
    """Asks with the instance each comes from (same order), and what was left out."""

    asks: tuple[Ask, ...]
    instances: tuple[policy_events.Instance, ...]
    left: tuple[Left, ...]


@lru_cache(maxsize=1)
def defaults() -> Mapping[str, Any]:
    """What holds where neither a text nor a place says anything: `defaults.yaml`."""
    found = yaml.safe_load((Path(__file__).parents[1] / "defaults.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def read(
    instances: Iterable[policy_events.Instance],
    vocabulary: policy.Vocabulary,
    *,
    lookup: Callable[[str], policy.Rule | None] = lambda _: None,
) -> Reading:
    """Asks of instances. `lookup` finds the rule from which a selector or helpers are borrowed."""
    instances = following.ordered(instances)
    asks: list[Ask] = []
    sources: list[policy_events.Instance] = []
    left: list[Left] = []
    for one in instances:
        if not one.slices:
            continue
        beside = [other.place for other in instances if other.rule.id == one.rule.id and other.place != one.place]
        holes = tuple((place.lo, place.hi) for place in beside if one.place.contains(place))
        nested = any(place.contains(one.place) for place in beside)
        for slices, chosen, counted in _groups(one):
            try:
                words = Words(vocabulary, one.rule.id)
                ask = _ask(one, slices, chosen, counted, words, lookup)
                if nested and ask.who is None:
                    continue  # nobody owes it: the place around keeps it
                ask = replace(ask, holes=tuple(dict.fromkeys(holes)), nested=nested)
                ask = following.excepted(ask, one.rule, instances, lookup)
                ask = following.grounded(ask, one.rule, asks, lookup)
                made = [
                    step
                    for case in cases.split(ask, one.rule, words)
                    for step in steps.staged(case, one.rule, vocabulary)
                ]
                for each in made:
                    can_compile(each)
            except NotRun as no:
                left.append(Left(one.rule.id, str(no)))
                continue
            except (KeyError, ValueError, Refusal) as fault:
                # One rule that cannot be read, of another vocabulary say, must not take all duties of the place away.
                left.append(Left(one.rule.id, f"读不懂：{fault}"))
                continue
            asks += made
            sources += [one] * len(made)
    return Reading(tuple(asks), tuple(sources), tuple(dict.fromkeys(left)))


def _groups(one: policy_events.Instance) -> Iterable[tuple[list[policy_events.Slice], Any, Any]]:
    """Slices by who answers and how it is counted: each such stretch is an ask of its own."""
    found: list[tuple[list[policy_events.Slice], Any, Any]] = []
    for part in one.slices:
        chosen = part.fields["who"].value if "who" in part.fields else getattr(one.rule, "who", None)
        counted = part.fields["counted"].value if "counted" in part.fields else None
        for listed, held, way in found:
            if held == chosen and way == counted:
                listed.append(part)
                break
        else:
            found.append(([part], chosen, counted))
    return found


def _ask(
    one: policy_events.Instance,
    slices: Sequence[policy_events.Slice],
    chosen: Any,
    counted: Any,
    words: Words,
    lookup: Callable[[str], policy.Rule | None],
) -> Ask:
    rule = one.rule
    kind = str(getattr(rule, "kind"))  # noqa: B009 - each kind of rule has its own literal
    if kind not in KINDS:
        raise NotRun("这类规则的判断还没有")
    if kind != "definition" and chosen is None and kind not in ("attested", "procedure"):
        raise NotRun("当地还没有指定由谁承担")
    if counted == "each_person":
        raise NotRun("按人分别计数还不能判断")
    fields = KINDS[kind](rule, words, counted)
    if rule.covering:
        fields |= _covering(rule.covering, words, rule)
    if rule.lifts:
        fields["unless"] = _unless(rule, words)
    said = fields.pop("is_", None) or chosen
    selector = people.who(said) if said is not None else None
    lender = lookup(rule.loans()["who"]) if "who" in rule.loans() else None
    # Where the lead is not what is counted, it is told and set like any value, and nobody waits for it.
    lead = (people.lead(said) or (people.lead(lender.who) if lender else None)) if counted == "lead_only" else None
    joint = isinstance(said, policy.Who) and said.jointly
    ask = Ask(
        rule=rule.id,
        digest=one.digest,
        kind=kind,  # type: ignore[arg-type]
        lo=one.place.lo,
        hi=one.place.hi,
        spans=(),
        who=selector,
        each=_each(rule),
        lead=lead,
        together=joint or counted == "together",
        window=int(defaults()["entered_late_after_days"]),
        started=one.slices[0].since,
        phases=_phases(slices),
        **fields,
    )
    if ask.together and not isinstance(selector, Who):
        raise NotRun("合并计数只用于选出的单位或职务")
    return replace(ask, spans=tuple(_span(ask, part) for part in slices))


def _each(rule: policy.Rule) -> Who | None:
    return None if rule.for_each is None else _things(rule.for_each)


def _things(said: policy.Who) -> Who:
    found = people.who(said)
    if not isinstance(found, Who):
        raise NotRun("for_each 只能选机构、职务或企业")
    return found


def _covering(said: policy.Covering, words: Words, rule: Any) -> dict[str, Any]:
    """What the facts must cover: things, or words, each of which is a part of its own."""
    if said.each is not None:
        return {"cover": Cover(_things(said.each), said.role)}
    attribute = words.vocabulary.facts[rule.owes.fact].attributes[said.attribute]
    tests = [Test("text", said.attribute, "any", narrower(words, attribute, value)) for value in said.values]
    return {"parts": tuple(Part(value, (test,)) for value, test in zip(said.values, tests, strict=True))}


def _unless(rule: policy.Rule, words: Words) -> tuple[Lift, ...]:
    """The facts that lift the duty."""
    if rule.field("kind") in ("definition", "attested", "indicator"):
        raise NotRun("这类规则没有可以解除的职责")
    when = rule.field("when")
    trigger = when.fact if isinstance(when, policy.Evidence) else ""
    found = []
    for lift in rule.lifts:
        read, _ = evidence(replace(words, trigger=trigger), lift)
        if any(isinstance(test.want, Slot) for test in read.tests):
            raise NotRun("解除的条件（unless）不留给当地设定")
        found.append(Lift(read, lift.came))
    return tuple(found)


# -- values ---------------------------------------------------------------------------------------------------------


def _span(ask: Ask, part: policy_events.Slice) -> Span:
    value = {name: resolved.value for name, resolved in part.fields.items()}
    need: Decimal | None = Decimal(1)
    figure = {"recurring": "at_least", "indicator": "target"}.get(ask.kind)
    if figure:
        need = _figure(value.get(figure))
    term = value.get("within") if ask.kind in ("response", "consequence") else value.get("after_period")
    if ask.kind == "register":
        term = value.get("renewed_within")
    wait = value.get("wait")
    from_fact = ask.trigger is not None and term is value.get("within")
    if any(one is not None and one.unit == "hour" for one in ((wait,) if from_fact else (term, wait))):
        raise NotRun("以小时计的期限只能从一件事实的时刻算起")
    by = () if ask.periodic else ("one_off", "requirement", "indicator", "register")
    return Span(
        since=part.since,
        until=part.until,
        need=need,
        per=_per(value.get("per")) if ask.kind == "recurring" or ask.periodic else None,
        term=(term.n, term.unit) if term is not None else None,
        due=value.get("by") if ask.kind in by else None,
        wait=(wait.n, wait.unit) if wait is not None else None,
        slots={slot.name: _slot(slot, value.get(slot.name)) for slot in ask.slots},
    )


def _per(value: Any) -> str | None:
    return "phase" if isinstance(value, policy.Phases) else value


def _phases(slices: Sequence[policy_events.Slice]) -> tuple[Period, ...]:
    """The phases that stand as periods in these slices."""
    said = [part.fields["per"].value for part in slices if "per" in part.fields]
    found = [phase for one in said if isinstance(one, policy.Phases) for phase in one.phases]
    return tuple(dict.fromkeys(Period(one.since, one.to, "phase", one.name) for one in found))


def _figure(value: Any) -> Decimal | None:
    if value is None:
        return None
    return Decimal(str(getattr(value, "value", value)))


def _slot(slot: Slot, value: Any) -> Scalar | None:
    if value is None:
        return None
    return Decimal(str(value)) if slot.type == "numeric" else str(value)


__all__ = ["Evidence", "Left", "Reading", "defaults", "read"]
