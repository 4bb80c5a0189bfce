"""What records take in from phones (手机离线记录): a filled form of a declared fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, ValidationError

from anjian.ledger.events import Party
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.offline import taking
from anjian.offline.events import Ready
from anjian.records import actions, queries

KIND = "records.fact"


class _Form(BaseModel):
    """A form as it was filled: the fact's name, and the values of each field as text."""

    model_config = ConfigDict(extra="forbid")
    fact: str
    values: Mapping[str, tuple[str, ...]]


def register() -> None:
    """Say that facts may be recorded without a signal."""
    taking.takes(KIND, word=_("记录"), take=_take, about=_about)


def _take(viewer: Viewer, ready: Ready) -> UUID:
    try:
        form = _Form(**ready.content)
    except ValidationError as error:
        raise Refusal(
            "手机上的这张表单读不懂",
            "手机上的程序可能过时了",
            "内容已保存；请刷新手机页面后重记，或请管理员查看",
            code="offline.content",
        ) from error
    draft = queries.read(viewer, form.fact, {"day": [ready.day.isoformat()], **form.values}, as_of=ready.today)
    made = actions.record(
        viewer,
        draft.name,
        day=draft.day,
        place=draft.place,
        today=ready.today,
        parties=draft.parties,
        attributes=draft.attributes,
        private=draft.private,
        files=ready.files,
        id=ready.id,
        stood=draft.stood,
    )
    return made.fact.id


def _about(viewer: Viewer, content: Mapping[str, Any]) -> tuple[str | None, Sequence[Party]]:
    """The place that the form names, where the viewer sees it; what it says of others is read when it is recorded."""
    values = content.get("values")
    place = values.get("place", [""])[0] if isinstance(values, dict) and values.get("place") else ""
    return (place, ()) if isinstance(place, str) and viewer.sees(place) else (None, ())
