"""The hook (挂钩) by which the module that runs rules shows examples to be true.

Policy reads examples and says what they must give; it cannot run rules itself, since that is above it. `duties`
registers its evaluators here; `anjian law test` opens them once for all examples, since what an evaluator needs around
them (tables, a connection) costs more than an example.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date
from typing import cast

from anjian.lib import divisions
from anjian.lib.verdicts import Verdict
from anjian.policy import resolving
from anjian.policy.events import Instance, Setting
from anjian.policy.pack import Example, Expected, Pack, Rule

Runner = Callable[[Rule, Example, Pack], list[Verdict]]

_NAMES = {"province": "甲省", "city": "甲市", "county": "甲县", "town": "甲镇", "village": "甲村"}
_NUMBERED = {"city": (1, 2), "county": (21, 2), "town": (100, 3), "village": (200, 3)}
"""First number of each level and its digits, in the codes of examples."""

Evaluator = Callable[[], AbstractContextManager[Runner]]
"""Opens a runner and closes what it needed."""

EVALUATOR: dict[str, Evaluator] = {}
"""Evaluators by name; each must give every example its verdicts. Filled by :func:`register`."""

RUNNER: dict[str, Runner] = {}
"""The same, opened anew for each example: for a few of them."""


def register(name: str, evaluator: Evaluator) -> None:
    """Register an evaluator. A second one of the same name replaces the first."""

    def once(rule: Rule, example: Example, pack: Pack) -> list[Verdict]:
        with evaluator() as run:
            return run(rule, example, pack)

    EVALUATOR[name], RUNNER[name] = evaluator, once


@contextmanager
def opened(names: Iterable[str] | None = None) -> Iterator[Mapping[str, Runner]]:
    """These evaluators (None: all) for many examples, closed afterwards."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(EVALUATOR[name]()) for name in (EVALUATOR if names is None else names)}


Teller = Callable[[Sequence[Instance], Callable[[str], Rule | None], date], dict[str, frozenset[str]]]
"""Instances, a lookup of rules, a day → ids of those who owe, by rule."""

TELLER: list[Teller] = []
"""Who says who owes, for `anjian law diff`; filled by :func:`register_teller`."""


def register_teller(teller: Teller) -> None:
    """Register who says who owes. A second one replaces the first."""
    TELLER[:] = [teller]


def places(example: Example, pack: Pack) -> dict[str, str]:
    """Division codes for the place names of an example: name → 12 digits, the same on every run.

    The document's own place, and the places above it, are known by their level and need no name. Every other name gets
    a code below the place it lies ``within``: as they appear, provinces in the order of their codes, cities 01, 02 …,
    counties 21, 22 …, towns 100, 101 …, villages 200, 201 …; without a name it is 甲省, 甲市, 甲县, 甲镇, 甲村.
    Counties of a municipality (直辖市) lie below it directly.
    """
    found: dict[str, str] = {}
    for given in example.given:
        level = level_of(given.level, given.subject, pack)
        if _above(level, pack) is None:
            _number(found, given.place or _NAMES[level], level, given.within, pack)
        elif given.place:
            found[given.place] = str(_above(level, pack))
    return found


def instance(rule: Rule, example: Example, pack: Pack) -> Instance:
    """The rule in the little world of an example: adopted when the document came into force, with its settings.

    A setting holds from that day on; one that belongs to a rule from which this one borrows is set there.
    """
    start = example.adopted or pack.document.in_force or pack.document.issued or date.min
    settings = [
        Setting(_owner(rule, name, pack), name, value, start, by="例中的当地", fact="")
        for name, value in example.set.items()
    ]
    return resolving.instance(
        rule,
        digest="",  # says which version a kept duty came from; of an example nothing is kept
        place=divisions.of(pack.document.place),
        adopted=(start, None),
        settings=settings,
        lookup=pack.rule,
        cite=pack.chip,
    )


def _owner(rule: Rule, name: str, pack: Pack) -> str:
    if name in resolving.settable(rule):
        return rule.id
    lenders = (pack.rule(lender) for lender in rule.loans().values())
    return next((lender.id for lender in lenders if lender and name in resolving.settable(lender)), rule.id)


def level_of(level: str, subject: str, pack: Pack) -> str:
    """The level of a subject of an example: its own; else the document's, for an enterprise at least the county's."""
    own = pack.document.level
    above_county = divisions.LEVELS.index(cast("divisions.Level", own)) < divisions.LEVELS.index("county")
    return level or ("county" if subject == "enterprise" and above_county else own)


def place_of(name: str, level: str, codes: dict[str, str], pack: Pack) -> str:
    """The code of a subject's place: by its name, or by its level when it gives none."""
    return _above(level, pack) or codes[name or _NAMES[level]]


def name_of(name: str, level: str) -> str:
    """What a place of an example is called: its own name, or that of its level."""
    return name or _NAMES.get(level, level)


def _above(level: str, pack: Pack) -> str | None:
    """The document's own place or the one above it on that level; None for what lies below it."""
    return next((code for code in divisions.path(pack.document.place) if divisions.level(code) == level), None)


def _number(found: dict[str, str], name: str, level: str, within: str, pack: Pack) -> str:
    if name in found:
        return found[name]
    if level == "province":
        taken = sum(1 for code in found.values() if divisions.level(code) == "province")
        found[name] = divisions.with_cities()[taken]
        return found[name]
    upper = _upper(level, pack)
    parent = _above(upper, pack) or _number(found, within or _NAMES[upper], upper, "", pack)
    start, digits = _NUMBERED[level]
    held = parent[: {"city": 2, "county": 4, "town": 6, "village": 9}[level]]
    if level == "county" and upper == "province":
        held = f"{parent[:2]}01"  # the digits of the city only group the districts of a municipality
    taken = sum(1 for code in found.values() if code.startswith(held) and divisions.level(code) == level)
    found[name] = f"{held}{start + taken:0{digits}d}".ljust(12, "0")
    return found[name]


def _upper(level: str, pack: Pack) -> str:
    """The level above in the document's province."""
    there = divisions.levels_of(pack.document.place[:2])
    return there[there.index(cast("divisions.Level", level)) - 1]


def complaints(example: Example, verdicts: list[Verdict]) -> list[str]:
    """What an example misses in these verdicts, in Chinese; empty when it holds."""
    wrong = []
    if example.rows is not None and len(verdicts) != example.rows:
        wrong.append(f"应有{example.rows}条结论，实有{len(verdicts)}条：{_list(verdicts)}")
    for expected in example.expect:
        chosen = [verdict for verdict in verdicts if _is_meant(expected, verdict)]
        if not chosen:
            wrong.append(f"没有与{_said(expected)}对应的结论，实有：{_list(verdicts)}")
        for verdict in chosen:
            wrong.extend(_differences(expected, verdict))
    return wrong


def _is_meant(expected: Expected, verdict: Verdict) -> bool:
    label = verdict.period.label if verdict.period else ""
    return (
        (not expected.bearer or expected.bearer == verdict.bearer)
        and (not expected.each or expected.each == verdict.each)
        and (not expected.period or expected.period == label)
        and (not expected.matter or expected.matter == verdict.matter)
    )


def _differences(expected: Expected, verdict: Verdict) -> list[str]:
    asked = {"outcome": expected.outcome.value}
    got: dict[str, object] = {"outcome": verdict.outcome.value}
    for name in ("due", "need", "have", "provisional"):
        if getattr(expected, name) is not None:
            asked[name], got[name] = getattr(expected, name), getattr(verdict, name)
    for name, kind in (("age", "age"), ("last", "last"), ("value", "value")):
        want = getattr(expected, name)
        if want is not None:
            asked[name] = str(want.isoformat() if isinstance(want, date) else f"{want:g}")
            got[name] = next((reason.ref for reason in verdict.reasons if reason.kind == kind), None)
    return [
        f"{_said(expected)}：{name} 应为{asked[name]}，实为{got[name]}" for name in asked if asked[name] != got[name]
    ]


def _said(expected: Expected) -> str:
    said = (expected.bearer, expected.each, expected.period, expected.matter)
    return "·".join(part for part in said if part) or "全部"


def _list(verdicts: list[Verdict]) -> str:
    return (
        "；".join(
            f"{v.bearer}{'·' + v.each if v.each else ''}{'·' + v.period.label if v.period else ''} {v.outcome.value}"
            for v in verdicts
        )
        or "无"
    )
