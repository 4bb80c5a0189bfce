"""Examples of packs through both evaluators: the reference in Python, and the compiled text on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, cast

from anjian.duties import terms
from anjian.duties.asks import Ask
from anjian.duties.evaluating import OUTCOMES
from anjian.duties.examples import tables
from anjian.duties.examples.worlds import Rows, world
from anjian.duties.judging import COUNTED, numbers, period_of
from anjian.duties.reading import following, read
from anjian.duties.reference import Answer, World, evaluate
from anjian.lib.verdicts import Reason, Verdict
from anjian.policy import examples as policy_examples
from anjian.policy import queries as policy


def register() -> None:
    """Tell policy that both evaluators can run examples."""
    policy_examples.register("reference", reference)
    policy_examples.register("compiled", compiled)


@contextmanager
def reference() -> Iterator[policy_examples.Runner]:
    """The slow evaluator; needs no database. Keeps the worlds it has seen: fields are bent in the same ones."""
    worlds = _Worlds()

    def run(rule: policy.Rule, example: policy.Example, pack: policy.Pack) -> list[Verdict]:
        rows, known = worlds.of(example, pack)
        found: list[Verdict] = []
        for ask in _asks(rule, example, pack):
            there = World(rows, terms.calendar(), example.as_of, known)
            found += [_verdict(rule, ask, answer, example) for answer in evaluate(there, ask, since=ask.origin)]
        return found

    yield run


@contextmanager
def compiled() -> Iterator[policy_examples.Runner]:
    """The compiled text on PostgreSQL; needs a database and leaves nothing there."""
    worlds, laid = _Worlds(), dict[int, int]()
    with tables.laid() as there:

        def run(rule: policy.Rule, example: policy.Example, pack: policy.Pack) -> list[Verdict]:
            rows, known = worlds.of(example, pack)
            if id(rows) not in laid:
                laid[id(rows)] = there.lay(rows)
            return [
                _verdict(rule, ask, answer, example)
                for ask in _asks(rule, example, pack)
                for answer in there.answers(laid[id(rows)], rows, ask, example.as_of, known)
            ]

        yield run


class _Worlds:
    """Worlds by example and pack, made once; keeps both, so that no other example gets their identity."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, int], tuple[object, object, tuple[Rows, int | None]]] = {}

    def of(self, example: policy.Example, pack: policy.Pack) -> tuple[Rows, int | None]:
        key = id(example), id(pack)
        if key not in self._made:
            self._made[key] = example, pack, world(example, pack)
        return self._made[key][2]


def _asks(rule: policy.Rule, example: policy.Example, pack: policy.Pack) -> tuple[Ask, ...]:
    """The asks of a rule; those that it stands on are read beside it."""
    chosen = {rule.id: rule}
    for one in (listed := [rule]):
        below = [found for name in following.below(one) if (found := pack.rule(name)) and name not in chosen]
        below += [other for other in _narrower(pack).get(one.id, ()) if other.id not in chosen]
        chosen.update({found.id: found for found in below})
        listed += below
    instances = [policy_examples.instance(one, example, pack) for one in chosen.values()]
    reading = read(instances, policy.vocabulary(), lookup=lambda name: chosen.get(name) or pack.rule(name))
    return tuple(ask for ask in reading.asks if ask.rule == rule.id)


_exceptions: list[tuple[policy.Pack, dict[str, list[policy.Rule]]]] = []
"""The pack asked last with its exceptions: a pack is asked thousands of times when its fields are bent."""


def _narrower(pack: policy.Pack) -> dict[str, list[policy.Rule]]:
    """Rules that are exceptions to another, by that one's id."""
    if not _exceptions or _exceptions[0][0] is not pack:
        found: dict[str, list[policy.Rule]] = {}
        for rule in pack.rules:
            if rule.exception_to:
                found.setdefault(rule.exception_to, []).append(rule)
        _exceptions[:] = [(pack, found)]
    return _exceptions[0][1]


def _verdict(rule: policy.Rule, ask: Ask, answer: Answer, example: policy.Example) -> Verdict:
    need, have = numbers(answer.need), numbers(answer.have)
    if ask.kind not in COUNTED:
        need = have = None
    reasons = []
    if answer.outcome == "undated" and answer.begins:
        reasons.append(Reason("age", "已过天数", str((example.as_of - answer.begins).days)))
    if answer.last_on:
        reasons.append(Reason("last", "最近一次", answer.last_on.isoformat()))
    if ask.kind == "indicator" and answer.total:
        share = (Decimal(answer.have) * 100 / Decimal(answer.total)).quantize(Decimal("0.1"))
        reasons.append(Reason("value", "比例", f"{float(share):g}"))
    elif ask.kind == "indicator":
        reasons.append(Reason("value", "数量", f"{float(answer.have):g}"))
    recurs = ask.kind in ("recurring", "indicator") and answer.begins is not None
    return Verdict(
        rule=rule.id,
        clauses=rule.clauses,
        bearer=answer.bearer,
        each=answer.each or None,
        period=period_of(ask, answer.token) if recurs else None,
        matter=answer.token if ask.kind in ("response", "gate", "consequence", "procedure") else None,
        due=answer.due,
        outcome=OUTCOMES[answer.outcome],
        need=need,
        have=have,
        facts=tuple(sorted(answer.facts)),
        reasons=tuple(reasons),
        provisional=answer.provisional,
        force=cast("Any", rule.force),
    )
