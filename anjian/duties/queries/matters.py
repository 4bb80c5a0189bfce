"""A matter under a procedure (一件事的流程): where it stands, what may come next, each step's limit and papers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from anjian.duties import rulebook
from anjian.duties.answers import DutyRow
from anjian.duties.queries import mine
from anjian.duties.queries.choosing import since_of
from anjian.duties.queries.shaping import row as shape
from anjian.duties.queries.sources import rows, visible
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib.errors import Refusal
from anjian.lib.states import Life, Move
from anjian.lib.verdicts import Outcome
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import queries as policy

EVER = dt.date(1949, 10, 1)
MOST = 10
"""Steps of a procedure whose states can be told apart; a document has fewer."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in a matter. `outcome` None: its turn has not come, or it opens the matter; `done`: day of its fact."""

    fact: str
    word: str
    done: dt.date | None
    due: dt.date | None
    outcome: Outcome | None
    bearer: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one matter.

    state   the steps done in order, "1+2"; next: facts that may come now
    astray  facts that came before their turn, which no state table lets pass
    """

    rule: str
    matter: str
    steps: tuple[Step, ...]
    state: str
    next: tuple[str, ...]
    astray: tuple[str, ...]

    @property
    def over(self) -> bool:
        """Every step was done in its turn."""
        return not self.next and not self.astray


def life(rule: policy.Procedure, words: policy.Vocabulary) -> Life:
    """The state table of a procedure's steps: a state is which of them are done; a step may be done after its needs."""
    names = [step.do for step in rule.steps]
    if len(names) > MOST:
        raise Refusal("流程的步骤太多", "状态数不清", f"至多{MOST}步", code="duties.steps")
    needs = [{names.index(need) for need in step.needs} for step in rule.steps]
    states = {frozenset[int]()}
    moves = []
    for size in range(len(names)):
        for done in sorted((one for one in states if len(one) == size), key=sorted):
            for n, name in enumerate(names):
                if n not in done and needs[n] <= done:
                    after = done | {n}
                    states.add(after)
                    moves.append(Move(name, _word(done), _word(after)))
    titles = {name: words.facts[name].title.zh for name in names}
    said = {
        _word(frozenset(one)): _said(one, names, titles)
        for k in range(len(names) + 1)
        for one in combinations(range(len(names)), k)
    }
    return Life(
        rule.title,
        tuple(moves),
        _word(frozenset()),
        frozenset({_word(frozenset(range(len(names))))}),
        {**titles, **said},
    )


def course(viewer: Viewer, rule: str, matter: str, *, as_of: dt.date, known: int | None = None) -> Course:
    """Where a matter stands. Refuses a rule that is no procedure of steps, and a matter unknown to this viewer."""
    card = policy.rule(SYSTEM, rule, known=known)
    if card is None or not isinstance(card.rule, policy.Procedure) or not card.rule.steps:
        raise Refusal(
            "这不是一条流程规则", "只有写明步骤的流程才有办理过程", "请从文件页进入", code="duties.no_procedure"
        )
    chosen, words = card.rule, policy.vocabulary()
    order = [step.do for step in chosen.steps]
    told = [
        fact
        for fact in ledger.facts(viewer, party=matter, names=order, until=as_of, known=known, limit=500)
        if fact.stands
    ]
    if not told:
        raise Refusal("没有找到这件事", "它不存在，或者不在您的权限范围内", "请从清单重新进入", code="duties.matter")
    first: dict[str, dt.date] = {}
    for fact in sorted(told, key=lambda one: (one.day, one.seq)):
        first.setdefault(fact.name, fact.day)
    table = life(chosen, words)
    state, astray = table.initial, []
    for name in sorted(first, key=lambda one: (first[one], order.index(one))):
        if name in table.verbs(state):
            state = table.next(state, name)
        else:
            astray.append(name)
    own = mine.bearers(viewer)
    judged = {
        row.token: row
        for row in rows(as_of=as_of, known=known, since=EVER, rules=(rule,), facts=True).rows
        if row.token.rpartition("#")[0] == matter and visible(viewer, row, own)
    }
    steps = []
    for n, step in enumerate(chosen.steps, 1):
        row = judged.get(f"{matter}#{n}")
        steps.append(
            Step(
                step.do, words.facts[step.do].title.zh, first.get(step.do), row.due if row else None,
                row.outcome if row else None, row.bearer if row else "", step.papers,
            )
        )  # fmt: skip
    return Course(rule, matter, tuple(steps), state, table.verbs(state), tuple(astray))


def started(viewer: Viewer, told: Sequence[Fact], *, as_of: dt.date) -> tuple[DutyRow, ...]:
    """The duties that facts started (触发的职责) for those who took part in them, by their day; what nobody set a limit
    for last."""
    names, tokens = {fact.name for fact in told}, {str(fact.id) for fact in told}
    tokens |= {party.id for fact in told for party in fact.parties if party.kind == "matter"}
    book = rulebook.book(as_of)
    rules = {one.ask.rule for one in book.kept if one.ask.trigger and names & set(one.ask.trigger.names)}
    bearers = {party.id for fact in told for party in fact.parties if party.kind != "matter"}
    own = mine.bearers(viewer)
    found = rows(as_of=as_of, since=since_of(as_of), bearers=bearers, rules=rules).rows if rules else []
    shown = [shape(row, as_of) for row in found if row.token in tokens and visible(viewer, row, own)]
    return tuple(sorted(shown, key=lambda one: (one.due is None, one.due or as_of, one.rule)))


def _word(done: frozenset[int]) -> str:
    return "+".join(str(n + 1) for n in sorted(done)) or "0"


def _said(done: tuple[int, ...], names: list[str], titles: dict[str, str]) -> str:
    return "、".join(titles[names[n]] for n in done) + "之后" if done else "尚未开始"
