"""What each kind of rule asks (各类规则): its own members of an `Ask`; what all kinds share stands in `instances`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from anjian.duties.asks import Evidence, Moving, Named, Part, Rate, Ref, SameHolder, Share, Slot, Test
from anjian.duties.reading.facts import NotRun, Words, columns, evidence
from anjian.lib import conditions
from anjian.policy import queries as policy

ALWAYS = conditions.All(())


def _evidence(rule: Any, words: Words, name: str = "owes") -> dict[str, Any]:
    read, parts = evidence(words, getattr(rule, name))
    return {"evidence": read, "parts": parts}


def _recurring(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    found = _evidence(rule, words)
    return {**found, "joins": rule.joins, "first": rule.first_period, "final": not rule.late_cures}


def _one_off(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    found = _evidence(rule, words)
    if rule.parts:
        if found["parts"]:
            raise NotRun("既分项又分对象的任务还不能判断")
        found["parts"] = tuple(Part(part, (Test("text", "part", "any", (part,)),)) for part in rule.parts)
    return found


def _response(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    once = rule.matter(words.vocabulary) if rule.once_per == "matter" else ""
    trigger, _ = evidence(words, rule.when)
    about = replace(words, trigger=rule.when.fact)
    return {
        **_evidence(rule, about),
        "trigger": trigger,
        "recorded": rule.runs_from == "recorded",
        "once": once,
        "named": _named(rule.until, about) if rule.until else None,
    }


def _named(said: Any, words: Words) -> Named:
    moved = tuple(Moving(evidence(words, one)[0], one.to) for one in said.moved)
    if any(isinstance(test.want, Slot) for one in moved for test in one.evidence.tests):
        raise NotRun("改动到期日的条件（until）不留给当地设定")
    return Named(said.named, moved)


def _gate(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    if rule.valid_for is not None:
        raise NotRun("前置程序的有效期还不能判断")
    if rule.forbids:
        trigger, _ = evidence(words, rule.forbids)
        return {"trigger": trigger}
    trigger, _ = evidence(words, rule.before)
    return {**_evidence(rule, replace(words, trigger=rule.before.fact)), "trigger": trigger}


def _requirement(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    if rule.when:
        raise NotRun("带前提（when）的状态要求还不能判断")
    if rule.cure is not None:
        raise NotRun("容许的整改时间（cure）还不能判断")
    if rule.holds.same_holder:
        return {"holds": SameHolder(rule.holds.same_holder)}
    return {"holds": conditions.parse({"any": [columns(group) for group in rule.holds.groups]})}


def _indicator(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    ceiling = rule.direction == "at_most"
    if rule.count.fact:
        found: dict[str, Any] = {
            "evidence": _counted(rule.count, words),
            "periodic": rule.per is not None,
            "joins": "once",
            "ceiling": ceiling,
        }
        if rule.link:
            found["holds"] = Rate(rule.link, _counted(rule.of, words) if rule.of else None, rule.each)
        return found
    if rule.count.enterprises is None or (rule.of and rule.of.enterprises is None):
        raise NotRun("这种总体还不能判断")
    good = conditions.parse(columns(rule.count.enterprises)) if rule.count.enterprises else ALWAYS
    of = conditions.parse(columns(rule.of.enterprises)) if rule.of and rule.of.enterprises else ALWAYS
    return {"holds": Share(of, good, ratio=rule.of is not None), "ceiling": ceiling}


def _counted(population: Any, words: Words) -> Evidence:
    """Facts that are counted."""
    found, _ = evidence(words, policy.Evidence(fact=population.fact, where=population.where))
    if population.inside:
        found = replace(found, tests=(*found.tests, Test("place", "place", "any", Ref("bearer"))))
    return found


def _register(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    if isinstance(rule.complete, policy.Unset):
        raise NotRun("台账应含哪些内容由当地设定的，还不能判断")
    found = _evidence(rule, words)
    if rule.complete:
        if found["parts"]:
            raise NotRun("既分项又分对象的台账还不能判断")
        found["parts"] = tuple(Part(part, (Test("text", "parts", "any", (part,)),)) for part in rule.complete)
    return {**found, "renewed": rule.renewed_within is not None}


def _consequence(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    if isinstance(rule.when, policy.Evidence):
        if rule.wait is not None:
            raise NotRun("事实过后一段时间再起的后果还不能判断")
        trigger, _ = evidence(words, rule.when)
        shown, _ = evidence(replace(words, trigger=rule.when.fact), rule.then.shown)
        return {"evidence": shown, "trigger": trigger}
    return {
        "evidence": evidence(words, rule.then.shown)[0],
        "outcomes": rule.when.outcomes,
        "after": rule.counts_from if rule.after else "",
        "waits": rule.wait is not None,
    }


def _procedure(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    return {}


def _definition(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    return {"is_": rule.is_}


def _attested(rule: Any, words: Words, counted: Any) -> dict[str, Any]:
    return _evidence(rule, words) if rule.owes else {}


KINDS: Mapping[str, Callable[[Any, Words, Any], dict[str, Any]]] = {
    "recurring": _recurring,
    "one_off": _one_off,
    "response": _response,
    "gate": _gate,
    "requirement": _requirement,
    "indicator": _indicator,
    "definition": _definition,
    "attested": _attested,
    "register": _register,
    "consequence": _consequence,
    "procedure": _procedure,
}
"""By kind of rule: what a rule of that kind owes, as members of its `Ask`, of the way it is counted."""
