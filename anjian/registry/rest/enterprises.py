"""Enterprises: find, one, its history, its attributes."""

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
from anjian.registry.queries import Card, Told
from anjian.ui.rest import FAULTS, KEYED, At, Page, ToldOut, asks, at_of, cursor_of, page_of, tell, viewer_of

router = Router()


class EnterpriseOut(Schema):
    """An enterprise as it was from ``since`` to ``until``. ``staff`` null: not known."""

    id: str
    name: str
    credit_code: str
    place: str
    status: str
    industry: str
    staff: int | None
    safety_staff: int | None
    regulator: str | None
    since: dt.date
    until: dt.date | None
    filled: int = Field(description="企业可填的各项中已知几项")


class EnterprisesOut(Schema):
    """Enterprises by pinyin; ``count``: how many there are in all places that the account sees, or in ``inside``."""

    items: list[EnterpriseOut]
    count: int
    next: str | None


class HistoryOut(Schema):
    """What is told of an enterprise over all days."""

    items: list[EnterpriseOut]


class AttributeToldOut(Schema):
    """A value with who said it, when it was seen and how many days ago. ``value`` null: said to be not known."""

    attribute: str
    label: str
    value: str | bool | int | float | None
    since: dt.date
    until: dt.date | None
    source: str
    seen: dt.date
    age_days: int
    fact: UUID


class AttributesOut(Schema):
    """``items``: what is known on the day; ``history``: every value that was ever told, by attribute in time order.

    What is not told is not known: it is in neither.
    """

    items: list[AttributeToldOut]
    history: list[AttributeToldOut]


class AttributesIn(Schema):
    """What an enterprise is from a day: values by name of a field, null for not known, texts as in a list or typed.

    ``seen``: the day it was looked at. Fields of items go to the item of that class; see ``item`` and ``another``.
    """

    model_config = ConfigDict(extra="forbid")
    since: dt.date
    source: str = Field(max_length=20, description=f"谁说的：{'、'.join(events.SOURCES)}")
    values: dict[str, str | bool | int | float | None] = Field(min_length=1, max_length=40)
    seen: dt.date | None = None
    item: str = Field("", max_length=64, description="只改这一个证照、设备等；不填则是同类唯一的那个")
    another: bool = Field(False, description="是新增的一个，不是原有的那个")
    saw: dict[str, str | bool | int | float | None] = Field(
        default_factory=dict, max_length=40, description="您看到的原值；现在已不是这样的不写入"
    )


class EnterprisesAsked(Page):
    """Which enterprises."""

    words: str = Field("", max_length=40, description="名称里的字、代码开头或拼音首字母")
    inside: str | None = Field(None, max_length=12, description="在这个区划内")
    status: str | None = Field(None, max_length=32)
    industry: str = Field("", pattern="^[0-9]*$", max_length=8, description="GB/T 4754 代码的开头")
    regulator: str | None = Field(None, max_length=64, description="由这个机构监管的")
    unregulated: bool = Field(False, description="只看没有监管部门的")


class RegisterIn(Schema):
    """A firm that is not registered; ``id`` where it has no code."""

    model_config = ConfigDict(extra="forbid")
    since: dt.date
    name: str = Field(max_length=128)
    credit_code: str = Field("", max_length=24)
    place: str = Field(max_length=12)
    industry: str = Field(max_length=8)
    status: str = Field("operating", max_length=32)
    id: str = Field("", max_length=64)


@router.get("/enterprises", response={200: EnterprisesOut, **FAULTS}, summary="企业")
def list_enterprises(request: HttpRequest, asked: Query[EnterprisesAsked], at: Query[At]) -> Any:
    """Enterprises on a day, by pinyin of their names."""
    viewer, now = viewer_of(request), at_of(request)
    after = page_of(asked.cursor, str, str)
    chosen: queries.Chosen = {
        "words": asked.words,
        "inside": asked.inside,
        "status": asked.status,
        "industry": asked.industry,
        "regulator": asked.regulator,
        "unregulated": asked.unregulated,
    }
    n = queries.count(viewer, as_of=now.as_of, known=now.known, **chosen)
    found = queries.find(
        viewer,
        as_of=now.as_of,
        known=now.known,
        after=(after[0], after[1]) if after else None,
        limit=asked.limit + 1,
        counted=n,
        **chosen,
    )
    shown = found[: asked.limit]
    key = queries.page_key(viewer, shown[-1].id, as_of=now.as_of) if len(found) > asked.limit else None
    return {
        "items": [_told(card) for card in shown],
        "count": n,
        "next": cursor_of(*key) if key else None,
    }


@router.post("/enterprises", response={200: ToldOut, **FAULTS}, summary="登记企业", openapi_extra=KEYED)
@asks("record")
def register_enterprise(request: HttpRequest, body: RegisterIn) -> Any:
    """Enter one firm; many come in by a sheet. A code or an id that is registered already is refused."""
    viewer = viewer_of(request)
    said = body.model_dump()
    own = said.pop("id")
    return tell(request, lambda: actions.register(viewer, enterprise=own, **said))


@router.get("/enterprises/{enterprise_id}", response={200: EnterpriseOut, **FAULTS}, summary="一家企业")
def get_enterprise(request: HttpRequest, enterprise_id: str, at: Query[At]) -> Any:
    """One enterprise on a day."""
    now = at_of(request)
    found = queries.enterprise(viewer_of(request), enterprise_id, as_of=now.as_of, known=now.known)
    if found is None:
        raise missing_enterprise()
    return _told(found)


@router.get("/enterprises/{enterprise_id}/history", response={200: HistoryOut, **FAULTS}, summary="一家企业的变化")
def list_history(request: HttpRequest, enterprise_id: str, at: Query[At]) -> Any:
    """What is told of it over all days, as known."""
    found = queries.history(viewer_of(request), enterprise_id, known=at_of(request).known)
    if not found:
        raise missing_enterprise()
    return {"items": [_told(card) for card in found]}


@router.get(
    "/enterprises/{enterprise_id}/attributes", response={200: AttributesOut, **FAULTS}, summary="一家企业的属性"
)
def list_attributes(request: HttpRequest, enterprise_id: str, at: Query[At]) -> Any:
    """Its attributes on a day, each with source, age and history."""
    viewer, now = viewer_of(request), at_of(request)
    if queries.enterprise(viewer, enterprise_id, as_of=now.as_of, known=now.known) is None:
        raise missing_enterprise()
    found = queries.values(viewer, enterprise_id, as_of=now.as_of, known=now.known)
    runs = queries.value_history(viewer, enterprise_id, known=now.known)
    return {
        "items": [_attribute(one, now.as_of) for one in found.values()],
        "history": [_attribute(one, now.as_of) for run in runs.values() for one in run],
    }


@router.post(
    "/enterprises/{enterprise_id}/attributes",
    response={200: ToldOut, **FAULTS},
    summary="填报企业的属性",
    openapi_extra=KEYED,
)
@asks("record")
def set_attributes(request: HttpRequest, enterprise_id: str, body: AttributesIn) -> Any:
    """Say what it is from a day, and who says so."""
    viewer = seer(request, enterprise_id)
    return tell(
        request,
        lambda: actions.put(
            viewer,
            enterprise=enterprise_id,
            since=body.since,
            source=body.source,
            values=body.values,
            seen=body.seen,
            item=body.item,
            another=body.another,
            saw=body.saw,
        ),
    )


def _attribute(one: Told, as_of: dt.date) -> dict[str, Any]:
    value = float(one.value) if isinstance(one.value, Decimal) else one.value
    label = queries.dictionary()[one.attribute].label
    return {**asdict(one), "value": value, "label": label, "age_days": one.age(as_of)}


def _told(card: Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in EnterpriseOut.model_fields}


def seer(request: HttpRequest, *enterprises: str) -> Viewer:
    """Who asks; refused where one of the enterprises is not theirs to see."""
    viewer = viewer_of(request)
    if any(queries.founded(viewer, one) is None for one in enterprises):
        raise missing_enterprise()
    return viewer


def missing_enterprise() -> Refusal:
    """The same for one that is not there and one that is not theirs to see."""
    return Refusal(
        "没有找到这家企业", "它那天不存在，或者不在您的权限范围内", "请核对编号和日期", code="registry.missing"
    )
