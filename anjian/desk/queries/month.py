"""One page for the leader (领导一页): five sentences and three lists, each number leading to its list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from anjian.desk.queries.board import LAPSED, Board, BoardRow, board
from anjian.desk.queries.home import home
from anjian.desk.queries.naming import place_name
from anjian.desk.queries.shapes import Home, Row
from anjian.desk.queries.wording import Law, rows
from anjian.duties import queries as duties
from anjian.lib.viewer import Viewer
from anjian.places import queries as places

PLACES, OLDEST, MINE = 5, 6, 6
"""Rows of the three lists, so that they fit one page of A4."""


@dataclass(frozen=True, slots=True)
class Month:
    """What the page says.

    board    today's numbers of the place and the month before; ``worst``: the rows with something overdue
    oldest   duties overdue for longest
    home     the reader's own numbers; ``mine``: theirs to do next, ``proposed``: steps of ladders that wait for them
    """

    place: str
    place_name: str
    board: Board
    worst: tuple[BoardRow, ...]
    oldest: tuple[Row, ...]
    home: Home
    mine: tuple[Row, ...]
    proposed: int


def month(viewer: Viewer, *, place: str, as_of: dt.date, known: int | None = None, day: str = "") -> Month:
    """The page of a place that the viewer sees. ``day``: what links of another day add."""
    by = "places" if places.children(place, as_of=as_of) else "bodies"
    told = board(viewer, place=place, by=by, as_of=as_of, known=known, day=day)
    late = duties.page(viewer, as_of=as_of, known=known, place=place, outcomes=LAPSED, running=True, limit=OLDEST)
    own = home(viewer, as_of=as_of, known=known, live=False)
    first = [row for group in own.groups for row in group.rows]
    return Month(
        place=place,
        place_name=place_name(place, as_of=as_of),
        board=told,
        worst=tuple(row for row in told.rows if row.lapsed)[:PLACES],
        oldest=tuple(rows(viewer, late.rows, law=Law(viewer, known=known), as_of=as_of)),
        home=own,
        mine=tuple(first[:MINE]),
        proposed=len(duties.proposals(viewer)),
    )
