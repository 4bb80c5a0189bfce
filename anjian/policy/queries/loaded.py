"""Questions about what is loaded, adopted and set, as known live or at a position of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from typing import Any, cast

from anjian.lib import divisions
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import resolving
from anjian.policy.events import Instance, Setting
from anjian.policy.models import Adoption, Article, Clause, Document, RuleVersion, Told, ValueSet
from anjian.policy.pack import Article as ArticleData
from anjian.policy.pack import Clause as ClauseData
from anjian.policy.pack import Document as DocumentData
from anjian.policy.pack import Rule, parse_rule
from anjian.policy.queries import nesting
from anjian.policy.queries.cards import AdoptionCard, ArticleCard, ClauseCard, DocumentCard, RuleCard
from anjian.policy.queries.state import state
from anjian.scope.queries import told_by

_parsed: dict[str, Rule] = {}
"""Rules by digest: a digest never changes its meaning, so this never goes stale."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is visible, by its name, and the position at which it is read: same name, same rows, whichever it was."""

    name: str
    known: int | None = field(compare=False)


def documents(viewer: Viewer, *, known: int | None = None) -> list[DocumentCard]:
    """All loaded documents, by id."""
    return _cards(Document.objects.seen_by(viewer), known)


def document(viewer: Viewer, document_id: str, *, known: int | None = None) -> DocumentCard | None:
    """A document with its articles, clauses and rules in order; None when it is not loaded or not to be seen.

    The card is shared between callers: read it, do not change it.
    """
    return next(iter(_cards(Document.objects.seen_by(viewer).filter(document=document_id), known)), None)


def _cards(heads: Any, known: int | None) -> list[DocumentCard]:
    names = sorted(set(_told(heads, known).values_list("document", flat=True)))
    seen = _Seen(state(known=known) if names else "", known)
    return [_card(seen, name) for name in names]


@lru_cache(maxsize=64)
def _card(seen: _Seen, document_id: str) -> DocumentCard:
    known = seen.known
    head = _told(Document.objects.seen_by(SYSTEM).filter(document=document_id), known).get()
    data = DocumentData.model_validate(head.content)
    versions = [(row, parsed(row)) for row in _in_order(RuleVersion, "rule", head, known)]
    running: dict[str, list[str]] = defaultdict(list)
    for _, rule in versions:
        for name in rule.clauses:
            running[name].append(rule.id)
    held: dict[str, list[ClauseCard]] = defaultdict(list)
    for seq, row in enumerate(_in_order(Clause, "clause", head, known)):
        clause = ClauseData.model_validate(row.content)
        held[row.article].append(ClauseCard(clause, row.article, seq, tuple(running[clause.id])))
    articles = tuple(
        ArticleCard(row.article, ArticleData.model_validate(row.content), tuple(held[row.article]))
        for row in _in_order(Article, "article", head, known)
    )
    card = DocumentCard(data, str(head.said_by), articles, {})
    for row, rule in versions:
        card.rules[rule.id] = RuleCard(rule, row.digest, str(row.said_by), card.chip(rule.clauses))
    return card


def clause(viewer: Viewer, clause_id: str, *, known: int | None = None) -> ClauseCard | None:
    """One clause with the rules that run it; None when there is none."""
    card = document(viewer, clause_id.split("/", 1)[0], known=known)
    return next((found for found in card.clauses if found.id == clause_id), None) if card else None


def rule(viewer: Viewer, rule_id: str, *, known: int | None = None) -> RuleCard | None:
    """One rule version; None when there is none."""
    card = document(viewer, rule_id.split("/", 1)[0], known=known)
    return card.rules.get(rule_id) if card else None


def asking(viewer: Viewer, fact: str, *, known: int | None = None) -> list[RuleCard]:
    """Every loaded rule that asks for a fact (谁要这件事实)."""
    return [
        card for found in documents(viewer, known=known) for card in found.rules.values() if fact in card.rule.facts
    ]


def adoptions(viewer: Viewer, *, document: str | None = None, known: int | None = None) -> list[AdoptionCard]:
    """Places that took documents over, by document and place."""
    rows = told_by(Adoption.objects.seen_by(viewer), known)
    rows = rows.filter(document=document) if document else rows
    return [
        AdoptionCard(row.document, row.place, row.since, row.until, str(row.said_by))
        for row in rows.order_by("document", "place", "since")
    ]


def settings(viewer: Viewer, *, document: str | None = None, known: int | None = None) -> list[tuple[str, Setting]]:
    """What places have set: pairs of place and setting, by rule, field and day."""
    rows = told_by(ValueSet.objects.seen_by(viewer), known)
    rows = rows.filter(rule__startswith=f"{document}/") if document else rows
    return [
        (
            row.place,
            Setting(row.rule, row.field, row.value, row.since, row.until, row.decided_by, row.ground, str(row.said_by)),
        )
        for row in rows.order_by("place", "rule", "field", "since")
    ]


def instances(*, as_of: date, known: int | None = None, document: str | None = None) -> list[Instance]:
    """Every rule in every place that has adopted its document by ``as_of``, with its values over time.

    ``known``: as we knew it at that position of the ledger: rules, adoptions and settings told later do not exist,
    even when they say they hold from an earlier day. In the order of documents, places and rules. For the module that
    runs rules: asks as the program itself.
    """
    found = _instances(_Seen(state(known=known), known))
    return [one for since, one in found if since <= as_of and (document is None or one.rule.document == document)]


@lru_cache(maxsize=8)
def _instances(seen: _Seen) -> tuple[tuple[date, Instance], ...]:
    known = seen.known
    told, adopted = settings(SYSTEM, known=known), adoptions(SYSTEM, known=known)
    found: list[tuple[date, Instance]] = []
    since: dict[tuple[str, str], date] = {}
    for one in adopted:
        since[one.document, one.place] = min(one.since, since.get((one.document, one.place), one.since))
    chosen = {place: nesting.heard(place, told, adopted) for _, place in since}
    for (name, place), first in since.items():
        card = document(SYSTEM, name, known=known)
        if card is not None:
            bound = nesting.over(place, (one for one in adopted if one.document == name))
            found += ((first, one) for one in _running(card, place, nesting.spans(bound), chosen[place], known))
    return tuple(found)


def _running(
    card: DocumentCard, place: str, spans: Sequence[nesting.Span], chosen: list[Setting], known: int | None
) -> Iterable[Instance]:
    near = around(place, known=known)
    for held in card.rules.values():
        yield instance_of(held.rule, held.digest, place, spans, chosen, near, fact=held.fact)


def instance_of(
    rule: Rule,
    digest: str,
    place: str,
    spans: Sequence[nesting.Span],
    chosen: list[Setting],
    near: tuple[resolving.Lookup, resolving.Cite, resolving.Bound],
    *,
    fact: str = "",
) -> Instance:
    """A rule in a place on the days of its adoption there, with the settings that hold there."""
    lookup, cite, bound = near
    made = [
        resolving.instance(
            rule,
            digest=digest,
            place=divisions.of(place),
            adopted=span,
            settings=chosen,
            lookup=lookup,
            cite=cite,
            bound=bound,
            fact=fact,
        )
        for span in spans
    ]
    return replace(made[0], slices=tuple(part for one in made for part in one.slices))


def around(place: str, *, known: int | None = None) -> tuple[resolving.Lookup, resolving.Cite, resolving.Bound]:
    """What values in a place may be borrowed from: any loaded rule, where it stands, on which days it binds there.

    Each document is asked for once: take one set of the three for all rules of a place.
    """

    @cache
    def card(name: str) -> DocumentCard | None:
        return document(SYSTEM, name, known=known)

    @cache
    def bound_of(name: str) -> tuple[date, date | None] | None:
        found = nesting.spans(nesting.over(place, adoptions(SYSTEM, document=name, known=known)))
        return (found[0][0], found[-1][1]) if found else None

    def lookup(name: str) -> Rule | None:
        found = card(name.split("/", 1)[0]) if name else None
        return found.rules[name].rule if found and name in found.rules else None

    def cite(asked: Rule) -> str:
        found = card(asked.document)
        held = found.rules.get(asked.id) if found else None
        return held.chip if held else asked.id

    return lookup, cite, lambda asked: bound_of(asked.document)


def rules_digest(*, known: int | None = None) -> str:
    """A digest of all that is loaded, adopted and set: it changes when any answer of `instances` may change."""
    return state(known=known)


def _in_order(model: type[Told], key: str, head: Document, known: int | None) -> list[Any]:
    rows = _told(cast("Any", model).objects.seen_by(SYSTEM).filter(document=head.document), known)
    order = {name: n for n, name in enumerate(head.layout[f"{key}s"])}
    return sorted(rows, key=lambda row: order[getattr(row, key)])


def _told(rows: Any, known: int | None) -> Any:
    return told_by(cast("Any", rows), known)


def parsed(row: RuleVersion) -> Rule:
    """The rule of a stored version; read once per digest."""
    if row.digest not in _parsed:
        _parsed[row.digest] = parse_rule(row.content)
    return _parsed[row.digest]
