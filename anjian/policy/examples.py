"""The hook (挂钩) by which the module that runs rules shows examples to be true.

Policy reads examples and says what they must give; it cannot run rules itself, since that is above it. `duties`
registers its evaluators here; `anjian law test` calls them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from anjian.lib import divisions
from anjian.lib.verdicts import Verdict
from anjian.policy import resolving
from anjian.policy.events import Instance, Setting
from anjian.policy.pack import Example, Expected, Pack, Rule, digest_of

Runner = Callable[[Rule, Example, Pack], list[Verdict]]

_COUNTY, _TOWN = "甲县", "甲镇"
_FIRST_COUNTY, _FIRST_TOWN = 21, 100

RUNNER: dict[str, Runner] = {}
"""Evaluators by name; each must give every example its verdicts. Filled by :func:`register`."""


def register(name: str, runner: Runner) -> None:
    """Register an evaluator. A second one of the same name replaces the first."""
    RUNNER[name] = runner


def places(example: Example, pack: Pack) -> dict[str, str]:
    """Division codes for the place names of an example: name → 12 digits, the same on every run.

    The document's own place is known by its level and needs no name. Every other name gets a code below the place it
    lies ``within``; counties are numbered 21, 22 … as they appear, towns 100, 101 … inside 甲县.
    """
    found: dict[str, str] = {}
    for given in example.given:
        level = level_of(given.level, given.subject, pack)
        if level == pack.document.level:
            if given.place:
                found[given.place] = pack.document.place
        elif level == "county":
            _county(found, given.place or _COUNTY, pack)
        else:
            county = _county(found, given.within or _COUNTY, pack)
            towns = sum(1 for code in found.values() if code.startswith(county[:6]) and code != county)
            found.setdefault(given.place or _TOWN, f"{county[:6]}{_FIRST_TOWN + towns}000")
    return found


def instance(rule: Rule, example: Example, pack: Pack) -> Instance:
    """The rule in the little world of an example: adopted when the document came into force, with its settings.

    A setting holds from that day on; one that belongs to a rule from which this one borrows is set there.
    """
    start = pack.document.in_force or pack.document.issued or date.min
    settings = [
        Setting(_owner(rule, name, pack), name, value, start, by="例中的当地", fact="")
        for name, value in example.set.items()
    ]
    return resolving.instance(
        rule,
        digest=digest_of(rule),
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
    """The level of a subject of an example: its own, or county for what does not say."""
    return level or ("county" if subject == "enterprise" else pack.document.level)


def place_of(name: str, level: str, codes: dict[str, str], pack: Pack) -> str:
    """The code of a subject's place: by its name, or by its level when it gives none."""
    if level == pack.document.level:
        return pack.document.place
    return codes[name or (_COUNTY if level == "county" else _TOWN)]


def _county(found: dict[str, str], name: str, pack: Pack) -> str:
    counties = sum(1 for code in found.values() if divisions.level(code) == "county")
    return found.setdefault(name, f"{pack.document.place[:4]}{_FIRST_COUNTY + counties}000000")


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
    return "·".join(part for part in (expected.bearer, expected.each, expected.period) if part) or "全部"


def _list(verdicts: list[Verdict]) -> str:
    return (
        "；".join(
            f"{v.bearer}{'·' + v.each if v.each else ''}{'·' + v.period.label if v.period else ''} {v.outcome.value}"
            for v in verdicts
        )
        or "无"
    )
