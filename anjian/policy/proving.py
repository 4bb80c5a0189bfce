"""Proving a pack (证明): its examples hold in every evaluator, and each of them can fail.

An example that cannot fail is not a test. So each field of each rule is taken away or bent in turn; when no example of
the rule notices, the field is *unproved* and the rule is refused until an example does.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from anjian.lib import ends
from anjian.lib.errors import Refusal
from anjian.policy.examples import RUNNER, Runner, complaints
from anjian.policy.pack import Example, Fault, Pack, Rule, parse_rule

Path_ = tuple[str | int, ...]

_OTHER_PERIOD = {"month": "quarter", "quarter": "month", "half_year": "quarter", "year": "half_year", "week": "month"}
_OTHER_COUNT = {"each_post": "together", "each_body": "together", "lead_only": "each_body", "together": "each_body"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one field bent: where, and what was done."""

    path: Path_
    what: str
    content: dict[str, Any]


def failures(pack: Pack, *, runners: Mapping[str, Runner] | None = None, only: str = "") -> list[Fault]:
    """Examples that do not hold, each with its line. ``only``: rules whose id contains this."""
    found = []
    for rule in pack.rules:
        if only not in rule.id:
            continue
        for n, example in enumerate(rule.examples):
            for name, runner in (RUNNER if runners is None else runners).items():
                for wrong in _try(runner, rule, example, pack):
                    what = f"例子“{example.name}”不成立（{name}）：{wrong}"
                    found.append(pack.fault(rule.id, ("examples", n), what, "核对规则或例子", "example.failed"))
    return found


def unproved(pack: Pack, *, runner: Runner, only: str = "") -> list[Fault]:
    """Fields that no example notices when they are bent, each with its line; rules without examples are left out."""
    found = []
    for rule in pack.rules:
        if only not in rule.id or not rule.examples:
            continue
        eager = list(rule.examples)
        for mutant in mutants(rule, level=pack.document.level):
            if not _noticed(runner, eager, mutant, pack):
                what = f"{mutant.what}，没有一个例子发现"
                found.append(pack.fault(rule.id, mutant.path, what, "加一个会因此失败的例子", "example.cannot_fail"))
    return found


def mutants(rule: Rule, *, level: str = "") -> Iterator[Mutant]:
    """The rule with each of its fields bent in turn; what would not be a rule any more is left out.

    ``level``: of the document's place. A bearer of that level has the whole place below it, so that there ``in`` says
    nothing that an example could show.
    """
    content = rule.content()
    whole = content.get("who", {}).get("levels") == [level]
    for path, what, changed in _bends(content):
        if whole and path[-1] == "in":
            continue
        made = copy.deepcopy(content)
        holder: Any = made
        for step in path[:-1]:
            holder = holder[step]
        if changed is _GONE:
            del holder[path[-1]]
        else:
            holder[path[-1]] = changed
        try:
            parse_rule(made)
        except (ValidationError, Refusal):
            continue  # the schema itself notices
        yield Mutant(path, what, made)


_GONE = object()


def _bends(content: dict[str, Any]) -> Iterator[tuple[Path_, str, Any]]:
    for field in ("owes", "when", "before", "forbids", "unless", "count", "of"):
        yield from _evidence(content.get(field), (field,))
    yield from _entries(content.get("then", {}).get("where"), ("then", "where"))
    outcomes = content.get("when", {}).get("outcomes", ())
    for one in outcomes if len(outcomes) > 1 else ():
        yield ("when", "outcomes"), f"去掉“{one}”", [other for other in outcomes if other != one]
    for field in ("who", "for_each", "is"):
        yield from _selector(content.get(field), (field,))
    for field in ("who", "for_each", "count", "of"):
        yield from _conditions(content.get(field, {}).get("enterprises"), (field, "enterprises"))
    holds = content.get("holds", {})
    yield from _conditions(holds.get("where"), ("holds", "where"))
    for n, group in enumerate(holds.get("any_of", ())):
        yield from _conditions(group, ("holds", "any_of", n))
        yield ("holds", "any_of"), f"去掉第{n + 1}组条件", _without(holds["any_of"], n)
    for n, case in enumerate(content.get("cases", ())):
        rest = [other for m, other in enumerate(content["cases"]) if m != n]
        yield ("cases",), f"去掉“{case['name']}”这一情形", rest
        yield from _selector(case.get("who"), ("cases", n, "who"))
        yield from _conditions(case.get("where"), ("cases", n, "where"))
        yield from _figures(case, ("cases", n))
    covering = content.get("covering", {})
    yield from _selector(covering.get("each"), ("covering", "each"))
    yield from _conditions(covering.get("each", {}).get("enterprises"), ("covering", "each", "enterprises"))
    for value in covering.get("values", ()):
        rest = [other for other in covering["values"] if other != value]
        yield ("covering", "values"), f"不必覆盖“{value}”", rest
    for field in ("link", "each", "direction", "once_per", "covering", "beyond"):
        if field in content:
            yield (field,), f"去掉“{field}”", _GONE
    for n, _ in enumerate(content.get("parts", ())):
        if len(content["parts"]) > 1:
            yield ("parts",), f"去掉分项“{content['parts'][n]}”", [p for m, p in enumerate(content["parts"]) if m != n]
    for n, move in enumerate(content.get("until", {}).get("moved", [])):
        yield ("until", "moved"), f"到期日不因“{move['fact']}”改动", [m for m in content["until"]["moved"] if m != move]
        yield from _conditions(move.get("where"), ("until", "moved", n, "where"))
    for n, step in enumerate(content.get("steps", ())):
        for day, value in _dated(step.get("within")):
            yield ("steps", n, "within", day), f"第{n + 1}步的期限由{value}加一个单位", _longer(value)
        for need in step.get("needs", ()):
            rest = [other for other in step["needs"] if other != need]
            yield ("steps", n, "needs"), f"第{n + 1}步不再等“{need}”", rest
    yield from _values(content)


def _evidence(evidence: Any, at: Path_) -> Iterator[tuple[Path_, str, Any]]:
    if not isinstance(evidence, dict):
        return
    if "came" in evidence:
        yield (*at, "came"), f"不问{at[0]}的先后", _GONE
    for n, part in enumerate(evidence.get("all_of", ())):
        yield from _evidence(part, (*at, "all_of", n))
        yield (*at, "all_of"), f"去掉第{n + 1}件事实", _without(evidence["all_of"], n)
    yield from _conditions(evidence.get("where"), (*at, "where"))
    for role, recipients in evidence.get("each_of", {}).items():
        for code in recipients["bodies"]:
            rest = [other for other in recipients["bodies"] if other != code]
            if rest:
                yield (*at, "each_of", role, "bodies"), f"从“{role}”去掉“{code}”", rest
        yield (*at, "each_of", role), f"去掉“分别给”{role}", _GONE


def _without(pieces: Sequence[Any], n: int) -> list[Any]:
    """The pieces less one; the only one left stands twice, where the schema wants two."""
    rest = [piece for m, piece in enumerate(pieces) if m != n]
    return rest * 2 if len(rest) == 1 else rest


def _conditions(where: Any, at: Path_) -> Iterator[tuple[Path_, str, Any]]:
    """Conditions, each taken away, and each value of a list."""
    yield from _entries(where, at)
    for name, test in (where or {}).items():
        if not isinstance(test, dict):
            continue
        for op in ("includes_all", "in", "includes_any", "covers"):
            values = test.get(op)
            if isinstance(values, list) and len(values) > 1:
                for value in values:
                    yield (*at, name, op), f"从“{name}”去掉“{value}”", [v for v in values if v != value]
        if test.get("level"):
            yield (*at, name, "level"), f"去掉“{name}”的级别", _GONE


def _entries(entries: Any, at: Path_) -> Iterator[tuple[Path_, str, Any]]:
    if isinstance(entries, dict):
        for name in entries:
            yield (*at, name), f"去掉条件“{name}”", _GONE


def _selector(who: Any, at: Path_) -> Iterator[tuple[Path_, str, Any]]:
    if not isinstance(who, dict):
        return
    if who.get("divisions"):
        yield (*at, "divisions"), "去掉区、县、县级市的分别", _GONE
    for field in ("levels", "posts", "bodies", "divisions"):
        values = who.get(field, [])
        for value in values:
            rest = [other for other in values if other != value]
            if rest:
                yield (*at, field), f"从“{field}”去掉“{value}”", rest
    if who.get("in"):
        yield (*at, "in"), "去掉范围 in", _GONE
    if who.get("and_others"):
        yield (*at, "and_others"), "去掉“其他有职责的部门”", _GONE


def _figures(content: dict[str, Any], at: Path_ = ()) -> Iterator[tuple[Path_, str, Any]]:
    """Figures, periods, terms and plan dates, of a rule or of one of its cases."""
    per = content.get("per")
    if isinstance(per, str):
        yield (*at, "per"), f"周期{per}改成{_OTHER_PERIOD.get(per, 'year')}", _OTHER_PERIOD.get(per, "year")
    for n, phase in enumerate(per["phases"] if isinstance(per, dict) and "phases" in per else ()):
        later = (date.fromisoformat(phase["to"]) + timedelta(days=40)).isoformat()
        yield (*at, "per", "phases", n, "to"), f"“{phase['name']}”推后四十天结束", later
    for field in ("at_least", "target"):
        for day, value in _dated(content.get(field)):
            yield (*at, field, day), f"“{field}”由{value}改动", _more(value)
    for field in ("within", "renewed_within", "wait"):
        for day, value in _dated(content.get(field)):
            yield (*at, field, day), f"期限由{value}加一个单位", _longer(value)
    by = content.get("by")
    if isinstance(by, str):
        yield (*at, "by"), f"完成时间由{by}推后一年", f"{int(by[:4]) + 1}{by[4:]}"


def _values(content: dict[str, Any]) -> Iterator[tuple[Path_, str, Any]]:
    yield from _figures(content)
    counted = content.get("counted")
    if isinstance(counted, str) and counted in _OTHER_COUNT:
        yield ("counted",), f"计数由{counted}改成{_OTHER_COUNT[counted]}", _OTHER_COUNT[counted]
    same = content.get("holds", {}).get("same_holder")
    if same:
        yield ("holds", "same_holder"), "两个职务换成同一个", [same[0], same[0]]
    start = content["in_force"]["from"]
    if isinstance(start, str) and start != "adoption":
        later = date.fromisoformat(start).replace(year=int(start[:4]) + 5).isoformat()
        yield ("in_force", "from"), f"施行日由{start}推后五年", later


def _dated(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and "unset" not in value and "from" not in value:
        yield from value.items()


def _more(value: Any) -> Any:
    if isinstance(value, str) and value.endswith("%"):
        return f"{int(float(value[:-1]) / 2)}%"
    return int(value) + 1


def _longer(value: str) -> str:
    term = ends.Term.parse(value)
    return str(ends.Term(term.n + 1, term.unit))


def _noticed(runner: Runner, eager: list[Example], mutant: Mutant, pack: Pack) -> bool:
    """Whether an example fails. The one that does comes first the next time: it is likely to see the next bend too."""
    bent = parse_rule(mutant.content)
    for n, example in enumerate(eager):
        if _try(runner, bent, example, pack):
            eager.insert(0, eager.pop(n))
            return True
    return False


def _try(runner: Runner, rule: Rule, example: Example, pack: Pack) -> list[str]:
    try:
        return complaints(example, runner(rule, example, pack))
    except Refusal as no:
        return [no.what]
