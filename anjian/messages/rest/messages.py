"""Messages: what the account's person was told, where they are reached; for administrators, what left the house."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.messages import actions, queries
from anjian.ui import moment
from anjian.ui.rest import FAULTS, Page, asks, cursor_of, page_of, viewer_of

router = Router()
State = Literal["waiting", "sent", "received", "failed", "kept"]


class MessageOut(Schema):
    """A message to the account's person. ``state``: waiting, sent, received, failed, kept (in the house alone)."""

    subject: str
    text: str
    state: str
    channel: str
    made_at: dt.datetime
    sent_at: dt.datetime | None
    received_at: dt.datetime | None


class MessagesOut(Schema):
    """The latest first."""

    items: list[MessageOut]


class AddressesOut(Schema):
    """Where the account's person is reached; ``open``: channels that this house has set up; ``quiet``: quiet hours."""

    addresses: dict[str, str]
    open: list[str]
    quiet: str


class AddressesIn(Schema):
    """Channel → address; empty takes it away; a channel that is not named stays as it is."""

    model_config = ConfigDict(extra="forbid")
    wecom: str | None = Field(None, max_length=200)
    dingtalk: str | None = Field(None, max_length=200)
    sms: str | None = Field(None, max_length=200)
    mail: str | None = Field(None, max_length=200)


class SendingOut(Schema):
    """What became of a message of anybody, without what it says."""

    id: int
    person: str
    state: str
    channel: str
    tries: int
    fault: str
    made_at: dt.datetime
    not_before: dt.datetime
    sent_at: dt.datetime | None
    received_at: dt.datetime | None


class SendingsOut(Schema):
    """The latest first; ``states``: how many stand how."""

    items: list[SendingOut]
    states: dict[str, int]
    next: str | None


class DoneOut(Schema):
    """It is with the channel."""

    done: bool


class SendingsAsked(Page):
    """Which of them."""

    state: State | None = None


@router.get("/messages", response={200: MessagesOut, **FAULTS}, summary="我的消息")
def list_messages(request: HttpRequest) -> Any:
    """What the account's person was told lately."""
    found = queries.messages(viewer_of(request))
    return {"items": [{name: getattr(one, name) for name in MessageOut.model_fields} for one in found]}


@router.get("/messages/addresses", response={200: AddressesOut, **FAULTS}, summary="我的联系方式")
def get_addresses(request: HttpRequest) -> Any:
    """Where the account's person is reached."""
    viewer = viewer_of(request)
    house = queries.outgoing(viewer)
    there = queries.addresses(viewer, viewer.person) if viewer.person else {}
    return {"addresses": there, "open": list(house.channels), "quiet": house.quiet}


@router.post("/messages/addresses", response={200: AddressesOut, **FAULTS}, summary="填联系方式")
@asks("record")
def set_addresses(request: HttpRequest, body: AddressesIn) -> Any:
    """Say where one is reached; the same again changes nothing."""
    viewer = viewer_of(request)
    actions.set_addresses(
        viewer, person=viewer.person, addresses=body.dict(exclude_none=True), now=moment.clock(request)
    )
    return get_addresses(request)


@router.post("/messages/trial", response={200: DoneOut, **FAULTS}, summary="给自己试发一条")
@asks("record")
def try_channel(request: HttpRequest) -> Any:
    """Send oneself a message at once, to see whether the channel works."""
    actions.try_out(viewer_of(request), now=moment.clock(request))
    return {"done": True}


@router.get("/messages/out", response={200: SendingsOut, **FAULTS}, summary="消息发送情况")
@asks("admin")
def list_sendings(request: HttpRequest, asked: Query[SendingsAsked]) -> Any:
    """What became of everybody's messages; for the system administrator."""
    viewer = viewer_of(request)
    after = page_of(asked.cursor, int)
    rows = queries.sendings(viewer, state=asked.state, before=after[0] if after else None, limit=asked.limit + 1)
    shown = rows[: asked.limit]
    return {
        "items": [{name: getattr(one, name) for name in SendingOut.model_fields} for one in shown],
        "states": queries.outgoing(viewer).states,
        "next": cursor_of(shown[-1].id) if len(rows) > asked.limit else None,
    }


@router.post("/messages/out/{number}/again", response={200: DoneOut, **FAULTS}, summary="再发")
@asks("admin")
def send_again(request: HttpRequest, number: int) -> Any:
    """Let a message that was given up be tried afresh; for the system administrator."""
    actions.send_again(viewer_of(request), number=number, now=moment.clock(request))
    return {"done": True}
