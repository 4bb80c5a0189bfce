"""What platforms, hotlines and sensors send: each once by the sender's own number; what is held is decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field

from anjian.hazards import actions, queries
from anjian.hazards.events import ARRIVALS, ARRIVE_FROM, MARKS, Arrival, Arrived, Firm
from anjian.ui import moment
from anjian.ui.rest import FAULTS, KEYED, Answer, asks, live, once, viewer_of

router = Router()


class ArrivalFirmIn(Schema):
    """Which enterprise: our id, else its credit code, its exact name, the exact name or address of a site of it."""

    model_config = ConfigDict(extra="forbid")
    enterprise: str = Field("", max_length=64)
    credit_code: str = Field("", max_length=40)
    name: str = Field("", max_length=128)
    site: str = Field("", max_length=200, description="场所（厂区、仓库、储罐区……）的名称或地址，与档案里的一致")


class ArrivalIn(Schema):
    """What was seen. ``number``: the sender's own; sent again under it, it is one thing and gets the same answer."""

    model_config = ConfigDict(extra="forbid")
    number: str = Field(min_length=1, max_length=64, description="发送方自己的编号，重发时相同")
    source: Literal["传感器", "热线", "网格", "专项行动"]
    found: str = Field(min_length=1, max_length=2000)
    spot: str = Field("", max_length=200)
    at: AwareDatetime = Field(description="看到的时间，按发送方的时钟，带时区")
    sent_at: AwareDatetime | None = Field(None, description="发送时发送方的时钟：用来校正和标记不准的时钟")
    firm: ArrivalFirmIn
    place: str = Field("", max_length=12, description="发送方所知的区划代码")
    position: tuple[Annotated[float, Field(ge=-90, le=90)], Annotated[float, Field(ge=-180, le=180)]] | None = Field(
        None, description="纬度、经度"
    )
    photos: list[str] = Field(default_factory=list, max_length=9, description="先行上传的照片的摘要")
    contact: str = Field("", max_length=100, description="反映人的联系方式，只给核实的人看")


class ArrivalOut(Schema):
    """What became of it. ``hazard``: the hazard that it is now, "" while it is held; ``again``: it had come before."""

    id: UUID
    number: str
    source: str
    found: str
    spot: str
    told: str
    day: dt.date
    received_at: dt.datetime
    fate: Literal["accepted", "held", "dropped"]
    word: str
    hazard: str
    marks: list[str] = Field(description=f"标记：{'、'.join(f'{code} {word}' for code, word in MARKS.items())}")
    what: str
    why: str
    next: str
    again: bool


class ArrivalsOut(Schema):
    """What arrived."""

    items: list[ArrivalOut]


class ArrivalDecideIn(Schema):
    """Which enterprise it is about, or that it is nothing; and why."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["record", "drop"]
    enterprise: str = Field("", max_length=64, description="do 为 record 时填")
    reason: str = Field(min_length=1, max_length=300)


class ArrivalsAsked(Schema):
    """``of``: held 待认领的，own 本账号发来的；``number``: only this one of the own."""

    of: Literal["held", "own"] = "own"
    number: str = Field("", max_length=64)


assert set(ArrivalIn.model_fields["source"].annotation.__args__) == set(ARRIVE_FROM)  # type: ignore[union-attr]


@router.post("/arrivals", response={200: ArrivalOut, **FAULTS}, summary="来报", openapi_extra=KEYED)
@asks("record")
def take_arrival(request: HttpRequest, body: ArrivalIn) -> Any:
    """A notice from a hotline, a grid or campaign platform, or a sensor. Held where it is not clear whose it is."""
    said = body.model_dump(exclude={"firm", "photos"})
    told = Arrived(**said, firm=Firm(**body.firm.model_dump()), photos=tuple(body.photos))
    return _answered(request, lambda: actions.arrive(viewer_of(request), told, now=moment.clock(request)))


@router.get("/arrivals", response={200: ArrivalsOut, **FAULTS}, summary="来报清单")
@asks("record")
def list_arrivals(request: HttpRequest, asked: Query[ArrivalsAsked]) -> Any:
    """What the account sent, the latest first, or what waits for a decision that it may take; at most fifty."""
    found = queries.arrivals(viewer_of(request), held=asked.of == "held", number=asked.number)
    return {"items": [_out(one) for one in found]}


@router.post(
    "/arrivals/{uuid:arrival_id}/decide", response={200: ArrivalOut, **FAULTS}, summary="认领来报", openapi_extra=KEYED
)
@asks("record")
def decide_arrival(request: HttpRequest, arrival_id: UUID, body: ArrivalDecideIn) -> Any:
    """Say which enterprise a held arrival is about, or that it is no notice."""
    today = live(request).today
    return _answered(
        request,
        lambda: actions.decide_arrival(
            viewer_of(request), arrival_id, do=body.do, enterprise=body.enterprise, reason=body.reason, today=today
        ),
    )


def _out(one: Arrival) -> dict[str, Any]:
    return {**asdict(one), "marks": list(one.marks), "word": ARRIVALS[one.fate]}


def _answered(request: HttpRequest, do: Callable[[], Arrival]) -> dict[str, Any]:
    return once(request, lambda: Answer(200, ArrivalOut(**_out(do())).model_dump(mode="json"))).body
