"""The document of the bench's region: a pack made from the enterprise rules of the real packs, and variants of them.

What a real text asks of every enterprise stands as it is, with the figure set that the text leaves open. The others are
given to a line of industry or a size of firm each, and repeated for other lines with another cadence, as the documents
of departments repeat each other. No clause of it is anybody's: it is for measuring.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from itertools import count, cycle
from pathlib import Path
from typing import Any

import yaml

from anjian.host.folders import ROOT

DOCUMENT = "region-bench"
IN_FORCE = dt.date(2020, 1, 1)
LATEST = dt.date(2025, 12, 31)
"""The plan date where a text names none."""
LINES: Mapping[str, str] = {
    "coal": "0610", "coking": "2521", "mining": "0810", "chemicals": "2614", "smelting": "3110", "casting": "3391",
    "building": "4710", "civil": "4811", "freight": "5431", "coaches": "5421", "property": "7020", "fuel": "5265",
    "shops": "5211", "bakeries": "1411", "grain": "1311", "hotels": "6110",
}  # fmt: skip
"""Lines of industry by their class of GB/T 4754."""
HIGH_RISK = ("coal", "mining", "chemicals", "smelting")
EVERYBODY = 10
"""So many rules are for every operating enterprise, as their texts say."""
RULES = 104
_OPEN = cycle(("year", "quarter", "half_year"))
_MODES = ("联合执法", "双随机", "明查", "暗访", "日常检查", "专项检查")


def write(folder: Path, *, place: str) -> Path:
    """Write the pack into ``folder``/region-bench and return where it is."""
    made = [rule for rule, _ in zip(_rules(), range(RULES), strict=False)]
    target = folder / DOCUMENT
    target.mkdir(parents=True, exist_ok=True)
    head = {
        "id": DOCUMENT,
        "title": "测速用：示例地区对生产经营单位的要求",
        "short": "测速用文件",
        "place": place,
        "in_force": IN_FORCE,
        "source": "由各规则包里企业的规则生成，只用于测速",
    }
    clauses = [
        {"id": rule["clauses"][0], "cite": f"第{n}条", "gist": rule["title"], "actor": ["企业"], "status": "automated"}
        for n, rule in enumerate(made, 1)
    ]
    article = {"number": "一", "heading": "企业"}
    _dump(target / "document.yaml", {"document": head, "articles": ["article-1.yaml"]})
    _dump(target / "article-1.yaml", {"article": article, "clauses": clauses, "rules": made})
    return target


class _Whole(yaml.SafeDumper):
    """Writes everything out: packs may not refer back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _dump(path: Path, content: Any) -> None:
    path.write_text(yaml.dump(content, Dumper=_Whole, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _rules() -> Iterator[dict[str, Any]]:
    numbers = count(1)
    real = list(_real())
    everybody = [rule for rule in real if rule["kind"] != "requirement" and rule.get("per") != "month"][:EVERYBODY]
    for rule in everybody:
        yield _numbered(rule, next(numbers), {"status": "operating"})
    for rule in _answers():
        yield _numbered(rule, next(numbers), None)
    narrowed = [rule for rule in real if rule not in everybody]
    for turn in count():
        for n, rule in enumerate(narrowed if turn == 0 else [rule for rule in real if "per" in rule]):
            yield _numbered(_slower(rule, turn), next(numbers), _population(n + 3 * turn, rule))


def _real() -> Iterator[dict[str, Any]]:
    """Enterprise rules of the real packs, each deed in each cadence once, with the open figures set."""
    seen = set()
    for path in sorted((ROOT / "packs").glob("*/*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for rule in content.get("rules") or () if isinstance(content, dict) else ():
            if "enterprises" not in (rule.get("who") or {}):
                continue
            made = _set(rule)
            key = json.dumps([made.get(name) for name in ("kind", "owes", "holds", "per")], default=str)
            if key not in seen:
                seen.add(key)
                yield made


def _set(rule: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("kind", "title", "verb", "who", "owes", "holds", "at_least", "per", "by", "register", "renewed_within")
    made = {name: rule[name] for name in kept if name in rule}
    if isinstance(made.get("per"), dict):
        made["per"] = next(_OPEN)
    if "by" in made:
        made["by"] = LATEST
    for name in ("at_least", "renewed_within"):
        if name in made:
            made[name] = {IN_FORCE: next(iter(made[name].values()))}
    return made


def _answers() -> Iterator[dict[str, Any]]:
    """Duties that a fact starts: a lesson to be answered, risks to be listed, an inspection to be reported on."""
    for days in (10, 20):
        yield {
            "title": f"收到事故教训{days}个工作日内自查",
            "when": {"fact": "enterprise.lesson_received"},
            "who": {"role_of": "by"},
            "owes": {
                "fact": "campaigns.self_check_filed",
                "where": {"by": "$bearer", "item": "同类隐患自查", "lesson": "$this.lesson"},
            },
            "within": {IN_FORCE: f"{days} workdays"},
        }
    yield {
        "title": "辨识风险后更新风险清单",
        "when": {"fact": "risks.assessed"},
        "who": {"role_of": "by"},
        "owes": {"fact": "registers.renewed", "where": {"by": "$bearer", "register": "安全风险清单"}},
        "within": {IN_FORCE: "2 months"},
    }
    for mode in _MODES:
        yield {
            "title": f"{mode}后报告隐患治理情况",
            "when": {"fact": "inspections.done", "where": {"mode": {"includes": mode}}},
            "who": {"role_of": "object"},
            "owes": {"fact": "hazards.treatment_reported", "where": {"by": "$bearer", "audience": "监管部门"}},
            "within": {IN_FORCE: "30 workdays"},
        }


def _slower(rule: Mapping[str, Any], turn: int) -> dict[str, Any]:
    """The same deed asked by another document, of another line, with another cadence."""
    if turn == 0:
        return dict(rule)
    return {**rule, "per": ("half_year", "quarter", "year")[turn % 3], "title": f"{rule['title']}（{turn + 1}）"}


def _population(n: int, rule: Mapping[str, Any]) -> dict[str, Any]:
    """A line of industry; for every fourth rule a size of firm; a month's cadence only where the risk is high."""
    if rule["kind"] == "requirement":
        return {"status": "operating", "staff": {"over": (100, 50, 300, 30)[n % 4]}}
    if rule.get("per") != "month" and n % 4 == 3:
        return {"status": "operating", "staff": {"at_least": (30, 100, 300)[n % 3]}}
    lines = HIGH_RISK if rule.get("per") == "month" else tuple(LINES)
    return {"status": "operating", "industry": LINES[lines[n % len(lines)]]}


def _numbered(rule: Mapping[str, Any], n: int, population: Mapping[str, Any] | None) -> dict[str, Any]:
    made = {
        "id": f"{DOCUMENT}/rule-{n}",
        "clauses": [f"{DOCUMENT}/1.{n}"],
        "kind": "response" if population is None else rule["kind"],
        "force": "must",
        "in_force": {"from": IN_FORCE},
        "examples": [{"name": "没有登记企业", "as_of": LATEST, "expect": [{"outcome": "no_subject"}]}],
        **rule,
    }
    if population is not None:
        made["who"] = {"enterprises": dict(population)}
    return made
