"""Grid cells of an imported history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.places.models import Cell
from anjian.scope import actions as slices


def import_cells(viewer: Viewer, cells: Iterable[Mapping[str, Any]]) -> int:
    """The rows of an imported history (see `ledger.import_history`), into an empty table. Returns how many."""
    if not viewer.is_system:
        raise Refusal("只有程序自己可以导入历史", "导入不逐条核对权限", "请逐格登记", code="places.not_allowed")
    return slices.import_slices(Cell, cells)
