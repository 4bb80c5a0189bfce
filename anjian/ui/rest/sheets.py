"""What operations tell of a sheet that comes in (导入的表): its columns, and what is wrong with it cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from ninja import Schema


class SheetColumnOut(Schema):
    """A column of the sheet; ``means``: what it is taken for, empty: it is not read."""

    letter: str
    header: str
    means: str


class CellFaultOut(Schema):
    """What is wrong, by cell."""

    cell: str
    row: int
    field: str
    text: str
    why: str
    next: str


class CellFaultsOut(Schema):
    """Faults in the order of the sheet."""

    items: list[CellFaultOut]
    next: str | None


class _Column(Protocol):
    @property
    def letter(self) -> str: ...
    @property
    def header(self) -> str: ...


class _Fault(Protocol):
    @property
    def row(self) -> int: ...
    @property
    def ref(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def next(self) -> str: ...


def columns_of(columns: Iterable[_Column], mapping: Mapping[str, str]) -> list[dict[str, Any]]:
    """The columns of a sheet as `SheetColumnOut` says them. ``mapping``: what is meant → letter."""
    meant = {letter: name for name, letter in mapping.items()}
    return [{"letter": one.letter, "header": one.header, "means": meant.get(one.letter, "")} for one in columns]


def faults_by_cell(found: Iterable[_Fault], *, next: str | None) -> dict[str, Any]:
    """A page of faults as `CellFaultsOut` says them. ``next``: the cursor of the page after it."""
    return {
        "items": [
            {"cell": one.ref, "row": one.row, "field": one.label, "text": one.text, "why": one.why, "next": one.next}
            for one in found
        ],
        "next": next,
    }
