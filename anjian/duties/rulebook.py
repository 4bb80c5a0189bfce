"""The asks that hold (规则簿): rules in force with their settings, read once per version and kept in the process."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from anjian.duties import terms
from anjian.duties.asks import NOT_KEPT, Ask
from anjian.duties.compile import Compiled, Draft, compile_ask
from anjian.duties.reading import Left, read
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy
from anjian.registry import queries as registry

_KEPT = 16


@dataclass(frozen=True)
class Entry:
    """One ask with the rule it comes from."""

    ask: Ask
    instance: policy.Instance
    chip: str

    @property
    def rule(self) -> policy.Rule:
        """The parsed rule."""
        return self.instance.rule


@dataclass(frozen=True)
class Rulebook:
    """All asks of a day, as known then; `digest` changes when any of them may. `merged`: see `asks.Ask`."""

    digest: str
    as_of: dt.date
    entries: tuple[Entry, ...]
    left: tuple[Left, ...]
    merged: bool

    @property
    def kept(self) -> tuple[Entry, ...]:
        """The entries whose standings the projection holds."""
        return tuple(entry for entry in self.entries if entry.ask.kind not in NOT_KEPT)

    @property
    def live(self) -> tuple[Entry, ...]:
        """The entries that are computed each time they are asked."""
        return tuple(entry for entry in self.entries if entry.ask.kind in NOT_KEPT)

    def of(self, rules: frozenset[str] | None) -> tuple[Entry, ...]:
        """The entries of these rules; None: all."""
        return tuple(entry for entry in self.entries if rules is None or entry.ask.rule in rules)

    def names(self, entry: Entry) -> frozenset[str]:
        """Every fact name that an entry reads."""
        return frozenset(name for ask in (entry.ask, *entry.ask.beyond) for part in ask.reads for name in part.names)

    def reading(self, name: str) -> Mapping[str, Sequence[Entry]]:
        """By rule, the kept entries that read facts of this name."""
        return self._by_fact.get(name, {})

    @cached_property
    def _by_fact(self) -> Mapping[str, Mapping[str, Sequence[Entry]]]:
        found: dict[str, dict[str, list[Entry]]] = {}
        for entry in self.kept:
            for name in self.names(entry):
                found.setdefault(name, {}).setdefault(entry.ask.rule, []).append(entry)
        return found


_books: OrderedDict[tuple[str, dt.date, bool], Rulebook] = OrderedDict()
_texts: OrderedDict[tuple[Ask, bool, bool, bool], Compiled] = OrderedDict()


def book(as_of: dt.date, *, known: int | None = None, digest: str | None = None) -> Rulebook:
    """The rulebook of a day. `digest`: of the version that the caller believes to hold; the book says which it is."""
    merged = registry.any_merged(known=known)
    found = _books.get((digest or policy.rules_digest(known=known), as_of, merged))
    if found is None:
        found = _read(as_of, known, merged)
        _books[found.digest, as_of, merged] = found
        while len(_books) > _KEPT:
            _books.popitem(last=False)
    return found


def _read(as_of: dt.date, known: int | None, merged: bool) -> Rulebook:
    """Under the digest that holds while it is read: somebody may load a pack at the same moment."""
    while True:
        digest = policy.rules_digest(known=known)
        instances = policy.instances(as_of=as_of, known=known)
        if digest == policy.rules_digest(known=known):
            break
    rules = {one.rule.id: one.rule for one in instances}
    reading = read(instances, policy.vocabulary(), lookup=rules.get)
    cards = {card.id: card for card in policy.documents(SYSTEM, known=known)}
    entries = tuple(
        Entry(
            replace(ask, merged=merged),
            one,
            cards[one.rule.document].chip(one.rule.clauses) if one.rule.document in cards else "",
        )
        for ask, one in zip(reading.asks, reading.instances, strict=True)
    )
    return Rulebook(digest, as_of, entries, reading.left, merged)


def compiled(ask: Ask, *, replay: bool, scoped: bool, draft: Draft | None = None, kept: bool = False) -> Compiled:
    """The statements of an ask; made once, since an ask is its own key. Drafts are not kept."""
    if draft is not None:
        return compile_ask(ask, replay=replay, scoped=scoped, draft=draft)
    key = (_Same(ask), replay, scoped, kept)
    found = _texts.get(key)  # type: ignore[arg-type]
    if found is None:
        found = _texts[key] = compile_ask(ask, replay=replay, scoped=scoped, kept=kept)  # type: ignore[index]
        while len(_texts) > 4096:
            _texts.popitem(last=False)
    return found


class _Same:
    """An ask as a key: by identity, since books keep their asks and spans hold mappings."""

    __slots__ = ("ask",)

    def __init__(self, ask: Ask) -> None:
        self.ask = ask

    def __hash__(self) -> int:
        return id(self.ask)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.ask is self.ask


def prepare(found: Rulebook) -> None:
    """The tables of dates that these asks look up are there."""
    terms.ensure(terms.needed(entry.ask for entry in found.entries), as_of=found.as_of)
