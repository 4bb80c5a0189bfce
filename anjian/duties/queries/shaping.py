"""Standings as rows of lists."""

from __future__ import annotations

import datetime as dt

from anjian.duties.answers import DutyRow
from anjian.duties.asks import Ask, Evidence, Ref, Test
from anjian.duties.evaluating import Standing
from anjian.duties.judging import COUNTED, numbers
from anjian.duties.queries.keys import key_of
from anjian.lib.verdicts import Outcome
from anjian.policy import queries as policy

RECORDABLE = ("recurring", "one_off", "response", "attested", "gate", "register", "consequence", "procedure")


def row(standing: Standing, as_of: dt.date) -> DutyRow:
    """One standing as a row."""
    rule, ask = standing.entry.rule, standing.entry.ask
    counted = standing.kind in COUNTED
    fact = _fact(standing)
    return DutyRow(
        key=key_of(standing),
        rule=standing.rule,
        title=rule.title,
        verb=_verb(rule, fact),
        bearer=standing.bearer,
        each=standing.each_id,
        place=standing.place,
        outcome=standing.outcome,
        force=rule.force,
        red=standing.outcome.red and rule.force == "must",
        clauses=rule.clauses,
        source_chip=standing.entry.chip,
        period=standing.token if standing.kind == "recurring" else "",
        begins=standing.begins,
        due=standing.due,
        provisional=standing.provisional,
        need=str(numbers(standing.need)) if counted and standing.need is not None else "",
        have=str(numbers(standing.have)) if counted else "",
        met_on=standing.met_on,
        last=standing.last_on,
        age=(as_of - standing.begins).days if standing.outcome is Outcome.UNDATED and standing.begins else None,
        fact_to_record=fact,
        prefill=prefill(ask, standing) if fact else {},
        facts=tuple(dict.fromkeys(one.fact for one in standing.facts)),
    )


def _fact(standing: Standing) -> str:
    ask = standing.entry.ask
    if standing.kind not in RECORDABLE or ask.evidence is None or not standing.bearer:
        return ""
    if standing.outcome in (Outcome.LIFTED, Outcome.BREACHED):
        return ""
    return ask.evidence.names[0]


def _verb(rule: policy.Rule, fact: str) -> str:
    if rule.verb:
        return rule.verb
    entry = policy.vocabulary().facts.get(fact)
    return entry.verb if entry else rule.title[:20]


def prefill(ask: Ask, standing: Standing) -> dict[str, list[str]]:
    """What the form of its fact may start with: who, about what, and the words that the rule asks for."""
    found: dict[str, list[str]] = {}
    evidence = ask.evidence or Evidence(())
    for test in evidence.tests:
        values = _values(test, standing)
        if values:
            found.setdefault(test.key, []).extend(value for value in values if value not in found.get(test.key, []))
    return found


def _values(test: Test, standing: Standing) -> list[str]:
    if test.on not in ("party", "text"):
        return []
    want = test.want
    if isinstance(want, tuple):
        return [str(one) for one in (want if test.op == "all" else want[:1])]
    if isinstance(want, Ref):
        if want.what == "bearer":
            return [standing.bearer.split("+")[0]]
        if want.what == "each":
            return [standing.each_id]
        if want.what == "period":
            return [standing.token]
    return []
