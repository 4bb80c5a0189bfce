"""What the place decides for a clause or a duty (当地设定): whose figure, since when, by whom; or that nobody has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from anjian.desk.queries.naming import names
from anjian.desk.queries.shapes import Told, hole_anchor
from anjian.desk.queries.sheet import label
from anjian.lib import divisions
from anjian.lib.verdicts import Reason
from anjian.lib.viewer import Viewer
from anjian.policy import queries as policy

_ID = re.compile(r"\b(?:body|post|ent):[\w:.-]*\w")
"""An id of somebody in a reason; people read the name."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that the text leaves to the place, and what it said there.

    label  what it is (牵头单位); ``word``: the text's own word, empty for what we assumed
    value  what holds now, in words; "" while nobody has decided
    since  from which day; by, ground: who decided, on what ground; empty while it is open or assumed
    url    its field on the setting sheet
    """

    title: str
    label: str
    word: str
    value: str
    since: dt.date | None
    by: str
    ground: str
    url: str


def decided(
    viewer: Viewer, document_id: str, rules: Collection[str], *, place: str, as_of: dt.date, known: int | None = None
) -> list[Decision]:
    """What the place decides for these rules, in the document's order; nothing where it has not adopted the document.

    What we assumed and nobody changed is left out: the place may, but need not, say anything.
    """
    card = policy.document(viewer, document_id, known=known)
    if card is None:
        return []
    asked = set(rules)
    asked |= {lender for rule in rules if rule in card.rules for lender in card.rules[rule].rule.loans().values()}
    found = policy.sheet(viewer, document_id, place=place, as_of=as_of, known=known)
    found = [row for row in found if row.rule in asked and (row.set or not row.assumed)]
    called = names(viewer, [text for row in found for text in _texts(row.current.value)], as_of=as_of)
    return [
        Decision(
            row.title,
            label(row),
            row.word,
            "、".join(called.get(text, row.shown(text)) for text in _texts(row.current.value)),
            row.since,
            row.decided_by,
            row.reason,
            _url(row.rule, row.field, place),
        )
        for row in found
    ]


def linked(
    viewer: Viewer, told: Iterable[Told], said: Iterable[Reason], rule: policy.RuleCard, *, place: str, as_of: dt.date
) -> tuple[Told, ...]:
    """Reasons with names instead of ids; what the place decides leads to its field on the setting sheet."""
    listed = list(told)
    called = names(viewer, {id for one in listed for id in _ID.findall(one.text)}, as_of=as_of)
    fields = {one.text: one.ref for one in said if one.kind in ("setting", "unset", "figure") and one.ref}
    made = []
    for one in listed:
        field = fields.get(one.text, "")
        owner = _owner(rule, field)
        url = one.url or (_url(owner, field, place) if owner else "")
        made.append(replace(one, text=_ID.sub(lambda id: called.get(id[0], id[0]), one.text), url=url))
    return tuple(made)


def _owner(card: policy.RuleCard, field: str) -> str:
    """The rule on whose line of the sheet the field stands; empty when the place cannot set it."""
    rule = card.rule
    if not field:
        return ""
    if field in rule.holes() or rule.basis.get(field) == "assumed":
        return rule.id
    loans = rule.loans()
    return loans.get(field) or (loans.get("who", "") if field in ("lead", "others", "counted") else "")


def _url(rule: str, field: str, place: str) -> str:
    where = divisions.short(place)
    return f"/documents/{rule.split('/', 1)[0]}/settings/?place={where}#{hole_anchor(rule, field)}"


def _texts(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return [] if value is None else [str(value)]
