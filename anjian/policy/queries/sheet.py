"""The setting sheet (设定表): what a document leaves open in a place, and what the place has put there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from anjian.lib.viewer import Viewer
from anjian.policy import resolving
from anjian.policy.events import Instance, Resolved, Setting
from anjian.policy.pack import COUNTED_WORDS, PERIOD_WORDS, Rule, Unset, Who
from anjian.policy.pack.rules import VALUED
from anjian.policy.queries import nesting
from anjian.policy.queries.cards import AdoptionCard, DocumentCard, Orphan, RuleCard, SheetRow
from anjian.policy.queries.loaded import adoptions, around, document, instance_of, settings

_KINDS = {
    "per": "period",
    "within": "term",
    "after_period": "term",
    "cure": "term",
    "renewed_within": "term",
    "valid_for": "term",
    "by": "day",
    "since": "day",
    "in_force": "day",
    "at_least": "count",
    "target": "target",
    "counted": "counted",
    "lead": "body",
    "who": "bodies",
    "others": "bodies",
}


def sheet(viewer: Viewer, document_id: str, *, place: str, as_of: date, known: int | None = None) -> list[SheetRow]:
    """Every hole of the document in the place on that day, in the document's order; empty when it is not adopted there.

    A place below the adopting one (a county below its city) sees what binds it.
    """
    card = document(viewer, document_id, known=known)
    adopted = _adopted_here(viewer, document_id, place, as_of, known)
    if card is None or adopted is None:
        return []
    told, every = settings(viewer, known=known), adoptions(viewer, known=known)
    chosen = nesting.heard(adopted.place, told, every)
    bound = nesting.spans(nesting.over(adopted.place, (one for one in every if one.document == document_id)))
    rows: list[SheetRow] = []
    there = around(adopted.place, known=known)
    for held in card.rules.values():
        rows.extend(
            _rows(held, instance_of(held.rule, held.digest, adopted.place, bound, chosen, there), as_of, chosen)
        )
    return rows


def orphans(viewer: Viewer, document_id: str, *, place: str, as_of: date, known: int | None = None) -> list[Orphan]:
    """Clauses that nobody in the place answers for on that day, in order; empty when it is not adopted there.

    A clause whose rule waits for who, for the lead or for the others, until the place says so; a clause without a
    rule whose sentence names nobody; and one that the pack itself calls unassigned.
    """
    card = document(viewer, document_id, known=known)
    rows = sheet(viewer, document_id, place=place, as_of=as_of, known=known)
    if card is None or not _adopted_here(viewer, document_id, place, as_of, known):
        return []
    told = {(row.rule, row.field): row for row in rows}
    waiting = {key: row for key, row in told.items() if row.field in _PEOPLE and not row.set}
    found = []
    for clause in card.clauses:
        asked = [field for rule in clause.rules for field in _asks(card, rule, told) if field in waiting]
        if asked:
            words = "、".join(dict.fromkeys(waiting[field].word for field in asked))
            found.append(Orphan(clause, f"原文只说“{words}”，当地还没有指定", tuple(dict.fromkeys(asked))))
        elif clause.clause.status == "unassigned":
            found.append(Orphan(clause, clause.clause.reason))
        elif not clause.rules and clause.clause.unnamed and clause.clause.status != "covered_by":
            found.append(Orphan(clause, "这一句没有写明由谁承担"))
    return found


_PEOPLE = frozenset({"who", "lead", "others"})


def _asks(card: DocumentCard, name: str, told: Mapping[tuple[str, str], SheetRow]) -> list[tuple[str, str]]:
    """Settings about people that the rule, or the rule it borrows its bearer from, waits for.

    For the lead it waits only where the lead alone is counted; else the bodies answer without one.
    """
    rule = card.rules[name].rule
    owners = [owner for owner in (rule.id, rule.loans().get("who", "")) if owner]
    said = next((told[owner, "counted"].current.value for owner in owners if (owner, "counted") in told), None)
    led = resolving.led(rule, lambda lender: card.rules[lender].rule if lender in card.rules else None, said)
    return [(owner, field) for owner in owners for field in sorted(_PEOPLE) if led or field != "lead"]


def _proposal(rule: Rule, hole: Unset | None) -> str | int | None:
    """What we propose; ``first`` is the department that the text names first, in its words."""
    who = rule.who
    if hole and hole.proposed == "first" and isinstance(who, Who) and who.departments and who.departments.named:
        return who.departments.named[0].as_written
    return hole.proposed if hole else None


def _adopted_here(viewer: Viewer, document_id: str, place: str, as_of: date, known: int | None) -> AdoptionCard | None:
    """The nearest adoption that holds there on that day."""
    over = nesting.over(place, adoptions(viewer, document=document_id, known=known))
    return next((one for one in reversed(over) if one.since <= as_of <= (one.until or date.max)), None)


def _rows(held: RuleCard, instance: Instance, as_of: date, chosen: list[Setting]) -> Iterator[SheetRow]:
    rule = held.rule
    running = next((part for part in instance.slices if part.since <= as_of <= (part.until or date.max)), None)
    holes = rule.holes()
    for field in resolving.settable(rule):
        hole = holes.get(field)
        setting = resolving.chosen(rule.id, field, as_of, chosen)
        kind, choices = kind_of(rule, field, hole)
        current = running.fields.get(field) if running else resolving.as_set(rule, setting) if setting else None
        yield SheetRow(
            rule=rule.id,
            title=rule.title,
            chip=held.chip,
            clauses=rule.clauses,
            field=field,
            kind=kind,
            choices=choices,
            word=hole.unset if hole else "",
            assumed=hole is None,
            proposed=_proposal(rule, hole),
            ground=hole.ground if hole else "",
            may_borrow=hole.may_borrow if hole else (),
            current=current or Resolved(None, "stated", "当地未设定", hole.unset if hole else None),
            since=setting.since if setting else None,
            decided_by=setting.by if setting else "",
            reason=setting.ground if setting else "",
            fact=setting.fact if setting else "",
        )


def kind_of(rule: Rule, field: str, hole: Unset | None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What is to be filled in for a setting, and the choices when there are some: (kind, ((value, word), …))."""
    if hole and hole.options:
        return "choice", tuple((option, option) for option in hole.options)
    name = "in_force" if _is_hole(rule.in_force.since, "in_force", field) else field
    name = next((n for n in VALUED if _is_hole(rule.field(n), n, field)), name)
    kind = _KINDS.get(name)
    if kind == "period":
        return "choice", tuple((code, word) for code, word in PERIOD_WORDS.items() if code != "shift")
    if kind == "counted":
        return "choice", tuple((code, COUNTED_WORDS[code]) for code in resolving.countings(rule))
    if kind:
        return kind, ()
    for _, key, test in rule.tests():
        if test.unset and (test.unset.setting or key) == field:
            return ("number" if test.op in ("over", "under", "at_least", "at_most") else "text"), ()
        if test.op == "named" and key == field:
            return "enterprise", ()
    return "text", ()


def _is_hole(value: Any, name: str, field: str) -> bool:
    return isinstance(value, Unset) and (value.setting or name) == field
