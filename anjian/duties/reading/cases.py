"""Cases of a rule (分情形) as asks of their own: the first that fits a bearer or a trigger alone binds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from anjian.duties.asks import Ask, Except, Slot, Span, Test, Who
from anjian.duties.reading import people
from anjian.duties.reading.facts import NotRun, Words, evidence
from anjian.lib.ends import plan_date
from anjian.policy import queries as policy


def split(ask: Ask, rule: policy.Rule, words: Words) -> list[Ask]:
    """The asks of a rule's cases in their order, and last that of all others; a rule without cases as it is."""
    found: list[Ask] = []
    earlier = ask
    for number, case in enumerate(rule.cases, 1):
        mine = replace(earlier, case=number, digest=f"{ask.digest}#{number}", spans=tuple(_spans(ask.spans, case)))
        if case.who is not None:
            chosen = _chosen(case.who)
            found.append(replace(mine, who=chosen))
            earlier = replace(earlier, excepts=(*earlier.excepts, Except(chosen, ask.origin, unsure=True)))
        else:
            assert ask.trigger is not None
            tests = _tests(rule, case, words)
            found.append(replace(mine, trigger=replace(ask.trigger, tests=(*ask.trigger.tests, *tests))))
            earlier = replace(earlier, unlike=(*earlier.unlike, tests))
    return [*found, earlier]


def cut(spans: Sequence[Span], said: policy.Dated[Any], put: Callable[[Span, Any], Span]) -> Iterator[Span]:
    """The spans with a dated value put in, cut where the text changes it."""
    for span in spans:
        cuts = [day for day, _, _ in said.spans() if day and span.since < day <= (span.until or dt.date.max)]
        starts = [span.since, *sorted(cuts)]
        for n, since in enumerate(starts):
            until = starts[n + 1] - dt.timedelta(days=1) if n + 1 < len(starts) else span.until
            yield put(replace(span, since=since, until=until), said.at(since, adopted=spans[0].since))


def term(span: Span, value: Any) -> Span:
    """The span with this term; None: no limit."""
    return replace(span, term=(value.n, value.unit) if value else None)


def _spans(spans: Sequence[Span], case: policy.Case) -> Sequence[Span]:
    if case.per:
        spans = [replace(span, per=case.per) for span in spans]
    if case.by:
        due = plan_date(case.by)
        spans = [replace(span, due=due) for span in spans]
    if case.at_least:
        spans = list(cut(spans, case.at_least, lambda span, n: replace(span, need=None if n is None else Decimal(n))))
    for said in (case.within, case.after_period):
        spans = list(cut(spans, said, term)) if said else spans
    return spans


def _chosen(said: policy.Who) -> Who:
    found = people.who(said)
    if not isinstance(found, Who):
        raise NotRun("分情形的承担者只能选机构、职务或企业")
    return found


def _tests(rule: policy.Rule, case: policy.Case, words: Words) -> tuple[Test, ...]:
    when = rule.field("when")
    read, _ = evidence(words, policy.Evidence(fact=when.fact, where=case.where))
    if any(isinstance(test.want, Slot) for test in read.tests):
        raise NotRun("分情形的条件不留给当地设定")
    return read.tests
