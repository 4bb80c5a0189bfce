"""Words shared by the tests of policy."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from anjian.lib.divisions import of
from anjian.lib.viewer import Viewer

LINFEN, QUWO = "141000000000", "141021000000"
DAY = date(2018, 1, 22)
DOCUMENT = "linfen-2018"
ROOT = Path(__file__).resolve().parents[3]


def viewer(*roles: str, name: str = "示例甲", place: str = LINFEN) -> Viewer:
    """Somebody with these roles in a place."""
    everything = frozenset({"*"})
    return Viewer("acct:test", name, "person:p1", (), (of(place),), everything, everything, frozenset(roles), "web")


OFFICE = viewer("office")
CLERK = viewer("recorder")
ADMIN = viewer("administrator")
