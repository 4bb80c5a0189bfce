"""Grid cells (网格): drawn, changed, ended; who walks one is a post, whoever holds it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.places import events
from anjian.places.models import Cell
from anjian.scope import actions as slices
from anjian.scope.queries import told_by


@transaction.atomic
def draw_cell(viewer: Viewer, *, cell: str, place: str, name: str, since: dt.date, post: str = "") -> Fact:
    """Draw a cell (划网格) in a town, village or community. ``post``: who walks it, "" for nobody yet.

    Refuses a number that is taken, a place above a town, an empty name.
    """
    place = divisions.normal(place)
    _may(viewer, place)
    if divisions.level(place) not in ("town", "village"):
        raise _wrong("网格要划在乡镇、街道、村或社区里", "再大的地方一个人走不过来", "请选到乡镇以下", "place")
    if not name.strip() or not cell.strip():
        raise _wrong("网格没有编号或名称", "没有编号就分不清是哪一格", "请填写", "name")
    if Cell.objects.for_change().filter(cell=cell).exists():
        raise _wrong(f"网格编号“{cell}”已经用过", "同一编号只能指同一格", "请换一个编号", "cell")
    fact = _record(viewer, events.CELL_DRAWN, cell, since, place, post, {"name": name})
    slices.begin(Cell, {"cell": cell}, {"place": place, "name": name, "post": post}, since=since, fact=fact.id)
    return fact


@transaction.atomic
def change_cell(viewer: Viewer, *, cell: str, since: dt.date, name: str | None = None, post: str | None = None) -> Fact:
    """Give a cell another name or another walker from a day; ``post`` "" for nobody. Refuses no change."""
    row = _latest(viewer, cell)
    _may(viewer, row.place)
    change = {key: value for key, value in (("name", name), ("post", post)) if value is not None}
    if not change:
        raise _wrong("没有写明改什么", "没有变化就没有要记的", "请写名称或网格员的职务", None)
    fact = _record(viewer, events.CELL_CHANGED, cell, since, row.place, post or "", change)
    slices.say(Cell, {"cell": cell}, change, since=since, fact=fact.id)
    return fact


@transaction.atomic
def end_cell(viewer: Viewer, *, cell: str, last_day: dt.date) -> Fact:
    """Give a cell up after a day (撤销网格)."""
    row = _latest(viewer, cell)
    _may(viewer, row.place)
    fact = _record(viewer, events.CELL_ENDED, cell, last_day, row.place, "", {"last_day": last_day})
    slices.end(Cell, {"cell": cell}, last_day=last_day, fact=fact.id)
    return fact


def take_back(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said about cells. Refuses when a later change stands on it."""
    return slices.unsay(Cell, fact, by=by)


def _record(viewer: Viewer, name: str, cell: str, day: dt.date, place: str, post: str, said: dict[str, Any]) -> Fact:
    parties = [Party("cell", "matter", f"grid:{cell}"), *([Party("walker", "post", post)] if post else [])]
    at = dt.datetime.combine(day, dt.time(), CHINA)
    attributes = {key: value for key, value in said.items() if value != ""}
    return ledger.record(
        viewer, name, happened_at=at, precision="day", place=place, parties=parties, attributes=attributes
    )


def _may(viewer: Viewer, place: str) -> None:
    if viewer.is_system or ((viewer.has("administrator") or viewer.has("office")) and viewer.sees(place)):
        return
    raise Refusal("您不能改动这里的网格", "网格由所在地的安委办划分", "请联系当地安委办", code="places.not_allowed")


def _latest(viewer: Viewer, cell: str) -> Cell:
    row = told_by(Cell.objects.seen_by(viewer)).filter(cell=cell).order_by("-since").first()
    if row is None:
        raise _wrong(f"没有网格“{cell}”", "无从改动", "请核对编号", "cell")
    return row


def _wrong(what: str, why: str, next: str, field: str | None) -> Refusal:
    return Refusal(what, why, next, code="places.cell", field=field)
