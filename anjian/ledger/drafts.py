"""A fact before it is written (待记事实): checked, in the form it will be stored and digested."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, cast, get_args
from uuid import UUID

from anjian.ledger import digests
from anjian.ledger.events import KINDS, Attributes, Fact, NewFact, Party, Precision
from anjian.lib import canonical, divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer


class Content(Protocol):
    """What a fact says, as it was checked."""

    @property
    def name(self) -> str: ...
    @property
    def precision(self) -> Precision: ...
    @property
    def place(self) -> str | None: ...
    @property
    def parties(self) -> tuple[Party, ...]: ...
    @property
    def attributes(self) -> dict[str, Any]: ...
    @property
    def private(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """Content of a fact, ready to write. ``body`` holds what may be erased: attributes, private, names of parties;
    ``text`` is its canonical form."""

    name: str
    happened_at: datetime | None
    precision: Precision
    place: str | None
    parties: tuple[Party, ...]
    body: dict[str, Any]
    text: str
    rows: list[digests.AttrRow]
    parties_digest: bytes

    @property
    def attributes(self) -> dict[str, Any]:
        """Published attributes as JSON knows them."""
        return dict(self.body["attributes"])

    @property
    def private(self) -> dict[str, Any]:
        """What stays in the body."""
        return dict(self.body["private"])

    def salted(self) -> tuple[bytes, bytes]:
        """A new salt and the digest of the body under it."""
        salt = os.urandom(16)
        return salt, digests.body(salt, self.text.encode())


def written(
    said: Content, id: UUID, *, seq: int, happened_at: datetime, day: date, recorded_at: datetime, recorded_by: str
) -> Fact:
    """The fact that was made of it; its position comes after the commit."""
    return Fact(
        id=id,
        seq=seq,
        position=None,
        name=said.name,
        happened_at=happened_at,
        precision=said.precision,
        day=day,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        place=said.place,
        origin="live",
        parties=said.parties,
        attributes=said.attributes,
        private=said.private,
    )


def live(new: NewFact) -> Draft:
    """The draft of a fact that somebody records. Refuses names of the ledger's own facts, and what `draft` refuses."""
    if new.name.startswith("ledger."):
        raise _no(
            f"“{new.name}”由台账自己记录",
            "作废、更替和抹除各有专门的操作，会同时改变原记录的效力",
            "请使用作废、更替或抹除",
            "reserved",
            "name",
        )
    return draft(
        new.name,
        happened_at=new.happened_at,
        precision=new.precision,
        place=new.place,
        parties=new.parties,
        attributes=new.attributes,
        private=new.private,
    )


def draft(
    name: str,
    *,
    happened_at: datetime | None,
    precision: Precision,
    place: str | None,
    parties: Sequence[Party],
    attributes: Attributes,
    private: Mapping[str, Any],
) -> Draft:
    """Check and normalise. ``happened_at`` None means: now, by the database's clock.

    Refuses an empty name, a time without zone, an unknown precision or kind of party, an empty role or id, a wrong
    division code, a value that cannot be stored.
    """
    if not isinstance(name, str) or not name.strip() or name != name.strip():
        raise _no("事实名称不能为空", "没有名称就无法知道发生了什么", "请选择词汇表中的事实", "name", "name")
    if precision not in get_args(Precision):
        raise _no(
            f"时间精度“{precision}”不认识", "精度决定时间怎么读", "请用minute、day或month", "precision", "precision"
        )
    told = tuple(_party(party) for party in parties)
    try:
        names = [party.name for party in told]
        body = cast(
            dict[str, Any], canonical.plain({"attributes": attributes, "private": private, "names": names})
        )  # numbers and dates as they will be read back
        rows = digests.attr_rows(body["attributes"])
        if "" in attributes:
            raise ValueError("an attribute needs a name")
        parties_digest = digests.parties(told)
        if "\x00" in f"{name}{''.join([p.role + p.id for p in told])}" or not name.encode():
            raise ValueError("text holds a character that cannot be stored")
    except ValueError as error:
        raise _no(
            f"内容无法保存：{error}",
            "存进去和取出来不一样的内容不能作为证据",
            "请检查数字和文字",
            "value",
            "attributes",
        ) from error
    return Draft(
        name=name,
        happened_at=_instant(happened_at, precision),
        precision=precision,
        place=None if place is None else divisions.normal(place),
        parties=told,
        body=body,
        text=canonical.text(body),
        rows=rows,
        parties_digest=parties_digest,
    )


def known_viewer(viewer: Viewer) -> str:
    """The account that acts. Refuses a stranger."""
    if not viewer.account:
        raise _no("未登录不能登记", "每条记录都要写明是谁记的", "请先登录", "stranger", None)
    return viewer.account


def future() -> Refusal:
    """The no to something that has not happened yet."""
    return _no(
        "发生时间晚于现在",
        "台账只记已经发生的事，未来的事不能登记（时钟误差最多允许10分钟）",
        "请核对日期和时间",
        "future",
        "happened_at",
    )


def _party(party: Party) -> Party:
    if party.kind not in KINDS:
        raise _no(
            f"参与方类别“{party.kind}”不认识",
            "类别决定它是地方、机构、职务、人员、企业还是事项",
            f"可用的类别：{'、'.join(sorted(KINDS))}",
            "party_kind",
            "parties",
        )
    if not party.id or not party.role:
        raise _no(
            "参与方缺少编号或角色", "不知道是谁、做什么，就不能算在任何人名下", "请补全参与方", "party", "parties"
        )
    if party.kind == "place":
        return Party(party.role, party.kind, divisions.normal(party.id), party.name)
    return party


def _instant(value: datetime | None, precision: Precision) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise _no(
            "发生时间没有时区", "同一时刻在不同时区是不同的日子", "请用带时区的时间（UTC+8）", "zone", "happened_at"
        )
    if precision == "minute":
        return value
    # A day or a month has no hour: midnight, so that "today" is never in the future.
    return value.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)


def _no(what: str, why: str, next: str, code: str, field: str | None) -> Refusal:
    return Refusal(what, why, next, code=f"ledger.{code}", field=field)
