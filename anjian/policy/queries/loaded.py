"""Questions about what is loaded, adopted and set, as known live or at a position of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from anjian.lib import canonical, divisions
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.policy import resolving
from anjian.policy.events import Instance, Setting
from anjian.policy.models import Adoption, Article, Clause, Document, RuleVersion, Told, ValueSet
from anjian.policy.pack import Article as ArticleData
from anjian.policy.pack import Clause as ClauseData
from anjian.policy.pack import Document as DocumentData
from anjian.policy.pack import Rule, parse_rule
from anjian.policy.queries.cards import AdoptionCard, ArticleCard, ClauseCard, DocumentCard, RuleCard
from anjian.scope.queries import told_by

_parsed: dict[str, Rule] = {}
"""Rules by digest: a digest never changes its meaning, so this never goes stale."""


def documents(viewer: Viewer, *, known: int | None = None) -> list[DocumentCard]:
    """All loaded documents, by id."""
    rows = _told(Document.objects.seen_by(viewer), known).values_list("document", flat=True)
    return [card for name in sorted(set(rows)) if (card := document(viewer, name, known=known))]


def document(viewer: Viewer, document_id: str, *, known: int | None = None) -> DocumentCard | None:
    """A document with its articles, clauses and rules in order; None when it is not loaded or not to be seen."""
    head = _told(Document.objects.seen_by(viewer).filter(document=document_id), known).first()
    if head is None:
        return None
    data = DocumentData.model_validate(head.content)
    rows = _in_order(RuleVersion, "rule", viewer, head, known)
    versions = [(row, parsed(row)) for row in rows]
    running: dict[str, list[str]] = defaultdict(list)
    for _, rule in versions:
        for name in rule.clauses:
            running[name].append(rule.id)
    held: dict[str, list[ClauseCard]] = defaultdict(list)
    for seq, row in enumerate(_in_order(Clause, "clause", viewer, head, known)):
        clause = ClauseData.model_validate(row.content)
        held[row.article].append(ClauseCard(clause, row.article, seq, tuple(running[clause.id])))
    articles = tuple(
        ArticleCard(row.article, ArticleData.model_validate(row.content), tuple(held[row.article]))
        for row in _in_order(Article, "article", viewer, head, known)
    )
    card = DocumentCard(data, str(head.said_by), articles, {})
    for row, rule in versions:
        card.rules[rule.id] = RuleCard(rule, row.digest, str(row.said_by), card.chip(rule.clauses))
    return card


_document = document  # `instances` has an argument of this name


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
    chosen: dict[str, list[Setting]] = defaultdict(list)
    for place, setting in settings(SYSTEM, document=document, known=known):
        chosen[place].append(setting)
    cards: dict[str, DocumentCard | None] = {}
    found: list[Instance] = []
    for adopted in adoptions(SYSTEM, document=document, known=known):
        if adopted.since > as_of:
            continue
        name = adopted.document
        if name not in cards:
            cards[name] = _document(SYSTEM, name, known=known)
        card = cards[name]
        if card is not None:
            found += _running(card, adopted, chosen[adopted.place])
    return found


def _running(card: DocumentCard, adopted: AdoptionCard, chosen: list[Setting]) -> Iterable[Instance]:
    for held in card.rules.values():
        yield resolving.instance(
            held.rule,
            digest=held.digest,
            place=divisions.of(adopted.place),
            adopted=(adopted.since, adopted.until),
            settings=chosen,
            lookup=lambda name: card.rules[name].rule if name in card.rules else None,
            cite=lambda asked: card.chip(asked.clauses),
            fact=held.fact,
        )


def rules_digest(*, known: int | None = None) -> str:
    """One digest over all rule versions, adoptions and settings: changes when any answer of `instances` may change."""
    versions = _told(RuleVersion.objects.seen_by(SYSTEM), known).order_by("rule", "digest")
    return canonical.digest(
        {
            "rules": [[row.rule, row.digest] for row in versions],
            "adoptions": [[a.document, a.place, a.since, a.until] for a in adoptions(SYSTEM, known=known)],
            "settings": [
                [place, s.rule, s.field, s.value, s.since, s.until] for place, s in settings(SYSTEM, known=known)
            ],
        }
    )


def _in_order(model: type[Told], key: str, viewer: Viewer, head: Document, known: int | None) -> list[Any]:
    rows = _told(cast("Any", model).objects.seen_by(viewer).filter(document=head.document), known)
    order = {name: n for n, name in enumerate(head.layout[f"{key}s"])}
    return sorted(rows, key=lambda row: order[getattr(row, key)])


def _told(rows: Any, known: int | None) -> Any:
    return told_by(cast("Any", rows), known)


def parsed(row: RuleVersion) -> Rule:
    """The rule of a stored version; read once per digest."""
    if row.digest not in _parsed:
        _parsed[row.digest] = parse_rule(row.content)
    return _parsed[row.digest]
