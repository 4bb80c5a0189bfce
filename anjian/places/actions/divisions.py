"""Divisions are reference data of the packs, like the calendar: they are loaded from files, not recorded as facts."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from django.db import transaction

from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.places.models import Division

COLUMNS = ["code", "name", "since", "until", "note"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file of divisions, read and judged. ``place`` and ``parent`` have 12 digits."""

    place: str
    level: str
    parent: str | None
    name: str
    since: dt.date
    until: dt.date | None
    source: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many divisions were new, corrected, and already there."""

    new: int
    corrected: int
    same: int


def read(folder: Path, *, known: Collection[str] = ()) -> list[Row]:
    """All rows of the CSV files in a folder. Refuses with file and line what is wrong; nothing is written.

    ``known``: places of 12 digits that are there already, below which those of the folder may lie (villages of towns).
    """
    rows: dict[tuple[str, dt.date], Row] = {}
    where: dict[tuple[str, dt.date], str] = {}
    for path in sorted(folder.glob("*.csv")):
        for line, row in _lines(path):
            key = (row.place, row.since)
            if key in rows and rows[key] != row:
                raise _wrong(f"{path.name}:{line}", f"与{where[key]}对同一代码、同一起始日的写法不一致")
            rows[key], where[key] = row, f"{path.name}:{line}"
    if not rows:
        raise Refusal(
            f"文件夹“{folder.name}”里没有行政区划数据",
            "没有区划就无法判断归谁管、谁能看到",
            "请放入表头为code,name,since,until,note的CSV文件",
            code="places.empty",
        )
    ordered = [rows[key] for key in sorted(rows)]
    _no_overlap(ordered, where)
    _no_orphans(ordered, where, known)
    return ordered


@transaction.atomic
def load(viewer: Viewer, folder: Path) -> Loaded:
    """Put the divisions of a folder into the database. Loading again changes nothing. Refuses files that are wrong."""
    if not (viewer.is_system or viewer.has("administrator")):
        raise Refusal(
            "您不能更新行政区划", "区划决定每个人能看到哪些地方", "请联系系统管理员", code="places.not_allowed"
        )
    there = {(row.place, row.since): row for row in Division.objects.for_change()}
    rows = read(folder, known={place for place, _since in there})
    new, corrected = [], 0
    for row in rows:
        old = there.get((row.place, row.since))
        if old is None:
            new.append(Division(**{name: getattr(row, name) for name in Row.__slots__}))
        elif any(getattr(old, name) != getattr(row, name) for name in Row.__slots__):
            for name in Row.__slots__:
                setattr(old, name, getattr(row, name))
            old.save()
            corrected += 1
    Division.objects.for_change().bulk_create(new)
    return Loaded(new=len(new), corrected=corrected, same=len(rows) - len(new) - corrected)


def _lines(path: Path) -> Iterable[tuple[int, Row]]:
    source = ""
    header: list[str] | None = None
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, text in enumerate(file, 1):
            where = f"{path.name}:{number}"
            if text.startswith("#"):
                source = source or text.lstrip("# ").strip()
            elif header is None:
                header = next(csv.reader([text]))
                if header != COLUMNS:
                    raise _wrong(where, f"表头应为{','.join(COLUMNS)}")
            elif text.strip():
                cells = next(csv.reader([text]))
                if len(cells) != len(COLUMNS):
                    raise _wrong(where, f"应有{len(COLUMNS)}列，现为{len(cells)}列")
                yield number, _row(where, dict(zip(COLUMNS, cells, strict=True)), source)


def _row(where: str, cells: dict[str, str], source: str) -> Row:
    try:
        code = divisions.normal(cells["code"])
    except Refusal as refusal:
        raise _wrong(where, refusal.what) from refusal
    if not cells["name"].strip():
        raise _wrong(where, "缺少名称")
    since, until = _day(where, cells["since"]), _day(where, cells["until"]) if cells["until"] else None
    if until is not None and until < since:
        raise _wrong(where, f"截止日{until}早于起始日{since}")
    note = f"{source}；{cells['note']}" if cells["note"] else source
    return Row(code, divisions.level(code), divisions.parent(code), cells["name"].strip(), since, until, note)


def _day(where: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(where, f"日期“{text}”应写成2018-01-22的样子") from error


def _no_overlap(rows: list[Row], where: dict[tuple[str, dt.date], str]) -> None:
    for first, second in pairwise(rows):
        if first.place == second.place and (first.until is None or first.until >= second.since):
            raise _wrong(where[second.place, second.since], f"与{where[first.place, first.since]}的起止日期重叠")


def _no_orphans(rows: list[Row], where: dict[tuple[str, dt.date], str], known: Collection[str]) -> None:
    places = {row.place for row in rows} | set(known)
    for row in rows:
        if row.parent is not None and row.parent not in places:
            raise _wrong(where[row.place, row.since], f"上级{row.parent}不在任何文件中")


def _wrong(where: str, detail: str) -> Refusal:
    return Refusal(
        f"{where} {detail}",
        "区划数据有错时整批不装入，以免一部分地方归属不明",
        "请改正这一行后重新装入",
        code="places.file",
    )
