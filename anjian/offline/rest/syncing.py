"""Offline records: send what a phone recorded without a signal, learn its fate, decide about what is held; lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, ConfigDict, Field, field_validator

from anjian.lib import uuid7
from anjian.offline import actions, queries
from anjian.offline.events import FATES, MARKS, Answer, Sent
from anjian.ui import moment
from anjian.ui.rest import FAULTS, asks, live, viewer_of
from anjian.ui.web.page import missing

router = Router()
WHOLE = 2**53
MOST_CHOSEN = 10
"""Enterprises that a phone carries beside its owner's own."""


class SentIn(Schema):
    """A record as the phone made it. See the fields of `offline.events.Sent`."""

    model_config = ConfigDict(extra="forbid")
    id: UUID = Field(description="手机上生成的第7版UUID")
    seq: int = Field(ge=1, le=WHOLE, description="本机序号，从1起连续")
    kind: str = Field(max_length=40)
    content: dict[str, Any]
    photos: list[str] = Field(default_factory=list, max_length=9, description="照片原文件的SHA-256，先于记录上传")
    base: int | None = Field(None, ge=0, le=WHOLE, description="当时看到的版本")
    law: str = Field("", max_length=64, description="当时所用清单的摘要")
    at: AwareDatetime = Field(description="手机时间，带时区")
    offset_ms: int | None = Field(None, ge=-WHOLE, le=WHOLE, description="上次联网时服务器减手机的毫秒数")

    @field_validator("id")
    @classmethod
    def _made_on_a_phone(cls, id: UUID) -> UUID:
        uuid7.read(str(id))
        return id


class OfflineSyncIn(Schema):
    """What a phone sends at once."""

    model_config = ConfigDict(extra="forbid")
    device: UUID = Field(description="本机编号，手机上生成")
    first: int = Field(1, ge=1, le=WHOLE, description="手机上还没有得到答复的最小序号")
    now: AwareDatetime = Field(description="发送时的手机时间")
    records: list[SentIn] = Field(max_length=actions.MOST)
    lost: list[str] = Field(default_factory=list, max_length=200, description="手机上已经没有的照片")
    about: list[str] = Field(default_factory=list, max_length=MOST_CHOSEN, description="手机上选带的企业")


class FateOut(Schema):
    """What became of a record. ``again``: it was already there; ``marks``: what is odd about it, in words."""

    id: UUID
    seq: int
    kind: str
    title: str
    fate: Literal["waiting", "accepted", "held", "conflict", "dropped"]
    word: str
    again: bool
    marks: list[str]
    fact: UUID | None
    what: str
    why: str
    next: str
    day: dt.date
    received_at: dt.datetime


class SyncOut(Schema):
    """A fate for each record sent, and the server's clock."""

    now: dt.datetime
    law: str
    records: list[FateOut]


class FatesOut(Schema):
    """The latest received first."""

    items: list[FateOut]


class OfflineItemOut(Schema):
    """One thing to look at. ``sure``: whether its wording was seen in the text; ``group``: its part of a list."""

    id: str
    text: str
    cite: str
    sure: bool
    group: str


class OfflineListOut(Schema):
    """A list to be checked without a signal; ``wrong`` and ``done``: kind and content of what is recorded by it."""

    key: str
    title: str
    about: str
    items: list[OfflineItemOut]
    wrong: tuple[str, dict[str, Any]]
    done: tuple[str, dict[str, Any]]


class OfflineBlankOut(Schema):
    """One thing that a step asks. ``options``: value and word of an enum."""

    name: str
    label: str
    kind: str
    options: list[tuple[str, str]]
    required: bool
    private: bool


class OfflineMoveOut(Schema):
    """A step: a kind and its content; what is filled in goes into its attributes, or into what is private."""

    word: str
    kind: str
    content: dict[str, Any]
    blanks: list[OfflineBlankOut]
    photos: bool


class OfflineMatterOut(Schema):
    """A matter that may be moved. ``base``: how far it had come, to be sent back with the move."""

    id: str
    title: str
    about: str
    state: str
    base: int
    moves: list[OfflineMoveOut]


class CarriedOut(Schema):
    """What a phone carries, and the digest of its lists, which each record made by it bears."""

    law: str
    lists: list[OfflineListOut]
    matters: list[OfflineMatterOut]


class CarriedAsked(Schema):
    """Whom the phone carries beside its owner's own."""

    about: list[str] = Field(default_factory=list, max_length=MOST_CHOSEN)


class SubjectOut(Schema):
    """Somebody to be carried."""

    id: str
    name: str
    hint: str


class SubjectsOut(Schema):
    """Whom one may choose."""

    items: list[SubjectOut]


class OfflineDecideIn(Schema):
    """Record it after all, or not, and why."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["record", "drop"]
    reason: str = Field(min_length=1, max_length=300)


class OfflineEntryOut(FateOut):
    """One record with what it says."""

    content: dict[str, Any]


@router.post("/offline/sync", response={200: SyncOut, **FAULTS}, summary="上传离线记录")
@asks("record")
def sync_records(request: HttpRequest, body: OfflineSyncIn) -> Any:
    """Each record once, in the order of the phone's own numbers, whatever order and pieces they come in.

    Send again what was not answered; ``waiting`` means that earlier ones or pictures are still to come.
    """
    viewer, now = viewer_of(request), moment.clock(request)
    _, law = queries.carried(viewer, as_of=live(request).as_of, about=body.about)
    sent = [
        Sent(one.id, one.seq, one.kind, one.content, tuple(one.photos), one.base, one.law, one.at, one.offset_ms)
        for one in body.records
    ]
    found = actions.sync(
        viewer, body.device, sent, first=body.first, phone_now=body.now, now=now, law=law, lost=body.lost
    )
    return {"now": now, "law": law, "records": [_fate(one) for one in found]}


@router.get("/offline/records", response={200: FatesOut, **FAULTS}, summary="离线记录的去向")
@asks("record")
def list_fates(request: HttpRequest, of: Literal["own", "undecided"] = "own") -> Any:
    """One's own records, or those that wait for a decision that one may take; at most fifty."""
    viewer = viewer_of(request)
    return {"items": [_fate(one) for one in (queries.own if of == "own" else queries.undecided)(viewer)]}


@router.get("/offline/records/{uuid:entry_id}", response={200: OfflineEntryOut, **FAULTS}, summary="一条离线记录")
@asks("record")
def get_entry(request: HttpRequest, entry_id: UUID) -> Any:
    """One record and what it says."""
    found = queries.entry(viewer_of(request), entry_id)
    if found is None:
        raise missing("这条离线记录")
    return _fate(found[0]) | {"content": found[1]}


@router.post("/offline/records/{uuid:entry_id}/decide", response={200: FateOut, **FAULTS}, summary="核定离线记录")
@asks("record")
def decide_entry(request: HttpRequest, entry_id: UUID, body: OfflineDecideIn) -> Any:
    """Record after all what is held or in conflict, or do not; judged as the matter stands now."""
    done = actions.decide(viewer_of(request), entry_id, do=body.do, reason=body.reason, today=live(request).today)
    return _fate(done)


@router.get("/offline/lists", response={200: CarriedOut, **FAULTS}, summary="手机上带的清单")
@asks("record")
def get_carried(request: HttpRequest, asked: Query[CarriedAsked]) -> Any:
    """What a phone carries today: lists compiled from the criteria and the law in force, and matters to be moved."""
    viewer, as_of = viewer_of(request), live(request).as_of
    lists, law = queries.carried(viewer, as_of=as_of, about=asked.about)
    matters = queries.matters(viewer, as_of=as_of, about=asked.about)
    return {"law": law, "lists": [asdict(one) for one in lists], "matters": [asdict(one) for one in matters]}


@router.get("/offline/subjects", response={200: SubjectsOut, **FAULTS}, summary="手机上可以选带的企业")
@asks("record")
def list_subjects(request: HttpRequest, words: str = "") -> Any:
    """Enterprises by words of their name, as far as the account may see them."""
    return {
        "items": [
            asdict(one) for one in queries.subjects(viewer_of(request), as_of=live(request).as_of, words=words[:40])
        ]
    }


def _fate(one: Answer) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in FateOut.model_fields if name != "word"}
    return told | {"word": FATES[one.fate], "marks": [MARKS.get(mark, mark) for mark in one.marks]}
