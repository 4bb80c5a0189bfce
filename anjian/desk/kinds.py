"""Kinds of parties known only above `records`: enterprises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from anjian.lib.viewer import Viewer
from anjian.records.parties import Choice, Kind
from anjian.registry import queries as registry


def _named(viewer: Viewer, enterprise: str, day: dt.date) -> str | None:
    found = registry.enterprise(viewer, enterprise, as_of=day)
    return found.name if found else None


def _offer(viewer: Viewer, day: dt.date, classes: Sequence[str], words: str, limit: int) -> list[Choice]:
    rows = registry.find(viewer, as_of=day, words=words, limit=limit)
    # Two firms of one name are told apart by the end of their code.
    return [Choice(row.id, row.name, row.credit_code[-6:]) for row in rows]


KINDS: dict[str, Kind] = {"enterprise": Kind("企业", _named, registry.founded, _offer)}
