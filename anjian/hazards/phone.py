"""What hazards take in from phones (手机离线记录): a report, a move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from anjian.hazards import carrying, queries
from anjian.hazards.actions import moving
from anjian.hazards.carrying import MOVE, REPORT
from anjian.hazards.states import VERBS
from anjian.ledger.events import Party, Scalar
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.offline import taking
from anjian.offline.events import Ready
from anjian.policy import queries as policy
from anjian.registry import queries as registry

CONFLICTS = frozenset({"hazards.conflict", "state.move"})


class _Told(BaseModel):
    """What both say: the hazard's id as the phone made or saw it, who acts, and the fields of the verb's fact."""

    model_config = ConfigDict(extra="forbid")
    hazard: str = Field(pattern=r"^hazard:[0-9a-f-]{36}$")
    by: str = Field("", max_length=64)
    attributes: Mapping[str, Scalar | list[Scalar]] = Field(default_factory=dict)
    private: Mapping[str, Scalar | list[Scalar]] = Field(default_factory=dict)


class _Report(_Told):
    verb: Literal["notice", "find", "find_out"]
    enterprise: str = Field(max_length=64)


class _Move(_Told):
    verb: str = Field(max_length=20)
    into: str = Field("", max_length=64)


T = TypeVar("T", bound=_Told)


def register() -> None:
    """Say that hazards may be reported and moved without a signal."""
    taking.takes(REPORT, word=_("报隐患"), take=_report, about=_about_report, doubt=_doubt)
    taking.carries("hazards.criteria", carrying.lists)
    taking.shows("hazards.matters", carrying.matters)
    taking.offers("hazards.firms", carrying.firms)
    taking.takes(MOVE, word=_("办理隐患"), take=_move, about=_about_move, conflicts=CONFLICTS)


def _report(viewer: Viewer, ready: Ready) -> UUID:
    told = _read(_Report, ready)
    made = moving.report(
        viewer,
        told.verb,
        hazard=told.hazard,
        enterprise=told.enterprise,
        day=ready.day,
        today=ready.today,
        attributes=_typed(told.verb, told.attributes),
        by=told.by,
        private=told.private,
        files=ready.files,
        id=ready.id,
    )
    return made.fact


def _move(viewer: Viewer, ready: Ready) -> UUID:
    told = _read(_Move, ready)
    made = moving.move(
        viewer,
        told.hazard,
        told.verb,
        day=ready.day,
        today=ready.today,
        by=told.by,
        attributes=_typed(told.verb, told.attributes),
        private=told.private,
        files=ready.files,
        into=told.into,
        id=ready.id,
        seen=ready.base,
    )
    return made.fact


def _doubt(viewer: Viewer, ready: Ready) -> Refusal | None:
    """A report about an enterprise that was closed on that day, or by a criterion not in force, waits for a look."""
    told = _read(_Report, ready)
    if ready.decided:
        return None
    named = told.attributes.get("criterion")
    criterion = queries.book().criteria.get(named) if isinstance(named, str) else None
    if criterion is not None and criterion.standard.in_force(ready.day) is False:
        return Refusal(
            f"{criterion.standard.name}在{ready.day.isoformat()}没有施行或已经失效",
            "手机上带的清单可能旧了；按失效的标准不能判定重大隐患",
            "请核定：按现行标准仍是的照记并改判据，不是的不记；内容都还在",
            code="hazards.criterion_lapsed",
        )
    closed = registry.cards(viewer, [told.enterprise], as_of=ready.day).get(told.enterprise)
    if closed is not None and closed.until is not None and closed.until < ready.day:
        return Refusal(
            f"{closed.name}在{ready.day.isoformat()}已经关闭",
            f"它关闭于{closed.until.isoformat()}；关闭的企业还在生产，要先弄清是谁",
            "请核定：确有其事的照记，记错的不记；内容都还在",
            code="hazards.enterprise_closed",
        )
    return None


def _about_report(viewer: Viewer, content: Mapping[str, Any]) -> tuple[str | None, Sequence[Party]]:
    firm = str(content.get("enterprise", ""))
    card = registry.cards(viewer, [firm], as_of=dt.date.max).get(firm) if firm else None
    return (card.place, [Party("enterprise", "enterprise", card.id)]) if card else (None, ())


def _about_move(viewer: Viewer, content: Mapping[str, Any]) -> tuple[str | None, Sequence[Party]]:
    card = queries.hazard(viewer, str(content.get("hazard", "")))
    if card is None:
        return None, ()
    return card.place, [Party("hazard", "matter", card.id), Party("enterprise", "enterprise", card.enterprise)]


def _read(shape: type[T], ready: Ready) -> T:
    try:
        return shape(**ready.content)
    except ValidationError as error:
        raise Refusal(
            "手机上的这条隐患记录读不懂",
            "手机上的程序可能过时了",
            "内容已保存；请刷新手机页面后重记，或请管理员查看",
            code="offline.content",
        ) from error


def _typed(verb: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Days that came as text are days; what is none is named when it is recorded."""
    declared = policy.vocabulary().facts[VERBS[verb].fact].attributes if verb in VERBS else {}
    return {
        code: _day(value) if code in declared and declared[code].type == "day" else value
        for code, value in attributes.items()
    }


def _day(value: Any) -> Any:
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
