"""Papers of the sample (公文): notices of what was listed and struck off, by the program's own actions.

They are made when the sample is loaded, in the order of their days, so that the numbers of a place have no gap.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from anjian.access import queries as access
from anjian.lib.viewer import SYSTEM
from anjian.sample.build import History
from anjian.sample.reading import read_file
from anjian.sample.region import body_id
from anjian.supervision import actions
from anjian.supervision import queries as supervision
from anjian.supervision.events import Board

_STRUCK_OFF = 1
"""Comes after the listing where both are of one day."""


def issue(history: History) -> int:
    """Issue the notices of every listing by the office of the body that listed it; returns how many."""
    said = read_file("hazards.yaml")["papers"]
    offices = {body_id(place.code, "ajj"): place.office for place in history.region.places.values()}
    steps = sorted(_steps(history.today), key=lambda step: (step[0], step[1], step[2].number))
    for day, kind, board in steps:
        viewer = access.viewer_for(offices[board.body], as_of=history.today)
        id = uuid5(NAMESPACE_URL, f"sample|{kind}|{board.hazard}|{board.number}")
        if kind == _STRUCK_OFF:
            actions.issue_delisting(viewer, board.hazard, sign=said["sign"], day=day, today=history.today, id=id)
            continue
        actions.issue_listing(
            viewer, board.hazard, sign=said["sign"], demands=said["demands"], contact=said["contact"], day=day,
            today=history.today, id=id,
        )  # fmt: skip
    return len(steps)


def _steps(today: dt.date) -> Iterator[tuple[dt.date, int, Board]]:
    for board in supervision.boards(SYSTEM, as_of=today, limit=supervision.MOST):
        yield board.listed_on, 0, board
        if board.delisted_on is not None:
            yield board.delisted_on, _STRUCK_OFF, board
