"""Accounts for programs (账号): what each of 三员 does on the page. Who may is judged by the same actions.

One's own password, second factor and identity elsewhere are changed in a browser alone: a token is not the person.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from anjian.access import actions, events, queries
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.ui import moment
from anjian.ui.rest import FAULTS, KEYED, Page, ToldOut, asks, cut, live, page_of, tell, viewer_of

router = Router()
SAID: dict[str, Any] = {"response": {200: ToldOut, **FAULTS}, "openapi_extra": KEYED}


class AccountOut(Schema):
    """An account. ``factor``: it has a second factor (动态码)."""

    login: str
    name: str
    person: str
    active: bool
    roles: list[str]
    factor: bool


class AccountsOut(Schema):
    """Accounts by login."""

    items: list[AccountOut]
    next: str | None


class SignInOut(Schema):
    """A sign-in that runs."""

    id: UUID
    login: str
    device: str
    address: str
    way: str
    opened_at: dt.datetime
    seen_at: dt.datetime


class SignInsOut(Schema):
    """Sign-ins, the latest used first."""

    items: list[SignInOut]


class LogOut(Schema):
    """What was done with an account, and by whom."""

    fact: UUID
    name: str
    word: str
    accounts: list[str]
    by: str
    at: dt.datetime


class LogsOut(Schema):
    """The latest first."""

    items: list[LogOut]


class EndedOut(Schema):
    """The sign-in that was ended."""

    id: UUID


class FactorOut(Schema):
    """The account whose second factor is gone."""

    login: str


class AccountsAsked(Page):
    """Which accounts."""

    words: str = Field("", max_length=40, description="登录名或姓名里的字")


class OpenIn(Schema):
    """An account to open, without roles: those are given by the security administrator."""

    model_config = ConfigDict(extra="forbid")
    login: str = Field(min_length=2, max_length=64)
    name: str = Field(min_length=1, max_length=64)
    person: str = Field("", max_length=64, description="人员编号；写了才有职务和能看的地方")
    password: str = Field(min_length=8, max_length=200)


class PasswordIn(Schema):
    """A new password."""

    model_config = ConfigDict(extra="forbid")
    password: str = Field(min_length=8, max_length=200)


class RoleIn(Schema):
    """A role."""

    model_config = ConfigDict(extra="forbid")
    role: str = Field(max_length=32)


@router.get("/accounts", response={200: AccountsOut, **FAULTS}, summary="账号")
@asks("admin")
def list_accounts(request: HttpRequest, asked: Query[AccountsAsked]) -> Any:
    """The accounts, for the three of 三员."""
    viewer, words = _keeper(request), asked.words.strip().lower()
    factors = queries.with_factor(viewer)
    found = [
        card
        for card in queries.accounts(viewer, as_of=live(request).today)
        if words in card.login or words in card.name.lower()
    ]
    shown, after = cut(found, lambda card: (card.login,), after=page_of(asked.cursor, str), limit=asked.limit)
    return {
        "items": [
            {
                "login": card.login,
                "name": card.name,
                "person": card.person,
                "active": card.active,
                "roles": sorted(card.roles),
                "factor": card.id in factors,
            }
            for card in shown
        ],
        "next": after,
    }


@router.post("/accounts", summary="开户", **SAID)
@asks("admin")
def open_account(request: HttpRequest, body: OpenIn) -> Any:
    """Open an account; for the system administrator."""
    viewer, at = _keeper(request), live(request)
    return tell(request, lambda: actions.open_account(viewer, **body.dict(), since=at.today, happened_at=at.now))


@router.post("/accounts/{login}/close", summary="销户", **SAID)
@asks("admin")
def close_account(request: HttpRequest, login: str) -> Any:
    """Close an account and end its sign-ins; for the system administrator."""
    viewer, at = _keeper(request), live(request)
    return tell(request, lambda: actions.close_account(viewer, login=login, on=at.today, now=at.now))


@router.post("/accounts/{login}/password", response={200: ToldOut, **FAULTS}, summary="重设口令")
@asks("admin")
def reset_password(request: HttpRequest, login: str, body: PasswordIn) -> Any:
    """Set another's password and end their sign-ins; for the system administrator. One's own: in the browser."""
    viewer = _keeper(request)
    if actions.account_id(login.strip().lower()) == viewer.account:
        raise Refusal(
            "自己的口令要在浏览器里换",
            "凭证不是本人，不能换掉本人的口令",
            "请到“账号与安全”",
            code="access.own.forbidden",
        )
    fact = actions.set_password(viewer, login=login, password=body.password, now=moment.clock(request))
    return {"fact": fact.id}


@router.post("/accounts/{login}/roles", summary="授予角色", **SAID)
@asks("admin")
def grant_role(request: HttpRequest, login: str, body: RoleIn) -> Any:
    """Give an account a role from today; for the security administrator, never to oneself."""
    viewer = _keeper(request)
    return tell(request, lambda: actions.grant(viewer, login=login, role=body.role, since=live(request).today))


@router.delete("/accounts/{login}/roles/{role}", summary="收回角色", **SAID)
@asks("admin")
def take_role(request: HttpRequest, login: str, role: str) -> Any:
    """Take a role from an account from today on; for the security administrator."""
    viewer = _keeper(request)
    return tell(request, lambda: actions.take_now(viewer, login=login, role=role, today=live(request).today))


@router.delete("/accounts/{login}/factor", response={200: FactorOut, **FAULTS}, summary="重设动态码")
@asks("admin")
def reset_factor(request: HttpRequest, login: str) -> Any:
    """Take another's second factor away; they set a new one up with the next sign-in."""
    viewer = _keeper(request)
    if actions.account_id(login.strip().lower()) == viewer.account:
        raise Refusal("自己的动态码要在浏览器里取消", "凭证不是本人", "请到“账号与安全”", code="access.own.forbidden")
    actions.remove_factor(viewer, login=login, now=moment.clock(request))
    return {"login": login}


@router.get("/accounts/log", response={200: LogsOut, **FAULTS}, summary="账号日志")
@asks("admin")
def list_account_log(request: HttpRequest) -> Any:
    """What was done with accounts and by whom; for the auditor."""
    viewer = _keeper(request)
    if not viewer.has("auditor"):
        raise _not_yours("账号日志只对审计员开放")
    return {
        "items": [
            {
                "fact": fact.id,
                "name": fact.name,
                "word": events.WORDS[fact.name],
                "accounts": [id.partition(":")[2] for id in fact.party("account")],
                "by": fact.recorded_by.partition(":")[2] or fact.recorded_by,
                "at": fact.recorded_at,
            }
            for fact in queries.log(viewer, limit=200)
        ]
    }


@router.get("/sign-ins", response={200: SignInsOut, **FAULTS}, summary="正在登录的设备")
@asks("admin")
def list_sign_ins(request: HttpRequest) -> Any:
    """Sign-ins that run: one's own; all of them for the security administrator and the auditor."""
    found = queries.sessions(viewer_of(request), now=moment.clock(request))
    return {
        "items": [
            {
                "id": one.id,
                "login": one.account.partition(":")[2],
                "device": one.device,
                "address": one.address,
                "way": one.way,
                "opened_at": one.opened_at,
                "seen_at": one.seen_at,
            }
            for one in found
        ]
    }


@router.delete("/sign-ins/{sign_in}", response={200: EndedOut, **FAULTS}, summary="结束登录")
@asks("admin")
def end_sign_in(request: HttpRequest, sign_in: UUID) -> Any:
    """End a sign-in: one's own, or anybody's by the security administrator."""
    actions.end_session(viewer_of(request), sign_in, now=moment.clock(request))
    return {"id": sign_in}


def _keeper(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    if not any(map(viewer.has, events.THREE)):
        raise _not_yours("账号只对系统管理员、安全管理员和审计员开放")
    return viewer


def _not_yours(what: str) -> Refusal:
    return Refusal(what, "账号决定谁能看到和登记什么", "请由有这个角色的账号来看", code="access.forbidden")
