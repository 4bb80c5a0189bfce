"""Every change of what `duties` keeps: only the projection, which can always be thrown away."""

from __future__ import annotations

import datetime as dt

from anjian.duties import projection, rulebook


def rebuild(*, as_of: dt.date) -> int:
    """Make the projection anew for a day. Returns its rows; recordings wait until it is done."""
    return projection.build(as_of)


def drop() -> None:
    """Throw the projection away. No answer changes; they are computed until it is built again."""
    projection.drop()


def freshen(*, as_of: dt.date) -> int:
    """Make the projection anew where it no longer covers this day or was marked stale. Returns how often: 0 or 1."""
    if projection.stands(as_of):
        return 0
    if not rulebook.book(as_of).entries and projection.watermark() is None:
        return 0  # nothing is adopted yet
    projection.build(as_of)
    return 1
