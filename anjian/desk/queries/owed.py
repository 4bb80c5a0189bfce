"""Single duties (一项职责): why, what a fact met, what a form would meet and may start with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from anjian.desk.queries.decided import linked
from anjian.desk.queries.naming import fact_word
from anjian.desk.queries.shapes import Row, Why
from anjian.desk.queries.wording import Law, reasons, rows, rows_to_do, token_of
from anjian.duties import queries as duties
from anjian.ledger import queries as ledger
from anjian.ledger.events import Fact
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.policy.queries import FactType
from anjian.records import queries as forms
from anjian.records.events import Draft
from anjian.ui import days

_KINDS = {"post": "post", "body": "body", "person": "person", "ent": "enterprise"}


def duty(viewer: Viewer, key: str, *, as_of: dt.date, known: int | None = None, live: bool = True) -> Why:
    """One duty with every reason. Refuses what is not there for this viewer."""
    found = duties.duty(viewer, key, as_of=as_of, known=known)
    law = Law(viewer, known=known)
    row = rows_to_do(viewer, [found.row], law=law, as_of=as_of, live=live)[0]
    told, card = reasons(found.verdict.reasons, law), law.rule(found.row.rule)
    if card is not None:
        told = linked(viewer, told, found.verdict.reasons, card, place=found.row.place, as_of=as_of)
    return Why(row, told, fact_word(row.fact_to_record, english=days.english()))


def duty_row(viewer: Viewer, key: str, *, as_of: dt.date) -> Row | None:
    """The duty that a form was opened for; None when it is gone or not theirs, and the form stands by itself."""
    try:
        found = duties.duty(viewer, key, as_of=as_of)
    except Refusal:
        return None
    return rows(viewer, [found.row], law=Law(viewer), as_of=as_of, record=True)[0]


def met_by(viewer: Viewer, fact: Fact, *, as_of: dt.date, known: int | None = None) -> list[Row]:
    """The duties for which the fact counts, done ones only."""
    if not fact.stands:
        return []
    found = duties.met_by(viewer, fact.id, as_of=as_of, known=known)
    return rows(viewer, found, law=Law(viewer, known=known), as_of=as_of)


def would_meet(viewer: Viewer, draft: Draft, *, as_of: dt.date) -> list[Row]:
    """The duties that a record of this draft would meet."""
    found = duties.would_meet(viewer, draft, as_of=as_of)
    return rows(viewer, found, law=Law(viewer), as_of=as_of)


def prefill(viewer: Viewer, fact_name: str, duty: Row | None, *, as_of: dt.date) -> dict[str, list[str]]:
    """What the form starts with: what the duty asks for, else place and people of the last time; the day is today."""
    entry = forms.declared(fact_name)
    values: dict[str, list[str]] = {"day": [as_of.isoformat()]}
    last = forms.last_time(viewer, fact_name)
    if last is not None:
        if last.place and viewer.sees(last.place):
            values["place"] = [last.place]
        for role, told in entry.parties.items():
            held = [f"{party.kind}|{party.id}" for party in last.parties if party.role == role]
            # What is folded stays empty: nobody should record last month's visitors without seeing them.
            if held and told.required == "now" and told.kind != ("matter",):
                values[f"party.{role}"] = held
    if duty is not None:
        values |= _asked(entry, duty.prefill)
        values |= _cause(viewer, entry, duty, values)
        if last is None and duty.place and viewer.sees(duty.place):
            values["place"] = [duty.place]
    return values


def _asked(entry: FactType, asked: Mapping[str, list[str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, wanted in asked.items():
        if name in entry.parties:
            kinds = entry.parties[name].kind
            values[f"party.{name}"] = [f"{_kind(id, kinds)}|{id}" for id in wanted]
        elif name in entry.attributes:
            values[f"attr.{name}"] = list(wanted)
    return values


def _cause(viewer: Viewer, entry: FactType, duty: Row, values: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The matter of the fact that caused the duty: an evaluation is about the accident that was closed."""
    try:
        cause = ledger.fact(viewer, UUID(token_of(duty.key)))
    except ValueError:
        return {}
    if cause is None:
        return {}
    return {
        f"party.{party.role}": [f"{party.kind}|{party.id}"]
        for party in cause.parties
        if party.kind == "matter" and party.role in entry.parties and f"party.{party.role}" not in values
    }


def _kind(id: str, kinds: tuple[str, ...]) -> str:
    found = "place" if divisions.is_code(id) else _KINDS.get(id.partition(":")[0], "")
    return found if found in kinds else kinds[0]
