"""The file of an enterprise for programs: what can be told, its items, what to look at again, how much is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import actions, events, queries
from anjian.registry.queries import ItemCard, Told, Value
from anjian.registry.rest.enterprises import missing_enterprise, seer
from anjian.ui.rest import FAULTS, KEYED, At, ToldOut, asks, at_of, live, tell, viewer_of

router = Router()
Plain = str | bool | int | float | None


class WordChoiceOut(Schema):
    """A word that may be chosen."""

    value: str
    word: str


class EnterpriseFieldOut(Schema):
    """What can be told of an enterprise: ``synonyms`` are headers of lists that mean it; ``group``: see there."""

    name: str
    label: str
    synonyms: list[str]
    hint: str
    type: str = Field(description="text、number、day、bool、enum")
    choices: list[WordChoiceOut]
    unit: str
    group: str = Field(
        description="identity 身份、attribute 属性，或分项的种类：permit、equipment、insurance、site、contact、owner 等"
    )
    cls: str
    field: str
    personal: bool = Field(description="只存在台账正文里，可以抹除")


class EnterpriseFieldsOut(Schema):
    """The field dictionary."""

    items: list[EnterpriseFieldOut]


class ItemOut(Schema):
    """One item; ``values`` by field. ``hidden``: it has a name or telephone that this account does not read."""

    item: str
    kind: str
    cls: str
    values: dict[str, Plain]
    source: str
    seen: dt.date
    age_days: int
    since: dt.date
    until: dt.date | None
    hidden: bool
    fact: UUID


class ItemsOut(Schema):
    """The items of an enterprise on a day."""

    items: list[ItemOut]


class EndIn(Schema):
    """That an item is gone after ``last_day``, and who says so."""

    model_config = ConfigDict(extra="forbid")
    last_day: dt.date
    source: str = Field(max_length=20, description=f"谁说的：{'、'.join(events.SOURCES)}")
    reason: str = Field("", max_length=200)


class OldOut(Schema):
    """What nobody has looked at for a year: a value by ``name``, or an ``item``. Told again by `set_attributes`."""

    name: str
    item: str
    label: str
    seen: dt.date
    age_days: int


class OldsOut(Schema):
    """What should be looked at again, the longest unseen first."""

    items: list[OldOut]


class QualityOut(Schema):
    """``told`` of ``asked`` values are known; ``fresh`` of these somebody saw within the last year."""

    enterprises: int
    asked: int
    told: int
    fresh: int


class QualityAsked(Schema):
    """Which enterprises."""

    inside: str = Field(max_length=12, description="在这个区划内，县级或以下")


@router.get("/enterprise-fields", response={200: EnterpriseFieldsOut, **FAULTS}, summary="企业可填的各项")
def list_enterprise_fields(request: HttpRequest) -> Any:
    """What can be told of an enterprise, with the headers of lists that mean it."""
    names = set(EnterpriseFieldOut.model_fields) - {"choices"}
    return {
        "items": [
            {name: getattr(entry, name) for name in names}
            | {"choices": [{"value": value, "word": word} for value, word in entry.choices]}
            for entry in queries.dictionary().values()
        ]
    }


@router.get("/enterprise-quality", response={200: QualityOut, **FAULTS}, summary="档案的完整度和新鲜度")
def get_quality(request: HttpRequest, asked: Query[QualityAsked], at: Query[At]) -> Any:
    """How much is known of the enterprises of a place, and how fresh it is."""
    now = at_of(request)
    if not queries.is_small(asked.inside):
        raise Refusal(
            f"“{asked.inside}”不是县级以下的区划代码",
            "更大的地方企业太多，边等边数会拖住别人",
            "请逐个县（市、区）问",
            code="registry.inside",
            field="inside",
        )
    return asdict(queries.quality(viewer_of(request), as_of=now.as_of, known=now.known, inside=asked.inside))


@router.get("/enterprises/{enterprise_id}/items", response={200: ItemsOut, **FAULTS}, summary="一家企业的证照、设备等")
def list_items(request: HttpRequest, enterprise_id: str, at: Query[At]) -> Any:
    """Its permits, equipment, insurance, sites and contacts on a day."""
    viewer, now = viewer_of(request), at_of(request)
    if queries.enterprise(viewer, enterprise_id, as_of=now.as_of, known=now.known) is None:
        raise missing_enterprise()
    found = queries.items(viewer, enterprise_id, as_of=now.as_of, known=now.known)
    return {"items": [_item(one, now.as_of) for one in found]}


@router.post(
    "/enterprises/{enterprise_id}/items/{item}/end",
    response={200: ToldOut, **FAULTS},
    summary="证照、设备等没有了",
    openapi_extra=KEYED,
)
@asks("record")
def end_item(request: HttpRequest, enterprise_id: str, item: str, body: EndIn) -> Any:
    """Say that an item is gone: cancelled, dismantled, left."""
    viewer = seer(request, enterprise_id)
    return tell(request, lambda: actions.end_item(viewer, enterprise=enterprise_id, item=item, **body.model_dump()))


@router.get("/enterprises/{enterprise_id}/to-confirm", response={200: OldsOut, **FAULTS}, summary="一年多没人看过的值")
def list_to_confirm(request: HttpRequest, enterprise_id: str) -> Any:
    """What nobody has looked at for a year and this account may tell."""
    viewer, today = viewer_of(request), live(request).today
    card = queries.enterprise(viewer, enterprise_id, as_of=today)
    if card is None:
        raise missing_enterprise()
    return {"items": [_old(one, today) for one in _to_confirm(viewer, card, today)]}


def _to_confirm(viewer: Viewer, card: queries.Card, today: dt.date) -> list[Told | ItemCard]:
    if not queries.may_tell(viewer, card.id, card.place):
        return []
    told = queries.values(viewer, card.id, as_of=today).values()
    return queries.to_confirm(told, queries.items(viewer, card.id, as_of=today), as_of=today)


def _old(one: Told | ItemCard, today: dt.date) -> dict[str, Any]:
    return {
        "name": one.attribute if isinstance(one, Told) else "",
        "item": "" if isinstance(one, Told) else one.item,
        "label": queries.dictionary()[one.attribute].label if isinstance(one, Told) else one.cls,
        "seen": one.seen,
        "age_days": one.age(today),
    }


def _item(one: ItemCard, as_of: dt.date) -> dict[str, Any]:
    said = {name: getattr(one, name) for name in ItemOut.model_fields if name not in ("values", "age_days")}
    return said | {"values": {name: _plain(value) for name, value in one.values.items()}, "age_days": one.age(as_of)}


def _plain(value: Value) -> Plain:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, dt.date) else value
