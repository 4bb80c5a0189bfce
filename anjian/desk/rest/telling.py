"""What a program says about a fact, read as strictly as a filled form (读程序送来的记录): nothing is dropped."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast
from uuid import UUID, uuid5

from anjian.desk.rest.shapes import FactIn, Plain
from anjian.ledger.events import Fact
from anjian.lib import canonical
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.records import actions as records
from anjian.records import queries as forms
from anjian.records.events import Draft, Faults, Recorded

_KEYS = UUID("6f1d9a52-4d2c-5f0e-9a52-7d3b8c1e0a41")
"""Under it ids are made from idempotency keys."""


def draft_of(viewer: Viewer, said: FactIn, *, today: dt.date) -> Draft:
    """The draft that was meant, by the same reading as the page's. Raises :class:`Faults`, one per field."""
    wrong = list(_unknown(said))
    if wrong:
        raise Faults(tuple(wrong))
    values = {"day": [(said.day or today).isoformat()], "place": [said.place]}
    for role, parties in said.parties.items():
        values[f"party.{role}"] = [f"{party.kind}|{party.id}" for party in parties]
    for code, value in said.attributes.items():
        values[f"attr.{code}"] = [_text(each) for each in (value if isinstance(value, list) else [value])]
    return forms.read(viewer, said.fact, values, as_of=today)


def record(viewer: Viewer, said: FactIn, *, today: dt.date, key: str = "") -> Recorded:
    """Record it. The same id again gives the first fact back; with another content it is refused."""
    draft = draft_of(viewer, said, today=today)
    done = records.record(
        viewer,
        draft.name,
        day=draft.day,
        place=draft.place,
        today=today,
        parties=draft.parties,
        attributes=draft.attributes,
        private=draft.private,
        files=said.photos,
        id=said.id or (uuid5(_KEYS, f"{viewer.account}\n{key}") if key else None),
        stood=draft.stood,
    )
    if done.again and not _same(done.fact, draft, said):
        raise Refusal(
            "这个编号已用于另一条内容不同的记录",
            "同一编号只能对应一条记录，否则会改写已有的事实",
            "确是新的事，请换一个编号",
            code="api.key_used",
            field="id",
        )
    return done


def _unknown(said: FactIn) -> Iterator[Refusal]:
    """What the declaration does not know, and several where one is asked for: no form sends that, a program may."""
    entry = forms.declared(said.fact)
    for role, parties in said.parties.items():
        told = entry.parties.get(role)
        if told is None:
            known = "、".join(entry.parties) or "没有"
            yield _no(f"“{entry.title.zh}”没有“{role[:40]}”这种参与方", f"有：{known}", f"party.{role[:40]}")
            continue
        if len(parties) > 1 and not told.multiple:
            yield _no(f"{told.label.zh}只能有一个", "", f"party.{role}")
        for party in parties:
            if party.kind not in told.kind:
                yield _no(f"{told.label.zh}不能是{party.kind}", f"可以是：{'、'.join(told.kind)}", f"party.{role}")
    for code, value in said.attributes.items():
        attribute = entry.attributes.get(code)
        if attribute is None:
            known = "、".join(entry.attributes) or "没有"
            yield _no(f"“{entry.title.zh}”没有“{code[:40]}”这一项", f"有：{known}", f"attr.{code[:40]}")
        elif isinstance(value, list) and len(value) > 1 and not attribute.multiple:
            yield _no(f"{attribute.label.zh}只能填一个", "", f"attr.{code}")


def _text(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _same(fact: Fact, draft: Draft, said: FactIn) -> bool:
    """Whether the fact that has this id says what is said now."""
    kept = {code: value for code, value in fact.attributes.items() if code != "files"}
    return (
        fact.day == draft.day
        and fact.place == draft.place
        and [(p.role, p.kind, p.id) for p in fact.parties] == [(p.role, p.kind, p.id) for p in draft.parties]
        and (fact.erased or (kept, dict(fact.private)) == (_plain(draft.attributes), _plain(draft.private)))
        and list(fact.attributes.get("files", [])) == list(dict.fromkeys(said.photos))
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the ledger gives them back: days as text, numbers as JSON knows them."""
    return cast("dict[str, Any]", json.loads(canonical.encode(dict(values))))


def _no(what: str, why: str, field: str) -> Refusal:
    return Refusal(what, why, "请对照词汇表改正", code="api.undeclared", field=field)
