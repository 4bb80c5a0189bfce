"""Under which id a merged file answers (并档后的编号)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from anjian.scope import prepared


def any_merged() -> bool:
    """Whether files were ever merged here; where none were, nobody needs to look for survivors."""
    return bool(prepared.run("SELECT 1 FROM rel_merged m LIMIT 1", [], few=True))


def survivors(ids: Collection[str], *, as_of: dt.date) -> dict[str, str]:
    """Of these ids those of files that are merged on the day, each with the id that stands for it now. One lookup."""
    if not ids:
        return {}
    rows = prepared.run(
        "SELECT m.enterprise, m.survivor FROM rel_merged m WHERE m.enterprise = ANY(CAST($1 AS text[])) "
        "AND NOT m.replaced AND m.since <= CAST($2 AS date) AND (m.until IS NULL OR m.until >= CAST($2 AS date))",
        [sorted(set(ids)), as_of],
        few=True,
    )
    return dict(rows)
