"""What loading a pack would change (装入前的对照): rule by rule and field by field, before anybody is bound by it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from anjian.lib.viewer import SYSTEM
from anjian.policy import queries
from anjian.policy.pack import Pack

_WORDS = {"new": "新增", "gone": "撤去", "changed": "改动"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of a rule or clause: new, gone or changed; if changed, which field, from what to what."""

    id: str
    what: str
    field: str = ""
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        if not self.field:
            return f"{_WORDS[self.what]} {self.id}"
        return f"{_WORDS[self.what]} {self.id} {self.field}：{_short(self.before)} → {_short(self.after)}"


def compare(pack: Pack) -> list[Change]:
    """Differences between a pack and what is loaded of its document, in the pack's order; what is gone comes last."""
    card = queries.document(SYSTEM, pack.document.id)
    rules = {rule.id: rule.content() for rule in pack.rules}
    clauses = {clause.id: clause.model_dump(mode="json", exclude_defaults=True) for clause in pack.clauses}
    told_rules = {name: held.rule.content() for name, held in card.rules.items()} if card else {}
    told_clauses = (
        {held.id: held.clause.model_dump(mode="json", exclude_defaults=True) for held in card.clauses} if card else {}
    )
    return [*_between(told_clauses, clauses), *_between(told_rules, rules)]


def _between(told: Mapping[str, dict[str, Any]], wanted: Mapping[str, dict[str, Any]]) -> Iterator[Change]:
    for name, content in wanted.items():
        if name not in told:
            yield Change(name, "new")
            continue
        for field in dict.fromkeys((*told[name], *content)):
            before, after = told[name].get(field), content.get(field)
            if before != after:
                yield Change(name, "changed", field, before, after)
    yield from (Change(name, "gone") for name in told if name not in wanted)


def _short(value: Any) -> str:
    text = "（无）" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"
