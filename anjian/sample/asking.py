"""What a rule asks for, where fixed words can show it: the fact, the role of its bearer, the attributes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from anjian.ledger.events import ImportRow
from anjian.policy import queries as documents

FIGURES = {"hazards_found": 4, "audience": 120, "people": 60, "risks": 40, "hazards": 8}
"""Numbers that a record may carry besides, and below what they lie."""

MOST = 3
"""How many things one record says at most because several rules ask for them."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One piece of evidence with fixed words.

    said    the attributes asked for; ``$period`` is the period it is about (2026, 2026-H1)
    free    attributes that the form wants and the rule does not: any word does
    others  roles in which the fact needs somebody besides, with the kinds that may stand there
    may     numbers that the fact can carry besides
    """

    fact: str
    role: str
    said: Mapping[str, Any]
    free: frozenset[str] = frozenset()
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may: tuple[str, ...] = ()

    def words(self, period: str) -> dict[str, Any]:
        """The attributes of a record about a period."""
        return {name: period if value == "$period" else value for name, value in self.said.items()}

    def figures(self, draw: random.Random) -> dict[str, int]:
        """Numbers that the record carries besides."""
        return {name: draw.randrange(FIGURES[name]) for name in self.may}

    def said_too(self, row: ImportRow, free: set[str], period: str) -> bool:
        """Whether a record shows this as well: its lists are grown and what is free in it filled in, where it can."""
        if self.others.keys() - {party.role for party in row.parties}:
            return False
        kept = row.attributes
        assert isinstance(kept, dict)
        wanted = {
            name: value for name, value in self.words(period).items() if name not in self.free or name not in kept
        }
        fixed = {name: value for name, value in wanted.items() if not isinstance(value, list)}
        if any(name not in free and kept.get(name, value) != value for name, value in fixed.items()):
            return False
        there = {name: [] if name in free else list(kept.get(name, ())) for name in wanted.keys() - fixed.keys()}
        grown = {name: [*has, *(one for one in wanted[name] if one not in has)] for name, has in there.items()}
        if any(len(grown[name]) > max(MOST, len(wanted[name])) for name in grown):
            return False
        kept |= fixed | grown
        free -= wanted.keys()
        return True


def asks_of(rule: documents.Rule) -> Iterator[Ask | None]:
    """The evidence of a rule; None where it needs more than fixed words."""
    owes = getattr(rule, "owes", None)
    found = owes.all_of if isinstance(owes, documents.AllOf) else [owes] if owes is not None else []
    for evidence in found:
        yield _ask(evidence.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _ask(evidence: dict[str, Any]) -> Ask | None:
    declared = documents.vocabulary().facts[evidence["fact"]]
    role, said = "", dict[str, Any]()
    if set(evidence) - {"fact", "where"}:
        return None
    for name, test in evidence.get("where", {}).items():
        value = _wanted(test)
        if value is None:
            return None
        if name in declared.parties:
            if value != "$bearer" or role:
                return None
            role = name
        elif value == "$period":
            said[name] = value
        elif isinstance(value, str) and value.startswith("$"):
            return None
        else:
            many = declared.attributes[name].multiple
            said[name] = value if isinstance(value, list) or not many else [value]
    free = {name: one for name, one in declared.attributes.items() if one.required == "now" and name not in said}
    for name, attribute in free.items():
        word = attribute.options[0] if attribute.options else TOPIC if attribute.options_from == "topics" else ""
        if not word:
            return None
        said[name] = [word] if attribute.multiple else word
    needed = {name: party.kind for name, party in declared.parties.items() if party.required == "now" and name != role}
    if not role or not all({"enterprise", "body"} & set(kinds) for kinds in needed.values()):
        return None
    numbers = {name for name, one in declared.attributes.items() if one.type == "number" and name not in said}
    figures = tuple(name for name in FIGURES if name in numbers)
    return Ask(evidence["fact"], role, said, frozenset(free), needed, figures)


TOPIC = "work_safety"
"""The topic of a meeting whose topic the rule does not name."""


def _wanted(test: Any) -> Any:
    """The value that satisfies a test on a party or an attribute; None when no fixed one does."""
    if not isinstance(test, Mapping):
        return test
    if set(test) == {"eq"} or set(test) == {"includes"}:
        return next(iter(test.values()))
    if set(test) == {"includes_all"}:
        return list(test["includes_all"])
    return [test["includes_any"][0]] if set(test) == {"includes_any"} else None
