"""Procedures as asks: one for each step that has to wait for another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from anjian.duties.asks import Ask, Evidence, Ref, Span, Stage, Test
from anjian.duties.reading import cases, people
from anjian.duties.reading.facts import NotRun
from anjian.policy import queries as policy


def staged(ask: Ask, rule: policy.Rule, vocabulary: policy.Vocabulary) -> list[Ask]:
    """The asks of a procedure's steps; any other ask as it is. Raises NotRun for what no step can be read from."""
    if ask.kind != "procedure":
        return [ask]
    assert isinstance(rule, policy.Procedure)
    if rule.life:
        raise NotRun(f"流程“{rule.life}”由模块自己的状态表执行，还没有这个模块")
    names = [step.do for step in rule.steps]
    roles = set.intersection(*(_roles(vocabulary, name) for name in names))
    if len(roles) != 1:
        raise NotRun("各步骤的事实没有同名的事项参与方，不知道是不是同一件事")
    (role,) = roles
    stages = tuple(
        Stage(vocabulary.covering(step.do), role, tuple(names.index(need) for need in step.needs))
        for step in rule.steps
    )
    found = []
    for number, step in enumerate(rule.steps):
        who = step.who or (rule.who if isinstance(rule.who, policy.Who) else None)
        if not step.needs:
            continue  # it opens the matter; nobody owes it
        if who is None:
            raise NotRun(f"第{number + 1}步没有写明由谁办")
        tests = (Test("party", role, "any", Ref("this", role, role=True)),)
        found.append(
            replace(
                ask,
                who=people.who(who),
                stages=stages,
                step=number,
                evidence=Evidence(stages[number].names, tests),
                spans=tuple(_limited(step, ask.spans)),
            )
        )
    if not found:
        raise NotRun("没有一步要等另一步，不成流程")
    return found


def _limited(step: policy.Step, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans of the rule with the step's own term, cut where the text changes it. Without a figure: undated."""
    said = step.within
    if isinstance(said, policy.Borrowed):
        raise NotRun("步骤的期限不能借自他条")
    if not isinstance(said, policy.Dated):
        yield from spans
        return
    yield from cases.cut(spans, said, cases.term)


def _roles(vocabulary: policy.Vocabulary, name: str) -> set[str]:
    """The roles in which a matter may stand in a fact."""
    return {role for role, party in vocabulary.facts[name].parties.items() if party.kind == ("matter",)}
